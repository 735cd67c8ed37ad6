"""The editor (CodeMirror) and the sanitiser (DOMPurify), as one script for the site."""

import subprocess
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from live import vendored
from live.katex import NODE

SOURCE = Path(__file__).with_suffix(".js")
PACKAGES = {
    "@codemirror/view": "CodeMirror",
    "@lezer/python": "Lezer",
    "dompurify": "DOMPurify",
}


def bundle_scripts(app: Sphinx, target: Path) -> None:
    """Write `bundled.js` and the licences of what is in it into the folder `target`."""
    esbuild = vendored.package(app, "esbuild") / "bin" / "esbuild"
    options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=warning"]
    command = [str(NODE), str(esbuild), str(SOURCE), *options, f"--outfile={target / 'bundled.js'}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise ExtensionError(f"esbuild could not bundle {SOURCE.name}: {done.stderr}")
    licences = [
        f"{name}\n\n{(vendored.package(app, package) / 'LICENSE').read_text(encoding='utf-8')}"
        for package, name in PACKAGES.items()
    ]
    (target / "bundled.LICENSE.txt").write_text("\n\n".join(licences), encoding="utf-8")
