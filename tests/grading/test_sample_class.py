"""The sample class, graded by `make grade`: everyone gets what they deserve, nobody is lost."""

import csv
import re
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from exercises.problem_set import ProblemSet
from exercises.sample_class import Member, expected_points, members
from grading.judge import VERDICT
from grading.marks import read_verdicts

ROOT = Path(__file__).parents[2] / "_build" / "sample-class"
PROBLEM_SET = ProblemSet("ps3_backprop")
MEMBERS = members(PROBLEM_SET)
GRADED = [member for member in MEMBERS if not member.ungraded]
UNGRADED = [member for member in MEMBERS if member.ungraded]

by_id = pytest.mark.parametrize("member", GRADED, ids=lambda member: member.id)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    path = ROOT / "marks-ps3_backprop.csv"
    assert path.exists(), "the sample class is not graded; run `make grade`"
    with path.open(newline="", encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def notebook(member: Member) -> Path:
    return ROOT / "autograded" / member.id / "ps3_backprop" / "ps3_backprop.ipynb"


def feedback(member: Member) -> str:
    path = ROOT / "feedback" / member.id / "ps3_backprop" / "ps3_backprop.html"
    return path.read_text(encoding="utf-8")


def test_the_class_is_as_large_and_as_mixed_as_it_should_be() -> None:
    assert len(MEMBERS) >= 24
    assert {member.style for member in GRADED} >= {"loop", "vectorised", "einsum", "blank"}


def test_everyone_has_a_row(rows: dict[str, dict[str, str]]) -> None:
    handed_in = {name for name, row in rows.items() if row["note"] != "nothing handed in"}
    assert handed_in == {member.id for member in MEMBERS}


@by_id
def test_the_points_are_deserved(member: Member, rows: dict[str, dict[str, str]]) -> None:
    expected = expected_points(PROBLEM_SET, member)
    assert {name: float(rows[member.id][name]) for name in expected} == expected


@by_id
def test_the_mistakes_are_named(member: Member) -> None:
    verdicts = read_verdicts(notebook(member))
    named = {said["question"]: said["mistakes"] for said in verdicts if said["mistakes"]}
    expected = {name: lost["mistake"] for name, lost in member.loses.items() if "mistake" in lost}
    assert set(named) == set(expected)
    assert all(mistake in named[name] for name, mistake in expected.items())


@by_id
def test_gradebook_table_and_feedback_agree(
    member: Member, rows: dict[str, dict[str, str]]
) -> None:
    with Gradebook(f"sqlite:///{ROOT / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission("ps3_backprop", member.id)
        score, max_score = submission.score, submission.max_score
    row = rows[member.id]
    assert float(row["score"]) == score
    assert float(row["max_score"]) == max_score
    found = re.search(
        r"on Problem set 3: backpropagation \(Score: ([\d.]+) / ([\d.]+)\)", feedback(member)
    )
    assert found is not None
    assert (float(found[1]), float(found[2])) == (score, max_score)


@pytest.mark.parametrize("member", UNGRADED, ids=lambda member: member.id)
def test_who_cannot_be_graded_is_named_with_the_reason_and_kept(
    member: Member, rows: dict[str, dict[str, str]]
) -> None:
    row = rows[member.id]
    assert (row["status"], row["note"], row["score"]) == ("ungraded", member.ungraded, "")
    assert (ROOT / "submitted" / member.id / "ps3_backprop" / "ps3_backprop.ipynb").exists()


def test_only_an_answered_derivation_waits_for_a_person(rows: dict[str, dict[str, str]]) -> None:
    waiting = {name for name, row in rows.items() if row["status"] == "to mark by hand"}
    assert waiting == {member.id for member in MEMBERS if member.derivation}


@by_id
def test_feedback_is_short_and_tells_no_hidden_value(member: Member) -> None:
    page = feedback(member)
    assert len(page.encode()) < 300_000
    for cell in nbformat.read(notebook(member), as_version=4).cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            if VERDICT in output.get("data", {}) and "In the case 'a hidden" in text:
                assert "should be" not in text
