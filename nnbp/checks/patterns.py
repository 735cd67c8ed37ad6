"""How the numbers of a wrong array are wrong together: a factor, a transpose, a block."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

WEIGHTS_AND_GRADIENTS = re.compile(r"(Theta|D|G)\d*")  # whose column 0 belongs to the bias


def pattern(
    name: str,
    mine: np.ndarray,
    right: np.ndarray,
    wrong: np.ndarray,
    rtol: float,
    given: Mapping[str, Any],
) -> str:
    """Return a clause such as "; only column 0, the bias, differs", or "" if no pattern fits.

    `name` says what the array is called, and `wrong` marks the entries that differ. `given` are
    the call's arguments by name: from `m`, `X`, `Y` or `A` comes the number of examples, from
    `layer_sizes` the blocks of an unrolled vector.
    """
    return (
        _factor(mine, right, rtol, _examples(given))
        or _transposed(mine, right, rtol)
        or _blocks(wrong, given.get("layer_sizes"))
        or _first_column(wrong, WEIGHTS_AND_GRADIENTS.fullmatch(name) is not None)
    )


def _factor(mine: np.ndarray, right: np.ndarray, rtol: float, m: int | None) -> str:
    square = float(np.vdot(right, right))
    factor = float(np.vdot(mine, right)) / square if square else 0.0
    scale = np.abs(right).max(initial=0.0)
    if not factor or np.abs(mine - factor * right).max() > rtol * scale * max(1, abs(factor)):
        return ""
    names = {-1.0: "minus the right one", 2.0: "twice the right one", 0.5: "half the right one"}
    if m and m > 2:
        names |= {
            float(m): f"m = {m} times the right one",
            1 / m: f"the right one divided by m = {m}",
            1 / m**2: f"the right one divided by m squared, {m}",
            1 / (2 * m): f"the right one divided by 2m, m = {m}",
        }
    for value, name in names.items():
        if math.isclose(factor, value, rel_tol=max(rtol, 1e-9)):
            return f"; {_every(right)} is {name}"
    return f"; every entry of yours is {factor:.4g} times the right one" if right.size > 1 else ""


def _every(right: np.ndarray) -> str:
    return "every entry of yours" if right.size > 1 else "yours"


def _transposed(mine: np.ndarray, right: np.ndarray, rtol: float) -> str:
    if right.ndim != 2 or mine.T.shape != right.shape or right.size < 2:
        return ""
    close = np.abs(mine.T - right).max() <= rtol * np.abs(right).max()
    return "; yours is the transpose of the right one" if close else ""


def _blocks(wrong: np.ndarray, layer_sizes: Sequence[int] | None) -> str:
    """Say which Theta's block of an unrolled vector differs, and whether only its bias column."""
    if layer_sizes is None or wrong.ndim != 1:
        return ""
    shapes = [(s_next, s + 1) for s, s_next in pairwise(map(int, layer_sizes))]
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    if ends[-1] != wrong.size:
        return ""
    said = []
    for number, (block, shape) in enumerate(zip(np.split(wrong, ends[:-1]), shapes), start=1):
        if block.any():
            which = _first_column(block.reshape(shape), True, " (", ")")
            said.append(f"the block of Theta{number} differs{which}")
        else:
            said.append(f"that of Theta{number} is right")
    return "; " + ", ".join(said)


def _first_column(wrong: np.ndarray, is_bias: bool, opening: str = "; ", closing: str = "") -> str:
    """Say whether column 0 alone differs, or alone is right."""
    if wrong.ndim != 2 or wrong.shape[1] < 2:
        return ""
    column = "column 0, the bias," if is_bias else "column 0"
    if not wrong[:, 1:].any():
        return f"{opening}only {column} differs{closing}"
    if not wrong[:, 0].any():
        return f"{opening}{column} is right{closing}"
    return ""


def _examples(given: Mapping[str, Any]) -> int | None:
    """Return the number of examples of a call, if its arguments tell it."""
    if isinstance(given.get("m"), int):
        return int(given["m"])
    for name in ("X", "Y", "A", "Z"):
        value = given.get(name)
        if isinstance(value, np.ndarray) and value.ndim == 2:
            return len(value)
    return None
