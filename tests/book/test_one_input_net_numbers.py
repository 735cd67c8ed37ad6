"""The numbers in the prose of one-input-net.md are those that its code gives."""

from typing import Any

import numpy as np
import pytest
from printed import run, says

from nnbp import sigmoid, sigmoid_gradient
from nnbp.graph import backward, in_order

PAGE = "one-input-net"


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


@pytest.fixture
def page() -> Any:
    return run(PAGE)


def test_the_prediction_has_the_signs_of_the_derivatives(page: Any) -> None:
    says(PAGE, "should be $1$ and is $%.4f$", page.a3)
    of_theta1, of_theta2 = page.by_hand
    assert of_theta1 > 0, "descent lowers theta1"
    assert of_theta2 < 0, "descent raises theta2"


def test_the_picture_of_the_graph_is_described_with_its_values(page: Any) -> None:
    E = (page.output - page.y) ** 2 * 0.5
    gradient = backward(E)
    error, square = in_order(E)[-3:-1]
    text = "theta1 = %.2f times x = %.2f gives z2 = %.2f, the sigmoid gives %.2f,"
    says(PAGE, text, page.theta1, page.x, page.z2, page.a2)
    says(PAGE, "times theta2 = %.2f gives z3 = %.2f, the sigmoid", page.theta2, page.z3)
    values = (page.a3, error.value, square.value, E.value)
    says(PAGE, "gives %.2f, minus 1 gives %.2f, squared %.2f, halved %.2f", *values)
    chain = (E, square, error, page.output)
    says(PAGE, "are %d, %.1f, %.2f, %.2f, then", *(gradient[node] for node in chain))
    nodes = (page.zed3, page.w2, page.hidden, page.zed2, page.w1)
    text = "then %.2f at z3, %.2f at theta2, %.2f at a2, %.2f at z2, %.2f at theta1"
    says(PAGE, text, *(gradient[node] for node in nodes))
    x = page.zed2.inputs[1]
    says(PAGE, "at theta1 and %.2f at x", gradient[x])


def test_the_first_weight_turns_when_the_last_crosses_zero(page: Any) -> None:
    theta1, theta2 = page.path.T
    lowest, crossing = np.argmin(theta1), np.argmax(theta2 > 0)
    assert lowest == crossing
    assert theta1[lowest] < -0.9
    says(PAGE, "starts at $%.1f$, goes down to below $-0.9$, and ends at $%.2f$", *theta1[[0, -1]])


def test_the_plateau_holds_a_thousand_steps(page: Any) -> None:
    before, after = page.E_at(page.stuck[0]), page.E_at(page.stuck[-1])
    says(PAGE, "a thousand steps lower $E$ from $%.4f$ to $%.4f$", before, after)
    z2, a2, *_ = page.run(*page.stuck[0])
    says(PAGE, "$a^{(2)} = %.4f$ is a factor of one derivative", a2)
    says(PAGE, "and $g'(z^{(2)}) = %.4f$ a factor of the other", sigmoid_gradient(z2))
    assert 0.4 < np.linalg.norm(page.stuck[-1] - page.stuck[0]) < 0.6, "half a unit"


def test_ten_weights_of_one_lose_a_factor_of_about_half_a_million(page: Any) -> None:
    found = page.chain_derivatives([1] * 10)
    says(PAGE, "the last derivative is $%.4f$ and the first about $-10^{-7}$", found[-1])
    assert round(found[0] * 1e7, 1) == -1.0
    assert 4.5e5 < found[-1] / found[0] < 5.5e5, "half a million"
    assert abs(page.chain_derivatives([4] * 10)[0]) < abs(found[0]), "four is worse than one"


def test_the_picture_of_the_vanishing_gradient_is_described_with_its_values(page: Any) -> None:
    ones, fours = (np.abs(page.chain_derivatives([weight] * 10)) for weight in (1, 4))
    says(PAGE, "falls from %.2f at weight 10 to 1e-7", ones[-1])
    assert f"{ones[0]:.0e} {fours[-1]:.0e} {fours[0]:.0e}" == "1e-07 4e-04 2e-14"


def test_weights_of_eight_with_a_bias_double_the_gradient_each_time(page: Any) -> None:
    found = page.chain_derivatives([8] * 10, x=0.5, bias=-4)
    says(PAGE, "the first gets $2^9 = %d$ times the last", found[0] / found[-1])


def test_the_solutions_hold(page: Any) -> None:
    of_theta1, of_theta2 = page.derivatives(0.0, 0.0)
    assert of_theta1 == 0
    says(PAGE, r"$-0.5 \times 0.25 \times 0.5 = %.4f$", of_theta2)
    says(PAGE, r"\log(0.8 / 0.2) = %.4f", np.log(4))
    assert abs(sigmoid(np.log(4)) - 0.8) < 1e-15
    _, _, _, a3, _ = page.run(-6, 2)
    says(PAGE, "about $%.1f$ in place of $%.3f$", round(a3 - 1, 2), round(-0.5 * 0.25, 3))
    assert abs((a3 - 1) * a3 * (1 - a3) + 0.125) < 0.001
