"""What tells of another road to an answer, and what it costs."""

import ast
import copy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from exercises.course import PROBLEM_SETS
from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, submission
from grading.execute import execute
from grading.judge import VERDICT, job_of, judge, questions_for
from grading.roads import LONGEST_CELL, evidence, imported

PROBLEM_SET = ProblemSet("ps3_backprop")
QUESTIONS = questions_for(PROBLEM_SET, "someone", b"secret")
BY_DIFFERENCES = """
import numpy as np
from nnbp import cost, roll, unroll, layer_sizes_of
from nnbp import numerical_gradient

def backprop(thetas, X, Y, lam=0.0):
    sizes = layer_sizes_of(thetas)
    D = numerical_gradient(lambda theta: cost(roll(theta, sizes), X, Y, lam), unroll(thetas))
    return roll(np.round(D, 12), sizes)
"""


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import jax.numpy as np", {"jax"}),
        ("from torch import tensor", {"torch"}),
        ("from nnbp import Node, cost", {"nnbp.graph"}),
        ("from nnbp.differences import numerical_gradient", {"nnbp.differences"}),
        ("import nnbp.graph as g", {"nnbp.graph"}),
        ("%matplotlib inline\nimport autograd", {"autograd"}),
        ("import numpy as np  # not jax", set()),
        ("this is no Python", set()),
        ("from . import jax", set()),
        ("from scipy import optimize", {"scipy.optimize"}),
        ("from scipy.optimize._numdiff import approx_derivative", {"scipy.optimize"}),
        ("from scipy.special import expit", set()),
        ("from sklearn.neural_network import MLPClassifier", {"sklearn"}),
    ],
)
def test_what_a_cell_imports_to_differentiate(source: str, found: set[str]) -> None:
    assert imported(source) == found


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"nudged": 1},
        {"nudged": ["f", "9", 1.0]},
        {"called": 3},
        {"called": [{}, "x"]},
        {"nudged": ["f", 10**5000, 1.0]},
    ],
)
def test_a_forged_testimony_tells_nothing(reply: dict[str, Any]) -> None:
    assert evidence(reply, "backprop") == []


@pytest.mark.parametrize("name", ["\x1b[2Jcost", "<lambda>", "cost was not called; f"])
def test_a_forged_name_is_not_repeated(name: str) -> None:
    (told,) = evidence({"nudged": [name, 9, 0.1]}, "backprop")
    assert told.startswith("a function was called 9 times in one call of backprop")


def test_the_name_of_a_function_is_told() -> None:
    (told,) = evidence({"nudged": ["cost", 9, 0.1]}, "backprop")
    assert told.startswith("cost was called")


def test_a_very_long_cell_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr("ast.parse", lambda source: parsed.append(source) or ast.Module([], []))
        imported("import jax")
        imported("x = [" + "1, " * LONGEST_CELL + "]")
    assert parsed == ["import jax"]


def test_forged_evidence_is_told_once() -> None:
    assert evidence({"called": ["jax"] * 10**5}, "backprop") == ["the library JAX, was called"]


@pytest.fixture(scope="module")
def notebook() -> Any:
    """Return a notebook that answers backprop by numerical differences."""
    answer = {"nbgrader": {"grade_id": "backprop"}}
    check = {"nbgrader": {"grade_id": "check-backprop", "grade": True}}
    cells = [new_code_cell(BY_DIFFERENCES, metadata=answer), new_code_cell("", metadata=check)]
    return new_notebook(cells=cells)


def verdict(notebook: Any, own_road_only: bool) -> tuple[dict[str, Any], str]:
    notebook = nbformat.from_dict(notebook)
    questions = {"backprop": QUESTIONS["backprop"]}
    record = execute(job_of(notebook, PROBLEM_SET, questions))
    judge(notebook, questions, record, own_road_only)
    data = notebook.cells[1].outputs[0]["data"]
    return data[VERDICT], data["text/plain"]


def test_numerical_differences_are_reported_with_the_evidence(notebook: Any) -> None:
    told, _ = verdict(notebook, own_road_only=False)
    seen, named = told["road"]
    assert "each time with one number moved by 0.0002" in seen
    assert named == "its cell imports numerical differences of nnbp"


def test_numerical_differences_are_seen_though_settrace_is_replaced(notebook: Any) -> None:
    hidden = copy.deepcopy(notebook)
    hidden.cells[0].source += "\nimport sys\nsys.settrace = lambda watch: None"
    told, _ = verdict(hidden, own_road_only=False)
    assert "each time with one number moved by 0.0002" in told["road"][0]


def test_where_the_course_says_so_they_earn_nothing(notebook: Any) -> None:
    told, text = verdict(notebook, own_road_only=True)
    assert told["points"] == 0
    assert "No points, by this course's rules, for the road:" in text


BY_A_LIBRARY = """
def sigmoid_gradient(z):
    return g(z) * (1 - g(z))

def output_delta(A, Y):
    return A - Y
"""


def test_a_library_is_reported_where_it_is_called_and_nowhere_else() -> None:
    names = ["sigmoid_gradient", "output_delta"]
    cells = [new_code_cell("import autograd.numpy as a\ng = lambda z: 1 / (1 + a.exp(-z))")]
    cells.append(new_code_cell(BY_A_LIBRARY))
    cells += [
        new_code_cell("", metadata={"nbgrader": {"grade_id": f"check-{name}", "grade": True}})
        for name in names
    ]
    notebook = new_notebook(cells=cells)
    questions = {name: QUESTIONS[name] for name in names}
    record = execute(job_of(notebook, PROBLEM_SET, questions))
    assert judge(notebook, questions, record)["sigmoid_gradient"].right
    assert record.roads == {"sigmoid_gradient": ["the library autograd, was called"]}


@pytest.mark.parametrize("name", PROBLEM_SETS)
def test_no_right_program_is_suspected_and_each_gets_full_marks(name: str, generated: Path) -> None:
    problem_set = ProblemSet(name)
    questions = questions_for(problem_set, "someone", b"secret")
    for style in ["solution", *problem_set.right_programs()]:
        text = submission(
            problem_set, generated / "release" / name / f"{name}.ipynb", Member(style, style)
        )
        notebook = nbformat.reads(text, as_version=4)
        record = execute(job_of(notebook, problem_set, questions))
        reports = judge(notebook, questions, record)
        assert {key: one.points for key, one in reports.items()} == {
            key: one.max_points for key, one in questions.items()
        }
        assert (record.roads, record.stops) == ({}, []), style
