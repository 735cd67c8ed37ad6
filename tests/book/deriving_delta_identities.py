"""The formulas of deriving-delta.md, against derivatives taken with 30 digits by mpmath."""

from collections.abc import Callable, Sequence

import mpmath
import numpy as np
from identities import identity
from printed import says

from nnbp import running_example, sigmoid, sigmoid_gradient, weight_shapes

mpmath.mp.dps = 30

Vector = Sequence[float]
PAGE = "deriving-delta"

# A net with unequal layers and weights of order 1, and one example.
RNG = np.random.default_rng(20)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes((2, 4, 3, 2))]
X, Y = RNG.normal(size=2), np.array([0.0, 1.0])


def g(z: float) -> float:
    return 1 / (1 + mpmath.exp(-z))


def affine(Theta: np.ndarray, a: Vector) -> list[float]:
    return [mpmath.fdot(row, [1, *a]) for row in Theta.tolist()]


def loss(a: Vector) -> float:
    return -sum(y * mpmath.log(v) + (1 - y) * mpmath.log(1 - v) for y, v in zip(Y, a))


def J_from(layer: int, z: Vector) -> float:
    """The cost of the example, given the pre-activations of one layer."""
    for Theta in THETAS[layer - 1 :]:
        z = affine(Theta, [g(value) for value in z])
    return loss([g(value) for value in z])


def pre_activations() -> dict[int, list[float]]:
    z = {2: affine(THETAS[0], X)}
    for layer in (2, 3):
        z[layer + 1] = affine(THETAS[layer - 1], [g(value) for value in z[layer]])
    return z


def derivatives(f: Callable[[Vector], float], point: Vector) -> np.ndarray:
    def along(i: int) -> Callable[[float], float]:
        return lambda t: f([*point[:i], t, *point[i + 1 :]])

    return np.array([float(mpmath.diff(along(i), point[i])) for i in range(len(point))])


Z = pre_activations()
A = {layer: np.array([float(g(value)) for value in z]) for layer, z in Z.items()}
A[1] = X
SLOPE = {layer: A[layer] * (1 - A[layer]) for layer in Z}
DELTA = {layer: derivatives(lambda z, layer=layer: J_from(layer, z), z) for layer, z in Z.items()}


def derivative_of_weights(layer: int) -> np.ndarray:
    Theta = THETAS[layer - 1]

    def J(entries: Vector) -> float:
        rows = np.array(entries, dtype=object).reshape(Theta.shape)
        a = list(X) if layer == 1 else [g(value) for value in Z[layer]]
        return J_from(layer + 1, affine(rows, a))

    return derivatives(J, Theta.ravel().tolist()).reshape(Theta.shape)


def close(mine: np.ndarray | float, truth: np.ndarray | float) -> None:
    np.testing.assert_allclose(mine, truth, rtol=1e-12, atol=1e-14)


@identity("eq-weight-chain")
def weight_chain() -> None:
    for layer in (1, 2, 3):
        truth = derivative_of_weights(layer)
        for (i, j), derivative in np.ndenumerate(truth):
            a_j = 1.0 if j == 0 else A[layer][j - 1]
            close(DELTA[layer + 1][i] * a_j, derivative)


@identity("eq-delta")
def delta_is_the_derivative_that_nnbp_computes() -> None:
    from nnbp import deltas

    for layer, delta in enumerate(deltas(THETAS, [X], [Y]), start=2):
        close(delta[0], DELTA[layer])


@identity("eq-sigmoid-slope")
def sigmoid_slope() -> None:
    for z in np.linspace(-20, 20, 41):
        a, e = g(z), mpmath.exp(-z)
        truth = mpmath.diff(g, z)
        for step in (e / (1 + e) ** 2, 1 / (1 + e) * (e / (1 + e)), g(z) * (1 - g(z)), a * (1 - a)):
            close(float(step), float(truth))


@identity("eq-sigmoid-slope-numbers")
def sigmoid_slope_numbers() -> None:
    a = sigmoid(-0.65)
    says(PAGE, r"g'(-0.65) = %.4f \times (1 - %.4f) = %.4f", a, a, sigmoid_gradient(-0.65))


@identity("eq-example-cost")
def example_cost() -> None:
    from nnbp import cost

    close(float(loss([g(value) for value in Z[4]])), cost(THETAS, [X], [Y]))


@identity("eq-cost-against-activation")
def cost_against_activation() -> None:
    for y in (0.0, 1.0, 0.3):
        for a in (0.1, 0.4145, 0.9):

            def one_term(a: float, y: float = y) -> float:
                return -(y * mpmath.log(a) + (1 - y) * mpmath.log(1 - a))

            truth = float(mpmath.diff(one_term, a))
            close(-y / a + (1 - y) / (1 - a), truth)
            close((-y * (1 - a) + (1 - y) * a) / (a * (1 - a)), truth)
            close((a - y) / (a * (1 - a)), truth)


