"""Killed at any moment, with a full disk, with a gradebook that cannot be written.

Nothing is lost, nothing is there twice, and another run does what is missing.
"""

import contextlib
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from nbformat.v4 import new_markdown_cell

from grading import __main__ as command_line
from grading import atomic
from grading.__main__ import INTERRUPTED
from grading.basis import earlier_basis
from grading.classroom import ALL_GRADED, GRADER_FAILED
from grading.execute import close
from grading.gradebook import Gradebook
from grading.workers import Where

NAME = "ps3_backprop"
CLASS = ["right-einsum", "unrolled-by-columns", "right-but-prints", "labels-from-one"]
MOMENTS = 20
FORK = multiprocessing.get_context("fork")


def grade_in_a_process(course: Any, before: Callable[[], None] = lambda: None) -> Any:
    """Grade in a process of its own, so that it can be killed."""

    def work() -> None:
        before()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os._exit(course.grade())

    close()  # the warm sandbox is this process's own
    process = FORK.Process(target=work)
    process.start()
    return process


def assert_nothing_is_there_twice(course: Any) -> None:
    with sqlite3.connect(course.root / "gradebook.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, keys in (
            ("submitted_assignment", "assignment_id, student_id"),
            ("submitted_notebook", "assignment_id, notebook_id"),
            ("grade", "cell_id, notebook_id"),
            ("comment", "cell_id, notebook_id"),
        ):
            counts = db.execute(f"SELECT count(*) FROM {table} GROUP BY {keys}").fetchall()
            assert all(count == (1,) for count in counts)


@pytest.mark.parametrize("first", range(0, MOMENTS, 5))
def test_a_run_killed_at_random_moments_loses_nothing(
    first: int, course: Any, deserved: Callable[[str], dict[str, float]]
) -> None:
    for member in CLASS:
        course.hand_in(member)
    for seed in range(first, first + 5):
        drawn = random.Random(seed)
        process = grade_in_a_process(course)
        process.join(timeout=drawn.uniform(0.0, 3.0))
        process.kill()
        process.join()
        assert_nothing_is_there_twice(course)
        whole = [member for member in CLASS if earlier_basis(course.autograded(member))]
        assert all(course.computed(member) == deserved(member) for member in whole)
        course.hand_in(drawn.choice(CLASS), new_markdown_cell(f"Changed {seed}."))
    assert course.grade() == ALL_GRADED
    assert_nothing_is_there_twice(course)
    assert {member: course.computed(member) for member in CLASS} == {
        member: deserved(member) for member in CLASS
    }
    assert not list(course.root.rglob("*.part"))


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_the_rows() -> None:
    Gradebook.write = die  # type: ignore[method-assign, assignment]


def between_rows_and_notebook() -> None:
    write = Gradebook.write

    def write_and_die(*given: Any) -> Any:
        write(*given)
        die()

    Gradebook.write = write_and_die  # type: ignore[method-assign]


def after_the_notebook() -> None:
    replace = Path.replace

    def replace_and_die(*given: Any) -> Any:
        replace(*given)
        die()

    atomic.Path.replace = replace_and_die  # type: ignore[method-assign]


@pytest.mark.parametrize("moment", [before_the_rows, between_rows_and_notebook, after_the_notebook])
def test_a_run_killed_in_the_middle_of_a_commit_is_completed_by_the_next(
    moment: Callable[[], None], course: Any, deserved: Callable[[str], dict[str, float]]
) -> None:
    for member in CLASS[:2]:
        course.hand_in(member)
    process = grade_in_a_process(course, moment)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert course.grade() == ALL_GRADED
    assert_nothing_is_there_twice(course)
    assert all(course.computed(member) == deserved(member) for member in CLASS[:2])


def workers_of(process: psutil.Process) -> list[psutil.Process]:
    """Return the Dask workers of a process: what its server that forks has forked."""
    found = []
    for server in process.children():
        with contextlib.suppress(psutil.Error):
            if "forkserver" in " ".join(server.cmdline()):
                found += server.children()
    return found


def test_workers_killed_at_random_moments_lose_nothing(
    course: Any, deserved: Callable[[str], dict[str, float]]
) -> None:
    students = {f"{member}-{n}": member for n in range(4) for member in CLASS}
    for student, member in students.items():
        course.hand_in(member, student=student)
    run = threading.Thread(target=lambda: course.grade(where=Where(workers=2)))
    run.start()
    drawn, killed = random.Random(6), 0
    while run.is_alive() and killed < 4:
        time.sleep(drawn.uniform(0.3, 1.5))
        if workers := workers_of(psutil.Process()):
            drawn.choice(workers).kill()
            killed += 1
    run.join()
    assert killed
    assert course.grade() == ALL_GRADED
    assert_nothing_is_there_twice(course)
    assert {student: course.computed(student) for student in students} == {
        student: deserved(member) for student, member in students.items()
    }


