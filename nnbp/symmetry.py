"""Which hidden units are copies of one another, and so will stay copies."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, not_negative, weights


def identical_units(
    thetas: Sequence[ArrayLike], tolerance: float = 1e-9
) -> list[list[tuple[int, ...]]]:
    """The groups of units, in each hidden layer 2 .. L-1, that could be exchanged unnoticed.

    Two units of layer l belong together if the weights into them (two rows of Theta_(l-1)) and
    the weights out of them (two columns of Theta_l) differ nowhere by more than `tolerance`.
    Units count from 0, as the rows do; a unit with no copy is in no group, so that after good
    training every list is empty.

    Such units have the same activations and the same deltas, hence the same gradients: no step
    of gradient descent parts them. Equal rows alone are not enough: with other weights out, the
    deltas differ. In float64 rounding may part copies a little, hence the tolerance.
    """
    thetas = weights(thetas)
    tolerance = not_negative("tolerance", tolerance)
    # One row a unit: its bias weight, the weights into it, the weights out of it.
    layers = [np.hstack([into, out_of[:, 1:].T]) for into, out_of in pairwise(thetas)]
    return [_groups(layer, tolerance) for layer in layers]


def _groups(units: FloatArray, tolerance: float) -> list[tuple[int, ...]]:
    """Rows that agree with the first row of their group, for groups of two or more."""
    groups: list[tuple[int, ...]] = []
    left = list(range(len(units)))
    while left:
        same = np.all(np.abs(units[left] - units[left[0]]) <= tolerance, axis=1)
        group = tuple(unit for unit, is_same in zip(left, same) if is_same)
        left = [unit for unit, is_same in zip(left, same) if not is_same]
        if len(group) > 1:
            groups.append(group)
    return groups
