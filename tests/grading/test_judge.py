"""Whose hidden cases are drawn: those of a student with these very cells."""

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_raw_cell

from grading.judge import who


def asker(*cells: Any) -> str:
    return who("ana", new_notebook(cells=list(cells)))


def test_the_same_cells_get_the_same_cases() -> None:
    assert asker(new_code_cell("x = 1")) == asker(new_code_cell("x = 1"))


@pytest.mark.parametrize(
    "others",
    [
        [new_code_cell("x = 2"), new_code_cell("y = 1")],
        [new_raw_cell("x = 1"), new_code_cell("y = 1")],
        [new_code_cell("x = 1\0y = 1")],
    ],
    ids=["another text", "another type", "another border"],
)
def test_other_cells_get_other_cases(others: list[Any]) -> None:
    assert asker(*others) != asker(new_code_cell("x = 1"), new_code_cell("y = 1"))
