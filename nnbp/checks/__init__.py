"""Check an answer against a problem set's known outputs, and name the mistake.

In a notebook: ``check("backprop")``. It calls the function of that name on the public cases in
``known_outputs.json`` beside the notebook, and says what it found.
"""

import copy
import sys
from pathlib import Path
from typing import Any

from nnbp.checks.known import Case, Mistake, Question, read_known
from nnbp.checks.report import Outcome, Report, report

__all__ = ["Case", "Mistake", "NotRight", "Outcome", "Question", "Report", "check", "report"]

KNOWN_OUTPUTS = Path("known_outputs.json")


class NotRight(AssertionError):
    """A checked answer is not right yet; its text is the report."""

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the report in place of a traceback."""
        return str(self).splitlines()


def check(name: str, known: Path = KNOWN_OUTPUTS) -> None:
    """Check the function `name` of the calling notebook on the public cases and print the report.

    Raise `NotRight` with the report if any case is wrong, and a ValueError if the problem set
    has no such question or its known outputs are not beside the notebook.
    """
    questions = _questions(known)
    if name not in questions:
        raise ValueError(f"no question is called {name!r}; there are: {', '.join(questions)}")
    function = sys._getframe(1).f_globals.get(name)
    if not callable(function):
        raise ValueError(
            f"there is no function called {name} yet; run the cell that defines it, then check"
        )
    question = questions[name]
    result = report(question, [call(function, case.arguments) for case in question.cases])
    if not result.right:
        raise NotRight(result)
    print(result)


def call(function: Any, arguments: list[Any]) -> Outcome:
    """Call `function` on copies of `arguments` and return what happened."""
    given = copy.deepcopy(arguments)
    try:
        return Outcome(value=function(*given), arguments_after=given)
    except Exception as error:  # whatever a student's function raises belongs in the report
        return Outcome(error=f"{type(error).__name__}: {error}")


def _questions(known: Path) -> dict[str, Question]:
    if not known.exists():
        raise ValueError(f"{known} is missing; keep the notebook in the folder that you were given")
    return read_known(known)
