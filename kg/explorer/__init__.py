"""Explorer: HTML pages to search, filter and read the graph, each in one file and without network.

    write_page        writes `graph.html`, drawn by vis-network, for a NetworkX graph
    write_explorer    writes `explorer.html`, for graphs of any size
    explorer_html     the same page as text
    view              the neighbourhood of an entity or a paper, as a page, in a notebook, as a picture
"""

from kg.explorer.explorer_page import explorer_html, write_explorer
from kg.explorer.page import write_page
from kg.explorer.viewing import View, view

__all__ = ["View", "explorer_html", "view", "write_explorer", "write_page"]
