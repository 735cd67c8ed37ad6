"""Who executes the jobs: this process, workers of its own, workers of a scheduler that is there."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from grading.classroom import ALL_GRADED, CannotGrade
from grading.job import Job, Record, Run
from grading.workers import WORTH_A_CLUSTER, Lost, NoWorkers, Where, executed, getting_ready

DASK = Path(sys.executable).parent / "dask"


def pretend(job: Job) -> Record:
    """Do what its one cell says, instead of executing the job."""
    (says,) = (step.source for step in job.steps if isinstance(step, Run))
    if says == "kills its worker":
        os.kill(os.getpid(), signal.SIGKILL)
    if says == "finds a fault":
        raise ZeroDivisionError("a fault")
    return Record([[{"process": os.getpid()}]])


def version() -> str:
    return "this one"


def run(names: list[str], where: int | Where) -> dict[str, Record | Lost]:
    where = Where(where) if isinstance(where, int) else where
    jobs = ((f"{number} {name}", Job([Run(name)])) for number, name in enumerate(names))
    found = list(executed(jobs, len(names), pretend, where, version))
    assert len(dict(found)) == len(found)
    return dict(found)


def process_of(record: Record | Lost) -> Any:
    assert isinstance(record, Record)
    return record.results[0][0]["process"]


def test_a_small_class_needs_no_cluster() -> None:
    where = Where()
    assert where.count(WORTH_A_CLUSTER - 1) == 1
    assert where.count(WORTH_A_CLUSTER) == os.cpu_count()
    assert Where(workers=3).count(2) == 2


def test_one_worker_is_this_process() -> None:
    (record,) = run(["well"], 1).values()
    assert process_of(record) == os.getpid()


def test_workers_are_other_processes_and_every_job_is_done_once() -> None:
    records = run(["well"] * 20, 2)
    assert len(records) == 20
    assert os.getpid() not in set(map(process_of, records.values()))


def test_a_worker_that_was_begun_before_is_used_even_for_one_job() -> None:
    with getting_ready(Where(2), 2, [], True) as where:
        (record,) = run(["well"], where).values()
        assert process_of(record) != os.getpid()


def test_a_worker_that_was_begun_for_nothing_ends_too() -> None:
    with getting_ready(Where(2), 2, [], True) as where:
        assert not run([], where)
    assert where.starting is not None
    assert where.starting.result().status == "closed"


def test_nothing_is_begun_for_a_small_class() -> None:
    with getting_ready(Where(), WORTH_A_CLUSTER - 1, [], True) as where:
        assert where.starting is None


def test_a_worker_that_could_not_be_started_is_named_with_the_reason() -> None:
    starting: Future[Any] = Future()
    starting.set_exception(RuntimeError("Nanny failed to start."))
    with pytest.raises(NoWorkers, match=r"no worker could be started: Nanny failed to start\."):
        run(["well"], Where(2, starting=starting))


def test_only_the_job_that_kills_its_worker_every_time_is_lost() -> None:
    names = ["well"] * 12
    names[4] = "kills its worker"
    records = run(names, 2)
    lost = {name: record for name, record in records.items() if isinstance(record, Lost)}
    assert lost == {"4 kills its worker": Lost("it ended the worker process that graded it, twice")}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_of_the_grader_stops_nobody_else(workers: int) -> None:
    records = run(["well", "finds a fault", "well"], workers)
    assert records["1 finds a fault"] == Lost(
        "the grader failed: ZeroDivisionError: a fault", ours=True
    )
    assert sum(isinstance(record, Record) for record in records.values()) == 2


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_class_leaves_no_folder_behind(workers: str, course: Any, tmp_path: Path) -> None:
    for number in range(4):
        course.hand_in("right-einsum", student=f"student-{number}")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    grade = [sys.executable, "-m", "grading", "autograde", "ps3_backprop", "--workers", workers]
    done = subprocess.run(grade, cwd=course.root, env=os.environ | {"TMPDIR": str(scratch)})
    assert done.returncode == ALL_GRADED
    assert not list(scratch.glob("nnbp-*"))


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Start a scheduler and two workers as an administrator would; return the address."""
    found = tmp_path / "scheduler.json"
    local = ["--no-dashboard", "--scheduler-file", found]
    start = [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", *local]
    work = [DASK, "worker", "--nthreads", "1", "--nworkers", "2", "--host", "127.0.0.1", *local]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    processes = [subprocess.Popen(start, **quiet), subprocess.Popen(work, **quiet)]  # type: ignore[call-overload]
    while not (found.exists() and found.read_text().endswith("}")):
        assert all(process.poll() is None for process in processes)
        time.sleep(0.1)
    yield str(json.loads(found.read_text())["address"])
    for process in processes[::-1]:
        process.terminate()
        process.wait()


def test_a_scheduler_that_is_there_grades_a_class(course: Any, scheduler: str) -> None:
    for number in range(4):
        course.hand_in("right-einsum", student=f"student-{number}")
    assert course.grade(where=Where(scheduler=scheduler)) == ALL_GRADED
    assert [entry.score for entry in course.entries().values()] == [20.0] * 4


def test_workers_with_another_grader_are_refused(
    course: Any, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.hand_in("right-einsum")
    monkeypatch.setattr("grading.basis.platform.python_version", lambda: "2.7")
    with pytest.raises(CannotGrade, match="runs another version of the grader"):
        course.grade(where=Where(scheduler=scheduler))


def test_an_address_where_nobody_is_is_an_error_that_says_so(
    course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grading.workers.SCHEDULER_SECONDS", 1)
    course.hand_in("right-einsum")
    with pytest.raises(CannotGrade, match=r"no workers at tcp://127\.0\.0\.1:9"):
        course.grade(where=Where(scheduler="tcp://127.0.0.1:9"))
