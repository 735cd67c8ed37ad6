"""The book as a whole, to take along: `{whole-book}` lists the ways, on the start page.

What it links to is built from the finished pages, so its sizes are known only then:
`live.site_zip` writes them into the page. The copy of the page inside the zip does not offer the
zip: what stands between the two comments is left out there.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

NAME = "backpropagation-checked"
PDF, ZIP = f"{NAME}.pdf", f"{NAME}.zip"

LITE = """\
<li><a href="{up}lite/index.html">Jupyter in the browser</a>: every page and every problem set as
a notebook, with nothing to install.</li>
"""
LIST = """\
<div class="whole-book">
<p>And where a page in the browser is not enough:</p>
<ul>
{lite}<li><a href="{up}{pdf}">The book as a PDF</a><span data-size="{pdf}"></span>, to print.</li>
<!-- not in the zip --><li><a href="{up}{zip}">The whole site as a zip</a><span
data-size="{zip}"></span>, to keep and to use without a network, Python included.
The file README.txt in it says how.</li><!-- -->
</ul>
</div>
"""
ONLINE = re.compile(r"<!-- not in the zip -->.*?<!-- -->", re.DOTALL)
SIZE = re.compile(r'(<span\s+data-size="(?P<file>[^"]+)">)[^<]*(?=</span>)')


class WholeBookDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        up = "../" * self.env.docname.count("/")
        lite = LITE.format(up=up) if (Path(self.env.app.outdir) / "pyodide").is_dir() else ""
        return [nodes.raw("", LIST.format(up=up, lite=lite, pdf=PDF, zip=ZIP), format="html")]


def without_zip(page: str) -> str:
    """Return the text of a page with the offer of the zip left out."""
    return ONLINE.sub("", page)


def with_sizes(page: str, sizes: dict[str, int]) -> str:
    """Return the text of a page that states the sizes, in bytes, of these files."""

    def stated(match: re.Match[str]) -> str:
        size = sizes.get(match["file"])
        return match[1] + (f" ({size / 1e6:.1f} MB)" if size else "")

    return SIZE.sub(stated, page)


def setup(app: Sphinx) -> None:
    app.add_directive("whole-book", WholeBookDirective)
