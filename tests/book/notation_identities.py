"""The formulas of notation.md."""

import mpmath
import numpy as np
from identities import identity, numbers_in

from nnbp import forward, running_example, sigmoid

EXAMPLE = running_example()
THETA1, THETA2 = EXAMPLE.thetas
FIRST = EXAMPLE.X[0]
RUN = forward(EXAMPLE.thetas, EXAMPLE.X)


@identity("eq-unit-numbers")
def pre_activation_of_hidden_unit_2() -> None:
    bias, from_1, from_2 = THETA1[1]
    total = bias * 1 + from_1 * FIRST[0] + from_2 * FIRST[1]
    shown = numbers_in("eq-unit-numbers")
    assert shown == [bias, from_1, FIRST[0], from_2, FIRST[1], total.round(2)]


@identity("eq-sigmoid-numbers")
def activation_of_hidden_unit_2() -> None:
    z, exponent, a = numbers_in("eq-sigmoid-numbers")
    assert z == -exponent == RUN.pre_activations[0][0, 1].round(2)
    assert a == RUN.activations[1][0, 2].round(4)


@identity("eq-unit")
def every_unit_is_the_sum_and_its_sigmoid() -> None:
    for layer, Theta in enumerate(EXAMPLE.thetas):
        A, Z = RUN.activations[layer], RUN.pre_activations[layer]
        above = RUN.activations[layer + 1][:, -Z.shape[1] :]
        for (t, i), z in np.ndenumerate(Z):
            total = sum(Theta[i, j] * A[t, j] for j in range(Theta.shape[1]))
            assert np.isclose(z, total, rtol=1e-14)
            assert np.isclose(above[t, i], float(1 / (1 + mpmath.exp(-total))), rtol=1e-14)


@identity("eq-layer-numbers")
def pre_activations_of_the_hidden_layer() -> None:
    shown = numbers_in("eq-layer-numbers")
    assert shown[:9] == THETA1.ravel().tolist()
    assert shown[9:11] == FIRST.tolist()
    assert shown[11:] == RUN.pre_activations[0][0].round(2).tolist()


@identity("eq-layer")
def the_forward_pass_of_one_example_as_columns() -> None:
    for t, x in enumerate(EXAMPLE.X):
        a1 = np.concatenate([[1], x])
        a2 = np.concatenate([[1], sigmoid(THETA1 @ a1)])
        assert np.allclose(sigmoid(THETA2 @ a2), RUN.output[t], rtol=1e-14)


@identity("eq-rows")
def the_rows_of_all_examples_are_the_columns_of_each() -> None:
    for Theta, A, Z in zip(EXAMPLE.thetas, RUN.activations, RUN.pre_activations):
        assert np.allclose(A @ Theta.T, np.array([Theta @ a for a in A]), rtol=1e-14)
        assert np.allclose(A @ Theta.T, Z, rtol=1e-14)
