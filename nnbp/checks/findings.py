"""What is wrong with one returned value: first its form, then its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: in a word, and in a sentence with the values in it."""

    kind: str
    says: str


def findings(got: Any, expected: Any, outputs: Sequence[str], rtol: float) -> list[Finding]:
    """Return what is wrong with `got`, nothing if it equals `expected`.

    `outputs` names the parts: one name for each item of a tuple, or a stem that is numbered
    (``D`` gives D1, D2, ...) for a list. A list is taken where an array is expected, and a
    tuple where a list is. An entry may miss by `rtol` times the largest expected entry.
    """
    if not isinstance(expected, list | tuple):
        return _findings_of_array(outputs[0], got, expected, rtol)
    kind = type(expected).__name__
    if not isinstance(got, list | tuple):
        says = f"the result should be a {kind} of {len(expected)} items; yours is {_form(got)}"
        return [Finding("type", says)]
    if len(got) != len(expected):
        says = f"the result should have {len(expected)} items; yours has {len(got)}"
        return [Finding("length", says)]
    return [
        finding
        for name, mine, right in zip(_names(outputs, len(expected)), got, expected, strict=True)
        for finding in _findings_of_array(name, mine, right, rtol)
    ]


def same(got: Any, expected: Any, rtol: float) -> bool:
    """Return whether `got` equals `expected` in form and, up to `rtol`, in value."""
    return not findings(got, expected, ["result"], rtol)


def _names(outputs: Sequence[str], count: int) -> list[str]:
    if len(outputs) == count and count > 1:
        return list(outputs)
    return [f"{outputs[0]}{number}" for number in range(1, count + 1)]


def _findings_of_array(name: str, got: Any, expected: Any, rtol: float) -> list[Finding]:
    mine = _as_numbers(got)
    right = np.asarray(expected, dtype=float)
    if mine is None:
        return [Finding("type", f"{name} should be {_form(right)}; yours is {_form(got)}")]
    if mine.shape != right.shape:
        hint = " (the transpose has the right shape)" if mine.T.shape == right.shape else ""
        says = f"{name} should be {_form(right)}; yours is {_form(mine)}{hint}"
        return [Finding("shape", says)]
    mine = mine.astype(float)
    if not np.isfinite(mine).all():
        count = int((~np.isfinite(mine)).sum())
        return [Finding("not finite", f"{name} has {count} entries that are nan or infinite")]
    return _findings_of_numbers(name, mine, right, rtol)


def _findings_of_numbers(
    name: str, mine: np.ndarray, right: np.ndarray, rtol: float
) -> list[Finding]:
    gaps = np.abs(mine - right)
    wrong = gaps > rtol * (np.abs(right).max(initial=0.0) or 1.0)
    if not wrong.any():
        return []
    worst = np.unravel_index(np.argmax(gaps), gaps.shape)
    place = f" at [{', '.join(str(int(i)) for i in worst)}]" if right.ndim else ""
    says = f"{name}{place} should be {right[worst]:.6g}; yours is {mine[worst]:.6g}"
    return [Finding("value", says + _pattern(mine, right, wrong, rtol))]


def _pattern(mine: np.ndarray, right: np.ndarray, wrong: np.ndarray, rtol: float) -> str:
    """Say how all entries are wrong together, where a simple rule covers them."""
    factor = float(np.vdot(mine, right)) / (float(np.vdot(right, right)) or 1.0)
    scale = np.abs(right).max(initial=0.0)
    if right.size > 1 and factor and np.abs(mine - factor * right).max() <= rtol * scale:
        return f"; every entry of yours is {factor:.4g} times the right one"
    if right.ndim == 2 and right.shape[1] > 1:
        if not wrong[:, 1:].any():
            return "; only column 0, the bias, differs"
        if not wrong[:, 0].any():
            return "; column 0, the bias, is right"
    return ""


def _as_numbers(value: Any) -> np.ndarray | None:
    if _holds_text(value):
        return None
    try:
        array = np.asarray(value)
        return array if array.dtype.kind in "biuf" else None
    except (TypeError, ValueError):
        return None


def _holds_text(value: Any) -> bool:
    """Return whether a text stands in a list: numpy would make all entries as long as it is."""
    if isinstance(value, list | tuple):
        return any(map(_holds_text, value))
    return isinstance(value, str | bytes)


def _form(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else "a number"
    if isinstance(value, bool | int | float | np.generic):
        return "a number"
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)} items"
    return f"a {type(value).__name__}"
