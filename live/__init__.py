"""What makes the static site: a Sphinx extension, one module a concern.

- `formulas`: every formula rendered at build time by `katex`; a wrong formula is a build warning.
- `symbols`: each symbol of the notation gets the colour of its role.
- `explorables`: figures with controls, their `frames` computed at build time.
- `vendored`: the files of other projects that the site carries itself.
- `fonts`: each page asks first for the fonts that it uses.
- `accessibility`: repairs of markup.
- `content_security_policy`: the browser loads nothing from another host.
- `cells`: code cells that a reader edits and runs in the page, with `runner` and `bundled`.
- `exercise_cells`: questions of the problem sets that a reader answers and checks in the page.
- `notebooks`: each page as a notebook, in `plain_markdown`, and the links to it.
- `questions`: the problem sets: each question on the page that teaches it, and their kits.
- `execution_cache`: a page is executed again when `nnbp` changes, not only when the page does.

`bundle` assembles Python for the browser, with `downloads` and `notice`. Into the built site come
`lite`, a whole Jupyter, and `pdf`, the book printed from `one_page`.
"""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from live import (
    accessibility,
    cells,
    content_security_policy,
    execution_cache,
    exercise_cells,
    explorables,
    fonts,
    formulas,
    notebooks,
    questions,
    vendored,
)


def setup(app: Sphinx) -> ExtensionMetadata:
    accessibility.setup(app)
    cells.setup(app)
    content_security_policy.setup(app)
    execution_cache.setup(app)
    exercise_cells.setup(app)
    explorables.setup(app)
    fonts.setup(app)
    notebooks.setup(app)
    vendored.setup(app)
    formulas.setup(app)
    questions.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
