"""Open what a learning platform gives, and nothing that a student packed.

In a student's archive there might be a file under another student's name.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip

from exercises.course import DATE


class PlatformArchives(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks a platform's archives; one in another, or a student's own, stays as it is."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file below `archive_path` into `extracted_path`."""
        for path in sorted(Path(archive_path).rglob("*")):
            if path.is_file() and not path.is_symlink():
                place = Path(extracted_path, path.relative_to(archive_path)).parent
                place.mkdir(parents=True, exist_ok=True)
                theirs = path.suffix in self.zip_ext and not student_of(path)
                if not (theirs and _unpacked(path, place)):
                    shutil.copy(path, place)


def student_of(file: Path) -> str:
    """Return the student that a name such as ``<student>_<date>_...`` begins with, or ""."""
    begins = re.match(rf"(.+?)_{DATE}_", file.name)
    return begins[1] if begins else ""


def _unpacked(archive: Path, place: Path) -> bool:
    """Unpack an archive; return whether that could be done."""
    try:
        unzip(str(archive), str(place), create_own_folder=True)
    except Exception:  # setuptools, tarfile and zipfile each have errors of their own
        return False
    return True


class DatedNames(FileNameCollectorPlugin):  # type: ignore[misc]
    """Reads the date in a file's name as one: nbgrader takes minutes and seconds for a zone."""

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Return what a file's name tells, or None if it does not say whose it is, or when."""
        told: dict[str, Any] | None = super().collect(submitted_file)
        if told and re.fullmatch(DATE, told.get("timestamp") or ""):
            try:
                time = datetime.strptime(told["timestamp"], "%Y-%m-%d-%H-%M-%S")
            except ValueError:  # such as the 31st of February
                return None
            told["timestamp"] = str(time)
        return told
