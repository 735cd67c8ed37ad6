"""`python -m nnbp.checks NOTEBOOK`, for students and for CI."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from sets import SETS

from exercises.sample_class import filled_in
from nnbp.checks.__main__ import main

NAME = "ps3_backprop"


@pytest.fixture
def notebook(generated: Path, tmp_path: Path) -> Path:
    """The notebook of problem set 3 as it is handed out, in a folder of its own."""
    shutil.copytree(generated / "release" / NAME, tmp_path / NAME)
    return tmp_path / NAME / f"{NAME}.ipynb"


def solved(notebook: Path, **other: str) -> None:
    """Write the solution into the notebook; `other` answers take the place of its own."""
    answers = SETS[NAME].answers | other
    nbformat.write(filled_in(notebook, answers), notebook)


def command(*arguments: Any) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "nnbp.checks", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def test_all_right_is_exit_code_0(notebook: Path) -> None:
    solved(notebook)
    done = command(notebook)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(SETS[NAME].specs)} of {len(SETS[NAME].specs)} answers right" in done.stdout


def test_an_untouched_notebook_is_exit_code_1(notebook: Path) -> None:
    done = command(notebook)
    assert done.returncode == 1
    assert "backprop: not attempted yet" in done.stdout


def test_a_mistake_is_exit_code_1_and_named(notebook: Path) -> None:
    solved(notebook, output_delta="def output_delta(A, Y):\n    return Y - A\n")
    done = command(notebook)
    assert done.returncode == 1
    assert "The sign is turned round." in done.stdout


def test_a_cell_that_fails_stops_no_other_and_is_named(notebook: Path) -> None:
    solved(notebook, sigmoid_gradient="%matplotlib inline\n1 / 0\n")
    done = command(notebook)
    assert "begins with\n  %matplotlib inline\n" in done.stdout
    assert "fails: ZeroDivisionError: division by zero (line 2 of its cell)" in done.stdout
    assert "output_delta: right" in done.stdout


def test_what_does_not_end_is_interrupted_and_the_rest_is_checked(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    endless = "def hidden_delta(delta_next, Theta, Z):\n    while True:\n        pass\n"
    solved(notebook, hidden_delta=endless, regularize="while True:\n    pass\n")
    monkeypatch.setattr("nnbp.checks.__main__.CALL_SECONDS", 0.5)
    monkeypatch.setattr("nnbp.checks.__main__.CELL_SECONDS", 0.5)
    assert main([str(notebook)]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "fails: TimeoutError: it did not end within 0.5 seconds (line " in told
    assert "within 0.5 seconds (in hidden_delta, line " in told
    assert "layer_gradient: right" in told


def test_letters_are_not_called_right(generated: Path, tmp_path: Path) -> None:
    notebook = tmp_path / "quiz.ipynb"
    shutil.copytree(generated / "release" / "quiz", tmp_path, dirs_exist_ok=True)
    letters = [spec.name for spec in SETS["quiz"].specs if spec.kind == "choices"]
    wrong = SETS["quiz"].answers | {name: f'{name} = "ab"\n' for name in letters}
    nbformat.write(filled_in(notebook, wrong), notebook)
    done = command(notebook)
    says = f"3 of 3 answers right. The letters of {len(letters)} of {len(letters)} are noted"
    assert says in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize("text", ["", "{}", "not json", json.dumps({"cells": 3})])
def test_what_is_no_notebook_is_exit_code_2(notebook: Path, text: str) -> None:
    notebook.write_text(text)
    done = command(notebook)
    assert done.returncode == 2
    assert "cannot be checked: it is not a notebook" in done.stderr


def test_missing_known_outputs_are_exit_code_2(notebook: Path) -> None:
    (notebook.parent / "known_outputs.json").unlink()
    done = command(notebook)
    assert done.returncode == 2
    assert "known_outputs.json" in done.stderr
