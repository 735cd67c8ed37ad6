"""Where a course keeps what: nbgrader's folders, as its configuration has them."""

from pathlib import Path

from nbgrader.coursedir import CourseDirectory


def handed_in(course: CourseDirectory, name: str) -> list[Path]:
    """Return the folders of what students handed in for the set `name`, by student.

    Those of a student whose name is no text are left out; `left_out` has them.
    """
    return [folder for folder in _submitted(course, "*", name) if _is_text(folder.parent.name)]


def left_out(course: CourseDirectory, name: str) -> dict[str, str]:
    """Return with the reason what stands among the submissions and is none."""
    found = _submitted(course, "*", name)
    why = {
        path: "the student's name is no text" for path in found if not _is_text(path.parent.name)
    }
    misplaced = {*_submitted(course, "*", f"{name}.ipynb"), *_submitted(course, name, "*")}
    for path in sorted(misplaced - set(found)):
        why[path] = f"a submission belongs in {_place(course, name)}"
    return {str(path.relative_to(course.root)): said for path, said in why.items()}


def where_to_hand_in(course: CourseDirectory, name: str) -> str:
    """Return what to tell where nobody has handed in the set `name`."""
    return (
        f"Nobody has handed in {name}. In {course.root}, put notebooks into "
        f"{_place(course, name)}, or what your learning platform gives you into "
        f"downloaded/{name}/archive."
    )


def _place(course: CourseDirectory, name: str) -> Path:
    place = course.format_path(course.submitted_directory, "<student>", name)
    return Path(place).relative_to(course.root)


def _submitted(course: CourseDirectory, student: str, name: str) -> list[Path]:
    pattern = course.format_path(course.submitted_directory, student, name)
    return sorted(Path(course.root).glob(str(Path(pattern).relative_to(course.root))))


def _is_text(name: str) -> bool:
    return name.isprintable() and name.encode(errors="replace").decode() == name


def autograded(course: CourseDirectory, student: str, name: str) -> Path:
    """Return where a student's autograded notebook stands."""
    folder = course.format_path(course.autograded_directory, student, name)
    return Path(folder, f"{name}.ipynb")


def feedback_page(course: CourseDirectory, student: str, name: str) -> Path:
    """Return where a student's feedback page stands."""
    folder = course.format_path(course.feedback_directory, student, name)
    return Path(folder, f"{name}.html")


def marks_table(course: CourseDirectory, name: str) -> Path:
    """Return where the table of a set's marks stands."""
    return Path(course.root, f"marks-{name}.csv")


def file_mode(course: CourseDirectory) -> int:
    """Return the mode that nbgrader gives to autograded files."""
    return 0o664 if course.groupshared else 0o444
