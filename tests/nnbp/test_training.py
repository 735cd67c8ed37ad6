import builtins

import numpy as np
import pytest

from nnbp import (
    backprop,
    constant,
    cost,
    cost_and_gradient,
    digits,
    glorot_uniform,
    gradient_descent,
    minimize,
    predict,
    running_example,
    unroll,
)


def test_objective_is_cost_and_unrolled_gradient():
    example = running_example()
    arguments = (example.thetas, example.X, example.Y, example.lam)
    J, grad = cost_and_gradient(
        unroll(example.thetas, "F"), (2, 3, 2), example.X, example.y, example.lam, order="F"
    )
    assert J == cost(*arguments)
    assert np.array_equal(grad, unroll(backprop(*arguments), "F"))


def test_one_step_of_gradient_descent():
    example = running_example()
    arguments = (example.X, example.Y, example.lam)
    trained = gradient_descent(example.thetas, *arguments, learning_rate=0.1, steps=1)
    for old, D, new in zip(example.thetas, backprop(example.thetas, *arguments), trained.thetas):
        assert np.array_equal(new, old - 0.1 * D)


@pytest.mark.parametrize("lam", [0.0, 0.5])
def test_gradient_descent_lowers_the_cost_in_every_step(lam):
    example = running_example()
    trained = gradient_descent(example.thetas, example.X, example.Y, lam, learning_rate=1.0)
    assert np.all(np.diff(trained.history) < 0)


@pytest.mark.parametrize("steps", [0, 3])
def test_history_begins_before_the_first_step_and_ends_after_the_last(steps):
    example = running_example()
    arguments = (example.X, example.Y, example.lam)
    trained = gradient_descent(example.thetas, *arguments, steps=steps)
    assert trained.history.shape == (steps + 1,)
    assert trained.history[0] == cost(example.thetas, *arguments)
    assert trained.history[-1] == cost(trained.thetas, *arguments)


def test_without_steps_the_weights_are_copies():
    example = running_example()
    trained = gradient_descent(example.thetas, example.X, example.Y, steps=0)
    assert not np.shares_memory(trained.thetas[0], example.thetas[0])


def test_minimize_learns_digits():
    X, y = digits()
    X, y = X[:300], y[:300]
    trained = minimize(glorot_uniform((64, 20, 10), 0), X, y, lam=0.1, max_iterations=100)
    assert np.mean(predict(trained.thetas, X) == y) > 0.99
    assert trained.history[-1] < trained.history[0] / 10


def test_minimize_starts_and_ends_its_history_with_the_costs():
    example = running_example()
    trained = minimize(example.thetas, example.X, example.y, example.lam, max_iterations=5)
    arguments = (example.X, example.Y, example.lam)
    assert trained.history.shape == (6,)
    assert trained.history[0] == cost(example.thetas, *arguments)
    assert trained.history[-1] == cost(trained.thetas, *arguments)


def test_minimize_ends_where_the_gradient_vanishes():
    example = running_example()
    trained = minimize(example.thetas, example.X, example.y, lam=0.5, max_iterations=500)
    D = backprop(trained.thetas, example.X, example.Y, 0.5)
    assert np.abs(unroll(D)).max() < 1e-4


def test_equal_weights_stay_equal():
    example = running_example()
    trained = gradient_descent(constant((2, 3, 2), 0.3), example.X, example.Y)
    assert np.array_equal(trained.thetas[0][0], trained.thetas[0][1])
    assert np.array_equal(trained.thetas[0][0], trained.thetas[0][2])


def test_without_scipy_minimize_says_what_to_do(monkeypatch):
    original = builtins.__import__

    def without_scipy(name, *rest, **options):
        if name.startswith("scipy"):
            raise ImportError(name)
        return original(name, *rest, **options)

    example = running_example()
    monkeypatch.setattr(builtins, "__import__", without_scipy)
    with pytest.raises(ImportError, match="minimize needs scipy"):
        minimize(example.thetas, example.X, example.y)
