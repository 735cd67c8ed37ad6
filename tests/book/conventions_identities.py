"""The formulas of conventions.md, against plain sums, 30 digits by mpmath and other layouts."""

import mpmath
import numpy as np
from identities import identity

from nnbp import backprop, cost, deltas, forward, numerical_gradient, unroll, weight_shapes

mpmath.mp.dps = 30

# A net with unequal layers and weights of order 1, seven examples, all three classes.
RNG = np.random.default_rng(50)
SIZES = (2, 5, 4, 3)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes(SIZES)]
X = RNG.normal(size=(7, 2))
Y = np.eye(3)[[0, 1, 2, 0, 1, 2, 1]]
M = len(X)
POINTS = (-6.0, -1.5, 0.0, 0.4, 7.0)


def g(z: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-z))


def tutorial_cost(Ws: list[np.ndarray], bs: list[np.ndarray], lam: float) -> float:
    """The tutorial's J(W, b), one example, one unit and one weight after the other."""
    total = 0.0
    for x, y in zip(X, Y):
        a = list(x)
        for W, b in zip(Ws, bs):
            a = [float(g(np.dot(row, a) + bias)) for row, bias in zip(W, b)]
        total += sum(0.5 * (a_k - y_k) ** 2 for a_k, y_k in zip(a, y)) / M
    return total + lam / 2 * sum(w**2 for W in Ws for row in W for w in row)


WS = [Theta[:, 1:] for Theta in THETAS]
BS = [Theta[:, 0] for Theta in THETAS]


@identity("eq-tutorial-cost")
def cost_of_the_tutorial() -> None:
    options = {"loss": "squared_error", "penalty_scale": "lam/2"}
    np.testing.assert_allclose(tutorial_cost(WS, BS, 0.3), cost(THETAS, X, Y, 0.3, **options))


@identity("eq-translate-lambda")
def lambda_is_m_times_theirs() -> None:
    here = cost(THETAS, X, Y, M * 0.3, loss="squared_error")
    np.testing.assert_allclose(tutorial_cost(WS, BS, 0.3), here)
    assert abs(cost(THETAS, X, Y, 0.3, loss="squared_error") - here) > 0.1


@identity("eq-translate-weights")
def the_bias_stands_in_column_0_of_weights_and_gradients() -> None:
    D = backprop(THETAS, X, Y, M * 0.3, loss="squared_error")
    for layer, D_l in enumerate(D):

        def J_of_W(W: np.ndarray, layer: int = layer) -> float:
            return tutorial_cost([*WS[:layer], W, *WS[layer + 1 :]], BS, 0.3)

        def J_of_b(b: np.ndarray, layer: int = layer) -> float:
            return tutorial_cost(WS, [*BS[:layer], b, *BS[layer + 1 :]], 0.3)

        columns = [numerical_gradient(J_of_b, BS[layer]), numerical_gradient(J_of_W, WS[layer])]
        np.testing.assert_allclose(np.column_stack(columns), D_l, rtol=1e-6, atol=1e-9)


@identity("eq-translate-layers")
def from_0_the_layers_move_and_the_matrices_stay() -> None:
    """A forward and a backward pass numbered from 0, against the package, numbered from 1."""
    Theta = dict(enumerate(THETAS, start=1))
    a = {0: X}
    for layer in (1, 2, 3):
        ones = np.ones((M, 1))
        a[layer] = 1 / (1 + np.exp(-np.hstack([ones, a[layer - 1]]) @ Theta[layer].T))
    delta = {3: a[3] - Y}
    for layer in (2, 1):
        back = delta[layer + 1] @ Theta[layer + 1][:, 1:]
        delta[layer] = back * a[layer] * (1 - a[layer])
    units = dict(enumerate(forward(THETAS, X).units, start=1))
    ours = dict(enumerate(deltas(THETAS, X, Y), start=2))
    for layer in a:
        np.testing.assert_allclose(a[layer], units[layer + 1])
    for layer in delta:
        np.testing.assert_allclose(delta[layer], ours[layer + 1], rtol=1e-12, atol=1e-15)


@identity("eq-unrolled-position")
def positions_in_the_long_vector() -> None:
    Theta = THETAS[1]
    r, c = Theta.shape
    by_rows, by_columns = unroll([Theta]), unroll([Theta], order="F")
    for i, j in np.ndindex(r, c):
        assert by_rows[i * c + j] == by_columns[j * r + i] == Theta[i, j]


@identity("eq-signed-labels")
def one_case_with_signed_labels() -> None:
    for z in POINTS:
        for y in (0, 1):
            two_cases = -(y * mpmath.log(g(z)) + (1 - y) * mpmath.log(1 - g(z)))
            one_case = mpmath.log(1 + mpmath.exp(-(2 * y - 1) * z))
            assert mpmath.almosteq(two_cases, one_case, 1e-24)


@identity("eq-tanh-sigmoid")
def tanh_is_a_stretched_sigmoid() -> None:
    for z in POINTS:
        assert mpmath.almosteq(mpmath.tanh(mpmath.mpf(z) / 2), 2 * g(z) - 1, 1e-24, 1e-24)


@identity("eq-softmax-of-two")
def softmax_of_two_is_a_sigmoid() -> None:
    for z1 in POINTS:
        for z2 in POINTS:
            share = mpmath.exp(z1) / (mpmath.exp(z1) + mpmath.exp(z2))
            assert mpmath.almosteq(share, g(mpmath.mpf(z1) - z2), 1e-24)
