"""The quiz: its answers are those that its code gives, and every option has its reason."""

import re

import numpy as np
import pytest
from printed import BOOK, run, says


@pytest.fixture(autouse=True)
def quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """The page prints; its output is not wanted here."""


def options() -> dict[int, list[str]]:
    """The verdict, the first word of the reason, of each option of each question."""
    source = (BOOK / "quiz.md").read_text(encoding="utf-8")
    questions = re.split(r"^## (\d)\.", source, flags=re.MULTILINE)[1:]
    option = re.compile(r"^(?:````|::::)\{dropdown\} .+\n(\w+)", re.MULTILINE)
    return {int(n): option.findall(text) for n, text in zip(questions[::2], questions[1::2])}


def test_every_question_has_its_options_with_the_right_ones_marked() -> None:
    verdicts = options()
    assert [len(verdicts[n]) for n in range(1, 6)] == [4, 5, 4, 7, 6]
    for question in (1, 2, 3):
        assert verdicts[question].count("Right") == 1
    assert [v == "True" for v in verdicts[4]] == [False, True, True, False, False, True, False]
    assert [v == "True" for v in verdicts[5]] == [False, True, True, False, False, False]


def test_no_fence_of_backticks_has_a_backtick_in_its_title() -> None:
    """Such a fence is no fence: it would show as raw text."""
    for page in sorted(BOOK.glob("*.md")):
        lines = page.read_text(encoding="utf-8").splitlines()
        titles = [line.lstrip("`") for line in lines if re.match(r"`{3,}\{", line)]
        assert [title for title in titles if "`" in title] == [], page.name


def test_one_slice_alone_gives_theta2_back() -> None:
    page = run("quiz")
    right = [name for name, found in page.answers.items() if np.array_equal(found, page.Theta_b)]
    assert right == ["16:39 as 4 x 6"]


def test_the_right_derivative_is_the_marked_one() -> None:
    page = run("quiz")
    assert (page.J(1.01) - page.J(0.99)) / 0.02 == pytest.approx(9.0003, abs=1e-9)


def test_the_penalty_helps_a_little_and_hurts_when_large() -> None:
    shares = run("quiz").shares
    assert shares[1.0][1] > shares[0.0][1]
    assert shares[100.0][0] < 0.2
    says("quiz", r"With $\lambda = %d$ nothing is left to learn with", 100)


def test_a_transposed_square_matrix_computes_something_else() -> None:
    page = run("quiz")
    assert abs(page.turned - page.cost(page.example.thetas, page.X, page.Y)) > 0.1


def test_equal_units_stay_equal_and_the_examples_differ() -> None:
    page = run("quiz")
    rows = {}
    for name, start in page.starts.items():
        learnt = page.gradient_descent(start, page.X, page.Y, learning_rate=0.5, steps=50)
        rows[name] = len(np.unique(np.round(learnt.thetas[0], 6), axis=0))
    assert rows == {"zeros, then ones": 1, "all ones": 1, "the example's weights": 3}
