"""The perceptron: one threshold unit, and the two rules by which it learns from its mistakes.

    online    theta <- theta + alpha (y - h(x)) x, one example after the other; labels 0 and 1
    batch     theta <- theta + alpha Delta, Delta the mean of y x over the mistakes; labels -1 and 1

X has one example a row and no bias column; theta has shape (n + 1,), the bias weight first.

If some theta separates the classes, the online rule makes a bounded number of mistakes and stops
(A. Novikoff, On convergence proofs on perceptrons, Symposium on the Mathematical Theory of
Automata 12, 1962, pp. 615-622); `mistake_bound` is that bound. If none does, it never stops.
"""

from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import (
    FloatArray,
    IntArray,
    positive,
    real_array,
    refusal,
    whole_number,
)
from nnbp.network import add_bias


@dataclass(frozen=True, eq=False)
class PerceptronTraining:
    """What a perceptron did while it learned; an epoch is one pass over all examples.

    history             theta before the first epoch and after each; shape (epochs + 1, n + 1)
    mistakes_per_epoch  examples that each epoch found on the wrong side; shape (epochs,)
    converged           whether the last epoch found none
    """

    history: FloatArray
    mistakes_per_epoch: IntArray
    converged: bool

    @property
    def theta(self) -> FloatArray:
        """The weights at the end; shape (n + 1,)."""
        last: FloatArray = self.history[-1]
        return last

    @property
    def epochs(self) -> int:
        """How many passes were made, the last one included."""
        return len(self.mistakes_per_epoch)

    @property
    def mistakes(self) -> int:
        """How many mistakes were made in all; for the online rule also the number of updates."""
        return int(self.mistakes_per_epoch.sum())

    @property
    def verdict(self) -> str:
        """The outcome in one sentence."""
        if self.converged:
            return (
                f"Converged: epoch {self.epochs} met no mistake, after {self.mistakes} mistakes "
                "in the epochs before."
            )
        outcome = (
            f"Not converged: epoch {self.epochs}, the last, still met "
            f"{self.mistakes_per_epoch[-1]} mistakes, of {self.mistakes} in all."
        )
        same = np.flatnonzero((self.history[:-1] == self.theta).all(axis=1))
        if len(same) == 0:
            return outcome
        return (
            f"{outcome} Its theta is the one it had after epoch {same[0]}: with the examples in "
            "one order, it goes round in a circle for ever."
        )


def threshold(z: ArrayLike) -> FloatArray:
    """h = 1 where z > 0, else 0, elementwise; any shape. At z = 0 the unit stays silent."""
    return np.where(real_array("z", z) > 0, 1.0, 0.0)


