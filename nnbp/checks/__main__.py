"""Check a notebook outside Jupyter: ``python -m nnbp.checks NOTEBOOK``.

The notebook's code is run from the top, in its folder, and every question in the
``known_outputs.json`` beside it is checked. Exit code 0 if no answer is found wrong, 1 if one is,
2 if the notebook cannot be checked. Letters are marked by the grader alone.
"""

import argparse
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from nnbp.checks import KNOWN_OUTPUTS, Report, outcomes, read_known, report
from nnbp.checks.outcome import place
from nnbp.checks.time_limit import time_limit

NOTHING_WRONG, SOMETHING_WRONG, NOT_CHECKED = 0, 1, 2
CALL_SECONDS, CELL_SECONDS = 20.0, 60.0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; see the module."""
    parser = argparse.ArgumentParser(
        prog="python -m nnbp.checks",
        description="Check every answer of a problem set's notebook.",
    )
    parser.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    path = parser.parse_args(arguments).notebook.resolve()
    try:
        cells = code_cells(path)
        questions = read_known(path.parent / KNOWN_OUTPUTS)
    except (OSError, ValueError) as error:
        print(f"{path.name} cannot be checked: {error}", file=sys.stderr)
        return NOT_CHECKED
    try:
        namespace = run(cells, path.parent)
        reports: dict[str, Report] = {}
        for name, question in questions.items():
            tried = outcomes(question, namespace, CALL_SECONDS)
            reports[name] = report(question, tried, reports)
            print(reports[name], end="\n\n", flush=True)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return NOT_CHECKED
    print(f"{path.name}: {summed_up(list(reports.values()))}")
    return NOTHING_WRONG if all(one.right for one in reports.values()) else SOMETHING_WRONG


def summed_up(reports: list[Report]) -> str:
    """Say how many answers are right, and how many are letters, which only the grader marks."""
    letters = [one.right for one in reports if one.question.kind == "choices"]
    others = [one.right for one in reports if one.question.kind != "choices"]
    told = f"{sum(others)} of {len(others)} answers right."
    if letters:
        told += (
            f" The letters of {sum(letters)} of {len(letters)} are noted; the grader marks them."
        )
    return told


def code_cells(path: Path) -> list[str]:
    """Return the code cells of a notebook; ValueError if the file is none."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("it is not a notebook") from error


def run(cells: list[str], folder: Path) -> dict[str, Any]:
    """Run the cells in `folder`, as a notebook would; return what they define.

    A cell that fails is named and stops no other. Lines for IPython, such as
    ``%matplotlib inline``, are left out, and so are the checks and whatever the cells print.
    """
    os.chdir(folder)
    os.environ.setdefault("MPLBACKEND", "agg")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for source in cells:
        lines = source.splitlines()
        if all(line.startswith(("check(", "#")) or not line.strip() for line in lines):
            continue
        plain = "\n".join("" if line.startswith(("%", "!")) else line for line in lines)
        try:
            with contextlib.redirect_stdout(io.StringIO()), time_limit(CELL_SECONDS):
                exec(compile(plain, "its cell", "exec"), namespace)
        except NotImplementedError:
            continue  # a stub, of which its own question says that it was not attempted
        except (Exception, SystemExit) as error:
            print(_failure(source, namespace, error), end="\n\n", flush=True)
    return namespace


def _failure(source: str, namespace: dict[str, Any], error: BaseException) -> str:
    """Say which cell fails, and where: nobody counts the cells of a notebook."""
    first = next(line for line in source.splitlines() if line.strip())
    where = place(error.__traceback__, namespace).removeprefix("in <module>, ")
    says = f"{type(error).__name__}: {error}" + (f" ({where})" if where else "")
    return f"The cell that begins with\n  {first}\nfails: {says}"


if __name__ == "__main__":
    sys.exit(main())
