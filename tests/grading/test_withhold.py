"""What a problem set asks for is not to be had in the sandbox's `nnbp`, and the rest works."""

import subprocess
import sys
from pathlib import Path

import pytest

from exercises.course import PROBLEM_SETS
from exercises.problem_set import ProblemSet
from grading.withhold import write_student_package


def run(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", source]
    environment = {"PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


EVERY_MODULE = """
import importlib, pkgutil, nnbp
for module in pkgutil.walk_packages(nnbp.__path__, "nnbp."):
    importlib.import_module(module.name)
"""


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_what_is_left_can_be_imported(name: str, tmp_path: Path) -> None:
    write_student_package(tmp_path, ProblemSet(name).withheld)
    done = run(tmp_path, EVERY_MODULE)
    assert done.returncode == 0, done.stderr


def test_a_module_refuses_by_every_name_of_it(tmp_path: Path) -> None:
    write_student_package(tmp_path, ["backprop"])
    for name in ("backprop", "backprop_loop", "deltas"):
        done = run(tmp_path, f"import nnbp\nnnbp.{name}([], [], [])")
        assert f"nnbp.{name} is not here: this set asks you to write it" in done.stderr


def test_one_function_refuses_also_where_others_use_it(tmp_path: Path) -> None:
    write_student_package(tmp_path, ["activations.sigmoid_gradient"])
    assert "not here" in run(tmp_path, "import nnbp\nnnbp.sigmoid_gradient(0.0)").stderr
    table = "from nnbp.activations import *\nfrom nnbp import activations\n"
    table += "print(activations.sigmoid(0.0))\nactivations.tanh_gradient(0.0)"
    done = run(tmp_path, table)
    assert done.stdout.strip() == "0.5"
    assert "not here" in done.stderr


def test_no_source_of_what_is_withheld_is_left(tmp_path: Path) -> None:
    write_student_package(tmp_path, ["backprop", "activations.sigmoid_gradient"])
    assert "@" not in (tmp_path / "nnbp" / "backprop.py").read_text()
    assert "(1.0 + e) ** 2" not in (tmp_path / "nnbp" / "activations.py").read_text()


def test_a_name_that_is_not_there_cannot_be_withheld(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot withhold 'sigmoid_slope': it is not among"):
        write_student_package(tmp_path, ["activations.sigmoid_slope"])
