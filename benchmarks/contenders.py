"""Who computes J and the gradient at `theta`, all in float64 with K sigmoids and lam = 0.

Each function prepares what may be prepared, and returns a call that gives (J, [D1, D2]), or the
name of the package that is missing. `bare_products` is no contender but the measure: the five
matrix products that no one can do without.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.problem import SIZES, X, Y, theta, thetas, y
from nnbp import cost_and_gradient, roll

Call = Callable[[], tuple[float, list[Any]]]


def bare_products() -> Callable[[], None]:
    """Z2, Z3, the errors carried back, D2 and D1, as numpy multiplies the arrays of the formulas.

    The weights have no bias column here and lie in one piece.
    """
    W1, W2 = (np.ascontiguousarray(Theta[:, 1:]) for Theta in thetas)
    rng = np.random.default_rng(1)
    A2, delta3, delta2 = (rng.random((len(X), units)) for units in (25, 10, 25))

    def products() -> None:
        _ = X @ W1.T, A2 @ W2.T, delta3 @ W2, delta3.T @ A2, delta2.T @ X

    return products


def nnbp() -> Call:
    """`nnbp.cost_and_gradient`, with all its checks of the arguments."""

    def call() -> tuple[float, list[Any]]:
        J, gradient = cost_and_gradient(theta, SIZES, X, y)
        return J, roll(gradient, SIZES)

    return call


def scikit_learn() -> Call:
    """`MLPClassifier._backprop`, the private function that gives its solvers loss and gradient.

    With an indicator matrix for labels its output layer is K sigmoids, as here. The arrays it
    works in are made once, as its own solver for L-BFGS does it.
    """
    from sklearn.neural_network import MLPClassifier

    mlp = MLPClassifier(SIZES[1:-1], activation="logistic", alpha=0.0, solver="lbfgs", max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one iteration does not converge, nor should it
        mlp.fit(X, Y.astype(int))
    mlp.coefs_ = [np.ascontiguousarray(Theta[:, 1:].T) for Theta in thetas]
    mlp.intercepts_ = [Theta[:, 0].copy() for Theta in thetas]
    activations: list[Any] = [X, None, None]
    deltas: list[Any] = [None, None]
    coef_grads = [np.empty_like(W) for W in mlp.coefs_]
    intercept_grads = [np.empty_like(b) for b in mlp.intercepts_]

    def call() -> tuple[float, list[Any]]:
        J, Ws, bs = mlp._backprop(X, Y, None, activations, deltas, coef_grads, intercept_grads)
        return J, [np.column_stack([b, W.T]) for W, b in zip(Ws, bs)]

    return call


def autograd() -> Call:
    """The cost written with `autograd.numpy`, and `value_and_grad` of it."""
    import autograd.numpy as anp
    from autograd import value_and_grad

    def cost(thetas: list[Any]) -> Any:
        return _cost(anp, anp.logaddexp, thetas, X, Y)

    objective = value_and_grad(cost)
    return lambda: objective(thetas)


def jax() -> Call | str:
    """The same cost with `jax.numpy`, differentiated and compiled."""
    try:
        import jax
    except ImportError:
        return "jax"
    jax.config.update("jax_enable_x64", True)
    examples, targets = jax.numpy.asarray(X), jax.numpy.asarray(Y)
    weights = [jax.numpy.asarray(Theta) for Theta in thetas]
    objective = jax.jit(
        jax.value_and_grad(
            lambda weights: _cost(jax.numpy, jax.numpy.logaddexp, weights, examples, targets)
        )
    )
    return lambda: jax.block_until_ready(objective(weights))


def pytorch() -> Call | str:
    """The same net with `torch`, on the processor, and `backward`."""
    try:
        import torch
    except ImportError:
        return "torch"
    examples, targets = torch.tensor(X), torch.tensor(Y)
    weights = [torch.tensor(Theta, requires_grad=True) for Theta in thetas]

    def call() -> tuple[float, list[Any]]:
        W1, W2 = weights
        A2 = torch.sigmoid(examples @ W1[:, 1:].T + W1[:, 0])
        Z3 = A2 @ W2[:, 1:].T + W2[:, 0]
        J = torch.nn.functional.binary_cross_entropy_with_logits(Z3, targets, reduction="sum")
        J = J / len(examples)
        return J.item(), list(torch.autograd.grad(J, weights))

    return call


def _cost(anp: Any, logaddexp: Any, thetas: Any, X: Any, Y: Any) -> Any:
    """The formula in a few lines of array code that is not numpy's own."""
    Theta1, Theta2 = thetas
    Z2 = anp.dot(X, Theta1[:, 1:].T) + Theta1[:, 0]
    A2 = 1.0 / (1.0 + anp.exp(-Z2))
    Z3 = anp.dot(A2, Theta2[:, 1:].T) + Theta2[:, 0]
    return anp.sum(logaddexp(0.0, Z3) - Y * Z3) / len(X)


CONTENDERS: dict[str, Callable[[], Call | str]] = {
    "nnbp": nnbp,
    "scikit-learn": scikit_learn,
    "autograd": autograd,
    "JAX": jax,
    "PyTorch": pytorch,
}
