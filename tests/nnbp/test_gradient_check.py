import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnbp import (
    check_gradient,
    cost_and_gradient,
    numerical_gradient,
    relative_error,
    running_example,
    unroll,
)
from nnbp.differences import kinks

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


# One-sided quotients.


@pytest.mark.parametrize(
    ("quotient", "expected"), [("forward", 9.0903), ("central", 9.0003), ("backward", 8.9103)]
)
def test_quotients_of_the_quiz_question(quotient, expected):
    """3 theta^3 + 2 at theta = 1 with eps = 0.01: only the central one is near 9."""
    gradient = numerical_gradient(lambda t: 3 * t[0] ** 3 + 2, [1.0], 0.01, quotient)
    assert gradient[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("quotient", "power"), [("forward", 1), ("backward", 1), ("central", 2)])
def test_truncation_falls_with_this_power_of_eps(quotient, power):
    def error(eps):
        return np.linalg.norm(numerical_gradient(J, THETA, eps, quotient) - grad(THETA))

    assert np.log2(error(2e-3) / error(1e-3)) == pytest.approx(power, abs=0.05)


def test_an_unknown_quotient_is_refused():
    with pytest.raises(ValueError, match="quotient: expected 'central' or 'forward' or 'backward'"):
        numerical_gradient(J, THETA, quotient="left")


# Kinks. The pre-activations of the hidden units are linear in Theta1, so it can be told exactly
# which nudges reach across 0.


def relu_net(theta):
    return cost_and_gradient(
        theta, EXAMPLE.layer_sizes, EXAMPLE.X, EXAMPLE.y, EXAMPLE.lam, hidden="relu"
    )


def crossings(theta, eps):
    Theta1 = theta[:9].reshape(3, 3)
    A1 = np.hstack([np.ones((5, 1)), EXAMPLE.X])
    crosses = np.abs(A1 @ Theta1.T)[:, :, None] < eps * np.abs(A1)[:, None, :]
    return [(int(i),) for i in np.flatnonzero(crosses.any(axis=0).ravel())]


def beside_a_kink(distance):
    """The weights of the running example, its second unit moved: z = distance in example 1."""
    theta = THETA.copy()
    theta[3] += distance - theta[3:6] @ [1.0, *EXAMPLE.X[0]]
    return theta


@given(st.floats(-1.0, 1.0), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_kinks_are_the_nudges_across_zero(part, seed):
    theta = beside_a_kink(part * 2e-4)
    theta[9:] += np.random.default_rng(seed).normal(size=8)
    # At the very edge of the nudge the change of slope is nearly all missed.
    edges = np.array([1.0, *EXAMPLE.X[0]]) * 1e-4
    assume(np.all(np.abs(np.abs(part * 2e-4) / edges - 1) > 1e-3))
    assert kinks(lambda t: relu_net(t)[0], theta) == crossings(theta, 1e-4)


@given(st.integers(0, 10_000), st.floats(0.1, 5))
@settings(max_examples=60, deadline=None)
def test_a_smooth_function_has_none(seed, size):
    theta = np.random.default_rng(seed).normal(size=17) * size
    assert kinks(J, theta) == []


def test_a_jump_counts_as_a_kink():
    assert kinks(lambda t: float(t[1] > 0.3), [1.0, 0.30002]) == [(1,)]


def test_a_right_gradient_beside_a_kink_is_excused_by_name():
    theta = beside_a_kink(2e-5)
    report = check_gradient(
        lambda t: relu_net(t)[0], relu_net(theta)[1], theta, blocks=EXAMPLE.layer_sizes
    )
    assert not report.agrees
    assert report.kinks == ("Theta1[1, 0]", "Theta1[1, 1]", "Theta1[1, 2]")
    assert report.agrees_elsewhere
    assert report.verdict.endswith(
        "3 nudges step over a kink (Theta1[1, 0], Theta1[1, 1], Theta1[1, 2]), the rest agrees"
    )


def test_a_smaller_nudge_does_not_reach_the_kink():
    theta = beside_a_kink(2e-5)
    report = check_gradient(lambda t: relu_net(t)[0], relu_net(theta)[1], theta, eps=1e-6)
    assert report.agrees
    assert report.kinks == ()


def test_a_kink_does_not_excuse_a_wrong_entry_elsewhere():
    theta = beside_a_kink(2e-5)
    wrong = relu_net(theta)[1]
    wrong[0] += 0.1
    report = check_gradient(lambda t: relu_net(t)[0], wrong, theta, blocks=EXAMPLE.layer_sizes)
    assert not report.agrees_elsewhere
    assert report.verdict.endswith("the rest does not agree either")


def test_a_wrong_gradient_of_a_smooth_function_names_no_kinks():
    report = check(lambda theta: 2 * grad(theta))
    assert report.kinks == ()
    assert not report.agrees_elsewhere
    assert "kink" not in report.verdict


def test_an_entry_at_a_kink_has_its_place_in_its_own_order():
    theta = unroll([np.array([[1.0, 2, 3], [4, 5, 6]])], "F")
    f = lambda t: float(np.abs(t[2] - 2.0) + t.sum())  # noqa: E731
    report = check_gradient(f, [1, 1, 2, 1, 1, 1], theta, blocks=(2, 2), order="F")
    assert report.kinks == ("Theta1[0, 1]",)


@pytest.mark.parametrize("shape", [(), (2, 2)])
def test_an_entry_at_a_kink_of_theta_of_any_shape(shape):
    theta = np.zeros(shape)
    report = check_gradient(lambda t: float(np.abs(t).sum()), np.ones(shape), theta)
    assert len(report.kinks) == theta.size
    assert report.kinks[-1] == ("theta[]" if shape == () else "theta[1, 1]")


def test_two_gradients_of_zeros_agree():
    report = check_gradient(lambda t: 5.0, np.zeros(17), THETA, blocks=EXAMPLE.layer_sizes)
    assert report.agrees
    assert [block.relative_error for block in report.blocks] == [0.0] * 4
