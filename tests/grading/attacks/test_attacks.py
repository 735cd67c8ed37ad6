"""Hostile submissions: none gains a point, none touches the machine or its neighbours."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from benchmarks.hostile import NAME, Attack, attacks, hand_in
from exercises.problem_set import ProblemSet
from exercises.sample_class import members, submission
from grading.cleaning import clean
from grading.execute import execute
from grading.gradebook import Released
from grading.intake import why_ungraded
from grading.job import Record
from grading.judge import job_of, judge, questions_for
from grading.limits import Limits

PROBLEM_SET = ProblemSet(NAME)
ATTACKS = attacks()
LIMITS = Limits(call_seconds=1, cell_seconds=2, total_seconds=10)
QUESTIONS = questions_for(PROBLEM_SET, "attacker", b"secret")
NOT_GRADED = {"linked-file", "deep-json", "ten-thousand-cells", "metadata-of-another-kind"}


@pytest.fixture(scope="module")
def course(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which a neighbour has handed in right answers."""
    root = shutil.copytree(generated, tmp_path_factory.mktemp("attacked") / "course")
    (root / "hidden-cases.secret").write_bytes(b"secret")
    released = root / "release" / NAME / f"{NAME}.ipynb"
    right = next(member for member in members(PROBLEM_SET) if member.id == "right-vectorised")
    path = root / "submitted" / "neighbour" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(submission(PROBLEM_SET, released, right))
    return root


def graded(folder: Path, released: Released) -> tuple[Any, Record, float]:
    """Grade the submission in `folder`; return the notebook, the record and the points."""
    notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
    notebook = clean(notebook, released)
    record = execute(job_of(notebook, PROBLEM_SET, QUESTIONS), LIMITS)
    reports = judge(notebook, QUESTIONS, record)
    assert set(reports) == set(QUESTIONS)
    return notebook, record, sum(report.points for report in reports.values())


def state(course: Path) -> dict[str, str]:
    """Return what every file of the course holds."""
    files = [path for path in sorted(course.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def processes() -> set[str]:
    """Return what runs on this machine under an attack's name."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"98765" in (words := path.read_bytes()).split(b"\0"):
                found.add(words.decode())
        except OSError:
            continue
    return found


@pytest.fixture
def unchanged(course: Path, released: Released) -> Iterator[None]:
    """See to it that afterwards the course is as before and the neighbour gets full marks."""
    before = state(course)
    yield
    assert state(course) == before
    assert not processes()
    _, record, points = graded(course / "submitted" / "neighbour" / NAME, released)
    assert (points, record.stops) == (20, [])


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_gains_nothing_and_changes_nothing(
    attack: Attack, course: Path, released: Released, tmp_path: Path, unchanged: None
) -> None:
    folder = tmp_path / "submitted" / "attacker" / NAME
    hand_in(attack, course, folder)
    if why := why_ungraded(folder, PROBLEM_SET):
        assert attack.name in NOT_GRADED, why
        return
    with ThreadPoolExecutor() as pool:
        neighbour = pool.submit(graded, course / "submitted" / "neighbour" / NAME, released)
        notebook, record, points = graded(folder, released)
    assert points == 0
    _, beside, neighbours_points = neighbour.result()
    assert (neighbours_points, beside.stops) == (20, [])
    assert record.seconds < LIMITS.total_seconds + 10
    assert len(json.dumps(notebook)) < 3_000_000
    assert len(str(record.roads)) < 10_000
    kinds = {kind for cell in notebook.cells for one in cell.get("outputs", []) for kind in one}
    assert not {"text/html", "image/svg+xml", "application/javascript"} & kinds


def test_there_are_attacks_of_every_class() -> None:
    assert len(ATTACKS) >= 30
    assert {attack.kind for attack in ATTACKS} == {
        "altering checks",
        "archives and metadata",
        "deep recursion",
        "floods",
        "forging results",
        "hostile objects",
        "network",
        "patching",
        "processes",
        "reading answers",
        "scripts",
        "signals",
        "touching others",
    }


def test_the_gradebook_can_still_be_read(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as gradebook:
        assert gradebook.execute("pragma integrity_check").fetchone() == ("ok",)
