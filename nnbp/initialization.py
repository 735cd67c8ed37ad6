"""Where the weights start."""

from collections.abc import Sequence
from typing import SupportsIndex

import numpy as np

from nnbp.arguments import FloatArray, number, whole_number
from nnbp.unrolling import weight_shapes


def glorot_uniform(
    layer_sizes: Sequence[SupportsIndex], rng: np.random.Generator | int
) -> list[FloatArray]:
    """[Theta1 .. Theta(L-1)], bias included, uniform in [-epsilon, epsilon].

    epsilon = sqrt(6) / sqrt(s_l + s_(l+1)), the units on both sides of Theta_l: X. Glorot and
    Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 16. `rng` is a numpy Generator or a seed.
    """
    if not isinstance(rng, np.random.Generator):
        rng = np.random.default_rng(whole_number("rng", rng, least=0))
    thetas = []
    for rows, columns in weight_shapes(layer_sizes):
        epsilon = np.sqrt(6.0) / np.sqrt(rows + columns - 1)
        thetas.append(rng.uniform(-epsilon, epsilon, (rows, columns)))
    return thetas


def constant(layer_sizes: Sequence[SupportsIndex], value: float = 0.0) -> list[FloatArray]:
    """[Theta1 .. Theta(L-1)] with every weight the same: no unit can ever differ from another."""
    value = number("value", value)
    return [np.full(shape, value) for shape in weight_shapes(layer_sizes)]
