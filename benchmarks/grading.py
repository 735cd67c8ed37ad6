"""Time the grading of a class against stock nbgrader: ``python -m benchmarks.grading``.

Both grade honest answers to problem set 3, from what was handed in to the gradebook's rows and
the autograded notebooks, then with feedback pages. Stock nbgrader takes more than a second a
submission, so it grades a few, and what one more costs it is what counts: its start is left out,
ours is not. Memory is that of all processes together, each shared page counted once.
"""

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
FEW, SOME = 2, 12
OFTEN = 0.2
ASKED_FOR = {"autograded": 30.0, "with_feedback": 20.0, "peak_mb": 600.0}
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
OURS = [sys.executable, "-m", "grading", "autograde", NAME]


def measure() -> dict[str, Any]:
    """Return seconds a submission of both, the ratios, and our peak memory."""
    with tempfile.TemporaryDirectory(prefix="nnbp-grading-") as folder:
        stock = [_stock(Path(folder), count) for count in (FEW, SOME)]
        more = SOME - FEW
        graded = (stock[1]["autograde"] - stock[0]["autograde"]) / more
        told = (stock[1]["generate_feedback"] - stock[0]["generate_feedback"]) / more
        ours = {pages: _ours(Path(folder), pages) for pages in (False, True)}
    stock_seconds = {"autograded": graded, "with_feedback": graded + told}
    our_seconds = {
        name: ours[pages]["seconds"] / CLASS
        for name, pages in (("autograded", False), ("with_feedback", True))
    }
    return {
        "submissions": CLASS,
        "stock_seconds": {name: round(value, 4) for name, value in stock_seconds.items()},
        "our_seconds": {name: round(value, 4) for name, value in our_seconds.items()},
        "ratios": {
            name: round(value / our_seconds[name], 1) for name, value in stock_seconds.items()
        },
        "peak_mb": round(max(run["peak_mb"] for run in ours.values()), 1),
    }


def _class(root: Path, count: int) -> Path:
    """Make a course in which so many students have handed in answers they mean."""
    generate(root, [NAME])
    problem_set = ProblemSet(NAME)
    released = root / "release" / NAME / f"{NAME}.ipynb"
    honest = cycle(filter(_is_honest, members(problem_set)))
    for number, member in enumerate(islice(honest, count)):
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


def _stock(folder: Path, count: int) -> dict[str, float]:
    """Return how long stock nbgrader takes for so many."""
    root = _class(folder / f"stock-{count}", count)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    program = str(Path(sys.executable).parent / "nbgrader")
    return {
        verb: _run([program, verb, NAME], root)["seconds"]
        for verb in ("autograde", "generate_feedback")
    }


def _ours(folder: Path, pages: bool) -> dict[str, float]:
    root = _class(folder / f"ours-{pages}", CLASS)
    return _run(OURS if pages else [*OURS, "--no-pages"], root)


def _run(command: Sequence[str], folder: Path) -> dict[str, float]:
    """Return the seconds of a command and the most memory that it and its children had."""
    log = folder / "log.txt"
    with log.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        peak = _Peak(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - started
    if code:
        raise RuntimeError(f"{command} failed:\n{log.read_text(errors='replace')[-2000:]}")
    return {"seconds": seconds, "peak_mb": peak.megabytes()}


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
