"""The policy, in every page, that lets the browser load nothing from another host.

`unsafe-inline` is for the theme's inline scripts and for the styles in KaTeX's formulas;
`wasm-unsafe-eval` and `blob:` are for Python in the page.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add_policy)


def add_policy(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    context["metatags"] = f"\n    {meta(POLICY)}" + context.get("metatags", "")


def meta(policy: dict[str, str]) -> str:
    """Return the element that puts a page under `policy`."""
    content = "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{content}" />'
