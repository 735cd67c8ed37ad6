"""The execution cache, keyed on what the pages import.

myst-nb keeps a page's outputs until the page's own code cells change. The pages of this book import
`nnbp` and read the released problem sets, so their files are part of the key: each state of them
and of the numerical packages has a cache folder of its own.
"""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

FOLDERS = ("nnbp", "exercises/release")
PACKAGES = ("numpy", "scipy", "matplotlib")


def setup(app: Sphinx) -> None:
    app.connect("config-inited", set_cache_path)


def set_cache_path(app: Sphinx, config: Config) -> None:
    caches = Path(app.outdir).parent / ".jupyter_cache"
    config.nb_execution_cache_path = str(caches / fingerprint(Path(app.srcdir)))


def fingerprint(root: Path, made_of: tuple[str, ...] = FOLDERS) -> str:
    """Return a short hash of these files and folders of `root` and the versions of `PACKAGES`."""
    digest = sha256()
    for package in PACKAGES:
        digest.update(f"{package} {version(package)}\0".encode())
    for name in made_of:
        for path in sorted([root / name, *(root / name).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode())
                digest.update(path.read_bytes())
                digest.update(b"\0")
    return digest.hexdigest()[:16]
