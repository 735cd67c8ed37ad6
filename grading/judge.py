"""Run a notebook in the sandbox, and judge its functions outside it.

What the judge finds becomes the output of the cell that nbgrader grades: a report for the
student, the same as data for the class report, and the points.
"""

import hashlib
import hmac
import os
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output

from exercises.generate import check_id
from exercises.problem_set import ProblemSet
from grading.sandbox import Died, Sandbox
from nnbp.checks import Outcome, Question, Report, report

VERDICT = "application/vnd.nnbp.verdict+json"


def judge_notebook(notebook: Any, questions: dict[str, Question], sandbox: Sandbox) -> None:
    """Run the code cells in order and write their outputs; judge a question at its check cell."""
    by_check = {check_id(name): question for name, question in questions.items()}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        question = by_check.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        cell.execution_count = None
        if question is None:
            cell.outputs = run_cell(sandbox, cell.source)
        else:
            cell.outputs = verdict_outputs(judge(question, sandbox))


def judge(question: Question, sandbox: Sandbox) -> Report:
    """Call the student's function on every case, until one of them takes too long."""
    outcomes: list[Outcome] = []
    for case in question.cases:
        twice = not outcomes and question.kind != "choices"  # the first, to see whether it repeats
        try:
            outcomes.append(sandbox.call(question.name, case.arguments, question.kind, twice))
        except Died as died:
            outcomes.append(Outcome(error=f"Stopped: {died}"))
        if outcomes[-1].error.startswith(("Overtime", "Stopped")):
            break
    return report(question, outcomes)


def run_cell(sandbox: Sandbox, source: str) -> list[Any]:
    """Run one of the student's cells and return its outputs, as text."""
    try:
        result = sandbox.run(source)
    except Died as died:
        return [
            new_output("stream", name="stderr", text=f"This cell was not run to its end: {died}")
        ]
    outputs = [
        new_output("stream", name=name, text=result[name])
        for name in ("stdout", "stderr")
        if result[name]
    ]
    for error in result["errors"]:
        lines = error["traceback"].splitlines()
        outputs.append(
            new_output("error", ename=error["name"], evalue=error["says"], traceback=lines)
        )
    return outputs


def verdict_outputs(verdict: Report) -> list[Any]:
    """Return a report as cell outputs. nbgrader takes no number for full points."""
    data = {
        "question": verdict.question.name,
        "attempted": verdict.attempted,
        "points": verdict.points,
        "max_points": verdict.max_points,
        "mistakes": [mistake.id for mistake in verdict.named],
    }
    text = f"{verdict}\n{verdict.points:g} of {verdict.max_points:g} points."
    outputs = [new_output("display_data", data={"text/plain": text, VERDICT: data})]
    if verdict.points < verdict.max_points:
        outputs.append(new_output("execute_result", data={"text/plain": str(verdict.points)}))
    return outputs


def questions_for(problem_set: ProblemSet, student: str, secret: bytes) -> dict[str, Question]:
    """Return the set's questions with the hidden cases that belong to this student."""
    message = f"{problem_set.name}:{student}".encode()
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
