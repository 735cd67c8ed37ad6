"""The penalty on large weights, and its gradient."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, choice, not_negative, weights, whole_number

# What multiplies Theta in the gradient; half of it multiplies the squares in the cost.
PENALTY_SCALES: dict[str, Callable[[float, int], float]] = {
    "lam/2m": lambda lam, m: lam / m,
    "lam/2": lambda lam, m: lam,
}


def penalty(
    thetas: Sequence[ArrayLike],
    m: int,
    lam: float,
    penalty_scale: str = "lam/2m",
    regularise_bias: bool = False,
) -> float:
    """lam / (2m) times the sum of the squared weights, the bias weights (column 0) left out.

    The last two arguments are explained in `nnbp.conventions.Options`.
    """
    thetas, strength = _checked(thetas, m, lam, penalty_scale)
    kept = thetas if regularise_bias else [Theta[:, 1:] for Theta in thetas]
    return strength / 2 * sum(float(np.sum(Theta**2)) for Theta in kept)


def penalty_gradient(
    thetas: Sequence[ArrayLike],
    m: int,
    lam: float,
    penalty_scale: str = "lam/2m",
    regularise_bias: bool = False,
) -> list[FloatArray]:
    """The gradient of `penalty`: lam / m times each Theta, and 0 in the bias column."""
    thetas, strength = _checked(thetas, m, lam, penalty_scale)
    pulls = [strength * Theta for Theta in thetas]
    if not regularise_bias:
        for pull in pulls:
            pull[:, 0] = 0.0
    return pulls


def _checked(
    thetas: Sequence[ArrayLike], m: int, lam: float, penalty_scale: str
) -> tuple[list[FloatArray], float]:
    scale = PENALTY_SCALES[choice("penalty_scale", penalty_scale, [*PENALTY_SCALES])]
    m, lam = whole_number("m", m, least=1), not_negative("lam", lam)
    return weights(thetas), scale(lam, m)
