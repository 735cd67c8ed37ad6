"""Time the grading of a class against stock nbgrader: ``python -m benchmarks.grading``.

Both grade the same class, honest answers to problem set 3, from what was handed in to the
gradebook's rows and the autograded notebooks, then with feedback pages; the start of each is
counted. Stock nbgrader takes minutes and does it once; we do it before and after. Now and then it
waits three seconds for a kernel: only a whole class shows what that costs. Memory is that of all
processes together, each shared page counted once, in a run that is not timed: to look takes a
twentieth of the time.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psutil

from exercises.generate import generate
from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, members, submission

NAME = "ps3_backprop"
CLASS = 200
VERBS = ("autograde", "generate_feedback")
OFTEN = 0.2
ASKED_FOR = {"autograded": 30.0, "with_feedback": 20.0, "peak_mb": 600.0}
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
OURS = [sys.executable, "-m", "grading", "autograde", NAME]


def measure() -> dict[str, Any]:
    """Return seconds a submission of both, the ratios, and our peak memory."""
    with tempfile.TemporaryDirectory(prefix="nnbp-grading-") as name:
        made = _class(Path(name, "class"))
        before = _ours(made)
        stock = _stock(shutil.copytree(made, Path(name, "stock")))
        after = _ours(made)
        peak = _watched(OURS, shutil.copytree(made, Path(name, "watched")))
    ours = {what: (before[what] + after[what]) / 2 for what in before}
    return {
        "submissions": CLASS,
        "stock_seconds": {what: round(seconds, 4) for what, seconds in stock.items()},
        "our_seconds": {what: round(seconds, 4) for what, seconds in ours.items()},
        "ratios": {what: round(stock[what] / ours[what], 1) for what in stock},
        "peak_mb": round(peak, 1),
    }


def _ours(made: Path) -> dict[str, float]:
    """Grade the class without pages and with them; return the seconds a submission."""
    found = {}
    for what, command in (("autograded", [*OURS, "--no-pages"]), ("with_feedback", OURS)):
        root = shutil.copytree(made, made.with_name("ours"))
        found[what] = _seconds(command, root) / CLASS
        shutil.rmtree(root)
    return found


def _class(root: Path) -> Path:
    """Make a course in which CLASS students have handed in answers they mean."""
    generate(root, [NAME])
    problem_set = ProblemSet(NAME)
    released = root / "release" / NAME / f"{NAME}.ipynb"
    honest = cycle(filter(_is_honest, members(problem_set)))
    for number, member in enumerate(islice(honest, CLASS)):
        path = root / "submitted" / f"student-{number:03}" / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(submission(problem_set, released, member), encoding="utf-8")
    return root


def _is_honest(member: Member) -> bool:
    """Return whether a notebook is whole, and right or wrong by a mistake: nothing else is tried.

    One that never ends costs either grader its time limit, and is not what is compared here.
    """
    mistakes = all("mistake" in lost for lost in member.loses.values())
    return mistakes and not (member.ungraded or member.notebook)


def _stock(root: Path) -> dict[str, float]:
    """Let stock nbgrader's commands do the same; return the seconds a submission."""
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    program = str(Path(sys.executable).parent / "nbgrader")
    autograde, feedback = (_seconds([program, verb, NAME], root) / CLASS for verb in VERBS)
    return {"autograded": autograde, "with_feedback": autograde + feedback}


def _seconds(command: Sequence[str], folder: Path) -> float:
    """Return how long a command takes in a folder, once what was copied is on the disk."""
    os.sync()
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr[-2000:]}")
    return seconds


def _watched(command: Sequence[str], folder: Path) -> float:
    """Return the most memory that a command and its children have, in megabytes."""
    log = folder / "log.txt"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        peak = _Peak(process.pid)
        code = process.wait()
    if code:
        raise RuntimeError(f"{command} failed:\n{log.read_text(errors='replace')[-2000:]}")
    return peak.megabytes()


class _Peak(threading.Thread):
    """Watches the memory of a process and of all below it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._most = 0
        self.start()

    def run(self) -> None:
        while psutil.pid_exists(self._pid):
            try:
                root = psutil.Process(self._pid)
                self._most = max(self._most, sum(map(_own, [root, *root.children(True)])))
            except psutil.NoSuchProcess:
                return
            time.sleep(OFTEN)

    def megabytes(self) -> float:
        self.join(timeout=5)
        return self._most / 2**20


def _own(process: psutil.Process) -> int:
    """Return a process's memory, of what it shares with others its share."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


def say(found: dict[str, Any]) -> None:
    """Print what was measured, and whether it is as asked for."""
    print(f"Grading {found['submissions']} honest submissions to {NAME}, seconds for one:")
    for what in ("autograded", "with_feedback"):
        stock, ours = found["stock_seconds"][what], found["our_seconds"][what]
        ratio, asked_for = found["ratios"][what], ASKED_FOR[what]
        kept = "kept" if ratio >= asked_for else "NOT KEPT"
        print(f"{what:14} nbgrader {stock:.3f}, here {ours:.4f}: {ratio:.1f} times as fast")
        print(f"{'':14} at least {asked_for:g}: {kept}")
    kept = "kept" if found["peak_mb"] < ASKED_FOR["peak_mb"] else "NOT KEPT"
    print(f"peak memory {found['peak_mb']:.0f} MB; below {ASKED_FOR['peak_mb']:g}: {kept}")


if __name__ == "__main__":
    say(measure())
