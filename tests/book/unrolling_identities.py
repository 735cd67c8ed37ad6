"""The formulas of unrolling.md, against `unroll` and plain counting."""

import re

import numpy as np
from identities import identity, labelled_formulas, numbers_in

from nnbp import running_example, unroll

# Unequal layers, and every weight another number: its layer, row and column, as three digits.
SIZES = (3, 5, 2, 4)
THETAS = [
    np.array(
        [
            [100 * layer + 10 * i + j for j in range(SIZES[layer - 1] + 1)]
            for i in range(1, SIZES[layer] + 1)
        ]
    )
    for layer in (1, 2, 3)
]


def begin(layer: int, sizes: tuple[int, ...]) -> int:
    """The formula with the label eq-block-begin."""
    return sum(sizes[k] * (sizes[k - 1] + 1) for k in range(1, layer))


def place(layer: int, i: int, j: int, sizes: tuple[int, ...], order: str) -> int:
    """The formula with the label eq-place."""
    if order == "C":
        return begin(layer, sizes) + (i - 1) * (sizes[layer - 1] + 1) + j
    return begin(layer, sizes) + j * sizes[layer] + (i - 1)


def integers_in(label: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", dict(labelled_formulas())[label])]


@identity("eq-theta1-numbers")
def theta1_of_the_running_example() -> None:
    assert numbers_in("eq-theta1-numbers") == running_example().thetas[0].ravel().tolist()


@identity("eq-block-begin")
def blocks_begin_where_their_first_weight_stands() -> None:
    vector = unroll(THETAS).tolist()
    for layer, Theta in enumerate(THETAS, start=1):
        assert vector.index(Theta[0, 0]) == begin(layer, SIZES)


@identity("eq-place")
def every_weight_stands_at_its_place() -> None:
    for order in ("C", "F"):
        vector = unroll(THETAS, order)
        for layer, Theta in enumerate(THETAS, start=1):
            for i in range(1, len(Theta) + 1):
                for j in range(Theta.shape[1]):
                    assert vector[place(layer, i, j, SIZES, order)] == 100 * layer + 10 * i + j


@identity("eq-place-numbers")
def places_of_one_weight() -> None:
    *rows, by_rows, begin_F, j, length, one, one_too, by_columns = integers_in("eq-place-numbers")
    assert rows == [9, 1, 1, 4, 3]
    assert by_rows == place(2, 1, 3, (2, 3, 2), "C")
    assert (begin_F, j, length, one, one_too) == (9, 3, 2, 1, 1)
    assert by_columns == place(2, 1, 3, (2, 3, 2), "F")


@identity("eq-231")
def entries_of_three_matrices() -> None:
    shapes = [(10, 11), (10, 11), (1, 11)]
    sizes = [rows * columns for rows, columns in shapes]
    flat = [side for shape in shapes for side in shape]
    assert integers_in("eq-231") == [*flat, *sizes, sum(sizes)]
    assert unroll([np.zeros(shape) for shape in shapes]).size == sum(sizes)
