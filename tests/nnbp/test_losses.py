"""The losses, each against its formula, in exact arithmetic where rounding could tell."""

import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import plain_cost, plain_penalty, problems

from nnbp import backprop, cost, forward, one_hot, running_example
from nnbp.losses import LOSSES, cross_entropy, softmax_cross_entropy, squared_error
from nnbp.penalties import penalty, penalty_gradient

logits = st.floats(-1000, 1000)


@settings(deadline=None)
@given(problems())
def test_cost_is_the_formula_under_every_convention(problem):
    arguments, options = problem
    assert cost(*arguments, **options) == pytest.approx(
        plain_cost(*arguments, **options), rel=1e-12, abs=1e-12
    )


@settings(deadline=None)
@given(logits, st.sampled_from([0.0, 0.25, 1.0]))
def test_cross_entropy_is_exact_to_rounding(z, y):
    with mpmath.workdps(500):
        h = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        exact = float(-(y * mpmath.log(h) + (1 - y) * mpmath.log(1 - h)))
    assert cross_entropy([[z]], [[y]]) == pytest.approx(exact, rel=1e-15, abs=1e-300)


@settings(deadline=None)
@given(st.lists(logits, min_size=2, max_size=5))
def test_softmax_loss_is_exact_to_rounding(z):
    with mpmath.workdps(500):
        total = mpmath.fsum(mpmath.exp(z_k) for z_k in z)
        exact = float(-mpmath.log(mpmath.exp(z[0]) / total))
    loss = softmax_cross_entropy([z], one_hot([0], len(z)))
    assert loss == pytest.approx(exact, rel=1e-15, abs=1e-15)


def test_squared_error_is_half_the_squared_distance_averaged_over_examples():
    A, Y = [[1.0, 2.0], [3.0, 4.0]], [[1.0, 1.0], [0.0, 0.0]]
    assert squared_error(A, Y) == ((0 + 1) / 2 + (9 + 16) / 2) / 2


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("z", [-1000.0, 1000.0])
def test_pre_activations_of_a_thousand_give_no_warning(loss, z):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        J = cost([[[z, 0.0], [0.0, 0.0]]], [[0.0]], [[0.0, 1.0]], loss=loss)
    assert np.isfinite(J)


def test_k_sigmoids_cost_the_sum_of_k_one_vs_rest_costs():
    example = running_example()
    Z = forward(example.thetas, example.X).pre_activations[-1]
    alone = [cross_entropy(Z[:, [k]], example.Y[:, [k]]) for k in range(2)]
    assert cross_entropy(Z, example.Y) == pytest.approx(sum(alone), rel=1e-14)


def test_softmax_of_two_outputs_is_one_sigmoid_of_their_difference():
    """The probability of class 1 is g(z_1 - z_0), so both nets have the same cost."""
    X, y = [[0.3], [-1.2], [0.8]], [0, 1, 1]
    Theta = np.array([[0.5, -0.7], [-0.2, 1.1]])
    two = cost([Theta], X, one_hot(y, 2), loss="softmax")
    one = cost([Theta[[1]] - Theta[[0]]], X, one_hot(y, 1))
    assert two == pytest.approx(one, rel=1e-14)


@settings(deadline=None)
@given(problems(), st.sampled_from(["lam/2m", "lam/2"]), st.booleans())
def test_penalty_is_the_formula(problem, penalty_scale, regularise_bias):
    (thetas, X, _, lam), _ = problem
    mine = penalty(thetas, len(X), lam, penalty_scale, regularise_bias)
    plain = plain_penalty(thetas, len(X), lam, penalty_scale, regularise_bias)
    assert mine == pytest.approx(plain, rel=1e-13)


@pytest.mark.parametrize("regularise_bias", [False, True])
def test_lam_over_2_with_lam_over_m_is_lam_over_2m(regularise_bias):
    thetas, m, lam = running_example().thetas, 5, 0.5
    other = penalty(thetas, m, lam / m, "lam/2", regularise_bias)
    assert penalty(thetas, m, lam, "lam/2m", regularise_bias) == pytest.approx(other, rel=1e-15)


