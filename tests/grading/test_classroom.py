"""A class graded, and graded again: only what is new, with what changed, and nothing lost."""

import os
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from exercises.generate import generate
from grading import classroom, coordinator
from grading.classroom import ALL_GRADED, GRADER_FAILED, SOME_UNGRADED, CannotGrade, renew_pages

NAME = "ps3_backprop"
SMALL_CLASS = ["right-einsum", "bias-regularised", "cost-without-lambda", "blank"]


def test_each_gets_what_it_deserves(
    course: Any, deserved: Callable[[str], dict[str, float]]
) -> None:
    for member in SMALL_CLASS:
        course.hand_in(member)
    assert course.grade() == ALL_GRADED
    assert {member: course.computed(member) for member in SMALL_CLASS} == {
        member: deserved(member) for member in SMALL_CLASS
    }


def test_what_has_not_changed_is_left_alone(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("bias-regularised")
    course.grade()
    before = course.autograded("bias-regularised").stat()
    course.hand_in("right-einsum")
    course.grade()
    assert course.autograded("bias-regularised").stat() == before
    assert "1 were graded; 1 stand as before" in capsys.readouterr().out


def test_grading_again_by_force_gives_the_same(course: Any) -> None:
    course.hand_in("right-but-prints")
    course.grade()
    before = course.autograded("right-but-prints").read_bytes(), course.entries()
    course.grade(force=True)
    assert (course.autograded("right-but-prints").read_bytes(), course.entries()) == before


def test_a_new_submission_is_graded_and_the_run_says_what_changed(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("lambda-not-divided", student="ana")
    course.grade()
    course.hand_in("right-einsum", student="ana")
    course.grade()
    assert "ana: check-regularize 0 to 2; changed: notebook" in capsys.readouterr().out


def test_another_grader_grades_again_and_says_so(
    course: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course.hand_in("lambda-not-divided", student="ana")
    course.grade()
    course.mark("ana", auto_score=1.0)
    monkeypatch.setattr(coordinator, "grader_hash", lambda settings: "another")
    course.grade()
    told = capsys.readouterr().out
    assert "1 were graded; 0 stand as before" in told
    assert "ana: derivation 1 to 0; changed: grader" in told


def test_other_hidden_cases_grade_again(course: Any, capsys: pytest.CaptureFixture[str]) -> None:
    course.hand_in("right-einsum")
    course.grade()
    (course.root / "hidden-cases.secret").write_bytes(os.urandom(32))
    course.grade()
    assert "In this run 1 were graded" in capsys.readouterr().out.splitlines()[-1]


def test_marks_given_by_hand_survive_and_need_no_second_look(course: Any) -> None:
    course.hand_in("right-loop")
    course.grade()
    assert course.points("right-loop")["derivation"].needs_manual_grade
    course.mark("right-loop", manual_score=3.0, extra_credit=0.5, needs_manual_grade=False)
    course.grade(force=True)
    points = course.points("right-loop")["derivation"]
    assert (points.manual_score, points.extra_credit, points.score) == (3.0, 0.5, 3.5)
    assert not points.needs_manual_grade


def test_a_mark_by_hand_is_to_be_looked_at_again_where_the_submission_is_another(
    course: Any,
) -> None:
    course.hand_in("right-loop")
    course.grade()
    course.mark("right-loop", manual_score=3.0, needs_manual_grade=False)
    course.hand_in("right-loop", new_markdown_cell("One thing more."))
    course.grade()
    points = course.points("right-loop")["derivation"]
    assert (points.manual_score, points.needs_manual_grade) == (3.0, True)


def test_a_comment_survives_and_stands_on_the_page(course: Any) -> None:
    course.hand_in("right-loop")
    course.grade()
    with Gradebook(course.db_url) as gradebook:
        comment = gradebook.find_comment("derivation", NAME, NAME, "right-loop")
        comment.manual_comment = "Say where the *slope* cancels."
        gradebook.db.commit()
    course.grade(force=True)
    assert "Say where the <em>slope</em> cancels." in course.page("right-loop")


def test_marks_given_by_hand_come_onto_the_page_and_into_the_table(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("right-loop")
    course.grade()
    assert "A person has still to mark 1:\n  right-loop" in capsys.readouterr().out
    course.mark("right-loop", manual_score=4.0, needs_manual_grade=False)
    renew_pages(course.root, NAME)
    assert "<strong>24</strong> of 24 points" in course.page("right-loop")
    assert "right-loop,graded,1,1,2,2,2,2,6,4,4,24,24," in (
        (course.root / f"marks-{NAME}.csv").read_text()
    )


def test_pages_can_wait_until_a_person_has_marked(course: Any) -> None:
    course.hand_in("right-einsum")
    assert course.grade(pages=False) == ALL_GRADED
    assert not (course.root / "feedback").exists()
    renew_pages(course.root, NAME)
    assert "<strong>20</strong> of 24 points" in course.page("right-einsum")


@pytest.mark.parametrize("penalty", ["zero", "none"])
def test_a_late_submission_costs_what_nbgrader_says(course: Any, penalty: str) -> None:
    late(course, "right-einsum", penalty)
    course.grade()
    assert course.entries()["right-einsum"].penalty == (20.0 if penalty == "zero" else 0.0)


def test_a_submission_that_cannot_be_graded_is_named_and_laid_before_a_person(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("not-a-notebook")
    course.hand_in("right-einsum")
    assert course.grade() == SOME_UNGRADED
    assert "not-a-notebook: it is not a notebook" in capsys.readouterr().out
    text = course.autograded("not-a-notebook").read_text()
    assert "I could not export the notebook, sorry." in text
    waiting = course.points("not-a-notebook")
    assert all(points.needs_manual_grade for points in waiting.values())
    assert sum(points.score for points in waiting.values()) == 0


def test_a_person_can_mark_what_the_computer_could_not(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("not-a-notebook")
    course.grade()
    course.mark("not-a-notebook", manual_score=2.0)
    course.grade()
    assert "not-a-notebook,to mark by hand,0,0,0,0,0,0,0,0,2,2,24,it is not a notebook" in (
        (course.root / f"marks-{NAME}.csv").read_text()
    )


def test_a_later_file_that_cannot_be_read_takes_the_earlier_points_away(course: Any) -> None:
    course.hand_in("right-einsum", student="later")
    course.grade()
    course.submitted("later").write_text("")
    assert course.grade() == SOME_UNGRADED
    assert course.entries()["later"].score == 0
    assert "later,ungraded" in (course.root / f"marks-{NAME}.csv").read_text()


def test_a_fault_of_the_grader_is_named_and_costs_nobody_else_a_point(
    course: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = coordinator.judge

    def faulty(notebook: Any, *others: Any) -> Any:
        if any("np.copy" in cell.source for cell in notebook.cells):
            raise ZeroDivisionError("a fault")
        return judge(notebook, *others)

    monkeypatch.setattr(coordinator, "judge", faulty)
    course.hand_in("right-einsum", new_code_cell("np.copy"), student="unlucky")
    course.hand_in("right-loop")
    assert course.grade() == GRADER_FAILED
    assert "unlucky: the grader failed: ZeroDivisionError: a fault" in capsys.readouterr().out
    assert course.entries()["right-loop"].score == 20


def test_a_file_of_the_archive_that_belongs_to_nobody_is_named(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    (archive / "homework final (2).ipynb").write_text("{}")
    assert course.grade() == SOME_UNGRADED
    told = capsys.readouterr().out
    assert "Left out:\n  homework final (2).ipynb: by the pattern for names it is nobody's" in told
    assert "c.FileNameCollectorPlugin.named_regexp in nbgrader_config.py" in told


@pytest.mark.parametrize("place", [f"pia/{NAME}.ipynb", f"{NAME}/pia/{NAME}.ipynb"])
def test_a_submission_in_the_wrong_place_is_named(
    place: str, course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course.root / "submitted" / place
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    assert course.grade() == SOME_UNGRADED
    shown = f"submitted/{place}" if place.startswith("pia") else f"submitted/{NAME}/pia"
    told = capsys.readouterr().out
    assert f"  {shown}: a submission belongs in submitted/<student>/{NAME}" in told


def test_a_folder_that_is_no_course_is_refused(tmp_path: Any) -> None:
    with pytest.raises(CannotGrade, match="is not a course with the set") as refused:
        classroom.grade_class(tmp_path, NAME)
    assert f"python -m exercises.generate {NAME} --course {tmp_path}" in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_one_notebook_that_cannot_be_written_stops_no_other(
    course: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ("ana", "ben", "cem"):
        course.hand_in("right-einsum", student=student)
    sign, signed = coordinator.sign, []

    def fail_once(notebook: Any, basis: Any) -> None:
        signed.append(notebook)
        if len(signed) == 2:
            raise AttributeError("odd")
        sign(notebook, basis)

    monkeypatch.setattr(coordinator, "sign", fail_once)
    assert course.grade() == GRADER_FAILED
    told = capsys.readouterr().out
    assert "the grader failed: AttributeError: odd" in told
    assert "2 were graded" in told
    monkeypatch.setattr(coordinator, "sign", sign)
    assert course.grade() == ALL_GRADED


def test_a_gradebook_that_is_gone_is_made_by_the_command_that_is_named(course: Any) -> None:
    (course.root / "gradebook.db").unlink()
    with pytest.raises(ValueError, match=rf"\(python -m exercises\.generate {NAME}, with --course"):
        course.grade()
    generate(course.root, [NAME])
    assert course.grade() == ALL_GRADED


DUE = "2026-11-01 12:00:00"


def late(course: Any, member: str = "right-einsum", penalty: str = "zero") -> str:
    """Let a member hand in an hour late, where that costs all the points or none."""
    set_penalty(course, penalty)
    course.hand_in(member)
    hand_in_at(course, member, "2026-11-01 13:00:00")
    set_due(course, DUE)
    return member


def set_penalty(course: Any, method: str) -> None:
    (course.root / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.LateSubmissionPlugin.penalty_method = '{method}'\n"
    )


def hand_in_at(course: Any, student: str, time: str) -> None:
    course.submitted(student).with_name("timestamp.txt").write_text(time)


def set_due(course: Any, time: str) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=time)


def extend(course: Any, student: str) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_submission(NAME, student, extension=timedelta(days=1))


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("due date", lambda course, who: set_due(course, "2026-11-02 12:00:00")),
        ("due date", extend),
        ("penalty", lambda course, who: set_penalty(course, "none")),
        ("timestamp", lambda course, who: hand_in_at(course, who, "2026-11-01 11:00:00")),
    ],
)
def test_what_a_penalty_rests_on_has_changed(
    what: str, change: Callable[[Any, str], None], course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    student = late(course)
    course.grade()
    change(course, student)
    course.grade()
    says = capsys.readouterr().out
    assert "In this run 1 were graded" in says.splitlines()[-3]
    assert re.search(f"{student}: penalty 20 to 0; changed: .*{what}", says)
    assert course.entries()[student].penalty == 0
    course.grade()
    assert "In this run 0 were graded; 1 stand as before." in capsys.readouterr().out


def test_a_mark_by_hand_is_part_of_what_a_late_submission_loses(course: Any) -> None:
    student = late(course)
    course.grade()
    course.mark(student, manual_score=4.0, needs_manual_grade=False)
    course.grade()
    entry = course.entries()[student]
    assert (entry.score, entry.penalty) == (24, 24)
    assert entry.points["derivation"].manual_score == 4.0
    assert not entry.waiting


def test_a_penalty_is_reported_by_force_too(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    student = late(course, penalty="none")
    course.grade()
    set_penalty(course, "zero")
    course.grade(force=True)
    assert f"{student}: penalty 0 to 20; changed: penalty" in capsys.readouterr().out


def test_a_plugin_of_the_course_that_fails_stops_nobody_before_grading(course: Any) -> None:
    student = late(course)
    course.grade()
    (course.root / "nbgrader_config.py").write_text(
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        "class Fails(LateSubmissionPlugin):\n"
        "    def late_submission_penalty(self, *given):\n"
        "        raise ZeroDivisionError\n"
        "c = get_config()\nc.AssignLatePenalties.plugin_class = Fails\n"
    )
    hand_in_at(course, student, "2026-11-01 11:00:00")
    assert course.grade() == ALL_GRADED


def test_other_points_of_the_released_set_grade_again(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("right-einsum")
    course.grade()
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_graded_cell("derivation", NAME, NAME).max_score = 6
        gradebook.db.commit()
    course.grade()
    told = capsys.readouterr().out
    assert "In this run 1 were graded" in told
    assert "Changed since the last: points (1)." in told


def make_anew(course: Any) -> None:
    (course.root / "gradebook.db").unlink()
    generate(course.root, [NAME])


def take_out(course: Any) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.remove_submission(NAME, "right-einsum")


@pytest.mark.parametrize("lose", [make_anew, take_out])
def test_what_the_gradebook_has_lost_is_graded_again(
    lose: Callable[[Any], None], course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("right-einsum")
    course.grade()
    lose(course)
    course.grade()
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("In this run 1 were graded; 0 stand as before. Changed since the last: ")
    assert "gradebook (1)" in told
    assert course.entries()["right-einsum"].score == 20


def test_points_that_a_bad_timestamp_takes_away_are_reported(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("right-einsum")
    course.grade()
    hand_in_at(course, "right-einsum", "soon")
    course.grade()
    told = capsys.readouterr().out
    assert "right-einsum: its timestamp.txt does not hold a time" in told
    assert re.search("right-einsum: .*check-backprop 6 to 0.*; changed: timestamp", told)


def table(course: Any) -> list[str]:
    """Return the rows of the table of marks, without the header."""
    text: str = (course.root / f"marks-{NAME}.csv").read_text()
    return text.splitlines()[1:]


def test_where_nobody_handed_in_the_command_says_where_to(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.grade()
    told = capsys.readouterr().out
    assert f"Nobody has handed in {NAME}. In {course.root}, put notebooks into" in told
    assert f"submitted/<student>/{NAME}" in told
    assert f"downloaded/{NAME}/archive" in told


def test_who_is_enrolled_and_handed_in_nothing_stands_in_the_table(
    course: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    course.hand_in("right-einsum")
    with Gradebook(course.db_url) as gradebook:
        gradebook.add_student("ada")
        gradebook.add_student("zoe")
    extend(course, "zoe")
    assert course.grade() == ALL_GRADED
    told = capsys.readouterr().out
    assert f"{NAME}: 1 of 1 submissions graded" in told
    assert "2 more are in the gradebook, with nothing handed in; the table has them." in told
    ada, right, zoe = table(course)
    assert ada == "ada,ungraded,,,,,,,,,,,24,nothing handed in"
    assert zoe == "zoe,ungraded,,,,,,,,,,,24,nothing handed in"
    assert right.startswith("right-einsum,to mark by hand,")


def test_who_has_marks_keeps_them_in_the_table_without_a_submission(course: Any) -> None:
    course.hand_in("right-einsum")
    course.grade()
    before = table(course)
    shutil.rmtree(course.root / "submitted")
    course.grade()
    assert table(course) == before
    shutil.rmtree(course.root / "autograded")
    renew_pages(course.root, NAME)
    assert table(course) == before
