"""Check an answer against a problem set's known outputs, and name the mistake.

In a notebook: ``check("backprop")``. It tries what the notebook calls `backprop` on the public
cases in ``known_outputs.json`` beside it, and says what it found; ``arguments("backprop", 2)`` are
those of the second case. For a whole notebook, outside Jupyter: ``python -m nnbp.checks NOTEBOOK``.
"""

import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nnbp.checks.known import Case, Mistake, Question, Symptoms, read_known
from nnbp.checks.outcome import Outcome, call, outcomes
from nnbp.checks.report import Report, report, symptoms

__all__ = [
    "Case",
    "Mistake",
    "NotRight",
    "Outcome",
    "Question",
    "Report",
    "Symptoms",
    "arguments",
    "call",
    "check",
    "outcomes",
    "read_known",
    "report",
    "symptoms",
]

KNOWN_OUTPUTS = Path("known_outputs.json")


class NotRight(AssertionError):
    """A checked answer is not right yet; its text is the report."""

    def __init__(self, report: Report, shown: bool = False) -> None:
        super().__init__(str(report))
        self.report = report
        self.shown = shown

    def _render_traceback_(self) -> list[str]:
        """Let IPython show the report in place of a traceback; its first line if it is shown."""
        lines = str(self).splitlines()
        return lines[:1] if self.shown else lines


def check(name: str, known: Path = KNOWN_OUTPUTS) -> None:
    """Check what the calling notebook calls `name` on the public cases and show the report.

    Raise `NotRight` with the report if any case is wrong, and a ValueError if the problem set
    has no such question or its known outputs are not beside the notebook.
    """
    questions = _questions(known)
    question = _question(name, questions)
    namespace = sys._getframe(1).f_globals
    tried = outcomes(question, namespace)
    result = report(question, tried)
    if not result.right:
        earlier = {used: questions[used] for used in question.uses}
        others = {used: report(it, outcomes(it, namespace)) for used, it in earlier.items()}
        result = report(question, tried, others)
    shown = _show(result)
    if not result.right:
        raise NotRight(result, shown)
    if not shown:
        print(result)


def arguments(name: str, case: int = 1, known: Path = KNOWN_OUTPUTS) -> list[Any]:
    """Return the arguments of a question's public case, counted from 1, to call it by hand.

    Of a class they are those of its making, and a list of [method, arguments]. Raise a ValueError
    that names what there is, if there is no such question or case.
    """
    cases = _question(name, _questions(known)).cases
    if case not in range(1, len(cases) + 1):
        raise ValueError(
            f"{name} has {len(cases)} public cases, counted from 1; there is no {case}"
        )
    return cases[case - 1].arguments


def _show(result: Report) -> bool:
    """Show the report as HTML where a notebook can; return whether it was shown."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
        return False
    ipython.display.display(result)
    return True


def _question(name: str, questions: Mapping[str, Question]) -> Question:
    if name not in questions:
        close = get_close_matches(str(name), questions, n=1)
        meant = f"did you mean {close[0]!r}? There are" if close else "there are"
        raise ValueError(f"no question is called {name!r}; {meant}: {', '.join(questions)}")
    return questions[name]


def _questions(known: Path) -> dict[str, Question]:
    if not known.exists():
        raise ValueError(f"{known} is missing; keep the notebook in the folder that you were given")
    return read_known(known)
