"""What is wrong with one returned value: first its form, then its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnbp.checks.patterns import pattern

# What a learner should look at first.
ORDER = (
    "not attempted",
    "missing",
    "error",
    "type",
    "length",
    "dtype",
    "shape",
    "not finite",
    "input changed",
    "not repeatable",
    "value",
)
# Of a result with so few digits a gap up to this is the dtype's doing.
FEW_DIGITS = 1e-3


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in a word of `ORDER`, and in a sentence with the values in it."""

    kind: str
    says: str


def findings(
    got: Any,
    expected: Any,
    outputs: Sequence[str],
    rtol: float,
    given: Mapping[str, Any] | None = None,
) -> list[Finding]:
    """Return what is wrong with `got`, nothing if it equals `expected`.

    `outputs` names the parts: one name for each item, or a stem that is numbered (``D`` gives D1,
    D2, ...). A list is taken where an array is expected and the other way round, and a tuple where
    a list is. An entry may miss by `rtol` times the largest expected entry of its array. `given`
    are the arguments by name; they tell how the numbers of a wrong array are wrong together.
    """
    if isinstance(expected, list | tuple) and len(outputs) == len(expected) > 1:
        return _of_items("the result", outputs, got, expected, rtol, given or {})
    return _of_value(outputs[0], got, expected, rtol, given or {}, "the result")


def same(got: Any, expected: Any, rtol: float) -> bool:
    """Return whether `findings` would find nothing, without the work of saying what.

    A wrong answer is compared with what each of a hundred known mistakes gives.
    """
    if isinstance(expected, list | tuple) and not _is_row_of_numbers(expected):
        items = isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim)
        return (
            bool(items)
            and len(got) == len(expected)
            and all(same(mine, right, rtol) for mine, right in zip(got, expected, strict=True))
        )
    if expected is None or isinstance(expected, str):
        return type(got) is type(expected) and bool(got == expected)
    mine, right = as_numbers(got), as_numbers(expected)
    if mine is None or right is None or mine.dtype.kind == "c" or mine.shape != right.shape:
        return False
    return _near(mine.astype(float), right.astype(float), rtol)


def _of_value(
    name: str, got: Any, expected: Any, rtol: float, given: Mapping[str, Any], whole: str = ""
) -> list[Finding]:
    if isinstance(expected, list | tuple) and not _is_row_of_numbers(expected):
        names = [f"{name}{number}" for number in range(1, len(expected) + 1)]
        return _of_items(whole or name, names, got, expected, rtol, given)
    if expected is None or isinstance(expected, str):
        if type(got) is type(expected) and got == expected:
            return []
        return [_wrong_type(name, got, repr(expected))]
    return _of_array(name, got, expected, rtol, given)


def _of_items(
    whole: str,
    names: Sequence[str],
    got: Any,
    expected: Sequence[Any],
    rtol: float,
    given: Mapping[str, Any],
) -> list[Finding]:
    if not (isinstance(got, list | tuple) or (isinstance(got, np.ndarray) and got.ndim)):
        return [_wrong_type(whole, got, form(expected))]
    if len(got) != len(expected):
        return [Finding("length", f"{whole} should be {form(expected)}; yours is {form(got)}")]
    return [
        finding
        for name, mine, right in zip(names, got, expected, strict=True)
        for finding in _of_value(name, mine, right, rtol, given)
    ]


def _of_array(
    name: str, got: Any, expected: Any, rtol: float, given: Mapping[str, Any]
) -> list[Finding]:
    mine, right = as_numbers(got), as_numbers(expected)
    if mine is None or right is None:
        return [_wrong_type(name, got, form(expected if right is None else right))]
    if mine.dtype.kind == "c":
        return [Finding("dtype", f"{name} should hold real numbers; yours holds complex ones")]
    if mine.shape != right.shape:
        hint = " (the transpose has the right shape)" if mine.T.shape == right.shape else ""
        says = f"{name} should be {form(right)}; yours is {form(mine)}{hint}"
        return [Finding("shape", says)]
    right = right.astype(float)
    numbers = mine.astype(float)
    if _near(numbers, right, rtol):
        return []
    if (lost := _not_finite(numbers, right)) is not None:
        return [Finding("not finite", f"{name} has {lost} nan or infinite")]
    gaps, scale = _gaps(numbers, right)
    wrong = gaps > rtol * scale
    if says := _lost_digits(mine, right, gaps, scale):
        return [Finding("dtype", f"{name} {says}")]
    worst = np.unravel_index(np.argmax(gaps), gaps.shape)
    place = f" at [{', '.join(str(int(i)) for i in worst)}]" if right.ndim else ""
    says = f"{name}{place} should be {right[worst]:.6g}; yours is {numbers[worst]:.6g}"
    return [Finding("value", says + pattern(name, numbers, right, wrong, rtol, given))]