def test_penalty_pulls_no_bias_weight():
    pulls = penalty_gradient(running_example().thetas, 5, 0.5)
    assert all(np.all(pull[:, 0] == 0) and np.all(pull[:, 1:] != 0) for pull in pulls)


# Each source as it prints its cost and gradient, by its own formulas: the options that name its
# conventions give the same cost, and the gradient it prints or means is that of the cost.


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def by_central_differences(J, thetas, eps=1e-5):
    gradients = [np.zeros_like(Theta) for Theta in thetas]
    for number, Theta in enumerate(thetas):
        for i in np.ndindex(Theta.shape):
            up, down = [T.copy() for T in thetas], [T.copy() for T in thetas]
            up[number][i] += eps
            down[number][i] -= eps
            gradients[number][i] = (J(up) - J(down)) / (2 * eps)
    return gradients


def agree(mine, other, tolerance=1e-8):
    return all(np.abs(a - b).max() < tolerance for a, b in zip(mine, other))


EXAMPLE = running_example()
THETAS, X, Y, LAM, M = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, 0.5, 5


def outputs(thetas, g=sigmoid):
    """One example after the other, with the bias put in front, as all sources do it."""
    rows = []
    for x in X:
        a = x
        for Theta in thetas:
            a = g(Theta @ np.append(1.0, a))
        rows.append(a)
    return np.array(rows)


def k_sigmoids(thetas):
    h = outputs(thetas)
    return -np.sum(Y * np.log(h) + (1 - Y) * np.log(1 - h)) / M


def squares(thetas, first):
    return sum(np.sum(Theta[:, first:] ** 2) for Theta in thetas)


def test_source_notes_cross_entropy_with_lam_over_2m():
    """Notes on week 5: J with lam/2m, and D = (Delta + lam Theta) / m for j > 0."""

    def J(thetas):
        return k_sigmoids(thetas) + LAM / (2 * M) * squares(thetas, 1)

    assert cost(THETAS, X, Y, LAM) == pytest.approx(J(THETAS), rel=1e-14)
    assert agree(backprop(THETAS, X, Y, LAM), by_central_differences(J, THETAS))


@pytest.mark.parametrize("regularise_bias", [False, True])
def test_source_oslo_cross_entropy_with_and_without_the_bias(regularise_bias):
    """INF 5860: "two variations are common", the sum over j from 0 or from 1."""

    def J(thetas):
        return k_sigmoids(thetas) + LAM / (2 * M) * squares(thetas, 0 if regularise_bias else 1)

    options = {"regularise_bias": regularise_bias}
    assert cost(THETAS, X, Y, LAM, **options) == pytest.approx(J(THETAS), rel=1e-14)
    assert agree(backprop(THETAS, X, Y, LAM, **options), by_central_differences(J, THETAS))


def test_source_oslo_softmax():
    """INF 5860: -1/m sum 1{y = k} log(e^z_k / sum e^z_j), and delta_L = a - y again."""

    def J(thetas):
        A = sigmoid(X @ thetas[0][:, 1:].T + thetas[0][:, 0])
        e = np.exp(A @ thetas[1][:, 1:].T + thetas[1][:, 0])
        h = e / e.sum(axis=1, keepdims=True)
        return -np.sum(Y * np.log(h)) / M + LAM / (2 * M) * squares(thetas, 1)

    assert cost(THETAS, X, Y, LAM, loss="softmax") == pytest.approx(J(THETAS), rel=1e-14)
    D = backprop(THETAS, X, Y, LAM, loss="softmax")
    assert agree(D, by_central_differences(J, THETAS))


