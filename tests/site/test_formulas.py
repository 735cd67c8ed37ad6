"""A formula in a small book: rendered, numbered, and refused when it is wrong."""

from io import StringIO
from pathlib import Path

import pytest
from built_site import ROOT
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

CONF = """
extensions = ["myst_parser", "live"]
myst_enable_extensions = ["dollarmath"]
exclude_patterns = ["node_modules"]
html_math_renderer = "katex_at_build"
numfig = math_numfig = True
"""


def build(folder: Path, page: str) -> tuple[str, str]:
    """Build `page` as a book of its own and return its HTML and the warnings."""
    source, out, warnings = folder / "source", folder / "out" / "html", StringIO()
    source.mkdir()
    (source / "node_modules").symlink_to(ROOT / "node_modules")
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.md").write_text(page, encoding="utf-8")
    with docutils_namespace():
        Sphinx(source, source, out, folder / "doctrees", "html", None, None, warnings).build()
    return (out / "index.html").read_text(encoding="utf-8"), warnings.getvalue()


def test_renders_aligned_equations_with_number_and_reference(tmp_path: Path) -> None:
    page = r"""
# A page

By {eq}`delta`, the error is a slope.

$$
\begin{aligned}
\delta &= \frac{\partial J}{\partial z} \\
       &= a - y
\end{aligned}
$$ (delta)
"""
    html, warnings = build(tmp_path, page)
    assert warnings == ""
    assert html.count('class="katex"') == 1
    assert '<span class="eqno">(1)' in html
    assert 'href="#equation-delta"' in html
    assert '<span class="symbol-delta">δ</span>' in html


@pytest.mark.parametrize(
    "formula",
    [r"\delat", r"\frac{1}{2", r"a & b", r"\begin{aligned} a \end{align}"],
    ids=["unknown command", "open brace", "stray ampersand", "wrong end"],
)
def test_warns_of_a_formula_that_katex_refuses(tmp_path: Path, formula: str) -> None:
    html, warnings = build(tmp_path, f"# A page\n\nBefore ${formula}$ after.\n")
    assert "index.md:3: WARNING: formula" in warnings
    assert "katex-error" in html


def test_keeps_the_comma_with_a_short_formula(tmp_path: Path) -> None:
    html, warnings = build(tmp_path, "# A page\n\nIf ($m = 1$), stop.\n")
    assert warnings == ""
    assert 'If <span class="unbroken">(<span class="math' in html
    assert "</span>),</span> stop." in html
