"""The report on one question: what its cases showed, the points, and the mistake's name."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnbp.checks.findings import Finding, findings, same
from nnbp.checks.known import Case, Mistake, Question

WIDTH = 70


@dataclass(frozen=True)
class Outcome:
    """What one call did: the value it returned, or the error it raised, and its arguments after.

    `error` is a line such as ``"IndexError: index 3 is out of bounds"``, empty if there was none.
    """

    value: Any = None
    error: str = ""
    arguments_after: Sequence[Any] | None = None


@dataclass(frozen=True)
class CaseReport:
    """One case and what was found; right if nothing was."""

    case: Case
    found: list[Finding]

    @property
    def right(self) -> bool:
        return not self.found


@dataclass(frozen=True)
class Report:
    """What is known of one answer. `str()` gives the text a student reads."""

    question: Question
    cases: list[CaseReport]
    named: list[Mistake]

    @property
    def right(self) -> bool:
        return all(case.right for case in self.cases)

    @property
    def attempted(self) -> bool:
        return not all(
            any(found.kind == "not attempted" for found in case.found) for case in self.cases
        )

    @property
    def points(self) -> float:
        """The points of every part whose cases are all right."""
        lost = {case.case.part for case in self.cases if not case.right}
        return sum(points for part, points in self.question.points.items() if part not in lost)

    @property
    def max_points(self) -> float:
        return sum(self.question.points.values())

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def report(question: Question, outcomes: Sequence[Outcome]) -> Report:
    """Judge the outcomes of the question's cases, in the same order.

    There may be fewer outcomes than cases, where a run was stopped: the missing ones are wrong.
    """
    missing = Outcome(error="Stopped: the cases before this one took all the time")
    outcomes = [*outcomes, *[missing] * (len(question.cases) - len(outcomes))]
    cases = [
        CaseReport(case, _found(question, case, outcome))
        for case, outcome in zip(question.cases, outcomes, strict=True)
    ]
    return Report(question, cases, _named(question, cases, outcomes))


def _found(question: Question, case: Case, outcome: Outcome) -> list[Finding]:
    if outcome.error.startswith("NotImplementedError"):
        return [Finding("not attempted", "the stub is still there")]
    if outcome.error:
        return [Finding("error", outcome.error)]
    found = findings(outcome.value, case.expected, question.outputs, question.rtol)
    if outcome.arguments_after is not None and not _untouched(case, outcome.arguments_after):
        found.append(Finding("input changed", "the call changed one of its arguments"))
    return found


def _untouched(case: Case, arguments_after: Sequence[Any]) -> bool:
    before, after = _arrays(case.arguments), _arrays(arguments_after)
    return len(before) == len(after) and all(map(np.array_equal, before, after))


def _arrays(values: Sequence[Any]) -> list[np.ndarray]:
    arrays = []
    for value in values:
        if isinstance(value, np.ndarray):
            arrays.append(value)
        elif isinstance(value, list | tuple):
            arrays.extend(_arrays(value))
    return arrays


def _named(
    question: Question, cases: Sequence[CaseReport], outcomes: Sequence[Outcome]
) -> list[Mistake]:
    """Return the known mistakes whose outputs fit every case."""
    if all(case.right for case in cases) or any(outcome.error for outcome in outcomes):
        return []
    fitting = [
        mistake
        for mistake in question.mistakes.values()
        if all(
            same(outcome.value, case.mistakes.get(mistake.id, case.expected), question.rtol)
            for case, outcome in zip(question.cases, outcomes, strict=True)
        )
        and any(mistake.id in case.mistakes for case in question.cases)
    ]
    own = [mistake for mistake in fitting if mistake.question == question.name]
    return own or fitting


def _lines(report: Report) -> list[str]:
    name, cases = report.question.name, report.cases
    if report.right:
        return [f"{name}: right, in all {len(cases)} cases."]
    if not report.attempted:
        return [f"{name}: not attempted yet. Write the function above, run its cell, check again."]
    count = sum(case.right for case in cases)
    lines = [f"{name}: {count} of {len(cases)} cases right."]
    lines += [f"  {'right' if case.right else 'wrong'}  {case.case.label}" for case in cases]
    lines += _first_wrong(next(case for case in cases if not case.right))
    for mistake in report.named[:3]:
        lines += _mistake(report, mistake)
    return lines


def _first_wrong(case: CaseReport) -> list[str]:
    lines = [f"In the case {case.case.label!r}:"]
    for found in case.found:
        says = f"{found.kind} (the values of a hidden case are not shown)"
        lines += _wrapped(says if case.case.hidden and found.kind == "value" else found.says)
    return lines


def _mistake(report: Report, mistake: Mistake) -> list[str]:
    also = " one of these:" if len(report.named) > 1 else ""
    origin = f" in {mistake.question}" if mistake.question != report.question.name else ""
    lines = [f"This is what a known mistake{origin} gives{',' if also else ':'}{also}"]
    lines += _wrapped(mistake.says) + _wrapped(f"Look at: {mistake.look}")
    if mistake.page:
        lines += _wrapped(f"Read: {mistake.page}")
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
