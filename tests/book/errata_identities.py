"""The corrected formulas of errata.md that have a label, against sums and numerical gradients."""

import numpy as np
from identities import identity

from nnbp import cost, cross_entropy, deltas, forward, numerical_gradient, weight_shapes

# A net with unequal layers and weights of order 1, and one example.
RNG = np.random.default_rng(60)
SIZES = (2, 5, 4, 3)
THETAS = [RNG.normal(size=shape) for shape in weight_shapes(SIZES)]
X, Y = RNG.normal(size=(1, 2)), np.array([[0.0, 1.0, 0.0]])

# The names of a text whose layers count from 0: the first matrix is still the first.
THETA = dict(enumerate(THETAS, start=1))
S = dict(enumerate(SIZES))


@identity("eq-softmax-of-the-last-layer")
def softmax_of_the_last_layer() -> None:
    a = X[0]
    for Theta in THETAS[:-1]:
        a = 1 / (1 + np.exp(-(Theta[:, 0] + Theta[:, 1:] @ a)))
    z = [row[0] + row[1:] @ a for row in THETAS[-1]]
    h = [np.exp(z_k) / sum(np.exp(z_i) for z_i in z) for z_k in z]
    np.testing.assert_allclose(h, forward(THETAS, X, output="softmax").output[0])


@identity("eq-penalty-from-layer-0")
def penalty_with_layers_from_0() -> None:
    total = sum(
        THETA[layer][j - 1, i] ** 2
        for layer in range(1, len(SIZES))
        for i in range(1, S[layer - 1] + 1)
        for j in range(1, S[layer] + 1)
    )
    pull = cost(THETAS, X, Y, 0.8) - cost(THETAS, X, Y)
    np.testing.assert_allclose(0.8 / (2 * len(X)) * total, pull)


@identity("eq-gradient-from-layer-0")
def gradient_with_layers_from_0() -> None:
    a = {layer: np.array([1, *A[0]]) for layer, A in enumerate(forward(THETAS, X).units)}
    delta = {layer: d[0] for layer, d in enumerate(deltas(THETAS, X, Y), start=1)}
    for layer, Theta in THETA.items():

        def J(T: np.ndarray, layer: int = layer) -> float:
            changed = {**THETA, layer: T}
            return cross_entropy(forward(list(changed.values()), X).pre_activations[-1], Y)

        measured = numerical_gradient(J, Theta)
        for i, j in np.ndindex(Theta.shape):
            product = a[layer - 1][j] * delta[layer][i]
            np.testing.assert_allclose(product, measured[i, j], rtol=1e-6, atol=1e-9)