def _near(mine: np.ndarray, right: np.ndarray, rtol: float) -> bool:
    """Return whether no entry misses by more than `rtol` times the largest right one."""
    with np.errstate(invalid="ignore"):
        widest = np.abs(mine - right).max(initial=0.0)
    if np.isfinite(widest):  # then so is every entry, and there is no more to look at
        return bool(widest <= rtol * (np.abs(right).max(initial=0.0) or 1.0))
    gaps, scale = _gaps(mine, right)
    return not (gaps > rtol * scale).any()


def _gaps(mine: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """Return how far apart the entries are, and the largest finite right one to measure it by."""
    with np.errstate(invalid="ignore"):  # inf - inf, which is known to be alike
        gaps = np.where(_alike(mine, right), 0.0, np.abs(mine - right))
    gaps[np.isnan(gaps)] = np.inf
    return gaps, float(np.abs(right[np.isfinite(right)]).max(initial=0.0)) or 1.0


def _wrong_type(name: str, got: Any, expected: str) -> Finding:
    return Finding("type", f"{name} should be {expected}; yours is {form(got)}")


def _not_finite(mine: np.ndarray, right: np.ndarray) -> str | None:
    """Say how many entries are nan or infinite where the right ones are not."""
    bad = ~np.isfinite(mine) & ~_alike(mine, right)
    if not bad.any():
        return None
    count = int(bad.sum())
    return "1 entry that is" if count == 1 else f"{count} entries that are"


def _alike(mine: np.ndarray, right: np.ndarray) -> np.ndarray:
    alike: np.ndarray = (mine == right) | (np.isnan(mine) & np.isnan(right))
    return alike


def _lost_digits(mine: np.ndarray, right: np.ndarray, gaps: np.ndarray, scale: float) -> str:
    """Say whether the array's dtype explains the gaps: too few digits, or whole numbers."""
    if mine.dtype.kind == "f" and mine.dtype.itemsize < 8 and gaps.max() <= FEW_DIGITS * scale:
        return f"is right to the digits of {mine.dtype}; float64 is asked for"
    truncated = (mine == np.trunc(right)).all() or (mine == np.rint(right)).all()
    if mine.dtype.kind in "iub" and truncated:
        return f"has dtype {mine.dtype}, so the fractions are lost; float64 is asked for"
    return ""


def _is_row_of_numbers(value: Sequence[Any]) -> bool:
    return bool(value) and all(isinstance(item, int | float | np.generic) for item in value)


def as_numbers(value: Any) -> np.ndarray | None:
    """Return `value` as an array of numbers, or None if it is no such thing."""
    if _holds_text(value):
        return None
    try:
        array = np.asarray(value)
        return array if array.dtype.kind in "biufc" else None
    except (TypeError, ValueError):
        return None


def _holds_text(value: Any) -> bool:
    """Return whether a text stands in a list: numpy would make all entries as long as it is."""
    if isinstance(value, list | tuple):
        return any(map(_holds_text, value))
    return isinstance(value, str | bytes)


def form(value: Any) -> str:
    """Say in words what kind of thing `value` is."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, bool | int | float | np.generic):
        return "a number"
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    kind = type(value).__name__
    if isinstance(value, list | tuple):
        return f"a {kind} of {len(value)} {'item' if len(value) == 1 else 'items'}"
    return f"{'an' if kind[:1].lower() in 'aeio' else 'a'} {kind}"
