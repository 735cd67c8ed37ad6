import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp import cost, cost_and_gradient, numerical_gradient, one_hot, roll, running_example, unroll
from nnbp.surfaces import Surface

EXAMPLE = running_example()
A = np.array([[3.0, 1.0], [0.0, 2.0]])
SURFACES = {
    "polynomial": ([np.array([[2.0, 1.0], [0.0, -1.0], [0.0, 0.5], [3.0, 1.0]])], 2),
    "bowl": ([A, np.array([1.0, -2.0]), 4.0], 2),
    "network": ([[2, 3, 2], EXAMPLE.X, EXAMPLE.y, 0.5], 17),
    "network of one output": ([[2, 3, 1], EXAMPLE.X, EXAMPLE.y, 0.5], 13),
}


def surface(name, with_gradient=False):
    return Surface(name.split()[0], SURFACES[name][0], with_gradient)


def test_the_polynomial_of_the_quiz():
    J = Surface("polynomial", [[[2], [0], [0], [3]]])
    assert J([2.0]) == 26.0


def test_the_value_of_a_bowl():
    assert surface("bowl")([1.0, 2.0]) == 0.5 * (3 + 2 + 8) + 1 - 4 + 4


def test_the_value_of_a_network_is_its_cost():
    J = surface("network")(unroll(EXAMPLE.thetas))
    assert pytest.approx(cost(EXAMPLE.thetas, EXAMPLE.X, EXAMPLE.Y, 0.5), rel=1e-13) == J


def test_a_network_of_one_output_has_labels_0_and_1():
    theta = np.linspace(-1, 1, 13)
    J = cost(roll(theta, (2, 3, 1)), EXAMPLE.X, one_hot(EXAMPLE.y, 1), 0.5)
    assert surface("network of one output")(theta) == pytest.approx(J, rel=1e-13)


def test_a_deep_network_with_saturated_units_is_the_objective():
    sizes, theta = (2, 4, 3, 2), 200 * np.sin(np.arange(35))
    J, gradient = Surface("network", [sizes, EXAMPLE.X, EXAMPLE.y, 0.5], True)(theta)
    J_nnbp, gradient_nnbp = cost_and_gradient(theta, sizes, EXAMPLE.X, EXAMPLE.y, 0.5)
    assert pytest.approx(J_nnbp, rel=1e-13) == J
    np.testing.assert_allclose(gradient, gradient_nnbp, rtol=1e-13)


@pytest.mark.parametrize("name", SURFACES)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_gradient_is_the_numerical_one(name, seed):
    theta = np.random.default_rng(seed).uniform(-1.5, 1.5, SURFACES[name][1])
    _, gradient = surface(name, with_gradient=True)(theta)
    assert gradient == pytest.approx(numerical_gradient(surface(name), theta), abs=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_theta_of_any_shape_is_read_by_rows_and_left_alone(name):
    n = SURFACES[name][1]
    theta = np.asfortranarray(np.sin(np.arange(float(n))).reshape(1, n, 1))
    before = theta.copy()
    J, gradient = surface(name, with_gradient=True)(theta)
    assert surface(name)(theta.ravel()) == J
    assert gradient.shape == theta.shape
    assert np.array_equal(theta, before)


def test_a_matrix_is_read_by_rows():
    J = Surface("polynomial", [[[0, 0, 0, 0], [1, 10, 100, 1000]]])
    assert J(np.array([[1.0, 2.0], [3.0, 4.0]], order="F")) == 4321.0


def test_a_surface_can_be_copied():
    again = copy.deepcopy(surface("bowl", with_gradient=True))
    assert again([1.0, 2.0])[0] == surface("bowl")([1.0, 2.0])


REFUSED = {
    "kind": (lambda: Surface("saddle", []), "kind: expected 'polynomial' or 'bowl' or 'network'"),
    "count": (lambda: Surface("bowl", [A]), r"parameters: expected \[A, b, c\] for a bowl, got 1"),
    "size": (lambda: surface("bowl")([1.0]), "theta: expected 2 entries, got 1"),
    "size of weights": (lambda: surface("network")(np.ones(16)), "theta: expected 17 entries"),
    "A": (lambda: Surface("bowl", [A, [1.0], 0])([1.0]), r"A: expected shape \(1, 1\), as b has 1"),
    "text": (lambda: surface("bowl")(["a", "b"]), "theta: expected real numbers"),
    "y": (
        lambda: Surface("network", [[2, 3, 2], EXAMPLE.X, [0, 1], 0.0])(np.ones(17)),
        "y: expected one label an example, 5, got 2 labels",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_by_name(name):
    call, says = REFUSED[name]
    with pytest.raises(ValueError, match=says):
        call()
