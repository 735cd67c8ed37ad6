"""Show what a student wrote without running it: text, formulas and pictures, no script.

nbgrader's pages, feedback and formgrader, pass the HTML in a Markdown cell through. A script there
would run in the browser of whoever marks, with that person's rights. `exercises.course` puts
`markdown2html` in place of the filter of that name; our own pages use `html_of`.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

import bleach  # type: ignore[import-untyped]
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from grading.formulas import mathml

TAGS = {
    *bleach.ALLOWED_TAGS,
    *("br", "dd", "del", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("img", "p", "pre", "s", "span", "sub", "summary", "sup"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}}
PROTOCOLS = {*bleach.ALLOWED_PROTOCOLS, "data"}  # a picture pasted into a cell is a data address
LINK = re.compile(r"(https?|mailto):|#|[^:&]*\Z", re.IGNORECASE)
PLACE = re.compile("\ue000([0-9]+)\ue001")  # characters that no keyboard has
LONGEST = 20_000  # characters of a text; a longer one may take minutes
LONGEST_PICTURES = 1_000_000  # characters of the data addresses in a cell

_exporter = HTMLExporter(exclude_anchor_links=True)  # type: ignore[no-untyped-call]


@pass_context
def markdown2html(context: Context, source: Any) -> str:
    """Return the Markdown `source` as HTML that holds only TAGS and ATTRIBUTES."""
    if len(source) > LONGEST:
        return f"<pre>{html.escape(source)}</pre>"
    return _clean(_exporter.markdown2html(context, source))


def html_of(markdown: str, pictures: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML of TAGS and ATTRIBUTES, its headings a level down, with MathML.

    `pictures` are the attachments of the cell.
    """
    renderer = _Renderer(dict(pictures or {}))
    markdown = markdown.replace("\ue000", "").replace("\ue001", "")
    cleaned = _clean(MarkdownWithMath(renderer=renderer).render(markdown))
    return PLACE.sub(lambda place: renderer.formula(place, mathml), cleaned)


def _clean(markup: str) -> str:
    return str(bleach.clean(markup, TAGS, _allowed, PROTOCOLS))


def _allowed(tag: str, attribute: str, value: str) -> bool:
    """Return whether an attribute may stay: no name that the page itself uses, no formula in it."""
    if PLACE.search(value) or (attribute == "href" and not LINK.match(value)):
        return False
    return attribute == "title" or attribute in ATTRIBUTES.get(tag, ())


class _Renderer(IPythonRenderer):
    """Leaves a place for each formula, to be filled when all the rest is clean."""

    def __init__(self, pictures: dict[str, Any]) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=pictures)
        self.places = 0
        self.formulas: dict[str, tuple[str, bool]] = {}
        self.embedded = 0

    def _place(self, latex: str, display: bool) -> str:
        self.places += 1
        self.formulas[str(self.places)] = latex, display
        return f"\ue000{self.places}\ue001"

    def formula(self, place: re.Match[str], show: Any) -> str:
        """Fill a place, once: an entity may have made a second one of the same number."""
        found = self.formulas.pop(place[1], None)
        return str(show(*found)) if found else ""

    def block_math(self, body: str) -> str:
        return self._place(body, True)

    def inline_math(self, body: str) -> str:
        return self._place(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._place(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        return str(super().heading(text, min(level + 1, 6), **attributes))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A formula in the words for a picture stays text: no tag may stand in an attribute."""
        said = PLACE.sub(lambda place: self.formula(place, lambda latex, _: latex), text)
        shown = str(super().image(html.escape(said), url, title))
        self.embedded += len(shown)
        if self.embedded > LONGEST_PICTURES:
            raise ValueError("the pictures are too large to be shown")
        return shown