def online_perceptron(
    X: ArrayLike,
    y: ArrayLike,
    alpha: float = 1.0,
    max_epochs: SupportsIndex = 1000,
    theta: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> PerceptronTraining:
    """The perceptron learning rule: theta <- theta + alpha (y - h(x)) x, example by example.

    X has shape (m, n), y holds labels 0 and 1. Starts from theta, shape (n + 1,), or from zeros;
    stops after an epoch without a mistake, or after `max_epochs`. The examples come in the order
    of their rows, or with an `rng` in a new order every epoch.
    Raises ValueError for other labels, other shapes, and an alpha that is not above 0.
    """
    x, current = _prepared(X, theta)
    y = _two_labels(y, len(x), (0, 1))
    alpha = positive("alpha", alpha)

    history, mistakes_per_epoch = [current], []
    for _ in range(whole_number("max_epochs", max_epochs, least=1)):
        mistakes = 0
        for i in range(len(x)) if rng is None else rng.permutation(len(x)):
            error = y[i] - threshold(current @ x[i])
            current = current + alpha * error * x[i]
            mistakes += int(error != 0)
        history.append(current)
        mistakes_per_epoch.append(mistakes)
        if mistakes == 0:
            break
    return PerceptronTraining(np.array(history), np.array(mistakes_per_epoch), mistakes == 0)


def batch_perceptron(
    X: ArrayLike,
    y: ArrayLike,
    alpha: float = 1.0,
    average: bool = True,
    epsilon: float = 1e-9,
    max_epochs: SupportsIndex = 1000,
    theta: ArrayLike | None = None,
) -> PerceptronTraining:
    """The batch perceptron: theta <- theta + alpha Delta, until ||Delta|| < epsilon.

    Delta sums y x over all examples with y theta^T x <= 0, and is divided by m; `average=False`
    leaves it undivided, which with alpha = 1 is the fixed-increment perceptron. X has shape
    (m, n), y holds labels -1 and 1. Starts from theta, shape (n + 1,), or from zeros, where every
    example counts as a mistake; stops after `max_epochs` at the latest.

    A short Delta does not mean that no mistake is left: mistakes can cancel, as those of XOR do
    in the first epoch. `converged` is therefore whether the last epoch met no mistake.
    Raises ValueError as `online_perceptron` does, and for an epsilon that is not above 0.
    """
    x, current = _prepared(X, theta)
    y = _two_labels(y, len(x), (-1, 1))
    alpha = positive("alpha", alpha)
    epsilon = positive("epsilon", epsilon)

    history, mistakes_per_epoch = [current], []
    # The rule is published without a limit, and then need not end on classes that overlap.
    for _ in range(whole_number("max_epochs", max_epochs, least=1)):
        wrong = y * (x @ current) <= 0
        Delta = y[wrong] @ x[wrong]
        if average:
            Delta = Delta / len(x)
        current = current + alpha * Delta
        history.append(current)
        mistakes_per_epoch.append(np.count_nonzero(wrong))
        if np.linalg.norm(Delta) < epsilon:
            break
    return PerceptronTraining(np.array(history), np.array(mistakes_per_epoch), not wrong.any())


def margin(X: ArrayLike, y: ArrayLike, theta: ArrayLike) -> float:
    """gamma = min over the examples of (+-1) theta^T x / ||theta||; not above 0 if one is wrong.

    The distance from the nearest example to the plane theta^T x = 0, in the space that has the
    bias as one more coordinate. y holds labels 0 and 1, or -1 and 1. Raises ValueError for a
    theta of zeros.
    """
    x, theta = _prepared(X, theta)
    if not theta.any():
        raise refusal("theta", "at least one weight other than 0", "all zeros")
    signs = np.where(_two_labels(y, len(x), (0, 1), (-1, 1)) > 0, 1.0, -1.0)
    return float(np.min(signs * (x @ theta)) / np.linalg.norm(theta))


def mistake_bound(X: ArrayLike, y: ArrayLike, theta: ArrayLike) -> float:
    """(R / gamma)^2: no more mistakes does the online rule make, from zeros, in any order.

    R is the largest ||x||, bias counted, and gamma the margin of a theta that separates the
    classes; every such theta gives a bound, the one with the widest margin the lowest.

    The batch rule makes at most m times as many. An epoch with k mistakes, and c for alpha or
    alpha / m, lengthens theta along the separating direction by c k gamma or more, and adds to
    ||theta||^2 at most (c k R)^2. So (gamma sum k)^2 <= R^2 sum k^2 <= R^2 m sum k.

    Raises ValueError if theta leaves an example on the wrong side, or on the plane itself, as
    a theta that was learned may do.
    """
    gamma = margin(X, y, theta)
    if gamma <= 0:
        expected = "weights with every example strictly on its own side"
        raise refusal("theta", expected, f"a margin of {gamma:.4g}")
    R = np.max(np.linalg.norm(add_bias(X), axis=1))
    return float((R / gamma) ** 2)


def separable_examples(
    m: SupportsIndex, n: SupportsIndex, gamma: float, rng: np.random.Generator
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Examples that a plane separates with a margin of at least gamma, up to rounding.

    Returns X, shape (m, n), labels y, 0 for one half of the examples and 1 for the other, and the
    separating theta, shape (n + 1,), of length 1. Normal points are halved by a plane of random
    direction, then moved away from it.
    """
    m, n = whole_number("m", m, least=2), whole_number("n", n, least=1)
    gamma = positive("gamma", gamma)
    X = rng.standard_normal((m, n))
    w = rng.standard_normal(n)
    middle = np.median(X @ w)
    y = threshold(X @ w - middle).astype(np.intp)
    theta = np.array([-middle, *w])
    theta /= np.linalg.norm(theta)
    w = theta[1:]
    # A step of gamma w / ||w||^2 changes theta^T x by gamma.
    X += np.outer(2 * y - 1, gamma * w / (w @ w))
    return X, y, theta


def _prepared(X: ArrayLike, theta: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    x = add_bias(X)
    if not np.isfinite(x).all():
        raise refusal("X", "finite numbers", "a value that is nan or infinite")
    size = x.shape[1]
    start = np.zeros(size) if theta is None else real_array("theta", theta)
    if start.shape != (size,):
        expected = f"shape ({size},), a bias weight and one for each column of X"
        raise refusal("theta", expected, f"shape {start.shape}")
    if not np.isfinite(start).all():
        raise refusal("theta", "finite numbers", "a value that is nan or infinite")
    return x, start.copy()


def _two_labels(y: ArrayLike, m: int, *pairs: tuple[int, int]) -> FloatArray:
    """One label an example, all from the same pair."""
    array = real_array("y", y)
    if array.shape != (m,):
        raise refusal("y", f"one label an example, shape ({m},)", f"shape {array.shape}")
    if not any(np.isin(array, pair).all() for pair in pairs):
        expected = " or ".join(f"labels {low} and {high}" for low, high in pairs)
        raise refusal("y", expected, f"labels {sorted(set(array.tolist()))[:5]}")
    return array
