"""Grade a class: ``python -m grading autograde SET`` in the course's folder.

It collects what was handed in, runs it in a sandbox and judges it, writes nbgrader's gradebook,
a page for each student and the table of marks, and prints a summary. A second run does only what
is new. ``python -m grading feedback SET`` writes pages and table anew after marking by hand.

Exit code 0 if all were graded, 3 if some could not be (they are listed, with the reason), 1 if
the grader itself failed, 130 if it was stopped with Ctrl-C.
"""

import _thread
import argparse
import gc
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from grading.bubblewrap import why_unavailable
from grading.workers import Where, getting_ready

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C has ended


def main() -> int:
    """Run the command line; see the module."""
    sys.unraisablehook = _not_lost
    try:
        return _do()
    except KeyboardInterrupt:
        print("\nStopped. What was graded so far is kept; run the command again.", file=sys.stderr)
        return INTERRUPTED


def _not_lost(dropped: "sys.UnraisableHookArgs") -> None:
    """Give a Ctrl-C once more that came while an object was cleared away: Python drops it there."""
    if dropped.exc_type is KeyboardInterrupt:
        threading.Timer(0.1, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(dropped)


def _do() -> int:
    asked = _parser().parse_args()
    if asked.do == "autograde" and not asked.trusted and (why := why_unavailable()):
        print(f"No submission was run: {why}.", file=sys.stderr)
        print("For notebooks that you wrote yourself there is --trusted.", file=sys.stderr)
        return 1
    gc.disable()
    with _ready(asked) as where:
        from grading import classroom

        gc.freeze()  # what was imported stays: to look through it takes half a second every time
        gc.enable()
        root = asked.course.resolve()
        try:
            if asked.do == "feedback":
                classroom.renew_pages(root, asked.set)
                return 0
            return classroom.grade_class(
                root, asked.set, where, asked.trusted, asked.force, asked.pages
            )
        except (classroom.CannotGrade, ValueError) as error:
            print(error, file=sys.stderr)
            return classroom.GRADER_FAILED


def _ready(asked: argparse.Namespace) -> AbstractContextManager[Where]:
    """Return where to execute jobs; for a large class a worker starts while the rest is loaded."""
    if asked.do == "feedback":
        return nullcontext(Where())
    from exercises.problem_set import ProblemSet

    where = Where(asked.workers, asked.scheduler)
    try:
        withheld = ProblemSet(asked.set).withheld
    except ValueError:
        return nullcontext(where)  # who grades the class says what is wrong
    # A guess, at nbgrader's own folder: to ask the course's configuration, nbgrader must be loaded.
    handed_in = len(list(asked.course.glob(f"submitted/*/{asked.set}")))
    return getting_ready(where, handed_in, withheld, asked.trusted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grading",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="do", required=True)
    course = argparse.ArgumentParser(add_help=False)
    course.add_argument(
        "set", metavar="SET", type=_without_slash, help="the problem set, such as ps3_backprop"
    )
    course.add_argument("--course", type=Path, default=Path(), help="the course's folder (here)")
    grade = commands.add_parser("autograde", parents=[course], help="grade what is new")
    where = grade.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=_count, default=0, metavar="N", help="submissions to run at a time"
    )
    where.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="use Dask's workers there"
    )
    grade.add_argument("--force", action="store_true", help="grade also what has not changed")
    grade.add_argument(
        "--trusted",
        action="store_true",
        help="run without a sandbox; only for notebooks that you wrote yourself",
    )
    grade.add_argument(
        "--no-pages",
        action="store_false",
        dest="pages",
        help="write no pages yet: a person marks first, then `feedback` writes them",
    )
    commands.add_parser("feedback", parents=[course], help="write pages and table anew")
    return parser


def _without_slash(text: str) -> str:
    return text.rstrip("/")  # a shell's completion takes the set for a folder


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"must be a whole number of at least 1, not {text!r}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
