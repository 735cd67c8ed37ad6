"""The cost J(Theta): how far the outputs are from the targets, plus a penalty on the weights."""

from collections.abc import Sequence
from typing import Unpack

from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray
from nnbp.conventions import Conventions, Options, checked, settle
from nnbp.losses import cross_entropy
from nnbp.network import Forward, forward
from nnbp.penalties import penalty

__all__ = ["cost", "cost_after", "cross_entropy", "penalty"]


def cost(
    thetas: Sequence[ArrayLike],
    X: ArrayLike,
    Y: ArrayLike,
    lam: float = 0.0,
    **options: Unpack[Options],
) -> float:
    """J(Theta): the loss averaged over the m examples, plus the penalty.

    X has shape (m, s_1), lam is 0 or more. Y has shape (m, K) and values that the output
    activation reaches: from 0 to 1 for sigmoid, -1 to 1 for tanh, 0 and more for relu, any for
    identity; with softmax each row sums to 1. The options are those of
    `nnbp.conventions.Options`: by default cross-entropy and sigmoids.
    Raises ValueError for anything else. Finite wherever the pre-activations are.
    """
    how = settle(**options)
    thetas, X, Y, lam = checked(thetas, X, Y, lam, how)
    return cost_after(forward(thetas, X, how.hidden, how.output), thetas, Y, lam, how)


def cost_after(
    net: Forward, thetas: list[FloatArray], Y: FloatArray, lam: float, how: Conventions
) -> float:
    """`cost`, when the forward pass is done and the arguments are checked."""
    loss = how.loss.value(net.pre_activations[-1], net.output, Y)
    return loss + penalty(thetas, len(Y), lam, how.penalty_scale, how.regularise_bias)
