"""`lite/`, a whole Jupyter in the site: every page and problem set as a notebook, with `nnbp`.

`python -m live.lite` builds it into the built site with JupyterLite. Its kernel takes Python from
the site's `pyodide/`; what it imports besides comes as the pure wheels of `lite.txt`, which pip
checks, and is named with its sha256 in a lock of its own. It asks no other host for anything.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, parse_wheel_filename

from exercises.course import PROBLEM_SETS
from live.bundle import VERSION
from live.content_security_policy import POLICY, meta
from live.notice import notice

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
LITE = HTML / "lite"
RELEASED = ROOT / "exercises" / "release"
REQUIREMENTS = ROOT / "live" / "lite.txt"
CACHE = ROOT / ".cache" / "lite"
EXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
KERNEL = EXTENSIONS / "@jupyterlite" / "pyodide-kernel-extension"
WIDGETS = EXTENSIONS / "@jupyter-widgets" / "jupyterlab-manager"

# The kernel loads these at its start and the rest of `lite.txt` with them; others, `nnbp` among
# them, when a cell imports them.
AT_START = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
# What `nnbp` imports only where it is needed; the kernel sees the imports of a cell, not those.
NNBP_IMPORTS = ("numpy", "matplotlib", "scipy", "tqdm")

# Its name differs from that of the kernel on the reader's machine.
KERNELSPEC = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}

# JupyterLab compiles the schemas of its settings to functions.
LITE_POLICY = POLICY | {"script-src": f"{POLICY['script-src']} 'unsafe-eval'"}
DATE = 1767225600  # of every file, 1 January 2026: the same book, the same files

Package = dict[str, Any]


def fetch_wheels(cache: Path = CACHE) -> list[Path]:
    """Bring the wheels of `lite.txt` into `cache` and return their paths."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    browser = ["--python-version=3.14", "--platform=any", "--implementation=py", "--abi=none"]
    checked = ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    cache.mkdir(parents=True, exist_ok=True)
    where = [f"--find-links={cache}", f"--dest={cache}", f"--requirement={REQUIREMENTS}"]
    command = [*pip, *browser, *checked, *where]
    if subprocess.run([*command, "--no-index"], capture_output=True).returncode:
        print("Fetching the packages of lite.txt (8 MB)", flush=True)
        subprocess.run(command, check=True)
    pinned = {
        line.split("==")[0]
        for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    wheels = {path: parse_wheel_filename(path.name)[0] for path in sorted(cache.glob("*.whl"))}
    return [path for path, name in wheels.items() if name in pinned]


def kernel_wheels() -> list[Path]:
    """Return the wheels that the kernel brings itself; `widgetsnbextension` is an empty one."""
    return [
        path
        for path in sorted((KERNEL / "static" / "pypi").glob("*.whl"))
        if not path.name.startswith("widgetsnbextension-3")
    ]


def write_python(target: Path, html: Path = HTML) -> None:
    """Write the wheels into `target`, with a lock of these and of the site's own packages."""
    target.mkdir(parents=True)
    lock = json.loads((html / "pyodide" / "pyodide-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package["file_name"] = f"../../pyodide/{package['file_name']}"
    wheels = [*fetch_wheels(), *kernel_wheels()]
    for wheel in wheels:
        shutil.copy(wheel, target)
        entry = _entry(wheel)
        lock["packages"][entry["name"]] = entry
    names = {str(canonicalize_name(parse_wheel_filename(wheel.name)[0])) for wheel in wheels}
    lock["packages"]["ipython"]["depends"] = sorted(names - {*AT_START} | {"packaging"})
    lock["packages"]["nnbp"]["depends"] = list(NNBP_IMPORTS)
    (target / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")
    (target / "NOTICE.txt").write_text(notice(target, VERSION), encoding="utf-8")


def _entry(wheel: Path) -> Package:
    name, version, _, _ = parse_wheel_filename(wheel.name)
    return {
        "name": str(name),
        "version": str(version),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": [name.replace("-", "_")],
        "depends": [],
        "unvendored_tests": False,
    }


def write_contents(target: Path, html: Path = HTML) -> None:
    """Put together the notebooks: `pages/`, and a folder for each problem set."""
    pages = target / "pages"
    pages.mkdir(parents=True)
    for notebook in sorted((html / "book").glob("*.ipynb")):
        metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
        if metadata.get("live", True) is not False:
            shutil.copy(notebook, pages)
    for name in PROBLEM_SETS:
        shutil.copytree(RELEASED / name, target / "problem-sets" / name)
    for path in target.rglob("*.ipynb"):
        content = json.loads(path.read_text(encoding="utf-8"))
        content["metadata"]["kernelspec"] = KERNELSPEC
        _write(path, content)


def settings() -> dict[str, Any]:
    """Return the site's `jupyter-lite.json`."""
    kernel = {
        "pyodideUrl": "./../pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": "python/pyodide-lock.json",
            "packages": list(AT_START),
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Backpropagation, Checked",
            "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel},
        },
    }


def build(html: Path = HTML) -> Path:
    """Build JupyterLite into the site at `html` and return its folder."""
    target = html / "lite"
    # Beside the site, not in it: JupyterLite dates all that lies beside what it builds.
    with tempfile.TemporaryDirectory(dir=html.parent) as folder:
        work = Path(folder)
        write_contents(work / "contents", html)
        options = {
            "apps": ["lab", "notebooks", "tree", "edit"],
            "cache_dir": str(work / "cache"),
            "contents": [str(work / "contents")],
            "federated_extensions": [str(KERNEL), str(WIDGETS)],
            "ignore_sys_prefix": ["federated_extensions"],
            "lite_dir": str(work),
            "no_sourcemaps": True,
            "output_dir": str(work / "lite"),
            "source_date_epoch": DATE,
        }
        _write(work / "jupyter_lite_config.json", {"LiteBuildConfig": options})
        _write(work / "jupyter-lite.json", settings())
        command = [sys.executable, "-m", "jupyterlite_core", "build"]
        done = subprocess.run(command, cwd=work, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")
        shutil.rmtree(target, ignore_errors=True)
        (work / "lite").rename(target)
    write_python(target / "python", html)
    for page in target.rglob("*.html"):
        add_policy_and_icon(page, html)
    return target


def add_policy_and_icon(page: Path, html: Path) -> None:
    """Put a page of JupyterLite under the policy, and give it the book's icon and language."""
    icon = Path(os.path.relpath(html / "_static" / "logo.svg", page.parent)).as_posix()
    head = f'<head>\n    {meta(LITE_POLICY)}\n    <link rel="icon" href="{icon}" />'
    text = page.read_text(encoding="utf-8")
    text = text.replace("<head>", head, 1).replace("<html>", '<html lang="en">', 1)
    page.write_text(text, encoding="utf-8")


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


if __name__ == "__main__":
    if not (HTML / "pyodide").is_dir():
        print("No Jupyter in the site: there is no Python for it; `make bundle` fetches it")
        sys.exit()
    print("Building the Jupyter in the site", flush=True)
    built = build()
    total = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    print(f"{built}: {total / 1e6:.1f} MB")
