"""The nbgrader course in this folder: run nbgrader's commands here.

Submissions are cleaned and run by the `grading` package: student code runs in a sandbox, and is
judged outside it.
"""

from exercises.course import configure

configure(get_config())  # noqa: F821 - nbgrader provides get_config
