import hashlib
import subprocess
import sys

import numpy as np

from nnbp import cost, digits, forward, gradient_descent, predict, running_example

DIGEST = "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"


def test_digits_are_images_between_0_and_1_with_their_labels():
    X, y = digits()
    assert X.shape == (1797, 64) and X.dtype == np.float64
    assert X.min() == 0.0 and X.max() == 1.0
    assert y.shape == (1797,) and set(y) == set(range(10))


def test_digits_are_those_of_the_source():
    """The digest was taken from digits.csv.gz of scikit-learn 1.9.1."""
    X, y = digits()
    table = np.column_stack([16 * X, y]).astype(np.uint8)
    assert hashlib.sha256(table.tobytes()).hexdigest() == DIGEST


def test_running_example_fits_together():
    example = running_example()
    assert example.layer_sizes == (2, 3, 2)
    assert example.X.shape == (5, 2) and example.y.shape == (5,)
    assert np.array_equal(example.Y.argmax(axis=1), example.y)
    assert set(example.y) == {0, 1}


def test_running_example_has_one_decimal_and_no_two_weights_of_one_size():
    example = running_example()
    weights = np.concatenate([Theta.ravel() for Theta in example.thetas])
    assert np.array_equal(np.round(weights, 1), weights)
    assert np.array_equal(np.round(example.X, 1), example.X)
    assert len(set(np.abs(weights))) == len(weights) == 17


def test_no_unit_of_the_running_example_is_saturated():
    example = running_example()
    net = forward(example.thetas, example.X)
    for A in (net.activations[1][:, 1:], net.output):
        assert A.min() > 0.05 and A.max() < 0.95


def test_running_example_predicts_three_of_five():
    example = running_example()
    assert np.sum(predict(example.thetas, example.X) == example.y) == 3


def test_one_step_lowers_the_cost_of_the_running_example():
    example = running_example()
    arguments = (example.X, example.Y, example.lam)
    trained = gradient_descent(example.thetas, *arguments, learning_rate=1.0, steps=1)
    assert cost(trained.thetas, *arguments) < cost(example.thetas, *arguments) - 0.1


def test_running_example_is_new_in_every_call():
    running_example().thetas[0][0, 0] = 99.0
    assert running_example().thetas[0][0, 0] != 99.0


def test_package_imports_neither_matplotlib_nor_scipy():
    code = "import sys, nnbp; sys.exit(bool({'matplotlib', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