@identity("eq-output-delta-steps")
def output_delta_steps() -> None:
    a = A[4]
    close((a - Y) / (a * (1 - a)) * (a * (1 - a)), DELTA[4])


@identity("eq-output-delta")
def output_delta() -> None:
    close(A[4] - Y, DELTA[4])


def first_example() -> dict[str, np.ndarray]:
    """Activations and deltas of the running example's first example, by explicit sums."""
    example = running_example()
    x, y = example.X[0], example.Y[0]
    z2 = example.thetas[0] @ [1.0, *x]
    a3 = sigmoid(example.thetas[1] @ [1.0, *sigmoid(z2)])
    return {"z2": z2, "a2": sigmoid(z2), "a3": a3, "delta3": a3 - y, "x": x, "y": y}


@identity("eq-output-delta-numbers")
def output_delta_numbers() -> None:
    a = first_example()["a3"][0]
    says(
        PAGE,
        r"\underbrace{\frac{-1}{%.4f}}_{%.4f} \times \underbrace{%.4f \times %.4f}_{%.4f} "
        r"= %.4f = %.4f - 1",
        *(a, -1 / a, a, 1 - a, a * (1 - a), a - 1, a),
    )


@identity("eq-output-delta-squared")
def output_delta_squared() -> None:
    def E(z: Vector) -> float:
        return 0.5 * sum((g(value) - y) ** 2 for value, y in zip(z, Y))

    close((A[4] - Y) * SLOPE[4], derivatives(E, Z[4]))


@identity("eq-sum-over-paths")
def sum_over_paths() -> None:
    for layer in (2, 3):
        Theta = THETAS[layer - 1]
        for j, truth in enumerate(DELTA[layer]):

            def next_z(i: int, Theta: np.ndarray = Theta) -> Callable[[Vector], float]:
                return lambda z: affine(Theta, [g(value) for value in z])[i]

            shares = [derivatives(next_z(i), Z[layer])[j] for i in range(len(Theta))]
            close(sum(d * share for d, share in zip(DELTA[layer + 1], shares)), truth)


@identity("eq-neighbours")
def neighbours() -> None:
    for layer in (2, 3):
        for i, row in enumerate(THETAS[layer - 1]):

            def z_i(z: Vector, row: np.ndarray = row) -> float:
                return row[0] + sum(w * g(value) for w, value in zip(row[1:], z))

            close(float(z_i(Z[layer])), float(Z[layer + 1][i]))
            close(row[1:] * SLOPE[layer], derivatives(z_i, Z[layer]))


@identity("eq-delta-recursion-unit")
def delta_recursion_unit() -> None:
    for layer in (2, 3):
        Theta = THETAS[layer - 1]
        for j in range(1, Theta.shape[1]):
            total = sum(Theta[i, j] * DELTA[layer + 1][i] for i in range(len(Theta)))
            close(SLOPE[layer][j - 1] * total, DELTA[layer][j - 1])


@identity("eq-hidden-delta-numbers")
def hidden_delta_numbers() -> None:
    first, Theta2 = first_example(), running_example().thetas[1]
    d1, d2 = first["delta3"]
    slope = sigmoid_gradient(first["z2"][0])
    one, two = Theta2[0, 1] * d1, Theta2[1, 1] * d2
    says(
        PAGE,
        r"= %.4f \times \bigl( \underbrace{(%.1f) \times (%.4f)}_{%.4f} "
        r"+ \underbrace{%.1f \times %.4f}_{%.4f} \bigr) \\ &= %.4f \times %.4f = %.4f",
        *(slope, Theta2[0, 1], d1, one, Theta2[1, 1], d2, two),
        *(slope, one + two, slope * (one + two)),
    )


@identity("eq-delta-recursion")
def delta_recursion() -> None:
    for layer in (2, 3):
        Theta = THETAS[layer - 1][:, 1:]
        close((Theta.T @ DELTA[layer + 1]) * SLOPE[layer], DELTA[layer])


@identity("eq-input-gradient")
def input_gradient() -> None:
    truth = derivatives(lambda x: J_from(2, affine(THETAS[0], x)), X.tolist())
    close(THETAS[0][:, 1:].T @ DELTA[2], truth)


@identity("eq-outer-product")
def outer_product() -> None:
    for layer in (1, 2, 3):
        a = np.array([1.0, *A[layer]])
        close(DELTA[layer + 1][:, None] @ a[None, :], derivative_of_weights(layer))
