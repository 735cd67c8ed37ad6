"""Open what a learning platform gives, and nothing that a student packed.

In a student's archive there might be a file under another student's name.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip

from exercises.course import SUBMISSION_NAME

DATE = r"\d{4}(-\d\d){5}"


class PlatformArchives(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks a platform's archives; one in another, or a student's own, stays as it is."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy every file below `archive_path` into `extracted_path`."""
        for path in sorted(Path(archive_path).rglob("*")):
            if path.is_file() and not path.is_symlink():
                place = Path(extracted_path, path.relative_to(archive_path)).parent
                place.mkdir(parents=True, exist_ok=True)
                theirs = path.suffix in self.zip_ext and not _of_a_student(path)
                if not (theirs and _unpacked(path, place)):
                    shutil.copy(path, place)


class DatedNames(FileNameCollectorPlugin):  # type: ignore[misc]
    """Reads the date in a file's name as one: nbgrader takes minutes and seconds for a zone."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return what a file's name tells, or None if it does not say whose it is, or when."""
        told: dict[str, str] | None = super().collect(submitted_file)
        if told and re.fullmatch(DATE, told.get("timestamp") or ""):
            try:
                time = datetime.strptime(told["timestamp"], "%Y-%m-%d-%H-%M-%S")
            except ValueError:  # such as the 31st of February
                return None
            told["timestamp"] = str(time)
        return told


def _of_a_student(archive: Path) -> bool:
    """Return whether an archive's name says that a student handed it in."""
    return bool(re.match(SUBMISSION_NAME, f"/{archive.stem}.ipynb"))


def _unpacked(archive: Path, place: Path) -> bool:
    """Unpack an archive; return whether that could be done."""
    try:
        unzip(str(archive), str(place), create_own_folder=True)
    except Exception:  # setuptools, tarfile and zipfile each have errors of their own
        return False
    return True
