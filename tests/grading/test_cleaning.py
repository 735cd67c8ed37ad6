"""What a student did to the cells of a notebook costs nothing that was answered."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from exercises.generate import check_id
from exercises.problem_set import ProblemSet
from grading.cleaning import clean
from grading.gradebook import Released

NAME = "ps3_backprop"
QUESTIONS = [spec.name for spec in ProblemSet(NAME).specs]


@pytest.fixture
def notebook(generated: Path) -> Any:
    return nbformat.read(generated / "release" / NAME / f"{NAME}.ipynb", as_version=4)


def ids(notebook: Any) -> list[str]:
    """Return the grade ids of the cells in order."""
    claims = (cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells)
    return [claim for claim in claims if claim]


def pairs(notebook: Any) -> list[tuple[int, int]]:
    """Return where each answer and its check stand."""
    found = ids(notebook)
    return [(found.index(name), found.index(check_id(name))) for name in QUESTIONS]


def test_a_notebook_as_released_keeps_its_cells(released: Released, notebook: Any) -> None:
    before = [(cell.cell_type, cell.source) for cell in notebook.cells]
    after = clean(notebook, released)
    assert [(cell.cell_type, cell.source) for cell in after.cells] == before


def test_no_tag_output_or_claim_of_a_submission_is_left(released: Released, notebook: Any) -> None:
    for cell in notebook.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"points": 1000, "locked": False}
    after = clean(notebook, released)
    assert not any(cell.metadata.get("tags") for cell in after.cells)
    told = [cell.metadata.get("nbgrader", {}) for cell in after.cells]
    assert sum(one.get("points", 0) for one in told) == 24
    assert not any(cell.get("outputs") for cell in after.cells)


def test_of_a_cell_that_stands_twice_the_last_counts(released: Released, notebook: Any) -> None:
    again = [nbformat.from_dict(cell) for cell in notebook.cells]
    notebook.cells += again
    assert sorted(ids(clean(notebook, released))) == sorted(set(ids(notebook)))


def test_a_deleted_check_comes_back_behind_its_answer(released: Released, notebook: Any) -> None:
    checks = {check_id(name) for name in QUESTIONS}
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in checks
    ]
    assert all(answer + 1 == check for answer, check in pairs(clean(notebook, released)))


def test_checks_moved_to_the_top_go_behind_their_answers(released: Released, notebook: Any) -> None:
    checks = {check_id(name) for name in QUESTIONS}
    notebook.cells.sort(
        key=lambda cell: cell.metadata.get("nbgrader", {}).get("grade_id") not in checks
    )
    assert all(answer < check for answer, check in pairs(clean(notebook, released)))


def test_without_any_metadata_the_checks_stand_at_the_end(
    released: Released, notebook: Any
) -> None:
    texts = [cell.source for cell in notebook.cells]
    for cell in notebook.cells:
        cell.metadata.clear()
    after = clean(notebook, released)
    assert [cell.source for cell in after.cells[: len(texts)]] == texts
    assert {check_id(name) for name in QUESTIONS} <= set(ids(after))


@pytest.mark.parametrize("claim", ["unknown", 7, ["check-backprop"], {"a": 1}, None])
def test_a_claim_that_is_unknown_is_dropped(released: Released, claim: Any) -> None:
    cell = new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": claim, "grade": True}})
    after = clean(new_notebook(cells=[cell, new_markdown_cell("text")]), released)
    assert "nbgrader" not in after.cells[0].metadata
    assert after.cells[0].source == "x = 1"


def test_a_check_without_its_mark_goes_behind_the_answer_without_one(
    released: Released, notebook: Any
) -> None:
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    cells["backprop"].source = "def backprop(thetas, X, Y, lam=0.0):\n    return []"
    for key in ("backprop", "check-backprop"):
        cells[key].metadata.clear()
    after = clean(notebook, released).cells
    (answer,) = (n for n, cell in enumerate(after) if cell.source.startswith("def backprop"))
    graded = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in after]
    assert graded.index("check-backprop") == answer + 1
