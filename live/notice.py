"""The notice that goes with the bundle: for each file who made it and its licence, in full."""

from email.message import Message
from email.parser import HeaderParser
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

INTRODUCTION = """\
Python for the browser: what is in this folder, by whom, and under which licence

These files are unmodified. They belong to Pyodide {version}, https://pyodide.org, and to the
projects named below; nnbp belongs to this book. The source of Pyodide and its recipe for each
package: https://github.com/pyodide/pyodide and https://github.com/pyodide/pyodide-recipes.
"""

PYODIDE = "Pyodide, MPL-2.0 (https://www.mozilla.org/MPL/2.0/)"
PYTHON = "Python, PSF-2.0 (https://docs.python.org/3/license.html)"
EMSCRIPTEN = "Emscripten, MIT (https://github.com/emscripten-core/emscripten)"
CORE = {
    "pyodide.mjs": PYODIDE,
    "pyodide.asm.mjs": f"{PYODIDE}; {EMSCRIPTEN}",
    "pyodide.asm.wasm": f"{PYODIDE}; {PYTHON}; {EMSCRIPTEN}",
    "python_stdlib.zip": f"{PYTHON}; {PYODIDE}",
    "pyodide-lock.json": f"{PYODIDE}, cut to the packages of this folder",
}


def notice(folder: Path, version: str) -> str:
    """Return the notice on every file of `folder`."""
    files = sorted(folder.iterdir())
    entries = [_entry(path) for path in files]
    texts = [_texts(path) for path in files if path.suffix == ".whl"]
    return (
        "\n\n".join([INTRODUCTION.format(version=version), *entries, *filter(None, texts)]) + "\n"
    )


def _entry(path: Path) -> str:
    licence = _licence(_metadata(path)) if path.suffix == ".whl" else CORE[path.name]
    return f"{path.name}\n  licence: {licence}\n  sha256: {sha256(path.read_bytes()).hexdigest()}"


def _metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        [name] = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(archive.read(name).decode())


def _licence(metadata: Message) -> str:
    """Return the licence in short: the expression, else the classifier, else a short text."""
    classifiers = [value.split(" :: ") for value in metadata.get_all("Classifier", [])]
    classified = [parts[-1] for parts in classifiers if parts[0] == "License"]
    stated = metadata["License"] or ""
    short = stated if "\n" not in stated else ""
    return metadata["License-Expression"] or ", ".join(classified) or short or "see below"


def _texts(wheel: Path) -> str:
    """Return the licences that the wheel carries, each under its name."""
    with ZipFile(wheel) as archive:
        names = [
            name
            for name in archive.namelist()
            if ".dist-info/" in name and name.rpartition("/")[2].startswith(("LICEN", "COPYING"))
        ]
        return "\n\n".join(f"---- {name}\n\n{archive.read(name).decode()}" for name in names)
