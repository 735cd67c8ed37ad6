"""The report on one question: what its cases showed, the points, and the mistake's name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnbp.checks import choices, wording
from nnbp.checks.findings import ORDER, Finding, findings, same
from nnbp.checks.known import Case, Mistake, Question, Symptoms
from nnbp.checks.outcome import Outcome

COMPARED = (list, tuple, np.ndarray, np.generic, int, float, str, type(None))


@dataclass(frozen=True)
class CaseReport:
    """One case and what was found; right if nothing was."""

    case: Case
    found: list[Finding]

    @property
    def right(self) -> bool:
        return not self.found


@dataclass(frozen=True, repr=False)
class Report:
    """What is known of one answer. `str()` and `_repr_html_()` give what a student reads.

    `before` names the wrong answers to earlier questions that this one may be built on.
    """

    question: Question
    cases: list[CaseReport]
    named: list[Mistake]
    warned: tuple[str, ...] = ()
    credit: float | None = None
    before: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return all(case.right for case in self.cases)

    @property
    def attempted(self) -> bool:
        return not self.cases or not all(
            any(found.kind == "not attempted" for found in case.found) for case in self.cases
        )

    @property
    def is_a_try(self) -> bool:
        """Whether there is an answer that can be right or wrong: no stub, and no gap."""
        kinds = {found.kind for case in self.cases for found in case.found}
        return self.attempted and "missing" not in kinds

    @property
    def points(self) -> float:
        """The points of every part whose cases are all right; of a choice, its share of them."""
        if self.credit is not None:
            return self.credit * self.max_points
        lost = {case.case.part for case in self.cases if not case.right}
        return sum(points for part, points in self.question.points.items() if part not in lost)

    @property
    def max_points(self) -> float:
        return self.question.max_points

    def __str__(self) -> str:
        return wording.as_text(self)

    __repr__ = __str__  # what a notebook keeps beside the HTML

    def _repr_html_(self) -> str:
        return wording.as_html(self)


def report(
    question: Question, outcomes: Sequence[Outcome], others: Mapping[str, Report] | None = None
) -> Report:
    """Judge the outcomes of the question's cases, in the same order.

    There may be fewer outcomes than cases, where a run was stopped: the missing ones are wrong.
    `others` are the reports on other answers of the same notebook: a mistake is sought first where
    an answer is known to be wrong.
    """
    if question.kind == "choices":
        return _report_of_choice(question, outcomes[0] if outcomes else Outcome(missing=True))
    stopped = Outcome(error="Stopped: the cases before this one took all the time")
    outcomes = [*outcomes, *[stopped] * (len(question.cases) - len(outcomes))]
    cases = [
        CaseReport(case, _found(question, case, outcome))
        for case, outcome in zip(question.cases, outcomes, strict=True)
    ]
    warned = dict.fromkeys(text for outcome in outcomes for text in outcome.warned)
    tries = {name: other for name, other in (others or {}).items() if other.is_a_try}
    named = _named(question, cases, outcomes, tries)
    before = tuple(name for name in question.uses if name in tries and not tries[name].right)
    return Report(question, cases, named, tuple(warned), before=before)


def symptoms(question: Question, case: Case, outcome: Outcome) -> Symptoms | None:
    """Return how `outcome` is wrong in `case`, as it is recognised; None if it is right."""
    if outcome.error:
        return Symptoms(error=outcome.error)
    right = same(outcome.value, case.expected, question.rtol)
    changed = _changed(question, case, outcome)
    unsteady = _unsteady(outcome, question.rtol)
    if right and not (changed or unsteady):
        return None
    return Symptoms(outcome.value, "", changed, unsteady)


def _found(question: Question, case: Case, outcome: Outcome) -> list[Finding]:
    if outcome.missing:
        return [Finding("missing", f"there is no {question.kind} called {question.name} yet")]
    if outcome.error.startswith("NotImplementedError"):
        return [Finding("not attempted", "the stub is still there")]
    if outcome.error:
        place = f" ({outcome.place})" if outcome.place else ""
        return [Finding("error", outcome.error + place)]
    given = dict(zip(question.parameters, case.arguments, strict=False))
    outputs = _outputs(question, case)
    found = findings(outcome.value, case.expected, outputs, question.rtol, given)
    if changed := " and ".join(_changed(question, case, outcome)):
        found.append(Finding("input changed", f"the call changed {changed}; work on a copy"))
    if _unsteady(outcome, question.rtol):
        says = "the same call a second time gives another value; something is left from the first"
        found.append(Finding("not repeatable", says))
    return sorted(found, key=lambda finding: ORDER.index(finding.kind))


def _outputs(question: Question, case: Case) -> list[str]:
    """Return what the parts of the result are called; of a class, what its methods return."""
    if question.kind != "class":
        return question.outputs
    _, calls = case.arguments
    methods = enumerate((method for method, _ in calls), start=1)
    return [f"what {method} returns in call {number}" for number, method in methods]


def _changed(question: Question, case: Case, outcome: Outcome) -> dict[str, Any]:
    """Return by name what the call made of the arguments that it changed."""
    if outcome.arguments_after is None or question.kind == "class":
        return {}
    if len(outcome.arguments_after) != len(case.arguments):
        return {"the number of its arguments": None}
    names = question.parameters or [f"argument {i + 1}" for i in range(len(case.arguments))]
    pairs = zip(case.arguments, outcome.arguments_after, strict=True)
    return {name: after for name, (one, after) in zip(names, pairs) if not _untouched(one, after)}


def _untouched(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and np.array_equal(before, after, equal_nan=True)
    if isinstance(before, list | tuple):
        alike = isinstance(after, list | tuple) and len(before) == len(after)
        return alike and all(map(_untouched, before, after))
    return True  # nothing else can be changed from within a call


def _unsteady(outcome: Outcome, rtol: float) -> bool:
    return any(not _alike(other, outcome.value, rtol) for other in outcome.again)


def _alike(one: Any, other: Any, rtol: float) -> bool:
    """Return whether two values are the same, whatever they are."""
    one, other = (list(it) if _is_boxes(it) else it for it in (one, other))
    if isinstance(one, COMPARED):
        return same(one, other, rtol)
    return type(one) is type(other)


def _is_boxes(value: Any) -> bool:
    """Return whether a value is an array of objects, which is as good as a list of them."""
    return isinstance(value, np.ndarray) and value.dtype == object and value.ndim > 0


def _named(
    question: Question,
    cases: Sequence[CaseReport],
    outcomes: Sequence[Outcome],
    others: Mapping[str, Report],
) -> list[Mistake]:
    """Return the known mistakes whose symptoms fit every case, those of the likeliest place.

    That is an earlier answer known to be wrong, then this one, then one of which nothing is known.
    What is known of an answer that is right may be made here, in lines that do the same.
    """
    if all(case.right for case in cases) or any(outcome.missing for outcome in outcomes):
        return []
    # Wrong cases first: most mistakes show otherwise there, and the rest need not be tried. Hidden
    # ones last: how a mistake shows in them is computed for this answer alone.
    judged = sorted(
        zip(cases, outcomes, strict=True), key=lambda pair: (pair[0].case.hidden, pair[0].right)
    )

    def made_in(place: Callable[[str], bool]) -> list[Mistake]:
        return [
            mistake
            for mistake in question.mistakes.values()
            if place(mistake.question)
            and all(_fits(question, mistake.id, case, outcome) for case, outcome in judged)
        ]

    return (
        made_in(lambda name: name in others and not others[name].right)
        or made_in(lambda name: name == question.name)
        or made_in(lambda name: name not in others and name != question.name)
        or [replace(mistake, question=question.name) for mistake in made_in(lambda name: True)]
    )


def _fits(question: Question, mistake: str, judged: CaseReport, outcome: Outcome) -> bool:
    """Return whether one case went as it goes with the mistake: rightly, or wrong in its way."""
    seen = judged.case.mistakes.get(mistake)
    if seen is None or judged.right:
        return seen is None and judged.right
    if seen.error or outcome.error:
        return seen.error == outcome.error
    changed = _changed(question, judged.case, outcome) if seen.changed else {}
    return (
        _alike(outcome.value, seen.value, question.rtol)
        and all(
            name in changed and _alike(changed[name], after, question.rtol)
            for name, after in seen.changed.items()
        )
        and seen.unsteady <= _unsteady(outcome, question.rtol)
    )


def _report_of_choice(question: Question, outcome: Outcome) -> Report:
    """Judge letters; without cases, where the right ones are not known, only their form."""
    answer = outcome.value
    case = question.cases[0] if question.cases else Case("your letters", "all", [], None)
    if outcome.missing:
        found = [Finding("missing", f"there is no variable called {question.name} yet")]
    elif outcome.error:
        found = [Finding("error", outcome.error)]
    elif isinstance(answer, str) and not answer:
        found = [Finding("not attempted", "no letter is there yet")]
    elif says := choices.malformed(answer, question.options):
        found = [Finding("type", says)]
    elif not question.cases:
        return Report(question, [CaseReport(case, [])], [])
    else:
        letters, right = choices.letters(answer), case.expected
        wrong = sorted(set(letters) ^ set(right))
        says = f"{len(wrong)} of the {len(question.options)} options are judged wrongly"
        found = [Finding("value", says)] if wrong else []
        named = [question.mistakes[f"{question.name}-{letter}"] for letter in wrong]
        credit = choices.credit(letters, right)
        return Report(question, [CaseReport(case, found)], named, credit=credit)
    return Report(question, [CaseReport(case, found)], [], credit=0.0)
