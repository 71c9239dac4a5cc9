"""Exports: the files that `kg build` writes, and one graph in one of many formats (`kg.exports.export`, which loads more).

    write_all(graph, directory)   all files of a build, or none
    FILES                         what each is
    export.export(store, out, format)   a store as RDF, JSON-LD, GraphML, GEXF, CSV, Neo4j's import files or Parquet
    export.FORMATS                what each is
"""

from kg.exports.directory import FILES, check_results_folder, write_all

__all__ = ["FILES", "check_results_folder", "write_all"]
