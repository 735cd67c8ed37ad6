"""The hostile submissions against stock nbgrader: ``python -m benchmarks.attacks``.

Stock nbgrader runs a submission and its checks in one unprotected process. So here all of it runs
in a bubblewrap of its own: no network, a small file system in memory, limits on memory and on the
size of a file, and a limit on processes where a cgroup can be had. Ours is what
tests/grading/attacks asserts: no point, and nothing changed. The table goes to attacks.json.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from tqdm import tqdm

from benchmarks.hostile import NAME, attacks, hand_in
from exercises.course import nbgrader_api
from exercises.generate import generate
from exercises.problem_set import ProblemSet
from exercises.sample_class import members, submission

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("attacks.json")
PIDS = Path("/sys/fs/cgroup/pids")
MOST_PROCESSES, MOST_MEMORY, MOST_FILE, MOST_SECONDS = 150, 6 * 2**30, 2**27, 150
COURSE, GIVEN = Path("/mnt/course"), Path("/mnt/given")
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 10
"""


def main() -> int:
    """Run every attack against stock nbgrader, write the table and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attacks", description=__doc__)
    parser.add_argument("--inside", metavar="ATTACK", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(stock(asked.inside)))
        return 0
    with tempfile.TemporaryDirectory() as folder, _process_limit() as limited:
        given = Path(folder) / "course"
        generate(given, [NAME])
        todo = [attack for attack in attacks() if limited or not attack.bounded]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = pool.map(lambda attack: _outside(attack.name, given), todo)
            results = list(tqdm(told, total=len(todo), unit="attack"))
        honest = {name: _outside(name, given) for name in ("right-vectorised", "blank")}
    rows = [
        {"attack": one.name, "class": one.kind, "tries": one.tries, **told}
        for one, told in zip(todo, results, strict=True)
    ]
    table = {"honest": honest, "attacks": rows}
    RESULTS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    for row in rows:
        print(f"{row['attack']:32} {row['points']!s:>5}  {'; '.join(row['harm'])}")
    gained = sum(bool(row["points"]) for row in rows)
    harmed = sum(bool(row["harm"]) for row in rows)
    print(f"stock nbgrader: {gained} of {len(rows)} gain points, {harmed} do harm; ours: 0 and 0")
    return 0


def _outside(name: str, given: Path) -> dict[str, Any]:
    """Run one attack in a bubblewrap of its own; return the points and the harm."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
    command += ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--remount-ro", "/proc"]
    command += ["--size", str(2**29), "--tmpfs", "/tmp", "--ro-bind", str(ROOT), str(ROOT)]
    command += ["--size", str(2**29), "--tmpfs", str(COURSE.parent)]
    command += ["--ro-bind", str(given), str(GIVEN), "--chdir", str(ROOT)]
    for key, value in {"HOME": "/tmp", "OPENBLAS_NUM_THREADS": "1"}.items():
        command += ["--setenv", key, value]
    command += [sys.executable, "-B", "-m", "benchmarks.attacks", "--inside", name]
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            preexec_fn=_limit,
            check=False,
        )
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told
    except subprocess.TimeoutExpired:
        return {"points": None, "harm": [f"the batch had not ended after {MOST_SECONDS} s"]}
    except (IndexError, ValueError):
        return {"points": None, "harm": ["the batch was ended"]}


def _limit() -> None:
    if (own := PIDS / "nnbp-attacks").exists():
        (own / "cgroup.procs").write_text(str(os.getpid()))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE, MOST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _process_limit() -> Iterator[bool]:
    """Make a cgroup that bounds the number of processes, if one can be had."""
    own = PIDS / "nnbp-attacks"
    try:
        own.mkdir(exist_ok=True)
        (own / "pids.max").write_text(str(MOST_PROCESSES * (os.cpu_count() or 1)))
    except OSError:
        yield False
        return
    yield True
    with contextlib.suppress(OSError):
        own.rmdir()


def stock(name: str) -> dict[str, Any]:
    """Grade one attack with stock nbgrader in here; return the points and the harm."""
    shutil.copytree(GIVEN, COURSE)
    (COURSE / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    students = {"neighbour": "right-vectorised"}
    by_name = {attack.name: attack for attack in attacks()}
    if name in by_name:
        hand_in(by_name[name], COURSE, COURSE / "submitted" / "attacker" / NAME)
    else:
        students["attacker"] = name
    problem_set = ProblemSet(NAME)
    released = COURSE / "release" / NAME / f"{NAME}.ipynb"
    for student, member in students.items():
        right = next(one for one in members(problem_set) if one.id == member)
        path = COURSE / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(submission(problem_set, released, right), encoding="utf-8")
    nbgrader_api(COURSE)  # puts nbgrader's programs on the path
    neighbour = COURSE / "submitted" / "neighbour" / NAME / f"{NAME}.ipynb"
    before = neighbour.read_bytes()
    subprocess.run(
        [str(Path(sys.executable).parent / "nbgrader"), "autograde", NAME],
        cwd=COURSE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    harm = []
    if not neighbour.exists() or neighbour.read_bytes() != before:
        harm.append("another student's file was changed")
    if (COURSE / "owned").exists():
        harm.append("it ran code in the grader")
    if _left_behind():
        harm.append("a process was left behind")
    page = COURSE / "autograded" / "attacker" / NAME / f"{NAME}.ipynb"
    if page.exists() and page.stat().st_size > 5_000_000:
        harm.append(f"a notebook of {page.stat().st_size / 1e6:.0f} MB was written")
    return {"points": _points("attacker", harm), "harm": harm + _harm_to_the_gradebook()}


def _points(student: str, harm: list[str]) -> float | None:
    """Return the points in the gradebook."""
    try:
        with Gradebook(f"sqlite:///{COURSE / 'gradebook.db'}") as gradebook:
            return float(gradebook.find_submission(NAME, student).score)
    except MissingEntry:
        harm.append("the submission was not graded")
    except Exception as error:
        harm.append(f"the gradebook cannot be read: {type(error).__name__}")
    return None


def _harm_to_the_gradebook() -> list[str]:
    with contextlib.suppress(Exception), sqlite3.connect(COURSE / "gradebook.db") as gradebook:
        harm = []
        if gradebook.execute("select 1 from sqlite_master where name = 'owned'").fetchone():
            harm.append("the gradebook was written by the submission")
        if _points("neighbour", harm) != full_marks():
            harm.append("the neighbour lost marks")
        return harm
    return ["the gradebook is gone"]


def full_marks() -> float:
    """Return what the computer gives for right answers."""
    return sum(sum(spec.points.values()) for spec in ProblemSet(NAME).specs)


def _left_behind() -> bool:
    words = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return any(b"98765" in line.split(b"\0") for line in words)


if __name__ == "__main__":
    sys.exit(main())
