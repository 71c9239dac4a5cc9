"""What a query gives back: solutions, a truth value or triples; as Python rows, or in the SPARQL result formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property

import pyoxigraph
from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple

from kg.errors import UsageError

Value = str | int | float | bool | None
Results = QuerySolutions | QueryBoolean | Iterable[Triple]
FORMATS = {"csv": QueryResultsFormat.CSV, "tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS: dict[str, Callable[[str], int | float]] = {
    **dict.fromkeys(("integer", "int", "nonNegativeInteger", "positiveInteger", "long", "short", "byte", "unsignedInt"), int),
    **dict.fromkeys(("decimal", "double", "float"), float),
}


class Answer:
    """The answer to one query. `columns` are its variables; iterating gives rows of Python values, None where unbound.

    An ASK has one row with its truth value, a CONSTRUCT or DESCRIBE a row for each triple. What is asked for first, rows or a
    serialization, reads the answer as it comes; the other has it evaluated again. Either raises QueryError if that fails.
    """

    def __init__(self, run: Callable[[], Results], errors: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """`run` evaluates the query; within `errors` what goes wrong, then or while the answer is read, becomes a QueryError."""
        self._run, self._errors = run, errors
        with errors():
            first = run()
        self._unread: Results | None = first
        self._is_truth = isinstance(first, QueryBoolean)
        if isinstance(first, QuerySolutions):
            self.columns = tuple(variable.value for variable in first.variables)
        else:
            self.columns = ("answer",) if isinstance(first, QueryBoolean) else ("subject", "predicate", "object")

    @cached_property
    def rows(self) -> list[tuple[Value, ...]]:
        """All rows."""
        with self._errors():
            results = self._results()
            if isinstance(results, QuerySolutions):
                return [tuple(_python(term) for term in solution) for solution in results]
            if isinstance(results, QueryBoolean):
                return [(bool(results),)]
            return [(_python(t.subject), _python(t.predicate), _python(t.object)) for t in results]

    def __repr__(self) -> str:
        return f"<Answer with the columns {', '.join(self.columns) or 'of nothing'}; list(answer) has its rows>"

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """The truth value of an ASK; of other queries, whether there is any solution."""
        return self.rows[0][0] is True if self._is_truth else bool(self.rows)

    def serialize(self, format_: str) -> str:
        """`csv`, `tsv` or `json` as the SPARQL 1.1 recommendations define them; triples are N-Triples in every case. Raises UsageError for another format."""
        if format_ not in FORMATS:
            raise UsageError("no format of answers", where=repr(format_), hint="one of " + ", ".join(FORMATS))
        with self._errors():
            results = self._results()
            if isinstance(results, QuerySolutions):
                return (results.serialize(format=FORMATS[format_]) or b"").decode()
            if isinstance(results, QueryBoolean):
                return (results.serialize(format=FORMATS["json"]) or b"").decode() if format_ == "json" else f"{bool(results)}\n".lower()
            return (pyoxigraph.serialize(results, format=RdfFormat.N_TRIPLES) or b"").decode()

    def _results(self) -> Results:
        """Those that nobody has read yet."""
        results, self._unread = self._unread, None
        return self._run() if results is None else results


def _python(term: object) -> Value:
    if term is None:
        return None
    if not isinstance(term, Literal):
        return str(getattr(term, "value", term))
    local = term.datatype.value.removeprefix(_XSD)
    if local == "boolean":
        return term.value in ("true", "1")
    try:
        return _NUMBERS[local](term.value) if local in _NUMBERS else term.value
    except ValueError:  # somebody's "n/a"^^xsd:integer
        return term.value
