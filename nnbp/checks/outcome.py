"""Call what a student wrote, on copies of the arguments, and note what happened."""

import copy
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from nnbp.checks.known import Case, Question
from nnbp.checks.time_limit import time_limit


@dataclass(frozen=True)
class Outcome:
    """What one call did: the value it returned, or the error it raised, and what it left behind.

    `error` is a line such as ``"IndexError: index 3 is out of bounds"``, empty if there was none,
    and `place` says where in the student's code it was raised, if it was there.
    `again` holds the value of a second call on the same arguments, if there was one, and `warned`
    the warnings. `missing` says that there is nothing of that name to call.
    """

    value: Any = None
    error: str = ""
    arguments_after: Sequence[Any] | None = None
    again: tuple[Any, ...] = ()
    warned: tuple[str, ...] = ()
    missing: bool = False
    place: str = ""


def outcomes(
    question: Question, namespace: Mapping[str, Any], seconds: float | None = None
) -> list[Outcome]:
    """Try every case of `question` on what `namespace` holds under its name.

    The first case is called twice, to see whether the answer repeats itself. A call that takes
    longer than `seconds` is interrupted, and no more are made.
    """
    if question.kind == "choices":
        missing = question.name not in namespace
        return [Outcome(namespace.get(question.name), missing=missing)]
    function = namespace.get(question.name)
    if not callable(function):
        return [Outcome(missing=True) for _ in question.cases]
    tried: list[Outcome] = []
    for case in question.cases:
        tried.append(call(function, case, question.kind, not tried, seconds, namespace))
        if tried[-1].error.startswith("NotImplementedError"):
            return tried * len(question.cases)
        if tried[-1].error.startswith("TimeoutError"):
            break
    return tried


def call(
    function: Any,
    case: Case,
    kind: str = "function",
    twice: bool = False,
    seconds: float | None = None,
    namespace: Mapping[str, Any] | None = None,
) -> Outcome:
    """Call `function` on copies of the case's arguments and return what happened.

    Interrupt it after so many `seconds`, if they are given. Of an error say where in the code of
    `namespace` it was raised.
    """
    given = copy.deepcopy(case.arguments)
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        try:
            with time_limit(seconds):
                value = copy.deepcopy(use(function, given, kind))
                again = (use(function, copy.deepcopy(case.arguments), kind),) if twice else ()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a student's code raises belongs in the report
            says = f"{type(error).__name__}: {error}"
            where = place(error.__traceback__, namespace)
            return Outcome(error=says, warned=_texts(noted), place=where)
    return Outcome(value, "", given, again, _texts(noted))


def place(trace: TracebackType | None, namespace: Mapping[str, Any] | None) -> str:
    """Say in which function of `namespace`, and in which line of its cell, an error was raised.

    It may have come from deeper down, but a line in a library tells a learner little.
    """
    found = ""
    while trace is not None:
        if trace.tb_frame.f_globals is namespace:
            name = trace.tb_frame.f_code.co_name
            found = f"in {name}, line {trace.tb_lineno} of its cell"
        trace = trace.tb_next
    return found


def use(function: Any, arguments: Sequence[Any], kind: str) -> Any:
    """Call a function; or make an object of a class, and return what its methods return."""
    if kind == "function":
        return function(*arguments)
    made, calls = arguments
    thing = function(*made)
    return [copy.deepcopy(getattr(thing, method)(*given)) for method, given in calls]


def _texts(noted: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{note.category.__name__}: {note.message}" for note in noted))
