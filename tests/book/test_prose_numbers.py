"""The numbers in the text of the first pages are those that code gives."""

from typing import Any

import numpy as np
import pytest
from printed import BOOK, run, says

from nnbp import check_gradient, cost, forward, penalty, predict, running_example, unroll

EXAMPLE = running_example()
THETAS, X, Y, LAM = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, EXAMPLE.lam
THETA1, THETA2 = THETAS
A3 = forward(THETAS, X).output
SURPRISE = -np.log(np.where(Y == 1, A3, 1 - A3))
TWIN = [THETA1[[2, 1, 0]], THETA2[:, [0, 3, 2, 1]]]
HALFWAY = [(mine + other) / 2 for mine, other in zip(THETAS, TWIN)]
J = cost(THETAS, X, Y)
SQUARES = [np.sum(Theta[:, 1:] ** 2) for Theta in THETAS]
WORDS = ["none", "one", "two", "three", "four", "five"]

CLAIMS = [
    ("notation", r"\Theta^{(1)}_{20} = %.1f$", [THETA1[1, 0]]),
    ("notation", r"\Theta^{(1)}_{22} = %.1f$", [THETA1[1, 2]]),
    ("notation", "Take the first example, $x_1 = %.1f$ and $x_2 = %.1f$", X[0]),
    ("notation", "for class 0, says %.4f, and output 2 says %.4f", A3[0]),
    ("notation", "%s of five are right", [WORDS[(predict(THETAS, X) == EXAMPLE.y).sum()].title()]),
    ("notation", "%d. Each of the 3 hidden units", [sum(Theta.size for Theta in THETAS)]),
    ("notation", "strength of the penalty, $\\lambda$, is %.1f", [LAM]),
    ("cost-function", "first example output 1 says %.4f", [A3[0, 0]]),
    ("cost-function", "Output 2 says %.4f", [A3[0, 1]]),
    ("cost-function", "Example 3, with %.4f + %.4f = %.4f", [*SURPRISE[2], SURPRISE[2].sum()]),
    ("cost-function", "It is of class 1, and output 2 says %.4f", [A3[2, 1]]),
    (
        "cost-function",
        "largest sums belong to examples %d, %d and %d",
        SURPRISE.sum(1).argsort()[:1:-1] + 1,
    ),
    ("cost-function", "Is %.4f much?", [J]),
    ("cost-function", r"its cost is $2 \log 2 = %.4f$", [2 * np.log(2)]),
    ("cost-function", "sum to %.2f, those of $\\Theta^{(2)}$ to %.2f", SQUARES),
    ("cost-function", r"with $\lambda = 0$ it is %.4f", [J]),
    ("cost-function", "no more than %.4f. It costs %.4f", [J, cost(HALFWAY, X, Y)]),
    ("cost-function", "When your number is not %.4f", [cost(THETAS, X, Y, LAM)]),
    (
        "cost-function",
        "%.4f without the penalty and %.4f with it",
        [J, J + penalty(THETAS, 5, LAM)],
    ),
]


@pytest.mark.parametrize(("page", "text", "values"), CLAIMS)
def test_the_page_says_what_code_gives(page: str, text: str, values: list[float]) -> None:
    says(page, text, *values)


def verdicts(J: Any, gradient: Any) -> list[str]:
    """What a gradient check says of Theta1 and Theta2, bias column and other columns apart."""
    claimed = unroll(gradient(THETAS))
    report = check_gradient(J, claimed, unroll(THETAS), blocks=EXAMPLE.layer_sizes)
    return [block.verdict for block in report.blocks]


def test_on_the_start_page_the_wrong_program_learns_faster() -> None:
    page = run("start")
    assert page.A[60] < page.B[60]


def test_on_the_start_page_only_the_first_matrix_of_a_is_wrong() -> None:
    page = run("start")
    assert verdicts(page.J, page.gradient_A) == ["wrong", "wrong", "agrees", "agrees"]
    assert verdicts(page.J, page.gradient_B) == ["agrees"] * 4


def test_the_page_on_problem_sets_says_what_the_set_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BOOK)
    page = run("problem-sets")
    released = [path.parent.name for path in page.RELEASED.glob("*/known_outputs.json")]
    assert sorted(name[:2] for name in released) == [*["ps"] * 5, "qu"], "five sets and a quiz"
    assert "regularize" in page.read_known(page.KNOWN), "a question of problem set 3"
    assert (page.result.points, page.result.max_points) == (4, 6)
