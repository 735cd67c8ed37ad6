"""The problem sets for the tests that import them, and a course folder generated from them."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exercises.generate import generate
from exercises.problem_set import EXERCISES, ProblemSet

NAME = "ps3_backprop"


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with all problem sets and kits generated anew."""
    root = tmp_path_factory.mktemp("course")
    generate(root)
    return root


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], ProblemSet]:
    """Return problem set 3 with one text in one of its files replaced."""

    def edit(file: str, old: str, new: str) -> ProblemSet:
        folder = tmp_path / NAME
        shutil.copytree(EXERCISES / NAME, folder, dirs_exist_ok=True)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        problem_set = ProblemSet(NAME)
        problem_set.folder = folder
        return problem_set

    return edit
