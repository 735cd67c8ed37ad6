"""Try what the cells have defined, and say what happened."""

import contextlib
import copy
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell

from grading.inside.nudges import Calls, count, noting, nudged
from grading.inside.shell import quiet
from grading.inside.time_limit import time_limit
from grading.inside.use import use

MOST_WARNINGS = 20
A_MOMENT = 0.2


def answers(shell: InteractiveShell, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Try the question on each list of arguments, then say how its answers were reached.

    The first list is tried twice, to see whether the answer repeats itself. Where a call takes
    too long, no more is tried.
    """
    name, kind, calls = request["question"], request["kind"], request["calls"]
    function = shell.user_ns.get(name)
    road: list[Any] = []
    made: Calls = {}
    if kind == "choices":
        yield {"value": function, "missing": name not in shell.user_ns}
    elif not callable(function):
        yield from ({"missing": True} for _ in calls)
    else:
        reply: dict[str, Any] = {}
        seconds, last = request["seconds"], -1 if request["differences"] else len(calls) - 1
        for number, arguments in enumerate(calls):
            asked = shell.user_ns, function, kind, arguments, seconds, number == 0
            reply = answer(*asked, noting(made) if number == last else contextlib.nullcontext())
            if number == last and overtime(reply):
                reply = answer(*asked, contextlib.nullcontext())  # the noting may be to blame
            yield reply
            if overtime(reply):
                break
        if "value" in reply:
            road = nudged(function, kind, calls[-1], seconds, count(reply["value"]), made)
    called = [name for name in request["watched"] if _called(name, made)]
    yield {"done": True, "nudged": road, "called": called}


def answer(
    namespace: dict[str, Any],
    function: Any,
    kind: str,
    arguments: list[Any],
    seconds: float,
    twice: bool,
    watch: Any,
) -> dict[str, Any]:
    """Call what the student wrote, on copies and under a `watch`, and say what happened.

    Of the arguments afterwards, and of a second answer, only what has changed is sent.
    """
    given = copy.deepcopy(arguments)
    reply: dict[str, Any] = {}
    with quiet(), warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        try:
            with time_limit(seconds):
                with watch:
                    value = use(function, given, kind)
                value = copy.deepcopy(value)
            again = []
            if twice:
                with time_limit(seconds):
                    again = [use(function, copy.deepcopy(arguments), kind)]
            reply = {
                "value": value,
                "arguments_after": None if alike(given, arguments) else given,
                "again": [other for other in again if not alike(other, value)],
            }
        except BaseException as error:
            reply = {"error": told(error), "place": place(error, namespace)}
    texts = (f"{note.category.__name__}: {note.message}"[:200] for note in noted[:200])
    return reply | {"warned": list(dict.fromkeys(texts))[:MOST_WARNINGS]}


def _called(module: str, calls: Calls) -> bool:
    """Return whether a function of that module was among the calls."""
    folder = f"/{module.replace('.', '/')}/"
    return any(folder in str(code.co_filename) for code in calls)


def overtime(reply: dict[str, Any]) -> bool:
    """Return whether a call took too long."""
    return str(reply.get("error", "")).startswith("Overtime")


def alike(one: Any, other: Any, depth: int = 8) -> bool:
    """Return whether two values are to the last bit the same arrays, numbers and texts."""
    if type(one) is not type(other) or not depth:
        return False
    if isinstance(one, np.ndarray):
        form = one.dtype == other.dtype and one.shape == other.shape
        return form and one.dtype.kind in "biufc" and one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple):
        pairs = zip(one, other)
        return len(one) == len(other) and all(alike(*pair, depth - 1) for pair in pairs)
    return type(one) in (bool, int, float, str, type(None)) and bool(one == other)


def place(error: BaseException, namespace: dict[str, Any]) -> str:
    """Say in which function of the notebook, and in which line of its cell, an error was raised."""
    found, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals is namespace:
            found = f"in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno} of its cell"
        trace = trace.tb_next
    return found


def told(error: BaseException) -> str:
    """Return an error's type and text, if it gives its text at all."""
    try:
        with time_limit(A_MOMENT):
            return f"{type(error).__name__}: {error}"[:500]
    except BaseException:
        return f"{type(error).__name__}: its text cannot be had"
