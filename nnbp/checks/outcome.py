"""Call what a student wrote, on copies of the arguments, and note what happened."""

import copy
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnbp.checks.known import Case, Question


@dataclass(frozen=True)
class Outcome:
    """What one call did: the value it returned, or the error it raised, and what it left behind.

    `error` is a line such as ``"IndexError: index 3 is out of bounds"``, empty if there was none.
    `again` holds the value of a second call on the same arguments, if there was one, and `warned`
    the warnings. `missing` says that there is nothing of that name to call.
    """

    value: Any = None
    error: str = ""
    arguments_after: Sequence[Any] | None = None
    again: tuple[Any, ...] = ()
    warned: tuple[str, ...] = ()
    missing: bool = False


def outcomes(question: Question, namespace: Mapping[str, Any]) -> list[Outcome]:
    """Try every case of `question` on what `namespace` holds under its name.

    The first case is called twice, to see whether the answer repeats itself.
    """
    if question.kind == "choices":
        missing = question.name not in namespace
        return [Outcome(namespace.get(question.name), missing=missing)]
    function = namespace.get(question.name)
    if not callable(function):
        return [Outcome(missing=True) for _ in question.cases]
    tried: list[Outcome] = []
    for case in question.cases:
        tried.append(call(function, case, question.kind, twice=not tried))
        if tried[-1].error.startswith("NotImplementedError"):
            return tried * len(question.cases)
    return tried


def call(function: Any, case: Case, kind: str = "function", twice: bool = False) -> Outcome:
    """Call `function` on copies of the case's arguments and return what happened."""
    given = copy.deepcopy(case.arguments)
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        try:
            value = copy.deepcopy(use(function, given, kind))
            again = (use(function, copy.deepcopy(case.arguments), kind),) if twice else ()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever a student's code raises belongs in the report
            return Outcome(error=f"{type(error).__name__}: {error}", warned=_texts(noted))
    return Outcome(value, "", given, again, _texts(noted))


def use(function: Any, arguments: Sequence[Any], kind: str) -> Any:
    """Call a function; or make an object of a class, and return what its methods return."""
    if kind == "function":
        return function(*arguments)
    made, calls = arguments
    thing = function(*made)
    return [copy.deepcopy(getattr(thing, method)(*given)) for method, given in calls]


def _texts(noted: Sequence[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{note.category.__name__}: {note.message}" for note in noted))
