"""Collect what a learning platform gave into ``submitted/<student>/<set>``: only what is new.

Beside the archive stands a record of what was collected last from each student. What a person has
put in its place since gives way only to what was handed in later.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI, ZipCollectApp
from nbgrader.utils import capture_log, parse_utc

from grading.archives import student_of
from grading.atomic import replaced
from grading.basis import TIMESTAMP

RECORD = "collected.json"
NOBODYS = "by the pattern for names it is nobody's"

Files = dict[str, bytes]


class CannotCollect(Exception):
    """The archive cannot be collected; the text says why."""


@dataclass
class Collected:
    """What collecting did: students by what became of their submissions, files that were left out.

    `replaced` have a newer submission than before; `kept` have one that a person put there, which
    is not older than the archive's. `left_out` gives files with the reason.
    """

    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def collect(course: NbGraderAPI, name: str) -> Collected:
    """Collect what is new in the archive of the set `name`, or raise CannotCollect."""
    folder = Path(course.coursedir.root, "downloaded", name)
    if not (folder / "archive").exists():
        return Collected()
    app = CollectNew(coursedir=course.coursedir, parent=course, force=True)
    app.log_level = "ERROR"
    app.coursedir.assignment_id = name
    outcome = capture_log(app)
    if not outcome["success"]:
        if outcome["error"].rstrip().endswith("KeyboardInterrupt"):  # nbgrader catches that too
            raise KeyboardInterrupt
        why = outcome.get("log") or outcome["error"]
        raise CannotCollect(f"The archive was not collected:\n{why}")
    return app.collected


class CollectNew(ZipCollectApp):  # type: ignore[misc]
    """nbgrader's own way to collect, but for what has been collected, or is older."""

    def start(self) -> None:
        """Collect, and note what was left out."""
        self.collected = Collected()
        super().start()
        extracted = Path(self._format_collect_path(self.extracted_directory))
        for path in sorted(extracted.rglob("*")):
            if path.is_file() and not self.collector_plugin_inst.collect(str(path)):
                shown = str(path.relative_to(extracted))
                self.collected.left_out[shown] = self._why_left_out(path)

    def _why_left_out(self, path: Path) -> str:
        if path.suffix not in self.extractor_plugin_inst.zip_ext:
            return NOBODYS
        if student := student_of(path):
            return f"an archive that {student} packed is not opened; ask for the notebook itself"
        return "an archive that is damaged, or within another, is not opened"

    def _transfer_files(self, collected_data: dict[str, dict[str, Any]]) -> None:
        path = Path(self._format_collect_path(RECORD))
        record: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        for student, found in collected_data.items():
            place = self._place(student)
            files = _files_to_collect(found, place)
            if self._is_new(student, files, found["timestamp"], record.get(student, "")):
                _put(files, place)
            record[student] = _digest(files)
        with replaced(path) as draft:
            draft.write_text(json.dumps(record, indent=1, sort_keys=True))

    def _place(self, student: str) -> Path:
        course = self.coursedir
        return Path(course.format_path(course.submitted_directory, student, course.assignment_id))

    def _is_new(self, student: str, files: Files, time: datetime | None, last: str) -> bool:
        """Return whether files are to be collected, and note where they meet others.

        `last` is the digest of what was collected last.
        """
        place = self._place(student)
        standing = _files_in(place)
        if not standing:
            return True
        if _digest(files) in (last, there := _digest(standing)):
            return False
        if there == last or (time is not None and time > _time(standing, place)):
            self.collected.replaced.append(student)
            return True
        self.collected.kept.append(student)
        return False


def _files_to_collect(found: dict[str, Any], place: Path) -> Files:
    sources = zip(found["dest_files"], found["src_files"], strict=True)
    files = {os.path.relpath(to, place): Path(source).read_bytes() for to, source in sources}
    if found["timestamp"] is not None:
        files[TIMESTAMP] = found["timestamp"].isoformat(" ").encode()
    return files


def _files_in(folder: Path) -> Files:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _digest(files: Files) -> str:
    each = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    return hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()


def _time(files: Files, folder: Path) -> datetime:
    """Return when files were handed in: as they say themselves, or when they were put there."""
    try:
        time: datetime = parse_utc(files[TIMESTAMP].decode().strip())
    except Exception:  # none, or one that cannot be read, for which dateutil has many errors
        newest = max((folder / name).stat().st_mtime for name in files)
        return datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
    return time


def _put(files: Files, place: Path) -> None:
    """Put files in the place of what is there, so that they are never there in part."""
    draft = place.with_name(f".{place.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    for name, data in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    shutil.rmtree(place, ignore_errors=True)
    draft.rename(place)
