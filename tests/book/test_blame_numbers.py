"""The numbers in the prose of blame.md are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import deltas, sigmoid_gradient

PAGE = "blame"


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


@pytest.fixture
def page() -> Any:
    return run(PAGE)


def test_the_first_example_has_these_deltas_and_weights(page: Any) -> None:
    says(PAGE, "the output deltas are $%.4f$ and $%.4f$", *page.delta3)
    says(PAGE, "to the outputs by the weights $%.1f$ and $%.1f$", *page.Theta2[:, 1])
    says(PAGE, "to output 1 are $%.1f$, $%.1f$ and $%.1f$", *page.Theta2[0, 1:])
    says(PAGE, "Its delta is $%.4f$", page.delta3[0])


def test_blame_is_a_price(page: Any) -> None:
    says(PAGE, "What is $%.4f$? A price.", page.blame[0])
    more = page.a2 + np.array([0.01, 0, 0])
    says(PAGE, "the cost rises by $%.4f$", page.J_from_a2(more) - page.J_from_a2(page.a2))
    assert (page.blame > 0).tolist() == [True, True, False], "two units have a positive blame"
    says(PAGE, "Unit 3 has $%.4f$", page.blame[2])


def test_the_picture_is_described_with_its_values(page: Any) -> None:
    says(PAGE, "show the deltas %.2f and %.2f", *page.delta3)
    weights = page.Theta2[:, 1:].ravel()
    says(PAGE, "%.1f, %.1f and %.1f to output 1 and %.1f, %.1f and %.1f to output 2", *weights)
    says(PAGE, "show the blame %.2f, %.2f and %.2f", *page.blame)


def test_blame_is_not_conserved(page: Any) -> None:
    errors, blame = page.delta3.sum(), page.shares.sum()
    says(PAGE, "Errors of $%.4f$ in all went in, blame of $%.4f$ in all came out", errors, blame)
    assert abs(page.shares[0].sum()) < 1e-15, "to 0, exactly"


def test_divided_blame_is_wrong_in_these_ways(page: Any) -> None:
    assert abs(page.divided.sum() - page.delta3.sum()) < 1e-15
    turned = np.sign(page.divided) != np.sign(page.blame)
    assert turned.tolist() == [True, True, False]
    assert page.divided[2] / page.blame[2] < 1 / 3


def test_a_saturated_unit_has_more_blame_and_less_delta(page: Any) -> None:
    def raised_by(amount: float) -> tuple[float, float]:
        T1 = page.Theta1.copy()
        T1[0, 0] += amount
        d2, d3 = (d[0] for d in deltas([T1, page.Theta2], [page.x], [page.y]))
        return page.Theta2[:, 1] @ d3, d2[0]

    (blame, delta), (more, less) = raised_by(0), raised_by(8)
    says(PAGE, "The blame rises from $%.4f$ to $%.4f$", blame, more)
    says(PAGE, "the delta falls from $%.4f$ to $%.4f$", delta, less)


def test_without_slopes_signs_turn_from_the_second_hidden_layer_on(page: Any) -> None:
    rng, turned = np.random.default_rng(0), []
    for sizes in ((2, 3, 2), (2, 4, 3, 2), (2, 5, 4, 3, 2)):
        pairs = [page.drawn_and_right(rng, sizes) for _ in range(1000)]
        drawn, right = (np.concatenate(both) for both in zip(*pairs))
        turned.append(np.mean(np.sign(drawn) != np.sign(right)))
    assert turned[0] == 0
    assert 1 / 7.5 < turned[2] < 1 / 6.5, "about one in seven"
    assert 190 < np.median(np.abs(drawn / right)) < 215, "two hundred times too large"


def test_the_quiz_and_the_solutions_hold(page: Any) -> None:
    says(PAGE, "$g' = 0.0001 / 0.5 = %.4f$", 0.0001 / 0.5)
    assert abs(sigmoid_gradient(8.5) - 0.0002) < 0.00001
    inputs = page.Theta1[:, 1:].T @ page.delta2
    balance = page.delta2 @ page.Theta1[:, 0] + inputs @ page.x
    assert abs(page.delta2 @ page.z2 - balance) < 1e-15
    assert abs(sum([1.1, -0.2, 0.1]) - 1) < 1e-15
