import warnings

import numpy as np
import pytest

from nnbp import (
    check_gradient,
    cost_and_gradient,
    numerical_gradient,
    relative_error,
    running_example,
    unroll,
)

EXAMPLE = running_example()
THETA = unroll(EXAMPLE.thetas)


def objective(theta, order="C"):
    return cost_and_gradient(theta, EXAMPLE.layer_sizes, EXAMPLE.X, EXAMPLE.y, EXAMPLE.lam, order)


def J(theta):
    return objective(theta)[0]


def grad(theta):
    return objective(theta)[1]


def check(gradient):
    return check_gradient(J, gradient, THETA, blocks=EXAMPLE.layer_sizes)


def test_numerical_gradient_is_the_central_difference():
    assert numerical_gradient(lambda t: 3 * t[0] ** 3 + 2, [1.0], eps=0.01)[0] == pytest.approx(
        9.0003, abs=1e-12
    )


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_numerical_gradient_has_the_shape_of_theta(shape):
    gradient = numerical_gradient(lambda theta: np.sum(theta**2), np.ones(shape))
    assert gradient == pytest.approx(np.full(shape, 2.0))


def test_a_function_that_changes_its_argument_does_no_harm():
    def careless(theta):
        theta *= theta
        return theta.sum()

    theta = np.array([1.0, 3.0])
    assert numerical_gradient(careless, theta) == pytest.approx(np.array([2.0, 6.0]))
    assert np.array_equal(theta, [1.0, 3.0])


@pytest.mark.parametrize(
    ("numeric", "analytic", "expected"),
    [([1, 2], [1, 2], 0), ([0, 0], [0, 0], 0), ([1, 2], [-1, -2], np.inf), ([3, 0], [1, 0], 0.5)],
)
def test_relative_error(numeric, analytic, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert relative_error(numeric, analytic) == expected


def test_right_gradient_agrees():
    report = check(grad)
    assert report.agrees
    assert report.relative_error < 1e-9


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(
    ("layer", "column", "block"),
    [
        (0, 0, "Theta1 bias column"),
        (0, 2, "Theta1 other columns"),
        (1, 0, "Theta2 bias column"),
        (1, 1, "Theta2 other columns"),
    ],
)
def test_a_wrong_entry_is_found_in_its_block(order, layer, column, block):
    marks = [np.zeros_like(Theta) for Theta in EXAMPLE.thetas]
    marks[layer][1, column] = 0.1
    theta = unroll(EXAMPLE.thetas, order)
    wrong = objective(theta, order)[1] + unroll(marks, order)
    report = check_gradient(
        lambda t: objective(t, order)[0], wrong, theta, blocks=EXAMPLE.layer_sizes, order=order
    )
    assert [part.name for part in report.blocks if part.verdict != "agrees"] == [block]
    assert report.worst.name == block
    assert block in report.verdict
    assert not report.agrees


@pytest.mark.parametrize(
    ("factor", "verdict"),
    [
        (1 + 1e-8, "agrees"),
        (1 + 1e-5, "doubtful"),
        (1 + 1e-3, "probably wrong"),
        (2, "wrong"),
        (-1, "wrong"),
        (np.nan, "wrong"),
    ],
)
def test_verdict_follows_the_relative_error(factor, verdict):
    report = check(lambda theta: factor * grad(theta))
    assert all(block.verdict.startswith(verdict) for block in report.blocks)


def test_a_wrong_small_block_cannot_hide_in_a_large_one():
    theta = np.ones(7)
    scale = np.array([1e-6, 1, 1e-6, 1, 1, 1, 1])

    def f(theta):
        return float(np.sum(scale * theta**3))

    gradient = 3 * scale * theta**2
    gradient[0] = 0.0
    report = check_gradient(f, gradient, theta, blocks=(1, 2, 1))
    assert report.relative_error < 1e-6
    assert report.verdict.startswith("wrong in Theta1 bias column")


def test_rounding_of_a_zero_gradient_counts_as_none():
    def f(theta):
        """Constant, but for the last bit."""
        return np.nextafter(300.0, 301.0) if theta[0] > 0.7 else 300.0

    report = check_gradient(f, [0.0], [0.7])
    assert report.relative_error == 1.0
    assert report.agrees


def test_report_prints_one_line_for_each_block_then_all_and_the_verdict():
    lines = str(check(grad)).splitlines()
    assert [line.split("  ")[0] for line in lines[:6]] == [
        "block",
        "Theta1 bias column",
        "Theta1 other columns",
        "Theta2 bias column",
        "Theta2 other columns",
        "all",
    ]
    assert lines[-1] == check(grad).verdict


def test_gradient_may_be_an_array_or_a_function():
    assert check(grad(THETA)).relative_error == check(grad).relative_error


def test_theta_of_any_shape_is_one_block():
    theta = np.array([[1.0, 2.0], [3.0, 4.0]])
    report = check_gradient(lambda t: float(np.sum(t**2)), lambda t: 2 * t, theta)
    assert report.agrees
    assert [block.size for block in report.blocks] == [4]
