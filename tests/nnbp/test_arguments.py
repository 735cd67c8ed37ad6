"""Bad input is refused with its name, good input is left as it is."""

import copy
from functools import partial

import numpy as np
import pytest

import nnbp
from nnbp.activations import OUTPUTS, softmax

EXAMPLE = nnbp.running_example()
THETAS, X, y, Y = EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.y, EXAMPLE.Y
THETA = nnbp.unroll(THETAS)
SIZES = EXAMPLE.layer_sizes


def total(theta):
    return float(np.sum(theta))


REFUSED = {
    # dtype
    "complex z": (nnbp.sigmoid, [1j], r"z: expected real numbers, got dtype complex128"),
    "strings": (nnbp.sigmoid, ["1"], r"z: expected real numbers, got dtype <U1"),
    "objects": (nnbp.sigmoid_gradient, [None], r"z: expected real numbers, got dtype object"),
    "ragged": (nnbp.add_bias, ([[1], [1, 2]],), r"X: expected real numbers in rows of equal len"),
    "labels as floats": (nnbp.one_hot, ([0.0, 1.0], 2), r"y: expected integer labels, got dtype f"),
    "lam as text": (nnbp.cost, (THETAS, X, Y, "1"), r"lam: expected real numbers"),
    "integer theta": (nnbp.numerical_gradient, (total, [1, 2]), r"theta: expected floats .* int64"),
    # thetas
    "no thetas": (nnbp.forward, ([], X), r"thetas: expected at least one matrix, got an empty"),
    "thetas a number": (nnbp.forward, (3, X), r"thetas: expected a list of matrices, got 3"),
    "thetas one matrix": (nnbp.forward, (THETAS[0], X), r"thetas: .* one array of shape \(3, 3\)"),
    "theta a vector": (nnbp.unroll, ([[1.0, 2.0]],), r"thetas\[0\]: expected a matrix .* \(2,\)"),
    "theta empty": (nnbp.unroll, ([np.ones((0, 3))],), r"thetas\[0\]: .* not empty.* \(0, 3\)"),
    "bias alone": (nnbp.forward, ([[[1.0]]], X), r"thetas\[0\]: expected a bias column and"),
    "no chain": (
        nnbp.backprop,
        ([THETAS[0], THETAS[0]], X, Y),
        r"thetas\[1\]: expected 4 columns .* got shape \(3, 3\)",
    ),
    # X
    "X with bias": (nnbp.forward, (THETAS, nnbp.add_bias(X)), r"X: .* \(m, 2\).* shape \(5, 3\)"),
    "X one example": (nnbp.forward, (THETAS, X[0]), r"X: expected a matrix .* got shape \(2,\)"),
    "X no example": (nnbp.predict, (THETAS, X[:0]), r"X: expected a matrix .* got shape \(0, 2\)"),
    # Y and y
    "Y as labels": (nnbp.cost, (THETAS, X, y), r"Y: expected shape \(5, 2\).*one_hot\(y, K\)"),
    "Y short": (nnbp.backprop, (THETAS, X, Y[:4]), r"Y: expected shape \(5, 2\).* \(4, 2\)"),
    "Y transposed": (nnbp.backprop_loop, (THETAS, X, Y.T), r"Y: .*\(5, 2\).* got shape \(2, 5\)"),
    "Y beyond 1": (nnbp.deltas, (THETAS, X, 2 * Y), r"Y: expected values from 0 to 1, got .* 2"),
    "label K": (nnbp.one_hot, ([0, 3], 3), r"y: expected labels 0\.\.2, got labels 0\.\.3"),
    "label negative": (nnbp.one_hot, ([-1, 0], 3), r"y: expected labels 0\.\.2, got labels -1"),
    "labels in rows": (nnbp.one_hot, (Y.astype(int), 2), r"y: expected one label an example"),
    "labels from 1": (
        nnbp.cost_and_gradient,
        (THETA, SIZES, X, y + 1),
        r"y: expected labels 0\.\.1, got labels 1\.\.2",
    ),
    "label 2 of one output": (
        nnbp.one_hot,
        ([0, 2], 1),
        r"y: expected labels 0\.\.1, got .*0\.\.2",
    ),
    "tanh with 2": (
        partial(nnbp.cost, loss="squared_error", output="tanh"),
        (THETAS, X, 2 * Y),
        r"Y: expected values from -1 to 1, got values 0\.0 to 2\.0",
    ),
    "relu below 0": (
        partial(nnbp.backprop, loss="squared_error", output="relu"),
        (THETAS, X, -Y),
        r"Y: expected values from 0 to inf, got values -1\.0 to ",
    ),
    "nan in Y": (
        partial(nnbp.cost, loss="squared_error", output="identity"),
        (THETAS, X, np.nan * Y),
        r"Y: expected values from -inf to inf, got values nan",
    ),
    "softmax of any rows": (
        partial(nnbp.cost, loss="softmax"),
        (THETAS, X, np.ones((5, 2))),
        r"Y: expected rows that sum to 1",
    ),
    "softmax with sigmoid": (
        partial(nnbp.cost, loss="softmax", output="sigmoid"),
        (THETAS, X, Y),
        r"output: expected 'softmax' with the loss 'softmax', got 'sigmoid'",
    ),
    "cross-entropy with tanh": (
        partial(nnbp.deltas, output="tanh"),
        (THETAS, X, Y),
        r"output: expected 'sigmoid' with the loss 'cross_entropy', got 'tanh'",
    ),
    "squared error with softmax": (
        partial(nnbp.backprop_loop, loss="squared_error", output="softmax"),
        (THETAS, X, Y),
        r"output: expected 'sigmoid' or 'tanh' or .* the loss 'squared_error', got 'softmax'",
    ),
    "loss": (
        partial(nnbp.backprop, loss="hinge"),
        (THETAS, X, Y),
        r"loss: expected 'cross_entropy' or 'softmax' or 'squared_error', got 'hinge'",
    ),
    "penalty scale": (
        partial(nnbp.cost, penalty_scale="lam"),
        (THETAS, X, Y),
        r"penalty_scale: expected 'lam/2m' or 'lam/2', got 'lam'",
    ),
    "bias neither": (
        partial(nnbp.cost_and_gradient, regularise_bias="no"),
        (THETA, SIZES, X, y),
        r"regularise_bias: expected True or False, got 'no'",
    ),
    "softmax hidden": (
        nnbp.forward,
        (THETAS, X, "softmax"),
        r"hidden: expected 'sigmoid' or .*soft",
    ),
    "slope of softmax": (OUTPUTS["softmax"].gradient, ([1.0],), r"activation: .* got 'softmax'"),
    "softmax of one number": (softmax, (1.0,), r"z: expected at least one number in a row"),
    # numbers
    "lam negative": (nnbp.backprop, (THETAS, X, Y, -1), r"lam: expected a number, 0 or more"),
    "lam nan": (nnbp.cost, (THETAS, X, Y, np.nan), r"lam: expected a number, 0 or more"),
    "lam a list": (nnbp.cost, (THETAS, X, Y, [1]), r"lam: expected one number, got shape \(1,\)"),
    "m zero": (nnbp.penalty, (THETAS, 0, 1.0), r"m: expected an integer, 1 or more, got 0"),
    "eps zero": (nnbp.numerical_gradient, (total, THETA, 0), r"eps: expected a number above 0"),
    "steps": (nnbp.gradient_descent, (THETAS, X, Y, 0, 1, 1.5), r"steps: expected an integer"),
    "rate": (nnbp.gradient_descent, (THETAS, X, Y, 0, 0), r"learning_rate: expected a number abo"),
    "rng": (nnbp.glorot_uniform, (SIZES, None), r"rng: expected an integer, 0 or more, got None"),
    "value": (nnbp.constant, (SIZES, "a"), r"value: expected real numbers"),
    # sizes, orders, names
    "theta long": (
        nnbp.roll,
        (np.ones(18), SIZES),
        r"theta: expected shape \(17,\) .*\(3, 3\), \(2, 4\).* got shape \(18,\)",
    ),
    "theta a matrix": (nnbp.roll, (np.ones((1, 17)), SIZES), r"theta: .* got shape \(1, 17\)"),
    "one layer": (nnbp.weight_shapes, ([3],), r"layer_sizes: expected two or more positive"),
    "no unit": (nnbp.weight_shapes, ([3, 0],), r"layer_sizes: .* got \[3, 0\]"),
    "half a unit": (nnbp.weight_shapes, ([3, 1.5],), r"layer_sizes: .* got \[3, 1\.5\]"),
    "sizes a number": (nnbp.weight_shapes, (3,), r"layer_sizes: .* got 3"),
    "order": (nnbp.unroll, (THETAS, "A"), r"order: expected 'C' or 'F', got 'A'"),
    "order to roll": (nnbp.roll, (THETA, SIZES, "K"), r"order: expected 'C' or 'F', got 'K'"),
    "hidden": (nnbp.forward, (THETAS, X, "step"), r"hidden: expected 'sigmoid' or .*, got 'step'"),
    # gradient checking
    "f gives an array": (
        nnbp.numerical_gradient,
        (lambda theta: theta, THETA),
        r"f\(theta\): expected one number, got shape \(17,\)",
    ),
    "f gives a tuple": (
        nnbp.numerical_gradient,
        (lambda theta: (1.0, theta), THETA),
        r"f\(theta\): expected one number, got a tuple",
    ),
    "gradient of another shape": (
        nnbp.check_gradient,
        (total, np.ones(3), THETA),
        r"gradient: expected shape \(17,\), that of theta, got shape \(3,\)",
    ),
    "blocks of another theta": (
        nnbp.check_gradient,
        (total, np.ones(3), np.ones(3), 1e-4, SIZES),
        r"theta: expected shape \(17,\) for blocks \(2, 3, 2\), got shape \(3,\)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_by_name(case):
    function, arguments, message = REFUSED[case]
    arguments = arguments if isinstance(arguments, tuple) else (arguments,)
    with pytest.raises(ValueError, match=f"^{message}"):
        function(*arguments)


ACCEPTED = {
    "forward": (nnbp.forward, (THETAS, X)),
    "predict": (nnbp.predict, (THETAS, X)),
    "cost": (nnbp.cost, (THETAS, X, Y, 0.5)),
    "cross_entropy": (nnbp.cross_entropy, (X, Y)),
    "backprop": (nnbp.backprop, (THETAS, X, Y, 0.5)),
    "backprop_loop": (nnbp.backprop_loop, (THETAS, X, Y, 0.5)),
    "deltas": (nnbp.deltas, (THETAS, X, Y)),
    "unroll": (nnbp.unroll, (THETAS,)),
    "roll": (nnbp.roll, (THETA, SIZES)),
    "cost_and_gradient": (nnbp.cost_and_gradient, (THETA, SIZES, X, y, 0.5)),
    "numerical_gradient": (nnbp.numerical_gradient, (total, THETA)),
    "check_gradient": (nnbp.check_gradient, (total, np.ones(17), THETA, 1e-4, SIZES)),
    "gradient_descent": (nnbp.gradient_descent, (THETAS, X, Y, 0.5, 1.0, 3)),
    "minimize": (nnbp.minimize, (THETAS, X, y, 0.5, 3)),
    "compare": (nnbp.compare, ("x", X, X)),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_arguments_are_left_as_they_were(name):
    function, arguments = ACCEPTED[name]
    before = copy.deepcopy(arguments[1:] if callable(arguments[0]) else arguments)
    function(*arguments)
    after = arguments[1:] if callable(arguments[0]) else arguments
    np.testing.assert_equal(after, before)


@pytest.mark.parametrize("name", ["cost", "backprop", "backprop_loop", "deltas"])
def test_an_option_that_does_not_exist_is_refused_by_name(name):
    with pytest.raises(TypeError, match="'los'"):
        getattr(nnbp, name)(THETAS, X, Y, los="softmax")


@pytest.mark.parametrize("name", ["cost", "backprop", "backprop_loop", "deltas"])
def test_lists_of_integers_are_taken_as_real_numbers(name):
    integers = [[[1, 2, 0], [0, 1, 3]]], [[1, 2], [3, 4]], [[0, 1], [1, 0]]
    thetas, examples, targets = (np.array(argument, dtype=float) for argument in integers)
    function = getattr(nnbp, name)
    np.testing.assert_equal(function(*integers), function(list(thetas), examples, targets))
