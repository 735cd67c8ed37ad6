"""What a platform gives is collected; what a student packed cannot stand for somebody else."""

import io
import zipfile
from typing import Any

import pytest

from exercises.course import nbgrader_api
from grading.classroom import collect

NAME = "ps3_backprop"


def packed(*names: str, within: str = "") -> bytes:
    """Return a zip with files of these names, or with one zip of that name that holds them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        if within:
            archive.writestr(within, packed(*names))
        else:
            for name in names:
                archive.writestr(name, name)
    return made.getvalue()


def collected(course: Any, **files: bytes) -> tuple[list[str], list[str]]:
    """Put files where a platform's archive goes; return who handed in, and what has no name."""
    folder = course.root / "downloaded" / NAME / "archive"
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    nameless = collect(nbgrader_api(course.root), NAME)
    return sorted(path.parent.name for path in course.root.glob(f"submitted/*/{NAME}")), sorted(
        nameless
    )


def of(student: str, date: str = "2026-11-01-12-00-00") -> str:
    return f"{student}_{date}_{NAME}.ipynb"


def test_files_and_the_platforms_zip_are_collected(course: Any) -> None:
    files = {of("one"): b"{}", "all.zip": packed(of("two"), of("three@uni.example"))}
    assert collected(course, **files) == (["one", "three@uni.example", "two"], [])


def test_a_zip_that_a_student_packed_is_left_alone_and_named(course: Any) -> None:
    theirs = of("mallory").replace(".ipynb", ".zip")
    files = {
        theirs: packed(of("neighbour", "2027-01-01-00-00-00")),
        "all.zip": packed(of("neighbour"), within="x.zip"),
    }
    assert collected(course, **files) == ([], [theirs, "x.zip"])


@pytest.mark.parametrize("student", ["..", ".", "-rf", "=1+1", "<b>", "a b"])
def test_a_name_that_is_more_than_a_name_is_not_collected(student: str, course: Any) -> None:
    source = course.root / NAME
    source.mkdir()
    (course.root / "submitted").mkdir(exist_ok=True)
    (source / "kept").write_text("kept")
    assert collected(course, **{of(student): b"{}"}) == ([], [of(student)])
    assert (source / "kept").exists()


def test_a_damaged_zip_is_named_and_stops_nobody(course: Any) -> None:
    found = collected(course, **{"all.zip": b"no zip", of("one"): b"{}"})
    assert found == (["one"], ["all.zip"])


@pytest.mark.parametrize("time", ["12-00-37", "23-59-59", "00-10-20"])
def test_the_time_in_a_name_is_when_it_was_handed_in(time: str, course: Any) -> None:
    assert collected(course, **{of("one", f"2026-11-01-{time}"): b"{}"}) == (["one"], [])
    written = (course.submitted("one").parent / "timestamp.txt").read_text()
    assert written == f"2026-11-01 {time.replace('-', ':')}"


def test_of_two_files_the_later_one_counts(course: Any) -> None:
    late, early = of("one", "2026-11-01-12-10-00"), of("one", "2026-11-01-12-09-59")
    assert collected(course, **{late: b"late", early: b"early"}) == (["one"], [])
    assert course.submitted("one").read_bytes() == b"late"


def test_a_day_that_does_not_exist_is_named_and_stops_nobody(course: Any) -> None:
    never = of("two", "2026-02-31-12-00-00")
    assert collected(course, **{of("one"): b"{}", never: b"{}"}) == (["one"], [never])
