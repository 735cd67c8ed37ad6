"""The fonts that a page uses are asked for before anything else, so that its text does not jump.

The browser would learn only from the style sheets, and from the text, which fonts it needs; by then
it has laid out the page with another. `book/assets/fonts.css` says what happens if one comes late.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# Which words in a page's HTML show that it uses the font; every page uses the first two.
FONTS = {
    "fonts/source-serif-4/source-serif-4-latin-wght-normal": r"",
    "fonts/source-sans-3/source-sans-3-latin-wght-normal": r"",
    "fonts/source-serif-4/source-serif-4-latin-wght-italic": r"<em\b|<i>|<cite\b",
    "katex/fonts/KaTeX_Main-Regular": r'"katex"',
    "katex/fonts/KaTeX_Main-Bold": r"\bmathbf\b",
    "katex/fonts/KaTeX_Main-Italic": r"\bmathit\b",
    "katex/fonts/KaTeX_Math-Italic": r"\bmathnormal\b",
    "katex/fonts/KaTeX_Math-BoldItalic": r"\bboldsymbol\b",
    "katex/fonts/KaTeX_AMS-Regular": r"\b(?:amsrm|mathbb)\b",
    "katex/fonts/KaTeX_Caligraphic-Regular": r"\bmathcal\b",
    "katex/fonts/KaTeX_Typewriter-Regular": r"\b(?:mathtt|texttt)\b",
    "katex/fonts/KaTeX_Size1-Regular": r"delimsizing size1|delim-size1|small-op",
    "katex/fonts/KaTeX_Size2-Regular": r"delimsizing size2|large-op",
    "katex/fonts/KaTeX_Size3-Regular": r"delimsizing size3",
    "katex/fonts/KaTeX_Size4-Regular": r"delimsizing size4|delim-size4",
}


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", preload)


def preload(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    for font in used_by(context.get("body", "")):
        address = context["pathto"](f"_static/{font}.woff2", 1)
        context["metatags"] = context.get("metatags", "") + (
            f'\n    <link rel="preload" as="font" type="font/woff2" crossorigin href="{address}" />'
        )


def used_by(html: str) -> list[str]:
    """Return the fonts, of `FONTS`, in which the text of `html` is set."""
    return [font for font, sign in FONTS.items() if re.search(sign, html)]
