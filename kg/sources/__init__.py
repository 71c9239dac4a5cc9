"""Sources: files in, `Paper` records out, as a stream.

    read_papers(inputs)   every paper of files, folders and standard input
    merge_papers(papers)  one record for each different paper
    read_whole(path)      the bytes of a file, or of standard input
    Problem               what was skipped, where and why
    arxiv_id(text)        the identifier in an arXiv id or address

One module a format; `formats.py` tells them apart by content. Nothing here knows of entities.
"""

from kg.sources.merge import merge_papers
from kg.sources.reading import Problem, expand_inputs, read_papers, read_whole
from kg.sources.text import arxiv_id

__all__ = ["Problem", "arxiv_id", "expand_inputs", "merge_papers", "read_papers", "read_whole"]
