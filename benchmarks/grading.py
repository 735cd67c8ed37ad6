"""Time the grading of a class against stock nbgrader: ``python -m benchmarks.grading``.

Both grade honest answers to problem set 3, from what was handed in to the gradebook's rows and
the autograded notebooks, then with feedback pages. Stock nbgrader takes more than a second a
submission, so it grades a few, and what one more costs it is what counts: its start is left out,
ours is not. They take turns, and the median counts, since a machine's speed wanders. Memory is
that of all processes together, each shared page counted once, in a run that is not timed: to
look takes a twentieth of the time.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from exercises.generate import generate
from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, members, submission

NAME = "ps3_backprop"
CLASS = 200
FEW, SOME = 2, 12
TURNS = 5
VERBS = ("autograde", "generate_feedback")
OFTEN = 0.2
ASKED_FOR = {"autograded": 30.0, "with_feedback": 20.0, "peak_mb": 600.0}
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
OURS = [sys.executable, "-m", "grading", "autograde", NAME]


def measure() -> dict[str, Any]:
    """Return seconds a submission of both, the ratios, and our peak memory."""
    with tempfile.TemporaryDirectory(prefix="nnbp-grading-") as name:
        folder = Path(name)
        made = {count: _class(folder / f"class-{count}", count) for count in (FEW, SOME, CLASS)}
        turns = [_turn(made, folder / f"turn-{number}") for number in range(TURNS)]
        peak = _watched(OURS, shutil.copytree(made[CLASS], folder / "watched"))
    stock, ours = (
        {
            what: median(turn[whose][what] for turn in turns)
            for what in ("autograded", "with_feedback")
        }
        for whose in ("stock", "ours")
    )
    return {
        "submissions": CLASS,
        "stock_seconds": {what: round(seconds, 4) for what, seconds in stock.items()},
        "our_seconds": {what: round(seconds, 4) for what, seconds in ours.items()},
        "ratios": {what: round(stock[what] / ours[what], 1) for what in stock},
        "peak_mb": round(peak, 1),
    }


def _turn(made: Mapping[int, Path], folder: Path) -> dict[str, dict[str, float]]:
    """Let each grade its classes once; return the seconds a submission."""
    stock = [_stock(shutil.copytree(made[count], folder / f"{count}")) for count in (FEW, SOME)]
    one_more = {verb: (stock[1][verb] - stock[0][verb]) / (SOME - FEW) for verb in VERBS}
    graded, told = one_more["autograde"], one_more["generate_feedback"]
    ours = [
        _seconds(command, shutil.copytree(made[CLASS], folder / name)) / CLASS
        for command, name in (([*OURS, "--no-pages"], "ours"), (OURS, "ours-with-feedback"))
    ]
    return {
        "stock": {"autograded": graded, "with_feedback": graded + told},
        "ours": {"autograded": ours[0], "with_feedback": ours[1]},
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


def _stock(root: Path) -> dict[str, float]:
    """Return how long each of stock nbgrader's commands takes for a class."""
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    program = str(Path(sys.executable).parent / "nbgrader")
    return {verb: _seconds([program, verb, NAME], root) for verb in VERBS}


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
