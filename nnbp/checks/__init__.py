"""Check an answer against a problem set's known outputs, and name the mistake.

In a notebook: ``check("backprop")``. It tries what the notebook calls `backprop` on the public
cases in ``known_outputs.json`` beside it, and says what it found. For a whole notebook, outside
Jupyter: ``python -m nnbp.checks NOTEBOOK``.
"""

import sys
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
    if name not in questions:
        close = get_close_matches(str(name), questions, n=1)
        meant = f"did you mean {close[0]!r}? There are" if close else "there are"
        raise ValueError(f"no question is called {name!r}; {meant}: {', '.join(questions)}")
    question = questions[name]
    result = report(question, outcomes(question, sys._getframe(1).f_globals))
    shown = _show(result)
    if not result.right:
        raise NotRight(result, shown)
    if not shown:
        print(result)


def _show(result: Report) -> bool:
    """Show the report as HTML where a notebook can; return whether it was shown."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
        return False
    ipython.display.display(result)
    return True


def _questions(known: Path) -> dict[str, Question]:
    if not known.exists():
        raise ValueError(f"{known} is missing; keep the notebook in the folder that you were given")
    return read_known(known)
