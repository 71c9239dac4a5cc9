"""The exceptions that the package raises: one base class, each with where it happened and what to do next."""

from __future__ import annotations


class KgError(Exception):
    """Base of every error that paperkg raises on purpose.

    `what` is the message, `where` the file, line, row or option that it is about, `hint` the next thing to do.
    `exit_code` is what the command line returns for it: 1 where the data is at fault, 2 where the call is.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} ({self.hint})" if self.hint else text


class UsageError(KgError):
    """The call is at fault: a path that can't be written, an unknown name, an impossible option."""

    exit_code = 2


class SourceError(KgError):
    """An input could not be read as papers."""


class CatalogError(KgError):
    """A catalog file is malformed."""


class QueryError(KgError):
    """A query could not be parsed or run."""

    exit_code = 2


class ValidationError(KgError):
    """A graph does not conform to the shapes."""
