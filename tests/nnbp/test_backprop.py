import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from random_networks import (
    complex_step_gradient,
    plain_cost,
    problems,
    relative_gap,
)

from nnbp import backprop, backprop_loop, deltas, forward, running_example


@settings(deadline=None, max_examples=200)
@given(problems())
def test_every_block_agrees_with_the_complex_step(problem):
    (thetas, X, Y, lam), options = problem
    exact = complex_step_gradient(lambda nudged: plain_cost(nudged, X, Y, lam, **options), thetas)
    for D, D_exact in zip(backprop(thetas, X, Y, lam, **options), exact):
        assert relative_gap(D, D_exact) < 1e-9


@settings(deadline=None, max_examples=200)
@given(problems())
def test_the_two_versions_agree(problem):
    arguments, options = problem
    for D, D_loop in zip(backprop(*arguments, **options), backprop_loop(*arguments, **options)):
        assert relative_gap(D, D_loop) < 1e-12


@settings(deadline=None)
@given(problems())
def test_gradients_have_the_shapes_of_the_weights(problem):
    arguments, options = problem
    shapes = [D.shape for D in backprop(*arguments, **options)]
    assert shapes == [Theta.shape for Theta in arguments[0]]


@settings(deadline=None)
@given(problems())
def test_delta_is_the_derivative_with_respect_to_the_pre_activation(problem):
    """Nudging a bias weight of unit j moves exactly the pre-activation of unit j."""
    (thetas, X, Y, _), options = problem
    for i, rows in enumerate(zip(*deltas(thetas, X, Y, **options))):
        exact = complex_step_gradient(
            lambda nudged, i=i: plain_cost(nudged, X[[i]], Y[[i]], 0.0, **options), thetas
        )
        for delta, gradient in zip(rows, exact):
            assert relative_gap(delta, gradient[:, 0]) < 1e-9


def test_deltas_have_one_row_an_example():
    example = running_example()
    shapes = [delta.shape for delta in deltas(example.thetas, example.X, example.Y)]
    assert shapes == [(5, 3), (5, 2)]


def test_output_delta_is_the_error():
    example = running_example()
    error = forward(example.thetas, example.X).output - example.Y
    assert np.array_equal(deltas(example.thetas, example.X, example.Y)[-1], error)


def test_gradient_is_the_mean_over_the_examples():
    """The same examples twice leave the gradient as it is, at lambda 0."""
    example = running_example()
    once = backprop(example.thetas, example.X, example.Y)
    twice = backprop(example.thetas, np.vstack([example.X] * 2), np.vstack([example.Y] * 2))
    for D, D_twice in zip(once, twice):
        assert relative_gap(D_twice, D) < 1e-14


def test_lambda_moves_all_columns_but_the_bias():
    example = running_example()
    without = backprop(example.thetas, example.X, example.Y)
    with_lam = backprop(example.thetas, example.X, example.Y, lam=0.5)
    for D, D_lam, Theta in zip(without, with_lam, example.thetas):
        assert np.array_equal(D_lam[:, 0], D[:, 0])
        assert np.allclose((D_lam - D)[:, 1:], 0.5 / 5 * Theta[:, 1:], rtol=1e-13)


def test_lambda_may_move_the_bias_column_too():
    example = running_example()
    arguments = (example.thetas, example.X, example.Y)
    without, with_lam = backprop(*arguments), backprop(*arguments, lam=0.5, regularise_bias=True)
    for D, D_lam, Theta in zip(without, with_lam, example.thetas):
        assert np.allclose(D_lam - D, 0.5 / 5 * Theta, rtol=1e-13)


def test_output_delta_of_squared_error_carries_the_slope():
    example = running_example()
    A = forward(example.thetas, example.X).output
    delta = deltas(example.thetas, example.X, example.Y, loss="squared_error")[-1]
    assert np.allclose(delta, (A - example.Y) * A * (1 - A), rtol=1e-13)


@pytest.mark.parametrize("version", [backprop, backprop_loop])
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "identity"])
@pytest.mark.parametrize(
    "options",
    [{}, {"loss": "softmax"}, {"loss": "squared_error"}]
    + [{"loss": "squared_error", "output": output} for output in ("tanh", "relu", "identity")],
    ids=str,
)
def test_pre_activations_of_a_thousand_give_no_warning(version, hidden, options):
    thetas = [np.array([[1000.0, 0.0], [-1000.0, 0.0]]), np.array([[0.0, 1, 1], [1.0, -1, -1]])]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gradients = version(thetas, [[1.0]], [[0.0, 1.0]], hidden=hidden, **options)
    assert all(np.all(np.isfinite(D)) for D in gradients)


def test_two_layers_may_share_one_matrix():
    """Equal arrays in two places are still a hidden layer and an output layer."""
    Theta = np.array([[0.5, -1.0]])
    shared = backprop([Theta, Theta], [[1.0]], [[1.0]], hidden="tanh")
    apart = backprop([Theta, Theta.copy()], [[1.0]], [[1.0]], hidden="tanh")
    np.testing.assert_equal(shared, apart)


def test_a_net_of_k_outputs_without_hidden_layer_is_k_logistic_units():
    """Column k of the one-hot rows holds the one-vs-rest labels of class k."""
    example = running_example()
    Theta, Y = np.array([[0.3, -1.0, 0.5], [0.2, 0.7, -0.4]]), example.Y
    together = backprop([Theta], example.X, Y, lam=0.5)[0]
    alone = [backprop([Theta[[k]]], example.X, Y[:, [k]], lam=0.5)[0][0] for k in range(2)]
    assert np.allclose(together, alone, rtol=1e-14)
