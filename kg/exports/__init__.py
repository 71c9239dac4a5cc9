"""Exports: the files that `kg build` writes.

    write_all(graph, directory)   all of them, or none
    FILES                         what each is
"""

from kg.exports.directory import FILES, check_writable, write_all

__all__ = ["FILES", "check_writable", "write_all"]
