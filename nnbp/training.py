"""Learning: batch and stochastic gradient descent, and L-BFGS from scipy.

All three take the same words about a run:

    validation   examples that are only watched: their cost, without penalty, is noted
    patience     end the run once the watched cost has had no new low for so many steps, and
                 return the weights of the lowest; watched is the validation cost, else J
    callback     called as callback(step, J, thetas) after every step; steps count from 1
    progress     show tqdm's bar, if tqdm is there and the run lasts longer than a second

The options are those of `nnbp.conventions.Options`.
A run whose J is no longer a finite number ends there and says so; nothing is raised or lost.
"""

from collections.abc import Sequence
from typing import Any, SupportsIndex, Unpack

import numpy as np
from numpy.typing import ArrayLike

from nnbp.activations import OUTPUTS
from nnbp.arguments import FloatArray, positive, weights, whole_number
from nnbp.backprop import backprop
from nnbp.conventions import Options, checked, settle
from nnbp.costs import cost
from nnbp.initialization import generator
from nnbp.network import one_hot
from nnbp.objective import cost_and_gradient
from nnbp.penalties import penalty_gradient
from nnbp.run import Callback, Examples, Run, Training
from nnbp.unrolling import layer_sizes_of, roll, unroll

__all__ = ["Training", "gradient_descent", "minimize", "stochastic_gradient_descent"]


def gradient_descent(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    learning_rate: float = 1.0,
    steps: SupportsIndex = 100,
    *,
    validation: Examples | None = None,
    patience: SupportsIndex | None = None,
    callback: Callback | None = None,
    progress: bool = True,
    **options: Unpack[Options],
) -> Training:
    """`steps` times Theta := Theta - learning_rate * D, with all examples in every step.

    X has shape (m, s_1), Y shape (m, K); validation is such a pair. The given weights are left
    as they are; the history holds steps + 1 costs, or fewer if the run ends early.
    """
    learning_rate = positive("learning_rate", learning_rate)

    def step(thetas: list[FloatArray]) -> list[FloatArray]:
        D = backprop(thetas, X, Y, lam, **options)
        return [Theta - learning_rate * D_l for Theta, D_l in zip(thetas, D)]

    run = Run(steps, validation, patience, callback, progress, options)
    return run.repeat(step, weights(thetas), lambda thetas: cost(thetas, X, Y, lam, **options))


def stochastic_gradient_descent(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    rng: np.random.Generator | int,
    lam: float = 0.0,
    learning_rate: float = 0.1,
    epochs: SupportsIndex = 10,
    batch_size: SupportsIndex = 1,
    *,
    validation: Examples | None = None,
    patience: SupportsIndex | None = None,
    callback: Callback | None = None,
    progress: bool = True,
    **options: Unpack[Options],
) -> Training:
    """Gradient descent with the gradient of a few examples at a time, drawn in random order.

    An epoch shuffles the m examples and takes them in batches of `batch_size` (the last one may
    be smaller), one update each: Theta := Theta - learning_rate * D of the batch. With a
    batch_size of 1 every example is an update; with m it is gradient descent. What counts as a
    step here, for the history too, is an epoch. `rng` is a numpy Generator or a seed.
    """
    learning_rate = positive("learning_rate", learning_rate)
    batch_size = whole_number("batch_size", batch_size, least=1)
    rng = generator(rng)
    how = settle(**options)
    thetas, X, Y, lam = checked(thetas, X, Y, lam, how)
    m = len(X)

    def epoch(thetas: list[FloatArray]) -> list[FloatArray]:
        order = rng.permutation(m)
        for first in range(0, m, batch_size):
            batch = order[first : first + batch_size]
            D = backprop(thetas, X[batch], Y[batch], **options)
            # The penalty of J belongs to all m examples, so it pulls alike in every batch.
            pulls = penalty_gradient(thetas, m, lam, how.penalty_scale, how.regularise_bias)
            thetas = [
                Theta - learning_rate * (D_l + pull) for Theta, D_l, pull in zip(thetas, D, pulls)
            ]
        return thetas

    run = Run(epochs, validation, patience, callback, progress, options)
    return run.repeat(epoch, thetas, lambda thetas: cost(thetas, X, Y, lam, **options))


def minimize(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    lam: float = 0.0,
    max_iterations: SupportsIndex = 200,
    *,
    validation: Examples | None = None,
    patience: SupportsIndex | None = None,
    callback: Callback | None = None,
    progress: bool = True,
    **options: Unpack[Options],
) -> Training:
    """Minimise J from these weights with scipy's L-BFGS-B, until the gradient is near zero.

    y holds labels 0..K-1, shape (m,), or targets Y, shape (m, K); validation is such a pair of
    X and y. A step is an iteration of L-BFGS-B. Raises ImportError if scipy is missing.
    """
    try:
        from scipy import optimize  # type: ignore[import-untyped]
    except ImportError:
        raise ImportError(
            "minimize needs scipy (pip install scipy); gradient_descent works without it"
        ) from None
    layer_sizes = layer_sizes_of(thetas)
    if validation is not None:
        off = OUTPUTS[settle(**options).output].off
        X_watched, y_watched = validation
        if np.ndim(y_watched) == 1:
            validation = X_watched, one_hot(y_watched, layer_sizes[-1], off)
    steps = whole_number("max_iterations", max_iterations, least=1)

    def objective(theta: FloatArray) -> tuple[float, FloatArray]:
        return cost_and_gradient(theta, layer_sizes, X, y, lam, **options)

    def record(intermediate_result: Any) -> None:
        found = intermediate_result
        if not run.note(roll(found.x, layer_sizes), float(found.fun)):
            raise StopIteration

    run = Run(steps, validation, patience, callback, progress, options)
    start = unroll(thetas)
    # An overflow is told by the result, so numpy need not warn of it.
    with np.errstate(over="ignore", invalid="ignore"):
        if run.note(roll(start, layer_sizes), objective(start)[0]):
            found = optimize.minimize(
                objective,
                start,
                method="L-BFGS-B",
                jac=True,
                callback=record,
                options={"maxiter": steps},
            )
            run.stopped = run.stopped or ENDS[found.status]
    return run.result()


# The status of L-BFGS-B, where no rule of the run has ended it.
ENDS = {
    0: "at a minimum: J or its gradient hardly changes",
    1: "after the last step",
    2: "where the search along the line found no lower J",
}
