"""A set in which something does not agree is refused, and every fault is named at once."""

import re
from collections.abc import Callable

import pytest
from sets import SETS

from exercises.consistency import Inconsistent, faults_of, refuse_inconsistent
from exercises.problem_set import ProblemSet

NAME = "ps3_backprop"

Edit = Callable[[str, str, str], ProblemSet]


@pytest.mark.parametrize("problem_set", SETS.values(), ids=SETS.keys())
def test_the_sets_are_consistent(problem_set: ProblemSet) -> None:
    assert faults_of(problem_set) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (f"{NAME}.md", ":question: regularize", ":question: regularise", "the notebook answers"),
        (f"{NAME}.md", "def regularize(", "def regularise(", "the cell of 'regularize' defines no"),
        (f"{NAME}.md", '"points": 4', '"points": 5', "states 4 points read by a person"),
        (f"{NAME}.md", "**Time**: about", "**Time**:", "does not say '**Time**"),
        (f"{NAME}.md", "BEGIN MARK SCHEME", "BEGIN SCHEME", "'derivation' has no mark scheme"),
        (f"{NAME}.md", '"answer": "derivation"', '"answer": "regularize"', "stands 2 times"),
        (f"{NAME}.md", '"answer": "derivation"', '"answer": "My answer"', "is not made of letters"),
        ("mistakes.yml", "question: regularize", "question: nothing", "'nothing', which is not"),
    ],
)
def test_a_fault_is_named(edited: Edit, file: str, old: str, new: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(edited(file, old, new)))


def test_a_mistake_that_changes_nothing_is_named(edited: Edit) -> None:
    problem_set = edited("mistakes.yml", "wrong: return Y - A", "wrong: return -(Y - A)")
    assert faults_of(problem_set) == [
        "ps3_backprop: no public case of output_delta shows the mistake 'delta-sign'"
    ]


FIRST = "the mistake 'slope-of-the-wrong-thing'"
UNNAMED = "the mistake without an id, number 1 of mistakes.yml,"
WRONG = "wrong: return z * (1 - z)"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  page: deriving-delta\n", "", f"{FIRST} has no text for page"),
        ("- id: slope-of-the-wrong-thing\n ", "-", f"{UNNAMED} has no text for id"),
        ("question: sigmoid_gradient", "question:", f"{FIRST} has no text for question"),
        ("look: what", "lok: what", f"{FIRST} has no text for look"),
        ("look: what", "lok: what", f"{FIRST} has lok; its keys are id, question, right"),
        ("- id: slope-of", "- none\n- id: slope-of", "entry 1 of mistakes.yml is not made of"),
        ("- id: slope-of", '- "id: slope-of', "mistakes.yml cannot be read: "),
        ("page: deriving-delta", "page: nowhere", f"{FIRST}: the book has no page 'nowhere'"),
        ("right: return g", "right: return h", f"{FIRST}: its right line stands 0 times"),
        (WRONG, "wrong: return z * (1 -", f"{FIRST}, 'return z * (1 -', does not run: SyntaxError"),
        (WRONG, "wrong: return z * (1 -", "(ps3_backprop:sigmoid_gradient, line "),
    ],
)
def test_an_entry_that_is_no_mistake_is_named(edited: Edit, old: str, new: str, fault: str) -> None:
    with pytest.raises(Inconsistent, match=re.escape(fault)):
        refuse_inconsistent([edited("mistakes.yml", old, new)])


def test_nothing_is_generated_from_an_inconsistent_set(edited: Edit) -> None:
    with pytest.raises(ValueError, match=r"are inconsistent:\n- ps3_backprop: its first cell"):
        refuse_inconsistent([edited(f"{NAME}.md", '"points": 4', '"points": 5')])
    with pytest.raises(ValueError, match="is declared 2 times"):
        refuse_inconsistent([SETS[NAME], SETS[NAME]])
