"""What a student takes home: a folder and a zip for each problem set, complete with Python alone.

They are made from the released sets into ``kits/``, and are the same, byte for byte, each time.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from exercises.problem_set import EXERCISES, ProblemSet

FILES = EXERCISES / "kit"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold


def write_kits(root: Path, names: Sequence[str]) -> None:
    """Write the kit of each set released below `root`."""
    kits = root / "kits"
    shutil.rmtree(kits, ignore_errors=True)
    kits.mkdir()
    wheel = build_wheel(kits)
    for name in names:
        write_kit(root / "release" / name, wheel, kits / name)
        write_zip(kits / name, kits / f"{name}.zip")


def write_kit(released: Path, wheel: Path, folder: Path) -> None:
    """Write the kit of a released set into `folder`."""
    shutil.copytree(released, folder)
    shutil.copy(wheel, folder)
    shutil.copyfile(FILES / "requirements.txt", folder / "requirements.txt")
    heading = ProblemSet(released.name).heading
    for name in ("start.py", "README.md"):
        text = (FILES / name).read_text(encoding="utf-8")
        for key, value in {"title": heading, "name": released.name, "wheel": wheel.name}.items():
            text = text.replace(f"{{{key}}}", value)
        (folder / name).write_text(text, encoding="utf-8")


def build_wheel(folder: Path) -> Path:
    """Build the package `nnbp` as a wheel in `folder` and return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(
        command,
        cwd=EXERCISES.parent,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": "315532800"},
    )
    if done.returncode:
        raise RuntimeError(f"the wheel of nnbp could not be built:\n{done.stderr}")
    (wheel,) = folder.glob("nnbp-*.whl")
    return wheel


def write_zip(folder: Path, path: Path) -> None:
    """Pack `folder` so that the same files give the same bytes."""
    with zipfile.ZipFile(path, "w") as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.name}", EARLIEST)
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
