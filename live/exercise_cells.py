"""Exercise cells: the stub of each question in a page gets a button that opens it for answering.

What it becomes in the page is described in `scripts/exercise.js`.
"""

from docutils import nodes
from sphinx.application import Sphinx

from live.cells import has_python, offer
from live.questions import question


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", offer_stubs)


def offer_stubs(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if not has_python(app):
        return
    for asked in doctree.findall(question):
        [place] = (n for n, part in enumerate(asked.children) if _is_stub(part))
        asked.insert(place + 1, offer("Write your answer here", asked["data"]["data-question"]))


def _is_stub(part: nodes.Node) -> bool:
    return isinstance(part, nodes.literal_block) and "question__stub" in part["classes"]
