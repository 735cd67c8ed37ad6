"""Repairs of markup that is wrong for some readers and that no setting can change."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

REPAIRS = {
    # myst-nb names a folded cell differently from the words on it.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # docutils gives the entries of a list a role that WAI-ARIA has deprecated.
    'role="doc-biblioentry"': 'role="listitem"',
    # myst-nb says with a picture alone that a page was run without an error.
    "<td><p>\N{WHITE HEAVY CHECK MARK}</p></td>": "<td><p>no error</p></td>",
}


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", repair)


def repair(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    body = context.get("body", "")
    for wrong, right in REPAIRS.items():
        body = body.replace(wrong, right)
    context["body"] = body
