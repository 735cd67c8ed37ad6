"""The sample class: its submissions, and the marks that each of them deserves."""

import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_notebook

from exercises.problem_set import ProblemSet

SUBMITTED = "2026-11-01-12-00-00"


@dataclass(frozen=True)
class Member:
    """One submission: how it is written, what it gets wrong, and what is done to its file."""

    id: str
    style: str
    changes: list[dict[str, str]] = field(default_factory=list)
    loses: dict[str, dict[str, Any]] = field(default_factory=dict)
    derivation: bool = False
    notebook: dict[str, Any] = field(default_factory=dict)
    ungraded: str = ""


def members(problem_set: ProblemSet) -> list[Member]:
    """Return the sample class of a problem set: as described, else one member for each style."""
    path = problem_set.folder / "sample_class" / "class.yml"
    if path.exists():
        return [Member(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    nothing = {spec.name: {"parts": ["all"]} for spec in problem_set.specs}
    right = [Member(f"right-{style}", style) for style in problem_set.right_programs()]
    return [Member("right-solution", "solution"), *right, Member("blank", "blank", loses=nothing)]


def expected_points(problem_set: ProblemSet, member: Member) -> dict[str, float]:
    """Return the points that a member deserves for each question the computer marks."""
    points = {}
    for spec in problem_set.specs:
        parts = member.loses.get(spec.name, {}).get("parts", [])
        lost = set(spec.points) if "all" in parts else set(parts)
        points[spec.name] = sum(value for part, value in spec.points.items() if part not in lost)
    return points


def write_submissions(problem_set: ProblemSet, released: Path, archive: Path) -> None:
    """Write the archive that a learning platform would give, made from the `released` notebook."""
    archive.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive / "submissions.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        for member in members(problem_set):
            name = f"{member.id}_{SUBMITTED}_{problem_set.name}.ipynb"
            zipped.writestr(name, submission(problem_set, released, member))


def submission(problem_set: ProblemSet, released: Path, member: Member) -> str:
    """Return the text of the file that a member hands in."""
    if "text" in member.notebook:
        return str(member.notebook["text"])
    if "code" in member.notebook:
        other = new_notebook(cells=[new_code_cell(member.notebook["code"])])
        return str(nbformat.writes(other))
    answers = _answers(problem_set, member)
    if member.derivation:
        answers["derivation"] = "By the chain rule, $(a - y) / (a (1 - a)) \\cdot g'(z) = a - y$."
    notebook = filled_in(released, answers)
    notebook.cells = _edited(notebook.cells, member.notebook)
    return json.dumps(notebook, indent=1)


def filled_in(released: Path, answers: dict[str, str]) -> Any:
    """Return the `released` notebook with these answers, by grade id, in their cells."""
    notebook = nbformat.read(released, as_version=4)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(grade_id, cell.source)
    return notebook


def _answers(problem_set: ProblemSet, member: Member) -> dict[str, str]:
    """Return the code of each answer: the member's style with the member's changes."""
    if member.style == "blank":
        return {}
    styles: dict[str, dict[str, str]] = {"solution": {}} | problem_set.right_programs()
    answers = problem_set.answers | styles[member.style]
    for change in member.changes:
        answer = answers[change["question"]]
        if answer.count(change["right"]) != 1:
            raise ValueError(
                f"sample class, {member.id}: {change['right']!r} does not stand once in the "
                f"{member.style} answer to {change['question']}"
            )
        answers[change["question"]] = answer.replace(change["right"], change["wrong"])
    return answers


def _edited(cells: list[Any], edit: dict[str, Any]) -> list[Any]:
    """Return the cells with one repeated, some deleted, or all metadata gone."""
    deleted = edit.get("delete", [])
    deleted = [deleted] if isinstance(deleted, str) else deleted
    kept = []
    for cell in cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if edit.get("strip"):
            cell.metadata.clear()
        if not (grade_id and grade_id in deleted):
            kept.append(cell)
        if grade_id and grade_id == edit.get("repeat"):
            kept.append(cell)
    return kept
