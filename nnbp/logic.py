"""Boolean units and nets: the gates whose weights can be read, and what one unit cannot do.

Inputs are 0 and 1, and the tables have the rows 00, 01, 10, 11. A sigmoid unit answers yes above
1/2, a threshold unit above z = 0, which is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbp.arguments import FloatArray, choice, real_array, refusal, weights
from nnbp.network import add_bias, forward
from nnbp.perceptron import threshold

BoolArray = NDArray[np.bool_]

AND = (-30, 20, 20)
OR = (-10, 20, 20)
NOT = (10, -20)
NOR = (10, -20, -20)  # (NOT x1) AND (NOT x2)
NAND = (3, -2, -2)

# AND, OR, NOT, NOR and the net of the three: an example by A. Ng, found on many slides. Some call
# the net XOR, though it answers yes where AND does or NOR does: that is XNOR. With NOR for its
# last unit, in place of OR, it is XOR.
# NAND: M. Nielsen, Neural Networks and Deep Learning, chapter 1 (b = 3, w = -2, -2).
GATES: dict[str, list[list[tuple[int, ...]]]] = {
    "AND": [[AND]],
    "OR": [[OR]],
    "NOT": [[NOT]],
    "NOR": [[NOR]],
    "NAND": [[NAND]],
    "XNOR": [[AND, NOR], [OR]],
    "XOR": [[AND, NOR], [NOR]],
}

# The sixteen functions of two inputs, by their values in the rows 00, 01, 10, 11.
BOOLEAN_FUNCTIONS: dict[str, tuple[int, ...]] = {
    "FALSE": (0, 0, 0, 0),
    "AND": (0, 0, 0, 1),
    "x1 AND NOT x2": (0, 0, 1, 0),
    "x1": (0, 0, 1, 1),
    "NOT x1 AND x2": (0, 1, 0, 0),
    "x2": (0, 1, 0, 1),
    "XOR": (0, 1, 1, 0),
    "OR": (0, 1, 1, 1),
    "NOR": (1, 0, 0, 0),
    "XNOR": (1, 0, 0, 1),
    "NOT x2": (1, 0, 1, 0),
    "x1 OR NOT x2": (1, 0, 1, 1),
    "NOT x1": (1, 1, 0, 0),
    "NOT x1 OR x2": (1, 1, 0, 1),
    "NAND": (1, 1, 1, 0),
    "TRUE": (1, 1, 1, 1),
}

MOST_INPUTS = 16  # 65536 rows


@dataclass(frozen=True, eq=False)
class TruthTable:
    """All inputs of 0 and 1, one a row in the order of counting, and what the output units say.

    inputs    shape (2^n, n)
    outputs   shape (2^n, K)
    booleans  outputs > 1/2, shape (2^n, K)
    """

    inputs: FloatArray
    outputs: FloatArray

    @property
    def booleans(self) -> BoolArray:
        """Whether each output is above 1/2."""
        return self.outputs > 0.5

    def __str__(self) -> str:
        return "\n".join(
            f"{' '.join(f'{x:.0f}' for x in inputs)} | "
            f"{'  '.join(f'{h:.5f} {bool(h > 0.5)!s:5}' for h in outputs)}".rstrip()
            for inputs, outputs in zip(self.inputs, self.outputs)
        )


def gate(name: str) -> list[FloatArray]:
    """The weights [Theta1 ..] of the unit or net of this name in `GATES`, new arrays."""
    choice("name", name, list(GATES))
    return [np.array(Theta, dtype=np.float64) for Theta in GATES[name]]


def truth_table(thetas: Sequence[ArrayLike], units: str = "sigmoid") -> TruthTable:
    """What a net makes of every input of 0 and 1.

    `units` is "sigmoid" or "threshold", for all layers. `truth_table(thetas[:1])` is the table of
    the first hidden layer. Raises ValueError for a net of more than 16 inputs.
    """
    thetas = weights(thetas)
    n = thetas[0].shape[1] - 1
    if n > MOST_INPUTS:
        raise refusal("thetas", f"a net of at most {MOST_INPUTS} inputs", f"{n} inputs")
    inputs = np.array(list(product([0.0, 1.0], repeat=n)))
    if choice("units", units, ["sigmoid", "threshold"]) == "sigmoid":
        return TruthTable(inputs, forward(thetas, inputs).output)
    A = inputs
    for Theta in thetas:
        A = threshold(add_bias(A) @ Theta.T)
    return TruthTable(inputs, A)


def boolean_function(values: ArrayLike) -> str:
    """The name in `BOOLEAN_FUNCTIONS` of the function with these values in rows 00, 01, 10, 11."""
    wanted = tuple(_four_values(values))
    return next(name for name, row in BOOLEAN_FUNCTIONS.items() if row == wanted)


def one_unit(values: ArrayLike) -> FloatArray | None:
    """The smallest whole weights (theta_0, theta_1, theta_2) of a threshold unit with these values.

    No row lies on the line z = 0 itself. Sizes up to 3 are enough for 14 of the 16 functions.
    None for XOR and XNOR, which no weights compute: `contradiction` is the proof.
    """
    signs, X = 2 * _four_values(values) - 1, _four_rows()
    candidates = sorted(product(range(-3, 4), repeat=3), key=lambda theta: np.square(theta).sum())
    for theta in candidates:
        if np.all(signs * (X @ theta) > 0):
            return np.array(theta, dtype=np.float64)
    return None


def contradiction(values: ArrayLike) -> FloatArray | None:
    """Why no unit has these values: the sum s that the true rows and the false rows share, or None.

    Bias counted, rows that are true need theta^T x > 0, so their sum needs theta^T s > 0; rows
    that are false need theta^T x <= 0, so their sum needs theta^T s <= 0. If it is the same s, no
    theta will do. For XOR and XNOR s = (2, 1, 1).
    """
    truth, X = _four_values(values).astype(bool), _four_rows()
    s: FloatArray = X[truth].sum(axis=0)
    return s if np.array_equal(s, X[~truth].sum(axis=0)) else None


def _four_rows() -> FloatArray:
    return add_bias(list(product([0, 1], repeat=2)))


def _four_values(values: ArrayLike) -> FloatArray:
    array = real_array("values", values)
    if array.shape != (4,):
        raise refusal("values", "four, for the rows 00, 01, 10, 11", f"shape {array.shape}")
    if not np.isin(array, (0, 1)).all():
        raise refusal("values", "0 and 1", array.tolist())
    return array
