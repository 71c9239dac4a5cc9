"""Nodes and edges as Parquet with typed columns, by pyarrow, in row groups: memory does not grow with the graph."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from kg.errors import UsageError
from kg.query.property_graph import EDGE_COLUMNS, NODE_COLUMNS, PropertyGraph

_AT_ONCE = 50_000
"""Rows in a row group."""


def write_parquet(graph: PropertyGraph, folder: Path) -> None:
    """`nodes.parquet` and `edges.parquet`; what is not known is null. Raises UsageError without pyarrow."""
    try:
        import pyarrow  # type: ignore[import-untyped]
        from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow, which is not installed", hint="pip install 'paperkg[parquet]'") from error
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    for name, columns, rows in (("nodes.parquet", NODE_COLUMNS, graph.nodes()), ("edges.parquet", EDGE_COLUMNS, graph.edges())):
        schema = pyarrow.schema([(column, types[type_]) for column, type_ in columns.items()])
        with ParquetWriter(folder / name, schema) as writer:
            while some := list(islice(rows, _AT_ONCE)):
                writer.write_table(pyarrow.Table.from_pylist(some, schema))