def test_source_oslo_squared_error_of_one_input():
    """INF 5860: dE/dtheta2 = (a2 - y) g'(z2) a1, dE/dtheta1 = (a2 - y) g'(z2) theta2 g'(z1) x."""
    x, y, theta1, theta2 = 0.8, 1.0, -1.3, 0.6
    a1 = sigmoid(theta1 * x)
    a2 = sigmoid(theta2 * a1)
    slope1, slope2 = a1 * (1 - a1), a2 * (1 - a2)
    D1, D2 = backprop([[[0.0, theta1]], [[0.0, theta2]]], [[x]], [[y]], loss="squared_error")
    assert D2[0, 1] == pytest.approx((a2 - y) * slope2 * a1, rel=1e-14)
    assert D1[0, 1] == pytest.approx((a2 - y) * slope2 * theta2 * slope1 * x, rel=1e-14)


def test_source_oslo_and_source_slides_print_the_gradient_of_lam_over_2():
    """D = Delta/m + lam Theta stands beside a J with lam/2m, whose gradient it is not."""
    Deltas = [M * D for D in backprop(THETAS, X, Y)]
    printed = [Delta / M + LAM * Theta for Delta, Theta in zip(Deltas, THETAS)]
    for D, Delta in zip(printed, Deltas):
        D[:, 0] = Delta[:, 0] / M

    def J(scale):
        return lambda thetas: k_sigmoids(thetas) + scale * squares(thetas, 1)

    assert agree(printed, backprop(THETAS, X, Y, LAM, penalty_scale="lam/2"), 1e-14)
    assert agree(printed, by_central_differences(J(LAM / 2), THETAS))
    assert not agree(printed, by_central_differences(J(LAM / (2 * M)), THETAS), 0.01)


def test_source_slides_one_output_unit_for_two_classes():
    """Their J(theta) of logistic regression: one sigmoid, and lam/2n."""
    Theta, y = np.array([[0.4, -1.1, 0.6]]), EXAMPLE.y

    def J(thetas):
        h = outputs(thetas)[:, 0]
        loss = -np.mean(y * np.log(h) + (1 - y) * np.log(1 - h))
        return loss + LAM / (2 * M) * squares(thetas, 1)

    assert cost([Theta], X, one_hot(y, 1), LAM) == pytest.approx(J([Theta]), rel=1e-14)
    D = backprop([Theta], X, one_hot(y, 1), LAM)
    assert agree(D, by_central_differences(J, [Theta]))


def test_source_proof_page_cross_entropy_of_one_example():
    """Neural Networks: Backpropagation: J of one (x, y), and dJ/dtheta_ij = a_j delta_i."""
    x, y = X[[0]], Y[[0]]

    def J(thetas):
        h = outputs(thetas)[:1]
        return -np.sum(y * np.log(h) + (1 - y) * np.log(1 - h))

    assert cost(THETAS, x, y) == pytest.approx(J(THETAS), rel=1e-14)
    assert agree(backprop(THETAS, x, y), by_central_differences(J, THETAS))


@pytest.mark.parametrize(("output", "f"), [("sigmoid", sigmoid), ("tanh", np.tanh)])
def test_source_tutorial_squared_error_with_lam_over_2(output, f):
    """UFLDL: 1/m sum ||h - y||^2 / 2 + lam/2 sum W^2, W and b apart; labels -1 and 1 for tanh."""
    targets = one_hot(EXAMPLE.y, 2, low=-1.0) if output == "tanh" else Y

    def J(thetas):
        h = outputs(thetas, f)
        return np.sum((h - targets) ** 2) / 2 / M + LAM / 2 * squares(thetas, 1)

    options = {
        "loss": "squared_error",
        "hidden": output,
        "output": output,
        "penalty_scale": "lam/2",
    }
    assert cost(THETAS, X, targets, LAM, **options) == pytest.approx(J(THETAS), rel=1e-14)
    D = backprop(THETAS, X, targets, LAM, **options)
    assert agree(D, by_central_differences(J, THETAS))
