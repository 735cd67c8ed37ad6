"""Grade the sample class in a course folder of its own: ``python -m grading.sample_class ROOT``.

ROOT is made anew; a folder that this command did not make is refused. Exit code 0 if the class was
graded, with those that cannot be graded named.
"""

import argparse
import shutil
import sys
from pathlib import Path

from exercises.course import PROBLEM_SETS
from exercises.generate import generate
from exercises.problem_set import EXERCISES, ProblemSet
from exercises.sample_class import write_submissions
from grading.bubblewrap import why_unavailable
from grading.classroom import GRADER_FAILED, grade_class

BUILT = (EXERCISES.parent / "_build").resolve()  # what stands below it can be built again
MARKER = ".sample-class"


def main() -> int:
    """Run the command line; see the module."""
    parser = argparse.ArgumentParser(prog="python -m grading.sample_class", description=__doc__)
    parser.add_argument("root", type=Path, metavar="ROOT")
    root = parser.parse_args().root.resolve()
    if not _may_be_made_anew(root):
        print(
            f"{root} was not made by this command, which would delete what is in it. "
            "Name a folder that is new or empty.",
            file=sys.stderr,
        )
        return 1
    if why := why_unavailable():
        print(f"No sandbox: {why}.")
        print("The sample class is the course's own, so it is run without one.")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / MARKER).touch()
    generate(root)
    codes = set()
    for name in PROBLEM_SETS:
        released = root / "release" / name / f"{name}.ipynb"
        write_submissions(ProblemSet(name), released, root / "downloaded" / name / "archive")
        codes.add(grade_class(root, name, trusted=bool(why)))
    return int(GRADER_FAILED in codes)


def _may_be_made_anew(root: Path) -> bool:
    if BUILT in root.parents or not root.exists():
        return True
    return root.is_dir() and ((root / MARKER).exists() or not any(root.iterdir()))


if __name__ == "__main__":
    sys.exit(main())
