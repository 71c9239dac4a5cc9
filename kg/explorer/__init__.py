"""Explorer: one HTML page to search, filter and read the graph, without network.

    write_page    writes `graph.html` for a NetworkX graph
"""

from kg.explorer.page import write_page

__all__ = ["write_page"]
