"""Who executes the jobs: this process, a worker of its own, or those of a Dask scheduler.

A worker never runs a student's code: its sandboxed children do. Still a worker may be lost. Then
the jobs that it had are given out once more, each alone, so that nothing fails but a job that
ends its worker every time.
"""

import concurrent.futures
import logging
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from grading.job import Job, Record

if TYPE_CHECKING:
    from distributed import Client, Future

    Starting = concurrent.futures.Future[Client]

# A worker takes about two seconds to start: in that time one process grades so many submissions.
WORTH_A_CLUSTER = 50
AHEAD = 64  # jobs that are ready for each that is executed
SCHEDULER_SECONDS = 30

# A server that forks: it can import what a worker needs before it is known whether there is one.
FORKS = "forkserver" in multiprocessing.get_all_start_methods()

Execute = Callable[[Job], Record]
Jobs = Iterable[tuple[str, Job]]


class NoWorkers(Exception):
    """The workers cannot be had or used; the text says why."""


@dataclass(frozen=True)
class Lost:
    """Stands where there is no record. `ours` if the grader is to blame."""

    why: str
    ours: bool = False


@dataclass(frozen=True)
class Where:
    """How many jobs to execute at a time (0: as many as serve), or the address of a scheduler.

    `starting` is a worker that has been begun already; see `getting_ready`.
    """

    workers: int = 0
    scheduler: str = ""
    starting: "Starting | None" = field(default=None, compare=False, repr=False)

    def count(self, jobs: int) -> int:
        """Return how many of so many jobs to execute at a time; a single one in this process."""
        serve = (os.cpu_count() or 1) if jobs >= WORTH_A_CLUSTER else 1
        return min(self.workers or serve, max(jobs, 1))


@contextmanager
def getting_ready(
    where: Where, expected: int, withheld: Sequence[str], trusted: bool
) -> Iterator[Where]:
    """Begin what so many jobs will need, while this process imports what it needs itself.

    Give where to execute them: there a worker and its sandbox are on their way, if they are worth
    it. With the block they end.
    """
    if where.scheduler or where.count(expected) == 1:
        yield where
        return
    if FORKS:
        multiprocessing.set_forkserver_preload(["distributed", "grading.execute"])
    _start_what_forks()
    with _begun(where, expected, version=str) as starting:  # only a scheduler's is asked for
        starting.add_done_callback(lambda client: _warm_up(client, withheld, trusted))
        yield replace(where, starting=starting)


def _start_what_forks() -> None:
    """Start the server that forks workers. Ctrl-C is not for them: whoever started them ends them.

    A terminal sends it to them too; that they have it blocked, they take over from this thread.
    """
    if not FORKS:
        return
    multiprocessing.resource_tracker.ensure_running()  # else the server starts it, and unblocks
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        multiprocessing.forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _warm_up(starting: "Starting", withheld: Sequence[str], trusted: bool) -> None:
    from distributed import fire_and_forget

    from grading.execute import warm_up

    if not starting.exception():  # else whoever wants the worker is told
        fire_and_forget(starting.result().submit(warm_up, withheld, trusted, pure=False))


def executed(
    jobs: Jobs, count: int, execute: Execute, where: Where, version: Callable[[], str]
) -> Iterator[tuple[str, Record | Lost]]:
    """Execute `count` jobs; yield the name and the record of each as soon as it is done.

    `version` tells what a worker's grader is: that of a scheduler's workers must be ours.
    """
    if not count:
        return
    if not (where.scheduler or where.starting) and where.count(count) == 1:
        for name, job in jobs:
            yield name, _tried(lambda job=job: execute(job))  # type: ignore[misc]
        return
    ahead = (1 + AHEAD) * where.count(count)
    begun = nullcontext(where.starting) if where.starting else _begun(where, count, version)
    with begun as starting:
        jobs, ready = iter(jobs), []
        for named in islice(jobs, ahead):
            ready.append(named)
            if starting.done():
                break
        yield from _spread(chain(ready, jobs), ahead, execute, _had(starting))


