"""The colours of symbols: a table from symbol to role, and the pass that marks them in a formula.

The sources of the book are plain LaTeX without colour macros. After KaTeX has rendered a formula,
`mark` wraps each glyph whose symbol stands in `ROLES` in `<span class="symbol-ROLE">`;
`book/assets/symbols.css` gives each role its colour in light and dark.
"""

import re

ROLES = {
    "activation": "axzAXZ",
    "weight": "θΘ",
    "delta": "δΔD",
    "cost": "JE",
}

ROLE_OF = {symbol: role for role, symbols in ROLES.items() for symbol in symbols}

# A symbol is set in one of these fonts; upright Latin letters are words or operators, not symbols.
FONTS = "mathnormal|mathbf|mathit|mathcal|boldsymbol"
UPRIGHT_SYMBOLS = "ΘΔ"

GLYPHS = re.compile(
    rf'(?P<open><span class="mord(?P<font> (?:{FONTS}))?(?: mtight)?"(?: style="[^"]*")?>)'
    r"(?P<text>[^<]+)(?=</span>)"
)


def mark(html: str) -> str:
    """Return KaTeX's `html` with every symbol of `ROLES` wrapped in the span of its role."""
    return GLYPHS.sub(_mark_glyphs, html)


def _mark_glyphs(match: re.Match[str]) -> str:
    upright = match["font"] is None
    marked = (
        f'<span class="symbol-{ROLE_OF[glyph]}">{glyph}</span>'
        if glyph in ROLE_OF and (glyph in UPRIGHT_SYMBOLS or not upright)
        else glyph
        for glyph in match["text"]
    )
    return match["open"] + "".join(marked)
