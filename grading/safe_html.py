"""Show what a student wrote without running it: text, formulas and pictures, no script.

nbgrader's pages, feedback and formgrader, pass the HTML in a Markdown cell through. A script there
would run in the browser of whoever marks, with that person's rights. `exercises.course` puts
`markdown2html` in place of the filter of that name.
"""

from typing import Any

import bleach  # type: ignore[import-untyped]
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter

TAGS = {
    *bleach.ALLOWED_TAGS,
    *("br", "dd", "del", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "p", "pre", "s", "span", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {
    "*": ["class", "id", "title"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
}
PROTOCOLS = {*bleach.ALLOWED_PROTOCOLS, "data"}  # a picture pasted into a cell is a data address

_exporter = HTMLExporter()  # type: ignore[no-untyped-call]


@pass_context
def markdown2html(context: Context, source: Any) -> str:
    """Return the Markdown `source` as HTML that holds only TAGS and ATTRIBUTES."""
    html = _exporter.markdown2html(context, source)
    return str(bleach.clean(html, TAGS, ATTRIBUTES, PROTOCOLS))
