"""What the functions accept: each check returns the argument in its one working form.

Real numbers become float64 arrays, so integers and lists are welcome; everything else is a
`ValueError` that names the argument, what was expected and what came.
"""

from collections.abc import Iterable, Sequence
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


def refusal(name: str, expected: str, came: object) -> ValueError:
    """The one form of every complaint, for `raise refusal(...)`."""
    return ValueError(f"{name}: expected {expected}, got {came}")


def real_array(name: str, value: ArrayLike) -> FloatArray:
    """Real numbers of any shape, as float64."""
    return _array_of_kind(name, value, "biuf", "real numbers").astype(np.float64, copy=False)


def matrix(name: str, value: ArrayLike) -> FloatArray:
    """Real numbers in two dimensions, none of them empty."""
    array = real_array(name, value)
    if array.ndim != 2 or array.size == 0:
        raise refusal(name, "a matrix (two dimensions, not empty)", f"shape {array.shape}")
    return array


def weights(thetas: Sequence[ArrayLike]) -> list[FloatArray]:
    """Matrices that chain: each has one column more (the bias) than the one before has rows."""
    if not isinstance(thetas, Iterable):
        raise refusal("thetas", "a list of matrices", repr(thetas))
    if isinstance(thetas, np.ndarray) and thetas.ndim != 3:
        raise refusal("thetas", "a list of matrices", f"one array of shape {thetas.shape}")
    matrices = [matrix(f"thetas[{i}]", Theta) for i, Theta in enumerate(thetas)]
    if not matrices:
        raise refusal("thetas", "at least one matrix", "an empty list")
    columns = matrices[0].shape[1]
    if columns < 2:
        came = f"shape {matrices[0].shape}"
        raise refusal("thetas[0]", "a bias column and at least one more", came)
    for i, Theta in enumerate(matrices):
        if Theta.shape[1] != columns:
            raise refusal(
                f"thetas[{i}]",
                f"{columns} columns (a bias, and one for each row of thetas[{i - 1}])",
                f"shape {Theta.shape}",
            )
        columns = len(Theta) + 1
    return matrices


def examples(X: ArrayLike, units: int) -> FloatArray:
    """One example a row, one column for each of the `units` of layer 1, no bias column."""
    array = matrix("X", X)
    if array.shape[1] != units:
        raise refusal("X", f"shape (m, {units}), one example a row", f"shape {array.shape}")
    return array


def targets(
    Y: ArrayLike,
    m: int,
    K: int,
    low: float = 0.0,
    high: float = 1.0,
    sum_to_one: bool = False,
) -> FloatArray:
    """One row an example, one column an output unit, finite values from `low` to `high`."""
    array = real_array("Y", Y)
    if array.shape != (m, K):
        hint = "; one_hot(y, K) turns labels into rows" if array.ndim == 1 else ""
        raise refusal("Y", f"shape ({m}, {K}), one row an example", f"shape {array.shape}{hint}")
    smallest, largest = array.min(), array.max()
    if not (low <= smallest and largest <= high and np.isfinite(largest - smallest)):
        raise refusal("Y", f"values from {low:g} to {high:g}", f"values {smallest} to {largest}")
    if sum_to_one and not np.allclose(array.sum(axis=1), 1.0):
        raise refusal("Y", "rows that sum to 1", "rows that do not")
    return array


def labels(y: ArrayLike, K: int) -> IntArray:
    """One integer label for each example: 0..K-1, or 0 and 1 where there is one output unit."""
    last = max(K - 1, 1)
    array = _array_of_kind("y", y, "iu", "integer labels")
    if array.ndim != 1 or array.size == 0:
        raise refusal("y", "one label an example, shape (m,)", f"shape {array.shape}")
    if array.min() < 0 or array.max() > last:
        raise refusal("y", f"labels 0..{last}", f"labels {array.min()}..{array.max()}")
    return array.astype(np.intp, copy=False)


def layer_widths(layer_sizes: Sequence[SupportsIndex]) -> tuple[int, ...]:
    """Units in each layer, bias units not counted: two layers or more, one unit or more."""
    expected = "two or more positive integers, one a layer"
    try:
        widths = tuple(whole_number("layer_sizes", size, least=1) for size in layer_sizes)
    except (TypeError, ValueError):
        raise refusal("layer_sizes", expected, repr(layer_sizes)) from None
    if len(widths) < 2:
        raise refusal("layer_sizes", expected, repr(layer_sizes))
    return widths


def whole_number(name: str, value: SupportsIndex, least: int) -> int:
    """An integer, `least` or more."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise refusal(name, f"an integer, {least} or more", repr(value))
    if int(value) < least:
        raise refusal(name, f"an integer, {least} or more", repr(value))
    return int(value)


def number(name: str, value: float) -> float:
    """One real number."""
    array = real_array(name, value)
    if array.ndim != 0:
        raise refusal(name, "one number", f"shape {array.shape}")
    return float(array)


def not_negative(name: str, value: float) -> float:
    """A finite real number, 0 or more."""
    if not 0 <= number(name, value) < np.inf:
        raise refusal(name, "a number, 0 or more", repr(value))
    return float(value)


def positive(name: str, value: float) -> float:
    """A finite real number above 0."""
    if not 0 < number(name, value) < np.inf:
        raise refusal(name, "a number above 0", repr(value))
    return float(value)


def choice(name: str, value: str, known: Sequence[str]) -> str:
    """One of the known names."""
    if value not in known:
        raise refusal(name, " or ".join(map(repr, known)), repr(value))
    return value


def _array_of_kind(name: str, value: ArrayLike, kinds: str, expected: str) -> NDArray[Any]:
    try:
        array = np.asarray(value)
    except ValueError:
        raise refusal(name, f"{expected} in rows of equal length", "rows that differ") from None
    if array.dtype.kind not in kinds:
        raise refusal(name, expected, f"dtype {array.dtype}")
    return array