def _had(starting: "Starting") -> "Client":
    """Return what gives jobs to workers once it is there, or raise NoWorkers."""
    try:
        return starting.result()
    except NoWorkers:
        raise
    except Exception as error:  # Dask's own, if a worker is ended while it starts
        raise NoWorkers(f"no worker could be started: {error}") from error


def _spread(
    jobs: Iterator[tuple[str, Job]], ahead: int, execute: Execute, client: "Client"
) -> Iterator[tuple[str, Record | Lost]]:
    from distributed import KilledWorker, as_completed

    going = as_completed(with_results=True, raise_errors=False)
    given = {}

    def send(job: bytes) -> "Future[bytes]":
        return client.submit(_execute_packed, execute, job, pure=False)

    def give_out(count: int) -> None:
        for name, job in islice(jobs, count):
            packed = pickle.dumps(job)
            future = send(packed)
            given[future.key] = name, packed
            going.add(future)

    again = []
    give_out(max(ahead, (1 + AHEAD) * sum(client.nthreads().values())))
    for future, came in going:
        name, job = given.pop(future.key)
        give_out(1)
        if isinstance(came, bytes):
            yield name, pickle.loads(came)
        elif isinstance(future.exception(), KilledWorker):
            again.append((name, job))
        else:
            yield name, _lost(future.exception())
    for name, job in again:
        yield name, _tried(lambda job=job: pickle.loads(send(job).result()))  # type: ignore[misc]


def _execute_packed(execute: Execute, job: bytes) -> bytes:
    """Execute a job and return its record, each in one piece.

    Else Dask would send every array in it on its own, and take as long for that as for all else.
    """
    return pickle.dumps(execute(pickle.loads(job)))


def _tried(get: Callable[[], Record]) -> Record | Lost:
    """Return the record, or what there is to say instead."""
    try:
        return get()
    except Exception as error:
        return _lost(error)


def _lost(error: BaseException) -> Lost:
    """Return what there is to say in place of a record."""
    match type(error).__name__:
        case "KilledWorker":
            return Lost("it ended the worker process that graded it, twice")
        case "SandboxLost":
            return Lost("its sandbox was ended while it ran, twice")
    return Lost(f"the grader failed: {type(error).__name__}: {error}", ours=True)


@contextmanager
def _begun(where: Where, count: int, version: Callable[[], str]) -> Iterator["Starting"]:
    """Begin to start a worker or to connect to those there are; with the block they are let go."""
    import distributed  # noqa: F401  in a thread beside a busy one that takes five times as long

    _start_what_forks()
    with ExitStack() as until_the_end, ThreadPoolExecutor(1) as starter:
        yield starter.submit(until_the_end.enter_context, _client(where, count, version))


@contextmanager
def _client(where: Where, count: int, version: Callable[[], str]) -> Iterator["Client"]:
    """Start a worker on this machine, or connect to those that are there.

    Ours is one process with as many threads: the work is done in the sandbox's processes.
    """
    import dask
    from distributed import Client, LocalCluster

    if where.scheduler:
        with _connected(where.scheduler) as client:
            theirs: dict[str, Any] = client.run(version)
            for address in (name for name, says in theirs.items() if says != version()):
                raise NoWorkers(f"the worker {address} runs another version of the grader")
            yield client
        return
    settings = {
        "distributed.worker.multiprocessing-method": "forkserver" if FORKS else "spawn",
        "distributed.scheduler.allowed-failures": 0,
        "distributed.worker.memory.terminate": False,
        "distributed.worker.profile.enabled": False,
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=1,
            threads_per_worker=where.count(count),
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        closing(Client(cluster)) as client,  # not its own block: that wants a single thread
    ):
        yield client


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    from distributed import Client

    try:
        client = Client(address, timeout=SCHEDULER_SECONDS)
        client.wait_for_workers(1, timeout=SCHEDULER_SECONDS)
    except (OSError, TimeoutError) as error:
        raise NoWorkers(f"no workers at {address}: {error}") from error
    with closing(client):
        yield client
