"""Files of other projects that the site carries itself: KaTeX's style sheet and fonts, typefaces.

They come from `node_modules` (`npm ci`) with their licences, and are copied into the built site.
"""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

KATEX = "katex"
TYPEFACES = {
    "@fontsource-variable/source-serif-4": [
        "source-serif-4-latin-wght-normal.woff2",
        "source-serif-4-latin-wght-italic.woff2",
    ],
    "@fontsource-variable/source-sans-3": [
        "source-sans-3-latin-wght-normal.woff2",
    ],
}

# The theme's icons (2.5 MB), translations, logos of hosts and source maps: no page asks for them.
UNUSED = (
    "scripts/fontawesome.js*",
    "vendor/fontawesome",
    "locales",
    "images/logo_*",
    "scripts/*.map",
    "styles/*.map",
)


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", copy_vendored)
    app.connect("build-finished", remove_unused)


def package(app: Sphinx, name: str) -> Path:
    """Return the folder of the npm package `name`; raise ExtensionError if it is not installed."""
    folder = Path(app.srcdir) / "node_modules" / name
    if not folder.is_dir():
        raise ExtensionError(f"the npm package {name} is not installed in {folder}: run `npm ci`")
    return folder


def copy_vendored(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"

    for name, files in TYPEFACES.items():
        target = static / "fonts" / name.rpartition("/")[2]
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(package(app, name) / "LICENSE", target)
        for file in files:
            shutil.copy(package(app, name) / "files" / file, target)

    katex = package(app, KATEX)
    target = static / KATEX
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(katex / "LICENSE", target)
    for font in (katex / "dist" / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")
    css = (katex / "dist" / "katex.min.css").read_text(encoding="utf-8")
    (target / "katex.min.css").write_text(only_woff2(css), encoding="utf-8")
    app.add_css_file("katex/katex.min.css", priority=400)  # before the book's own style sheets


def only_woff2(css: str) -> str:
    """Return `css` without the fallbacks in older font formats, which are not copied."""
    return re.sub(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("\w+"\)', "", css)


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    if app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for pattern in UNUSED:
        for path in static.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
