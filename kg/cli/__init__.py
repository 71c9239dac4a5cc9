"""The command line: parses options, calls the library, prints. Whatever a command does can be done from Python in as few lines.

    commands.py    what each command is called and takes
    options.py     options that several commands share
    output.py      progress, tables and messages
"""

from kg.cli.commands import main

__all__ = ["main"]
