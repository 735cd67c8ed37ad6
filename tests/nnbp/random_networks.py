"""Random networks under random conventions, and their cost from the formulas alone."""

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

OUTPUTS = {
    "cross_entropy": ["sigmoid"],
    "softmax": ["softmax"],
    "squared_error": ["sigmoid", "tanh", "relu", "identity"],
}


@st.composite
def problems(draw):
    """(thetas, X, Y, lam) of a net of 2 to 5 layers, and options."""
    loss = draw(st.sampled_from(list(OUTPUTS)))
    options = {
        "loss": loss,
        "hidden": draw(st.sampled_from(["sigmoid", "tanh", "relu", "identity"])),
        "output": draw(st.sampled_from(OUTPUTS[loss])),
        "penalty_scale": draw(st.sampled_from(["lam/2m", "lam/2"])),
        "regularise_bias": draw(st.booleans()),
    }
    layer_sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    # One softmax output is always 1, whatever the weights.
    layer_sizes.append(draw(st.integers(2 if loss == "softmax" else 1, 5)))
    m = draw(st.integers(1, 6))
    lam = draw(st.sampled_from([0.0, 0.3, 1.0, 10.0]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    thetas = [rng.normal(size=(s_next, s + 1)) for s, s_next in pairwise(layer_sizes)]
    X = rng.normal(size=(m, layer_sizes[0]))
    return (thetas, X, random_targets(rng, m, layer_sizes[-1], options["output"]), lam), options


def random_targets(rng, m, K, output):
    """Targets of all kinds that such outputs may have, not labels alone."""
    if output == "softmax":
        return rng.dirichlet(np.ones(K), m)
    if output == "identity":
        return rng.normal(0, 3, (m, K))
    if output == "relu":
        return rng.exponential(size=(m, K))
    return rng.uniform(-1 if output == "tanh" else 0, 1, (m, K))


FORMULAS = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z.real > 0, Z, 0),
    "identity": lambda Z: Z,
    "softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True),
}

# For the K sigmoids from Z, since the logarithm of a saturated A is lost.
LOSSES = {
    "cross_entropy": lambda Z, A, Y: np.sum(
        Y * np.log(1 + np.exp(-Z)) + (1 - Y) * np.log(1 + np.exp(Z))
    ),
    "softmax": lambda Z, A, Y: -np.sum(Y * np.log(A)),
    "squared_error": lambda Z, A, Y: np.sum((A - Y) ** 2) / 2,
}


def plain_cost(
    thetas, X, Y, lam, loss="cross_entropy", hidden="sigmoid", output="sigmoid", **penalties
):
    """The cost from its formulas; complex weights give a complex cost."""
    m = len(X)
    A = X
    for Theta, g in zip(thetas, [hidden] * (len(thetas) - 1) + [output]):
        Z = Theta[:, 0] + A @ Theta[:, 1:].T
        A = FORMULAS[g](Z)
    return LOSSES[loss](Z, A, Y) / m + plain_penalty(thetas, m, lam, **penalties)


def plain_penalty(thetas, m, lam, penalty_scale="lam/2m", regularise_bias=False):
    first = 0 if regularise_bias else 1
    squares = sum(np.sum(Theta[:, first:] ** 2) for Theta in thetas)
    return {"lam/2m": lam / (2 * m), "lam/2": lam / 2}[penalty_scale] * squares


def complex_step_gradient(f, thetas):
    """df/dTheta = Im f(Theta + ih) / h, exact to rounding because nothing is subtracted."""
    h = 1e-100
    gradients = []
    for number, Theta in enumerate(thetas):
        gradient = np.zeros_like(Theta)
        for i in np.ndindex(Theta.shape):
            nudged = [other.astype(complex) for other in thetas]
            nudged[number][i] += 1j * h
            gradient[i] = f(nudged).imag / h
        gradients.append(gradient)
    return gradients


def relative_gap(mine, truth):
    """0 for equal blocks, those of zeros (a layer of silent ReLUs) included."""
    gap = np.linalg.norm(mine - truth)
    return gap / np.linalg.norm(truth) if gap else 0.0
