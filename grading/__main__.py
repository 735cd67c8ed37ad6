"""Grade a class: ``python -m grading ROOT SET`` collects, grades, gives feedback, exports marks.

ROOT is an nbgrader course folder in which SET was generated. What was handed in lies in
``downloaded/<set>/archive``, or already in ``submitted``. Exit code 0 if all were graded, 3 if
some could not be (they are listed, with the reason), 1 if the grader itself failed.
"""

import argparse
import sys
from pathlib import Path

from exercises.problem_set import ProblemSet
from grading.classroom import grade_class
from grading.sandbox import why_unavailable


def main() -> int:
    """Run the command line; see the module."""
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    parser.add_argument("root", type=Path, metavar="ROOT")
    parser.add_argument("set", metavar="SET")
    parser.add_argument(
        "--trusted",
        action="store_true",
        help="run without a sandbox; only for notebooks that you wrote yourself",
    )
    asked = parser.parse_args()
    if not asked.trusted and (why := why_unavailable()):
        print(f"No submission was run: {why}.", file=sys.stderr)
        print("For notebooks that you wrote yourself there is --trusted.", file=sys.stderr)
        return 1
    return grade_class(asked.root.resolve(), ProblemSet(asked.set), asked.trusted)


if __name__ == "__main__":
    sys.exit(main())
