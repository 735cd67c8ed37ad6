"""Formulas: rendered by KaTeX at build time, so that a page needs no script and no other host.

A formula that KaTeX refuses is a warning, and `jupyter-book build -W` makes it an error.
"""

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from live import symbols, vendored
from live.katex import KaTeX, RefusedFormula

# A formula of at most so many characters of LaTeX stays on one line with the marks around it.
SHORT = 30
MARK_BEFORE = re.compile(r"[(\[“‘]+$")
MARK_AFTER = re.compile(r"^[)\]”’,.;:?!]+")

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> None:
    renderer = FormulaRenderer()
    app.add_html_math_renderer(
        "katex_at_build",
        inline_renderers=(renderer.visit_math, None),
        block_renderers=(renderer.visit_math_block, None),
    )
    app.connect("builder-inited", renderer.start)
    app.connect("build-finished", renderer.stop)
    app.connect("doctree-resolved", keep_marks_with_formulas)


class FormulaRenderer:
    """Writes the formulas of a build as HTML."""

    katex: KaTeX

    def start(self, app: Sphinx) -> None:
        self.katex = KaTeX(vendored.package(app, "katex") / "dist" / "katex.min.js")

    def stop(self, app: Sphinx, exception: Exception | None) -> None:
        self.katex.close()

    def visit_math(self, page: HTML5Translator, node: nodes.math) -> None:
        page.body.append(page.starttag(node, "span", "", CLASS="math"))
        page.body.append(self.render(node, display=False))
        page.body.append("</span>")
        raise nodes.SkipNode

    def visit_math_block(self, page: HTML5Translator, node: nodes.math_block) -> None:
        page.body.append(page.starttag(node, "div", "", CLASS="math formula"))
        page.body.append(f'<div class="formula__body">{self.render(node, display=True)}</div>')
        if node["number"]:
            page.body.append(f'<span class="eqno">({get_node_equation_number(page, node)})')
            page.add_permalink_ref(node, "Link to this equation")
            page.body.append("</span>")
        page.body.append("</div>\n")
        raise nodes.SkipNode

    def render(self, node: nodes.math | nodes.math_block, *, display: bool) -> str:
        latex = node.astext()
        try:
            return symbols.mark(self.katex.render(latex, display=display))
        except RefusedFormula as error:
            logger.warning("formula %r: %s", latex, error, location=node, type="formula")
            return f'<code class="katex-error">{escape(latex)}</code>'


def keep_marks_with_formulas(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let no line break fall between a short formula and the comma or parenthesis next to it."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        if not isinstance(parent, nodes.Element) or len(formula.astext()) > SHORT:
            continue
        index = parent.index(formula)
        unbroken = nodes.inline("", "", classes=["unbroken"])
        parent[index] = unbroken
        before = _cut(parent, index - 1, MARK_BEFORE) if index > 0 else ""
        after = _cut(parent, index + 1, MARK_AFTER) if index + 1 < len(parent) else ""
        unbroken += [nodes.Text(before), formula, nodes.Text(after)]


def _cut(parent: nodes.Element, index: int, mark: re.Pattern[str]) -> str:
    """Cut what `mark` matches out of the text at `index`; return "" if there is none."""
    neighbour = parent[index]
    if not isinstance(neighbour, nodes.Text):
        return ""
    text = str(neighbour)
    found = mark.search(text)
    parent[index] = nodes.Text(mark.sub("", text))
    return found[0] if found else ""
