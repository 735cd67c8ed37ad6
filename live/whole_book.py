"""The book as a whole, to take along: `{whole-book}` lists the ways, on the start page.

What it links to is built from the finished pages, so the page hides each offer until
`live.site_zip` states the size of its file.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from live.questions import has_jupyter

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
{lite}<li hidden data-file="{pdf}"><a href="{up}{pdf}">The book as a PDF</a>
(<span></span>), to print.</li>
<li hidden data-file="{zip}"><a href="{up}{zip}">The whole site as a zip</a>
(<span></span>), to keep, and to use without a network, Python included.
The file README.txt in it says how.</li>
</ul>
</div>
"""
OFFER = re.compile(
    r'<li(?: hidden)? data-file="(?P<file>[^"]+)">(?P<link>.*?)<span>[^<]*</span>', re.DOTALL
)


class WholeBookDirective(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        up = "../" * self.env.docname.count("/")
        lite = LITE.format(up=up) if has_jupyter(self.env.app) else ""
        return [nodes.raw("", LIST.format(up=up, lite=lite, pdf=PDF, zip=ZIP), format="html")]


def with_sizes(page: str, sizes: dict[str, int]) -> str:
    """Return the text of a page that offers these files, sizes in bytes by name, and no others."""

    def offered(offer: re.Match[str]) -> str:
        size = sizes.get(offer["file"])
        hidden, stated = ("", f"{size / 1e6:.1f} MB") if size else (" hidden", "")
        return f'<li{hidden} data-file="{offer["file"]}">{offer["link"]}<span>{stated}</span>'

    return OFFER.sub(offered, page)


def setup(app: Sphinx) -> None:
    app.add_directive("whole-book", WholeBookDirective)
