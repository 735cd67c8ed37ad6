"""The numbers in the text of perceptron.md are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import add_bias
from nnbp.perceptron import margin, mistake_bound, online_perceptron, threshold

NAME = "perceptron"
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])


@pytest.fixture
def page(capsys: pytest.CaptureFixture[str]) -> Any:
    return run(NAME)


def test_counts_the_mistakes_of_and(page: Any) -> None:
    says(NAME, "Ten mistakes in five epochs; after that there are none")
    says(NAME, "For AND they went %d, %d, %d, %d, %d, %d.", *page.trained.mistakes_per_epoch)
    assert (len(page.steps), page.steps[-1][0]) == (10, 5)


def test_says_what_the_second_mistake_does(page: Any) -> None:
    _, x, target, after = page.steps[1]
    assert (x.tolist(), target, after.tolist()) == ([1, 0, 0], 0, [0, 1, 1])
    says(NAME, r"and $\theta = (%d, %d, %d)$", *after)


def test_says_what_one_step_does_to_a_sum(page: Any) -> None:
    x = np.ones(3)
    says(NAME, r"and a step of $\lVert x \rVert^2 = %d$ was plenty", x @ x)
    assert page.steps[2][3] @ x == 0, "the sum in epoch 2"
    says(NAME, "from $%d$ the same step leads to $%d$", -4, -4 + x @ x)


def test_counts_the_mistakes_of_the_running_example(page: Any) -> None:
    says(NAME, "Four mistakes, and the classes lie on different sides.")
    assert (page.run.mistakes, page.run.converged) == (4, True)
    wrong = [
        np.sum(threshold(add_bias(page.example.X) @ theta) != page.example.y)
        for theta in page.run.history[:3]
    ]
    assert wrong == [3, 1, 0], "the rings of the figure"


def test_the_sums_of_the_separating_theta_are_as_said(page: Any) -> None:
    says(NAME, r"all four sums are $\pm 1 / \sqrt{17}$ or $-3 / \sqrt{17}$")
    sums = page.x @ page.star * np.sqrt(17)
    assert np.allclose(sums, [-3, -1, -1, 1])


def test_every_task_keeps_its_bound(page: Any) -> None:
    says(NAME, "The bound has held every time, with room to spare.")
    assert len(page.shares) == 200
    assert 0 < max(page.shares) < 0.5


def test_goes_in_a_circle_over_xor(page: Any) -> None:
    says(NAME, "From epoch 3 on it gets *every* example wrong")
    assert np.all(page.failed.mistakes_per_epoch[2:] == 4)
    assert np.all(page.failed.history[3:] == page.failed.history[2])
    assert np.sum(threshold(page.x @ [-1, 2, 2]) != XOR) == 1
    assert (page.stuck.epochs, page.stuck.theta.any(), page.stuck.converged) == (1, False, False)


def test_solves_the_tasks_on_or_and_alpha(page: Any) -> None:
    OR = [0, 1, 1, 1]
    says(NAME, "makes %d mistakes", online_perceptron(CORNERS, OR).mistakes)
    gamma, bound = margin(CORNERS, OR, [-1, 2, 2]), mistake_bound(CORNERS, OR, [-1, 2, 2])
    says(NAME, r"margin $1/%d$, so the bound is $3 \cdot 9 = %d$", round(1 / gamma), round(bound))
    theta, steps = page.learn(page.x, AND, alpha=0.1)
    assert len(steps) == 10
    assert np.allclose(theta, page.trained.theta / 10)
    made = [online_perceptron(CORNERS, AND, alpha, theta=[5, -3, 4]).mistakes for alpha in (1, 0.1)]
    assert made[1] > 5 * made[0]


def test_solves_the_task_on_shifted_examples() -> None:
    far = CORNERS + 10
    run_far = online_perceptron(far, AND, max_epochs=10_000)
    R, R_far = (np.linalg.norm(add_bias(X), axis=1).max() for X in (CORNERS, far))
    says(NAME, "$R$ grows from $%.2f$ to $%.2f$", R, R_far)
    says(NAME, "10 mistakes become %d", run_far.mistakes)
    # The plane with the widest margin has the same line: shift the bias of (-3, 2, 2) by -40.
    share = margin(far, AND, [-43, 2, 2]) / margin(CORNERS, AND, [-3, 2, 2])
    says(NAME, "falls to a tenth")
    assert 0.08 < share < 0.12


def test_solves_the_task_on_the_best_weights() -> None:
    theta, wrong = np.zeros(3), {2}
    for _ in range(20):
        for x, target in zip(add_bias(CORNERS), XOR):
            theta = theta + (target - threshold(theta @ x)) * x
            wrong.add(int(np.sum(threshold(add_bias(CORNERS) @ theta) != XOR)))
    says(NAME, "On XOR it keeps weights with two mistakes")
    assert min(wrong) == 2
