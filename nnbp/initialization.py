"""Where the weights start.

Each function returns [Theta1 .. Theta(L-1)], bias columns included, for layers of the given
sizes. `rng` is a numpy Generator, which goes on from where it is, or a seed.
"""

from collections.abc import Sequence
from typing import SupportsIndex

import numpy as np

from nnbp.arguments import FloatArray, number, positive, whole_number
from nnbp.unrolling import weight_shapes


def zeros(layer_sizes: Sequence[SupportsIndex]) -> list[FloatArray]:
    """Every weight 0: no unit can ever differ from another of its layer."""
    return constant(layer_sizes, 0.0)


def constant(layer_sizes: Sequence[SupportsIndex], value: float = 0.0) -> list[FloatArray]:
    """Every weight the same: no unit can ever differ from another of its hidden layer."""
    value = number("value", value)
    return [np.full(shape, value) for shape in weight_shapes(layer_sizes)]


def uniform(
    layer_sizes: Sequence[SupportsIndex], rng: np.random.Generator | int, epsilon: float
) -> list[FloatArray]:
    """Uniform in [-epsilon, epsilon]; this epsilon is not that of the gradient check."""
    rng, epsilon = generator(rng), positive("epsilon", epsilon)
    return [rng.uniform(-epsilon, epsilon, shape) for shape in weight_shapes(layer_sizes)]


def glorot_uniform(
    layer_sizes: Sequence[SupportsIndex], rng: np.random.Generator | int
) -> list[FloatArray]:
    """Uniform in [-epsilon, epsilon], with an epsilon for each Theta.

    epsilon = sqrt(6) / sqrt(s_l + s_(l+1)), the units on both sides of Theta_l: X. Glorot and
    Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 16.
    """
    rng = generator(rng)
    thetas = []
    for rows, columns in weight_shapes(layer_sizes):
        epsilon = np.sqrt(6.0) / np.sqrt(rows + columns - 1)
        thetas.append(rng.uniform(-epsilon, epsilon, (rows, columns)))
    return thetas


def normal(
    layer_sizes: Sequence[SupportsIndex], rng: np.random.Generator | int, sigma: float = 0.01
) -> list[FloatArray]:
    """Normal with mean 0 and standard deviation sigma, the small numbers near zero of UFLDL.

    A. Ng and others, UFLDL Tutorial, "Backpropagation Algorithm", Stanford University: say
    Normal(0, epsilon^2), with epsilon = 0.01.
    """
    rng, sigma = generator(rng), positive("sigma", sigma)
    return [rng.normal(0.0, sigma, shape) for shape in weight_shapes(layer_sizes)]


def generator(rng: np.random.Generator | int) -> np.random.Generator:
    """The Generator itself, or a new one from the seed."""
    if isinstance(rng, np.random.Generator):
        return rng
    return np.random.default_rng(whole_number("rng", rng, least=0))
