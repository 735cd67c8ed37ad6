"""Notice numerical differences: a function called again and again, with one number nudged."""

import contextlib
import copy
from collections.abc import Iterator
from sys import settrace  # bound before a student's code can replace it
from typing import Any

import numpy as np

from grading.inside.shell import quiet
from grading.inside.time_limit import time_limit
from grading.inside.use import use

FEWEST_NUMBERS = 8
A_NUDGE = 0.1

Calls = dict[Any, int]  # by code: how often it was called


@contextlib.contextmanager
def watched(watch: Any) -> Iterator[None]:
    """Let `watch` see each call of a Python function within, as `sys.settrace` has it."""
    settrace(watch)  # what it returns is None: so no line is traced, only calls
    try:
        yield
    finally:
        settrace(None)


def noting(calls: Calls) -> Any:
    """Note the calls within, which takes little longer than to make them."""

    def note(frame: Any, *_: Any) -> None:
        calls[frame.f_code] = calls.get(frame.f_code, 0) + 1

    return watched(note)


def nudged(
    function: Any, kind: str, arguments: list[Any], seconds: float, size: int, calls: Calls
) -> list[Any]:
    """Return [name, times, step] of what was called once a number of the answer, each nudged.

    That is how numerical differences are taken: a function of all the weights is called for each
    of them, every time with one or two numbers moved a little. `size` is the answer's, and
    `calls` are those that were made for it; only what was called so often is looked at.
    """
    often = {code for code, times in calls.items() if times >= size}
    seen: dict[Any, tuple[np.ndarray, int, float]] = {}

    def compare(frame: Any, *_: Any) -> None:
        if (code := frame.f_code) not in often:
            return
        arguments = [frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount]]
        if count(arguments) < size:
            return
        given = numbers(arguments)
        before, times, step = seen.get(code, (given, 0, 0.0))
        if before.shape == given.shape:
            gaps = np.abs(given - before)
            moved = gaps[gaps != 0]
            if 1 <= moved.size <= 2 and moved.max() < A_NUDGE:
                times, step = times + 1, float(moved.max())
        seen[code] = given, times, step

    if size < FEWEST_NUMBERS or not often:
        return []
    with quiet(), contextlib.suppress(BaseException), time_limit(seconds), watched(compare):
        use(function, copy.deepcopy(arguments), kind)
    found = [(code.co_name, times + 1, step) for code, (_, times, step) in seen.items()]
    most = max(found, key=lambda one: one[1], default=("", 0, 0.0))
    return list(most) if most[1] >= size else []


def count(value: Any, depth: int = 3) -> int:
    """Return how many numbers are in an array, or in a list of them; a lone number counts none."""
    if isinstance(value, list | tuple) and depth:
        return sum(count(item, depth - 1) for item in value)
    return value.size if isinstance(value, np.ndarray) else 0


def numbers(value: Any, depth: int = 3) -> np.ndarray:
    """Return the numbers in arrays, and in lists of them, in a row."""
    if isinstance(value, list | tuple) and depth:
        rows = [numbers(item, depth - 1) for item in value]
        return np.concatenate(rows) if rows else np.zeros(0)
    if isinstance(value, np.ndarray | int | float | complex | np.number):
        row = np.asarray(value).ravel()
        return row if row.dtype.kind in "biufc" else np.zeros(0)
    return np.zeros(0)
