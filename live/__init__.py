"""What makes the static site: a Sphinx extension, one module a concern.

- `formulas`: every formula rendered at build time by `katex`; a wrong formula is a build warning.
- `symbols`: each symbol of the notation gets the colour of its role.
- `vendored`: the files of other projects that the site carries itself.
- `accessibility`: repairs of markup.
- `content_security_policy`: the browser loads nothing from another host.
- `execution_cache`: a page is executed again when `nnbp` changes, not only when the page does.
- `questions`: the problem sets: each question on the page that teaches it, and their kits.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from live import (
    accessibility,
    content_security_policy,
    execution_cache,
    formulas,
    questions,
    vendored,
)


def setup(app: Sphinx) -> ExtensionMetadata:
    accessibility.setup(app)
    content_security_policy.setup(app)
    execution_cache.setup(app)
    vendored.setup(app)
    formulas.setup(app)
    questions.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
