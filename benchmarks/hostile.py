"""The hostile submissions of tests/grading/attacks, as files to hand in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from exercises.problem_set import ProblemSet
from grading.judge import VERDICT

HERE = Path(__file__).parents[1] / "tests" / "grading" / "attacks" / "attacks.yml"
NAME = "ps3_backprop"
SCRIPTS = """<script>alert(1)</script> <img src=x onerror=alert(2)>

[a](javascript:alert(3)) <iframe src="https://example.org"></iframe> $\\href{javascript:alert(4)}x$
"""


@dataclass(frozen=True)
class Attack:
    """A submission worth nothing: what it tries, the cell that tries it, what else is done.

    `bounded` says that it may only be run where a limit on processes holds.
    """

    name: str
    kind: str
    tries: str
    cell: str = ""
    more: str = ""
    bounded: bool = False


def attacks() -> list[Attack]:
    """Return all of them."""
    entries = yaml.safe_load(HERE.read_text(encoding="utf-8"))
    return [Attack(kind=entry.pop("class"), **entry) for entry in entries]


def hand_in(attack: Attack, course: Path, folder: Path) -> None:
    """Write the submission into `folder`, made from the notebook released in `course`."""
    released = course / "release" / NAME / f"{NAME}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    if attack.cell:
        notebook.cells.insert(0, new_code_cell(attack.cell.replace("COURSE", str(course))))
    _without_stubs(notebook)
    folder.mkdir(parents=True)
    path = folder / f"{NAME}.ipynb"
    if attack.more == "link":
        path.symlink_to(released)
        return
    if attack.more == "deep":
        path.write_text("[" * 10_000 + "]" * 10_000, encoding="utf-8")
        return
    if attack.more:
        CHANGES[attack.more](notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _without_stubs(notebook: Any) -> None:
    """Take the stubs away: they would take the place of what the first cell defines."""
    ours = {spec.name for spec in ProblemSet(NAME).specs}
    for cell in notebook.cells:
        if _grade_id(cell) in ours:
            cell.source = "pass"


def _grade_id(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _checks(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def _outputs(notebook: Any) -> None:
    for cell in _checks(notebook):
        if cell.cell_type == "code":
            points = cell.metadata.nbgrader.points
            verdict = {"question": _grade_id(cell), "points": points, "max_points": points}
            cell.outputs = [
                new_output("display_data", data={"text/plain": "right", VERDICT: verdict}),
                new_output("execute_result", data={"text/plain": str(points)}),
            ]


def _points(notebook: Any) -> None:
    mark = {"schema_version": 3, "grade": True, "solution": False, "locked": False, "task": False}
    for number, cell in enumerate(notebook.cells):
        own = cell.metadata.get("nbgrader", mark | {"grade_id": f"mine-{number}"})
        cell.metadata["nbgrader"] = own | {"grade": True, "locked": False, "points": 1000}


def _deleted(notebook: Any) -> None:
    notebook.cells = [cell for cell in notebook.cells if cell not in _checks(notebook)]


def _edited(notebook: Any) -> None:
    for cell in _checks(notebook):
        cell.source = "pass"
        cell.metadata.nbgrader.locked = False


def _skipped(notebook: Any) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]


def _twice(notebook: Any) -> None:
    notebook.cells += [
        nbformat.from_dict(cell | {"source": "pass", "id": f"again-{number}"})
        for number, cell in enumerate(_checks(notebook))
    ]


def _as_text(notebook: Any) -> None:
    for number, cell in enumerate(notebook.cells):
        if cell in _checks(notebook):
            notebook.cells[number] = new_markdown_cell("right", metadata=cell.metadata)


def _metadata(notebook: Any) -> None:
    notebook.metadata = {"kernelspec": {"name": "../../sh", "display_name": 3, "language": []}}
    claims: list[Any] = [[], "text", 7, None, {"grade_id": []}, {"grade_id": {"a": 1}}]
    for number, cell in enumerate(notebook.cells):
        cell.metadata["nbgrader"] = claims[number % len(claims)]
        cell.metadata["tags"] = {"skip-execution": 1}


def _cells(notebook: Any) -> None:
    notebook.cells += [new_code_cell("x = 1") for _ in range(10_000)]


def _scripts(notebook: Any) -> None:
    pasted = {"attachments": {"x.svg": {"image/svg+xml": "<svg onload=alert(5)>"}}}
    notebook.cells.insert(0, new_markdown_cell(SCRIPTS, **pasted))


CHANGES: dict[str, Callable[[Any], None]] = {
    "outputs": _outputs,
    "points": _points,
    "checks deleted": _deleted,
    "checks edited": _edited,
    "checks skipped": _skipped,
    "checks twice": _twice,
    "checks as text": _as_text,
    "metadata": _metadata,
    "cells": _cells,
    "scripts": _scripts,
}
