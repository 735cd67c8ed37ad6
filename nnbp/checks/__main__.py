"""Check a notebook outside Jupyter: ``python -m nnbp.checks NOTEBOOK``.

The notebook's code is run from the top, in its folder, and every question in the
``known_outputs.json`` beside it is checked. Exit code 0 if all answers are right, 1 if one is not,
2 if the notebook cannot be checked.
"""

import argparse
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from nnbp.checks import KNOWN_OUTPUTS, outcomes, read_known, report

ALL_RIGHT, SOMETHING_WRONG, NOT_CHECKED = 0, 1, 2


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
    namespace, complaints = run(cells, path.parent)
    reports = [report(asked, outcomes(asked, namespace)) for asked in questions.values()]
    for told in [*complaints, *map(str, reports)]:
        print(told, end="\n\n")
    right = sum(one.right for one in reports)
    print(f"{path.name}: {right} of {len(reports)} answers right.")
    return ALL_RIGHT if right == len(reports) else SOMETHING_WRONG


def code_cells(path: Path) -> list[str]:
    """Return the code cells of a notebook; ValueError if the file is none."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("it is not a notebook") from error


def run(cells: list[str], folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Run the cells in `folder`, as a notebook would; return what they define and what failed.

    A cell that fails stops no other. Lines for IPython, such as ``%matplotlib inline``, are left
    out, and so are the checks and whatever the cells print.
    """
    os.chdir(folder)
    os.environ.setdefault("MPLBACKEND", "agg")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    failed = []
    for number, source in enumerate(cells, start=1):
        lines = source.splitlines()
        if all(line.startswith(("check(", "#")) or not line.strip() for line in lines):
            continue
        plain = "\n".join("" if line.startswith(("%", "!")) else line for line in lines)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(plain, f"cell {number}", "exec"), namespace)
        except NotImplementedError:
            continue  # a stub, of which its own question says that it was not attempted
        except (Exception, SystemExit) as error:
            failed.append(f"Code cell {number} fails: {type(error).__name__}: {error}")
    return namespace, failed


if __name__ == "__main__":
    sys.exit(main())
