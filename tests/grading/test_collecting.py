"""What a platform gives is collected; what a student packed cannot stand for somebody else."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exercises.course import nbgrader_api
from grading.collecting import NOBODYS, Collected, collect

NAME = "ps3_backprop"
GRADING = Path(__file__).parents[2] / "book" / "grading.md"


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


def put(course: Any, **files: bytes) -> Collected:
    """Put files where a platform's archive goes, and collect them."""
    folder = course.root / "downloaded" / NAME / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return collect(nbgrader_api(course.root), NAME)


def collected(course: Any, **files: bytes) -> tuple[list[str], list[str]]:
    """Put files there; return who handed in, and what is left out."""
    left_out = put(course, **files).left_out
    handed_in = course.root.glob(f"submitted/*/{NAME}")
    return sorted(path.parent.name for path in handed_in), sorted(left_out)


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
    assert collected(course, **files) == ([], ["all/x.zip", theirs])


@pytest.mark.parametrize(
    "ending", ["my-homework.zip", f"{NAME}.tar.gz", "ps3 backprop.zip", ".zip", "a.b.zip", "ü.gz"]
)
def test_a_students_archive_cannot_stand_for_another_whatever_it_is_called(
    ending: str, course: Any
) -> None:
    theirs = f"mallory_2026-11-01-12-00-00_{ending}"
    attack = {theirs: packed(of("victim", "2026-11-02-12-00-00"))}
    found = put(course, **{of("victim"): b"{}"}, **attack)
    assert course.submitted("victim").read_bytes() == b"{}"
    says = "an archive that mallory packed is not opened; ask for the notebook itself"
    assert found.left_out == {theirs: says}


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


def timestamp(course: Any, student: str) -> Path:
    path: Path = course.submitted(student).with_name("timestamp.txt")
    return path


def by_hand(course: Any, text: str = "by hand", time: str = "") -> None:
    """Put a notebook of the student `one`, and its time, where submissions belong."""
    course.submitted("one").parent.mkdir(parents=True, exist_ok=True)
    course.submitted("one").write_text(text)
    if time:
        timestamp(course, "one").write_text(time)


def test_what_was_collected_is_not_collected_again(course: Any) -> None:
    put(course, **{of("one"): b"{}"})
    by_hand(course)
    timestamp(course, "one").write_text("2026-10-31 12:00:00")
    assert put(course, **{of("two"): b"{}"}) == Collected()
    assert course.submitted("one").read_text() == "by hand"
    assert timestamp(course, "one").read_text() == "2026-10-31 12:00:00"
    assert course.submitted("two").exists()


def test_what_somebody_took_away_is_collected_again(course: Any) -> None:
    put(course, **{of("one"): b"{}"})
    course.submitted("one").unlink()
    timestamp(course, "one").unlink()
    put(course)
    assert course.submitted("one").read_bytes() == b"{}"


def test_a_newer_archive_replaces_what_was_collected_and_says_whose(course: Any) -> None:
    put(course, **{of("one"): b"old", of("two"): b"{}"})
    found = put(course, **{of("one", "2026-11-01-12-00-01"): b"new"})
    assert found == Collected(replaced=["one"])
    assert course.submitted("one").read_bytes() == b"new"
    assert timestamp(course, "one").read_text() == "2026-11-01 12:00:01"


def test_an_archive_that_was_replaced_is_collected_anew(course: Any) -> None:
    put(course, **{"all.zip": packed(of("one"))})
    newer = "2026-11-03-12-00-00"
    assert put(course, **{"all.zip": packed(of("one", newer))}).replaced == ["one"]
    assert course.submitted("one").read_text() == of("one", newer)


@pytest.mark.parametrize("time", ["2020-11-02 12:00:00", ""])
def test_a_submission_by_hand_is_not_replaced_by_an_older_one(time: str, course: Any) -> None:
    by_hand(course, time=time)
    older = of("one", "2020-11-01-12-00-00")
    assert put(course, **{older: b"old"}) == Collected(kept=["one"])
    assert course.submitted("one").read_text() == "by hand"
    assert put(course) == Collected()


def test_a_submission_by_hand_gives_way_to_a_newer_one(course: Any) -> None:
    by_hand(course, time="2026-11-02 12:00:00")
    found = put(course, **{of("one", "2026-11-03-12-00-00"): b"new"})
    assert found == Collected(replaced=["one"])
    assert course.submitted("one").read_text() == "new"


def configured_for_moodle(course: Any) -> None:
    """Configure the course as the page *Grading a class* says."""
    [example] = re.findall(r"```python\n(c = get_config\(\)\n.*?)```", GRADING.read_text(), re.S)
    (course.root / "nbgrader_config.py").write_text(example)


def test_the_pages_example_reads_what_moodle_gives(course: Any) -> None:
    configured_for_moodle(course)
    files = [
        f"Anna Abel_101_assignsubmission_file_/{NAME}.ipynb",
        f"Zoë_5 O'Neil_7_assignsubmission_file_{NAME}.ipynb",
    ]
    assert collected(course, **{"all.zip": packed(*files)}) == (["101", "7"], [])
    assert course.submitted("101").read_text() == files[0]
    assert put(course) == Collected()


@pytest.mark.parametrize(
    "feigned",
    [
        f"/{of('101')}",
        f"/x_101_assignsubmission_file_{NAME}.ipynb",
        f"/Anna Abel_101_assignsubmission_file_/{NAME}.ipynb",
        f"a b_101_assignsubmission_file_{NAME}.ipynb",
    ],
)
def test_in_moodles_archive_nobody_stands_for_another(feigned: str, course: Any) -> None:
    configured_for_moodle(course)
    theirs = f"Mallory_66_assignsubmission_file_{feigned}"
    right = f"Anna Abel_101_assignsubmission_file_/{NAME}.ipynb"
    put(course, **{"all.zip": packed(right, theirs)})
    assert course.submitted("101").read_text() == right


def test_a_new_file_without_a_date_replaces_only_what_was_collected(course: Any) -> None:
    configured_for_moodle(course)
    for student in ("101", "102"):
        put(course, **{f"A_{student}_assignsubmission_file_{NAME}.ipynb": b"first"})
    course.submitted("102").write_text("by hand")
    found = [
        put(course, **{f"A_{student}_assignsubmission_file_{NAME}.ipynb": b"second"})
        for student in ("101", "102")
    ]
    assert found == [Collected(replaced=["101"]), Collected(kept=["102"])]
    assert course.submitted("102").read_text() == "by hand"


def test_a_file_that_is_nobodys_is_named_with_its_place_in_the_archive(course: Any) -> None:
    file = f"Anna Abel_101_assignsubmission_file_/{NAME}.ipynb"
    found = put(course, **{"all.zip": packed(file)})
    assert found.left_out == {f"all/{file}": NOBODYS}
