"""Make a job of a notebook, and judge its record outside the sandbox.

What the judge finds becomes the output of the cell that nbgrader grades: a report for the
student, the same as data for the class report, and the points.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import from_dict

from exercises.generate import check_id
from exercises.problem_set import ProblemSet
from grading.job import Ask, Job, Record, Run, Step
from grading.roads import DIFFERENTIATE, imported
from nnbp.checks import Outcome, Question, Report, report

VERDICT = "application/vnd.nnbp.verdict+json"
STOPPED = ("Overtime", "Stopped")


def job_of(notebook: Any, problem_set: ProblemSet, questions: Mapping[str, Question]) -> Job:
    """Return what is asked of the sandbox: every code cell in order, a question at its check."""
    steps: list[Step] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            question = _asked(cell, questions)
            steps.append(Run(cell.source) if question is None else _ask(question))
    return Job(steps, problem_set.withheld)


def judge(
    notebook: Any, questions: Mapping[str, Question], record: Record, own_road_only: bool = False
) -> dict[str, Report]:
    """Write the record's outputs into the notebook, and the verdict on each question.

    With `own_road_only`, an answer of which there is evidence that it was reached by another road
    earns nothing.
    """
    reports: dict[str, Report] = {}
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    roads = _roads(cells, questions, record)
    for number, (cell, result) in enumerate(zip(cells, record.results, strict=True), 1):
        question = _asked(cell, questions)
        cell.execution_count = number
        if question is None:
            cell.outputs = [_numbered(output, number) for output in result]
        else:
            outcomes = [outcome for outcome in result if isinstance(outcome, Outcome)]
            verdict = report(question, outcomes, reports)
            reports[question.name] = verdict
            stopped = any(outcome.error.startswith(STOPPED) for outcome in outcomes)
            road = roads.get(question.name, [])
            told = Told(road, bool(road) and own_road_only, record.limits if stopped else "")
            cell.outputs = verdict_outputs(verdict, number, told)
    return reports


def _asked(cell: Any, questions: Mapping[str, Question]) -> Question | None:
    """Return the question that a cell checks, if it is a check cell."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    checked = (question for name, question in questions.items() if check_id(name) == grade_id)
    return next(checked, None)


def _ask(question: Question) -> Ask:
    calls = [case.arguments for case in question.cases]
    surface = any(callable(argument) for call in calls for argument in call)
    differences = surface or "eps" in question.parameters
    return Ask(question.name, question.kind, calls, differences)


def _numbered(output: Any, number: int) -> Any:
    more = {"execution_count": number} if output["output_type"] == "execute_result" else {}
    return from_dict(output | more)


def _roads(
    cells: Sequence[Any], questions: Mapping[str, Question], record: Record
) -> dict[str, list[str]]:
    """Return by question the evidence of another road: what was seen, and what its cell imports."""
    roads = {name: list(told) for name, told in record.roads.items() if told}
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in questions:
            for module in sorted(imported(cell.source)):
                roads.setdefault(name, []).append(f"its cell imports {DIFFERENTIATE[module]}")
    return roads


@dataclass(frozen=True)
class Told:
    """What is said beside a verdict: evidence of another road, and limits that were hit.

    The evidence is for whoever marks; with `forfeits` the answer earns nothing for it.
    """

    road: Sequence[str] = ()
    forfeits: bool = False
    limits: str = ""


def verdict_outputs(verdict: Report, number: int, told: Told) -> list[Any]:
    """Return a report as the outputs of cell `number`. nbgrader takes no number for full points."""
    points = 0.0 if told.forfeits else verdict.points
    data = {
        "question": verdict.question.name,
        "attempted": verdict.attempted,
        "points": points,
        "max_points": verdict.max_points,
        "mistakes": [mistake.id for mistake in verdict.named],
        "road": list(told.road),
    }
    lines = [str(verdict), f"{points:g} of {verdict.max_points:g} points."]
    if told.limits:
        lines.append(f"The limits of a submission: {told.limits}.")
    if told.forfeits:
        lines.append(f"No points, by this course's rules, for the road: {'; '.join(told.road)}.")
    shown = {"text/plain": "\n".join(lines), VERDICT: data}
    outputs: list[dict[str, Any]] = [{"output_type": "display_data", "data": shown, "metadata": {}}]
    if points < verdict.max_points:
        result = {"output_type": "execute_result", "data": {"text/plain": str(points)}}
        outputs.append(result | {"metadata": {}, "execution_count": number})
    return [from_dict(output) for output in outputs]


def who(student: str, notebook: Any) -> str:
    """Return what hidden cases are drawn for: this student with these very cells.

    So a program that writes down the cases it was called with gets others the next time.
    """
    cells = json.dumps([[cell.cell_type, cell.source] for cell in notebook.cells])
    return f"{student}:{hashlib.sha256(cells.encode()).hexdigest()}"


def questions_for(problem_set: ProblemSet, who: str, secret: bytes) -> dict[str, Question]:
    """Return the set's questions with the hidden cases that belong to `who`."""
    message = f"{problem_set.name}:{who}".encode()
    digest = hmac.new(secret, message, hashlib.sha256).digest()
    return problem_set.questions(int.from_bytes(digest[:4]))


def course_secret(root: Path) -> bytes:
    """Return the secret that hidden cases are drawn with; it is made at its first use."""
    path = root / "hidden-cases.secret"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32))
    return path.read_bytes()
