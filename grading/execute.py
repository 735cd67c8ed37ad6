"""Execute a job in the sandbox: run the cells in order, ask the questions, keep what was reached.

A cell or an answer that ends the process costs what it would have earned and no more: a fresh
process runs the cells before it again, without those that ended one, and goes on behind it.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.util import Finalize
from typing import Any

from grading.job import Ask, Job, Record, Run
from grading.limits import Allowance, Limits
from grading.outputs import checked, not_run
from grading.roads import LIBRARIES, evidence
from grading.sandbox import Child, Died, Sandbox, SandboxLost
from nnbp.checks import Outcome

DRAW = ("matplotlib", "nnbp.plots")
MOST_CHARACTERS = 500
MOST_WARNINGS = 20

_warm: dict[tuple[tuple[str, ...], bool], Sandbox] = {}
_one_starts = threading.Lock()


def execute(job: Job, limits: Limits | None = None, trusted: bool = False) -> Record:
    """Execute a job and return its record; threads may execute several at a time.

    The warm process is kept for the next job of the same set. Where something else ends it, the
    job is executed once more from its beginning; the second time SandboxLost is raised. Raise
    SandboxUnavailable where no sandbox can be had, unless the job is `trusted` to run without one.
    """
    limits = limits or Limits()
    try:
        with _borrowed(tuple(job.withheld), trusted) as sandbox:
            return _Execution(job, limits, sandbox).record()
    except SandboxLost:
        with _borrowed(tuple(job.withheld), trusted) as sandbox:
            return _Execution(job, limits, sandbox).record()


def warm_up(withheld: Sequence[str], trusted: bool) -> None:
    """Start the warm process for a set's jobs, so that the first need not wait for it."""
    with _borrowed(tuple(withheld), trusted):
        pass


def close() -> None:
    """End the warm processes."""
    while _warm:
        _warm.popitem()[1].close()


@contextmanager
def _borrowed(withheld: tuple[str, ...], trusted: bool) -> Iterator[Sandbox]:
    """Give the warm process for a set, and end those of other sets that nobody uses."""
    asked_for, me = (withheld, trusted), object()
    with _one_starts:
        for other, sandbox in list(_warm.items()):
            if not (sandbox.alive and (other == asked_for or sandbox.borrowers)):
                _warm.pop(other).close()
        if asked_for not in _warm:
            _warm[asked_for] = Sandbox(withheld, trusted)
            Finalize(None, close, exitpriority=0)  # a Dask worker ends without atexit
        sandbox = _warm[asked_for]
        sandbox.borrowers.add(me)
    try:
        yield sandbox
    finally:
        sandbox.borrowers.discard(me)


