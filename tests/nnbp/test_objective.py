import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_networks import problems

from nnbp import (
    backprop,
    cost,
    cost_and_gradient,
    glorot_uniform,
    layer_sizes_of,
    one_hot,
    running_example,
    unroll,
)


@settings(deadline=None)
@given(problems(), st.sampled_from(["C", "F"]))
def test_it_is_the_cost_and_the_unrolled_gradient(problem, order):
    (thetas, X, Y, lam), options = problem
    sizes = layer_sizes_of(thetas)
    J, gradient = cost_and_gradient(unroll(thetas, order), sizes, X, Y, lam, order, **options)
    assert J == cost(thetas, X, Y, lam, **options)
    assert np.array_equal(gradient, unroll(backprop(thetas, X, Y, lam, **options), order))


LABELLED = {
    "sigmoid": ({}, 2, 0),
    "softmax": ({"loss": "softmax"}, 2, 0),
    "tanh": ({"loss": "squared_error", "output": "tanh"}, 2, -1),
    "one sigmoid": ({}, 1, 0),
    "one tanh": ({"loss": "squared_error", "output": "tanh"}, 1, -1),
}


@pytest.mark.parametrize("name", LABELLED)
def test_labels_become_the_targets_of_the_output(name):
    options, K, low = LABELLED[name]
    example, sizes = running_example(), (2, 3, K)
    theta = unroll(glorot_uniform(sizes, 0))
    J, gradient = cost_and_gradient(theta, sizes, example.X, example.y, 0.5, **options)
    Y = one_hot(example.y, K, low)
    J_rows, gradient_rows = cost_and_gradient(theta, sizes, example.X, Y, 0.5, **options)
    assert J == J_rows
    assert np.array_equal(gradient, gradient_rows)


def test_the_examples_are_not_copied():
    sizes, rng = (400, 5, 3), np.random.default_rng(0)
    X, y, theta = (
        rng.random((1000, 400)),
        rng.integers(0, 3, 1000),
        unroll(glorot_uniform(sizes, 0)),
    )
    tracemalloc.start()
    cost_and_gradient(theta, sizes, X, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < X.nbytes / 4
