"""What cannot be graded is refused with the reason, before anything of it is used."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from exercises.problem_set import ProblemSet
from grading.intake import CELL_LIMIT, why_ungraded

PROBLEM_SET = ProblemSet("ps3_backprop")
ANSWER = new_code_cell("def backprop(thetas, X, Y, lam=0.0):\n    return []")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Return the path of a notebook that can be graded."""
    path = tmp_path / "ps3_backprop.ipynb"
    nbformat.write(new_notebook(cells=[ANSWER]), path)
    return path


def test_a_notebook_that_answers_a_question_is_graded(notebook: Path) -> None:
    assert why_ungraded(notebook.parent, PROBLEM_SET) == ""


def test_a_link_to_another_file_is_refused(notebook: Path) -> None:
    (notebook.parent / "data").mkdir()
    (notebook.parent / "data" / "mine.txt").symlink_to("/etc/passwd")
    assert why_ungraded(notebook.parent, PROBLEM_SET) == "it holds a link to another file"


def test_a_linked_notebook_is_refused(notebook: Path) -> None:
    notebook.rename(notebook.with_name("other.ipynb"))
    notebook.symlink_to("other.ipynb")
    assert why_ungraded(notebook.parent, PROBLEM_SET) == "it holds a link to another file"


def test_a_folder_of_that_name_is_no_notebook(notebook: Path) -> None:
    notebook.unlink()
    notebook.mkdir()
    assert why_ungraded(notebook.parent, PROBLEM_SET).startswith("there is no ps3_backprop.ipynb")


def test_a_notebook_of_very_many_cells_is_refused(notebook: Path) -> None:
    nbformat.write(
        new_notebook(cells=[ANSWER, *(new_code_cell() for _ in range(CELL_LIMIT))]), notebook
    )
    why = why_ungraded(notebook.parent, PROBLEM_SET)
    assert why == f"it has {CELL_LIMIT + 1} cells; the limit is {CELL_LIMIT}"


@pytest.mark.parametrize("source", ["'\ud800'", 5, None])
def test_a_cell_whose_text_cannot_be_kept_is_refused(notebook: Path, source: object) -> None:
    data = json.loads(notebook.read_text())
    data["cells"].append(data["cells"][0] | {"source": source})
    notebook.write_text(json.dumps(data))
    assert why_ungraded(notebook.parent, PROBLEM_SET) == "it is not a notebook"


def old(cell: dict[str, object]) -> str:
    """Return a notebook of Jupyter's third format, which nbformat does not look at closely."""
    answer = {"cell_type": "code", "input": ANSWER.source, "language": "python", "outputs": []}
    cells = [answer | {"metadata": {}, "collapsed": False}, cell]
    sheet = {"cells": cells, "metadata": {}}
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]})


MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": "text"}


def test_a_notebook_of_an_older_format_is_graded(notebook: Path) -> None:
    notebook.write_text(old(MARKDOWN))
    assert why_ungraded(notebook.parent, PROBLEM_SET) == ""


@pytest.mark.parametrize("level", [10**9, 0, "1", None])
def test_a_heading_of_a_billion_levels_is_refused(notebook: Path, level: object) -> None:
    notebook.write_text(old(MARKDOWN | {"cell_type": "heading", "level": level}))
    assert why_ungraded(notebook.parent, PROBLEM_SET) == "it is not a notebook"


@pytest.mark.parametrize(
    "more", [{"attachments": 5}, {"attachments": {"a.png": 5}}, {"metadata": 5}], ids=str
)
def test_what_an_older_format_lets_pass_is_refused(notebook: Path, more: dict[str, object]) -> None:
    notebook.write_text(old(MARKDOWN | more))
    assert why_ungraded(notebook.parent, PROBLEM_SET) == "it is not a notebook"
