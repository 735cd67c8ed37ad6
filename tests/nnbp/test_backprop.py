import warnings
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbp import backprop, backprop_loop, cost, deltas, forward, one_hot, running_example


@st.composite
def problems(draw):
    """A network of 2 to 5 layers, a few examples, and a lambda."""
    layer_sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    m = draw(st.integers(1, 6))
    lam = draw(st.sampled_from([0.0, 0.3, 1.0, 10.0]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pairs = pairwise(layer_sizes)
    thetas = [rng.normal(size=(s_next, s + 1)) for s, s_next in pairs]
    X = rng.normal(size=(m, layer_sizes[0]))
    Y = one_hot(rng.integers(0, layer_sizes[-1], m), layer_sizes[-1])
    return thetas, X, Y, lam


def complex_cost(thetas, X, Y, lam):
    """The cost from its formula alone, in complex arithmetic."""
    m = len(X)
    A = X
    for Theta in thetas:
        Z = Theta[:, 0] + A @ Theta[:, 1:].T
        A = 1 / (1 + np.exp(-Z))
    J = np.sum(Y * np.log(1 + np.exp(-Z)) + (1 - Y) * np.log(1 + np.exp(Z))) / m
    return J + lam / (2 * m) * sum(np.sum(Theta[:, 1:] ** 2) for Theta in thetas)


def complex_step_gradient(thetas, X, Y, lam):
    """dJ/dTheta = Im J(Theta + ih) / h, exact to rounding because nothing is subtracted."""
    h = 1e-100
    gradients = []
    for number, Theta in enumerate(thetas):
        gradient = np.zeros_like(Theta)
        for i in np.ndindex(Theta.shape):
            nudged = [other.astype(complex) for other in thetas]
            nudged[number][i] += 1j * h
            gradient[i] = complex_cost(nudged, X, Y, lam).imag / h
        gradients.append(gradient)
    return gradients


def relative_gap(mine, truth):
    return np.linalg.norm(mine - truth) / max(np.linalg.norm(truth), 1e-300)


@settings(deadline=None)
@given(problems())
def test_every_block_agrees_with_the_complex_step(problem):
    for D, exact in zip(backprop(*problem), complex_step_gradient(*problem)):
        assert relative_gap(D, exact) < 1e-9


@settings(deadline=None)
@given(problems())
def test_the_two_versions_agree(problem):
    for D, D_loop in zip(backprop(*problem), backprop_loop(*problem)):
        assert relative_gap(D, D_loop) < 1e-12


@settings(deadline=None)
@given(problems())
def test_gradients_have_the_shapes_of_the_weights(problem):
    assert [D.shape for D in backprop(*problem)] == [Theta.shape for Theta in problem[0]]


def test_delta_is_the_derivative_with_respect_to_the_pre_activation():
    """Nudging a bias weight of unit j moves exactly the pre-activation of unit j."""
    example = running_example()
    for x, y, *rows in zip(example.X, example.Y, *deltas(example.thetas, example.X, example.Y)):
        exact = complex_step_gradient(example.thetas, x[None], y[None], 0.0)
        for delta, gradient in zip(rows, exact):
            assert relative_gap(delta, gradient[:, 0]) < 1e-12


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


def test_saturated_units_give_no_warning():
    thetas = [np.array([[1000.0, 0.0], [-1000.0, 0.0]]), np.array([[0.0, 1000.0, 1000.0]])]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cost(thetas, [[1.0]], [[0.0]])
        for version in (backprop, backprop_loop):
            assert all(np.all(np.isfinite(D)) for D in version(thetas, [[1.0]], [[0.0]]))