class _Execution:
    """One job on its way: what came of the steps so far, and what is left of its limits."""

    def __init__(self, job: Job, limits: Limits, sandbox: Sandbox) -> None:
        self.steps = list(enumerate(job.steps))
        cells = "\n".join(step.source for step in job.steps if isinstance(step, Run))
        self.figures = any(module in cells for module in DRAW)
        self.sandbox = sandbox
        self.allowed = Allowance(limits)
        self.results: list[list[dict[str, Any]] | list[Outcome]] = []
        self.fatal: set[int] = set()
        self.stops: list[str] = []
        self.roads: dict[str, list[str]] = {}

    def record(self) -> Record:
        """Go on with one process after another until every step is done or given up."""
        why = ""
        for _ in range(1 + self.allowed.limits.restarts):
            with self.sandbox.child(self.allowed, self.figures) as child:
                try:
                    self._go_on(child)
                except Died as died:
                    why = str(died)
            if len(self.results) == len(self.steps) or self.allowed.seconds <= 0:
                break
        for _, step in self.steps[len(self.results) :]:
            answers = [Outcome(error=f"Stopped: {why}")]
            self.results.append(not_run(why) if isinstance(step, Run) else answers)
        used, limits = self.allowed.seconds_used, str(self.allowed.limits)
        return Record(self.results, self.stops, self.roads, used, limits)

    def _go_on(self, child: Child) -> None:
        """Run what was run before once more, then the steps that are left."""
        done = len(self.results)
        for number, step in self.steps[:done]:
            if isinstance(step, Run) and number not in self.fatal:
                self._run(child, number, step)
        for number, step in self.steps[done:]:
            if isinstance(step, Run):
                outputs = self._run(child, number, step)
                self.results.append(checked(outputs, self.allowed))
            else:
                self._ask(child, step)

    def _run(self, child: Child, number: int, step: Run) -> list[Any]:
        """Run a cell and return its outputs as they came."""
        limits = self.allowed.limits
        request = {
            "do": "run",
            "source": step.source,
            "number": number + 1,
            "seconds": limits.cell_seconds,
            "output_bytes": limits.output_bytes,
            "picture_bytes": limits.picture_bytes,
        }
        try:
            child.request(request)
            outputs = child.reply(limits.cell_seconds).get("outputs")
            if not isinstance(outputs, list) or not _is_plain(outputs):
                child.die("the program sent a forged reply")
        except Died as died:
            self.fatal.add(number)
            self.stops.append(f"cell {number + 1}: {died}")
            if number == len(self.results):
                self.results.append(not_run(str(died)))
            raise
        if any(map(_overtime, outputs)):
            self.stops.append(f"cell {number + 1}: stopped after {limits.cell_seconds:g} seconds")
        return outputs

    def _ask(self, child: Child, step: Ask) -> None:
        """Take the answers to a question one by one, so that those before a death are kept."""
        answers: list[Outcome] = []
        self.results.append(answers)
        seconds, most = self.allowed.limits.call_seconds, max(len(step.calls), 1)
        try:
            child.request(
                {
                    "do": "ask",
                    "question": step.question,
                    "kind": step.kind,
                    "calls": list(step.calls),
                    "differences": step.differences,
                    "watched": LIBRARIES,
                    "seconds": seconds,
                }
            )
            while "done" not in (reply := child.reply(seconds * 2)):
                if len(answers) == most:
                    child.die("the program sent more replies than there were calls")
                answers.append(_outcome(reply, child))
            if told := evidence(reply, step.question):
                self.roads[step.question] = told
        except Died as died:
            answers += [Outcome(error=f"Stopped: {died}")][: most - len(answers)]
            self.stops.append(f"{step.question}: {died}")
            raise
        if any(answer.error.startswith("Overtime") for answer in answers):
            self.stops.append(f"{step.question}: a call was stopped after {seconds:g} seconds")


def _outcome(reply: dict[str, Any], child: Child) -> Outcome:
    """Return one call's outcome, made anew of what is well formed in the reply."""
    error, after, again = (reply.get(key) for key in ("error", "arguments_after", "again"))
    warned = reply.get("warned", [])
    if not (isinstance(warned, list) and all(isinstance(text, str) for text in warned)):
        child.die("the program sent a forged reply")
    texts = tuple(text[:MOST_CHARACTERS] for text in warned[:MOST_WARNINGS])
    if isinstance(error, str):
        place = "".join(filter(str.isprintable, str(reply.get("place", ""))[:MOST_CHARACTERS]))
        return Outcome(error=error[:MOST_CHARACTERS] or "Error", warned=texts, place=place)
    if reply.get("missing") is True:
        return Outcome(missing=True)
    if not ("value" in reply and isinstance(after, list | None) and isinstance(again, list | None)):
        child.die("the program sent a forged reply")
    return Outcome(reply["value"], "", after, tuple(again or ())[:1], texts)


def _is_plain(outputs: list[Any]) -> bool:
    """Return whether outputs are what a notebook's file can hold: no arrays among them."""
    try:
        json.dumps(outputs)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def _overtime(output: Any) -> bool:
    return isinstance(output, dict) and output.get("ename") == "Overtime"
