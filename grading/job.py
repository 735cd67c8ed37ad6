"""One submission's work in the sandbox, and what came of it: plain data on both sides.

The coordinator makes the job and judges the record. Whoever executes it, on this machine or
another, gets the arguments of the calls and never an expected value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nnbp.checks import Outcome


@dataclass(frozen=True)
class Run:
    """Run one of the student's cells."""

    source: str


@dataclass(frozen=True)
class Ask:
    """Try what the cells have defined under a question's name, on each list of arguments.

    `kind` is "function" (call it), "class" (make an object, call its methods: the arguments are
    those of the constructor and a list of [method, arguments]) or "choices" (take the variable).
    `differences` says that the question is answered by numerical differences.
    """

    question: str
    kind: str
    calls: Sequence[Sequence[Any]]
    differences: bool = False


Step = Run | Ask


@dataclass(frozen=True)
class Job:
    """The steps of one submission, in order.

    `withheld` names the modules of `nnbp`, or functions such as "activations.sigmoid_gradient",
    that the submission must not find.
    """

    steps: Sequence[Step]
    withheld: Sequence[str] = ()


@dataclass(frozen=True)
class Record:
    """What executing a job gave.

    `results` has an entry for each step: for a Run its outputs, as a notebook holds them; for an
    Ask its outcomes, fewer than calls if it was stopped; of arguments and second answers they hold
    only what has changed. `stops` says in sentences which limits were hit and how the program
    ended, if it did. `roads` gives by question the evidence that an
    answer was not reached by its own computation. `limits` says what it might use.
    """

    results: Sequence[list[dict[str, Any]] | list[Outcome]]
    stops: Sequence[str] = ()
    roads: dict[str, list[str]] = field(default_factory=dict)
    seconds: float = 0.0
    limits: str = ""
