"""Pages: a graph as HTML for people, without a word of HTTP.

    Site                         the pages of a graph
    stylesheet, script, icon …   what they link to under /static/
"""

from kg.pages.site import Site, icon, query_script, script, stylesheet

__all__ = ["Site", "icon", "query_script", "script", "stylesheet"]