def test_a_killed_coordinator_leaves_no_process_behind(course: Any) -> None:
    for n in range(8):
        course.hand_in("right-einsum", student=f"student-{n}")
    command = [sys.executable, "-m", "grading", "autograde", NAME, "--workers", "2"]
    marked = os.environ | {"NNBP_TEST": str(course.root)}
    process = subprocess.Popen(
        command, cwd=course.root, env=marked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not workers_of(psutil.Process(process.pid)):
        assert process.poll() is None
        time.sleep(0.1)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_stops_with_one_line_and_the_next_run_does_the_rest(
    workers: str, course: Any
) -> None:
    for n in range(20):
        course.hand_in("right-einsum", student=f"student-{n}")
    command = [sys.executable, "-m", "grading", "autograde", NAME, "--workers", workers]
    process = subprocess.Popen(
        command,
        cwd=course.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a terminal gives the signal to all of them
    )
    while not list(course.root.glob("autograded/*/*/*.ipynb")):
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    lines = [line for line in said.splitlines() if line and not line.startswith("grading: ")]
    assert lines == ["Stopped. What was graded so far is kept; run the command again."]
    assert course.grade() == ALL_GRADED
    assert_nothing_is_there_twice(course)
    assert len(course.entries()) == 20


def test_a_ctrl_c_that_python_drops_still_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cleared:
        def __del__(self) -> None:
            raise KeyboardInterrupt

    def do() -> int:
        Cleared()
        for _ in range(100):
            time.sleep(0.1)
        return ALL_GRADED

    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(command_line, "_do", do)
    assert command_line.main() == INTERRUPTED


IN_A_WORLD_OF_ITS_OWN = """
import shutil, subprocess, sys
from pathlib import Path
course = Path(sys.argv[1])
grade = [sys.executable, "-m", "grading", "autograde", "ps3_backprop", "--course", str(course)]
"""


def within(bind: list[str], script: str, course: Any) -> subprocess.CompletedProcess[str]:
    """Run a script in mounts of its own, made by bubblewrap."""
    command = ["bwrap", "--dev-bind", "/", "/", *bind]
    command += [sys.executable, "-c", IN_A_WORLD_OF_ITS_OWN + script, str(course.root)]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_gradebook_that_cannot_be_written_is_an_error_and_the_rest_is_kept(course: Any) -> None:
    course.hand_in("right-einsum")
    gradebook = str(course.root / "gradebook.db")
    script = "sys.exit(subprocess.run(grade).returncode)"
    done = within(["--ro-bind", gradebook, gradebook], script, course)
    assert done.returncode == GRADER_FAILED
    assert "attempt to write a readonly database" in done.stderr
    assert "run the command again" in done.stderr
    assert not course.autograded("right-einsum").exists()
    assert course.grade() == ALL_GRADED
    assert course.entries()["right-einsum"].score == 20


def test_a_full_disk_is_an_error_and_the_next_run_does_the_rest(
    course: Any, tmp_path: Path, deserved: Callable[[str], dict[str, float]]
) -> None:
    students = [f"student-{n:02}" for n in range(6)]
    for student in students:
        course.hand_in("right-einsum", student=student)
    disk = tmp_path / "disk"
    disk.mkdir()
    script = """
disk = Path(sys.argv[1]).with_name("disk")
shutil.copytree(course, disk / "course")
grade[-1] = str(disk / "course")
filler = disk / "filler"
room = shutil.disk_usage(disk).free - 150_000  # for two or three submissions
filler.write_bytes(bytes(room))
full = subprocess.run(grade, capture_output=True, text=True)
before = len(list((disk / "course" / "autograded").rglob("*.ipynb")))
parts = [str(path) for path in disk.rglob("*.part")]
filler.unlink()
again = subprocess.run(grade)
shutil.copytree(disk / "course", course, dirs_exist_ok=True)
print(full.stderr[-600:])
print(full.returncode, before, parts, again.returncode)
"""
    done = within(["--size", str(8 * 2**20), "--tmpfs", str(disk)], script, course)
    full, before, parts, again = done.stdout.splitlines()[-1].split()
    assert (full, again, parts) == ("1", "0", "[]"), done.stdout + done.stderr
    assert 0 < int(before) < len(students)
    assert_nothing_is_there_twice(course)
    assert all(course.computed(student) == deserved("right-einsum") for student in students)
