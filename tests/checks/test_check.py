"""`check` as a student meets it: on a notebook's function, with the known outputs beside it."""

import re
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbp.checks import (
    Case,
    Mistake,
    NotRight,
    Outcome,
    Question,
    Report,
    Symptoms,
    arguments,
    check,
    outcomes,
    report,
)
from nnbp.checks.known import dumps, read_known

CASES = [
    Case("three numbers", "all", [np.array([1.0, 2.0, 3.0])], 6.0, {"squares": Symptoms(14.0)}),
    Case("a negative one", "all", [np.array([-1.0, 4.0])], 3.0, {"squares": Symptoms(17.0)}),
]
SQUARES = Mistake("squares", "total", "It is squared.", "the exponent.", "a-page", "A page")
QUESTION = Question("total", {"all": 2}, ["the sum"], CASES, {"squares": SQUARES}, parameters=["x"])


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Run code as a cell of a notebook that has the known outputs beside it."""
    (tmp_path / "known_outputs.json").write_text(dumps([QUESTION]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"check": check, "np": np}
    return lambda source: exec(source, namespace)


def test_known_outputs_come_back_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text(dumps([QUESTION]), encoding="utf-8")
    back = read_known(path)["total"]
    assert back.mistakes == QUESTION.mistakes
    assert [case.expected for case in back.cases] == [6.0, 3.0]
    np.testing.assert_array_equal(back.cases[1].arguments[0], [-1.0, 4.0])


def test_a_right_answer_is_told_so(
    notebook: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook("def total(x): return sum(x)\ncheck('total')")
    assert capsys.readouterr().out == (
        "total: right, in all 2 cases, to 1e-07 of the largest entry.\n"
    )


def test_a_right_answer_that_warns_is_right(
    notebook: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    notebook(
        "import warnings\n"
        "def total(x):\n    warnings.warn('overflow')\n    return x.sum()\n"
        "check('total')"
    )
    told = capsys.readouterr().out
    assert "right, in all 2 cases" in told
    assert "Hint: your code warned: UserWarning: overflow. That costs no points." in told


def test_a_known_mistake_is_named_with_where_to_look(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight) as caught:
        notebook("def total(x): return (x**2).sum()\ncheck('total')")
    text = str(caught.value)
    assert "0 of 2 cases right" in text
    assert "the sum should be 6; yours is 14" in text
    assert "It is squared." in text
    assert "Look at: the exponent." in text
    assert "Read: A page" in text


def test_an_unknown_mistake_is_not_given_a_name(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight) as caught:
        notebook("def total(x): return x.sum() + 1\ncheck('total')")
    assert "known mistake" not in str(caught.value)


def test_a_mistake_in_one_case_only_is_not_given_a_name(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight) as caught:
        notebook("def total(x): return (x**2).sum() if len(x) == 3 else x.sum()\ncheck('total')")
    assert "1 of 2 cases right" in str(caught.value)
    assert "known mistake" not in str(caught.value)


def test_a_stub_is_not_attempted(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match="not attempted yet"):
        notebook("def total(x): raise NotImplementedError()\ncheck('total')")


def test_an_error_is_shown_in_one_line(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match=r"IndexError: index 9 is out of bounds"):
        notebook("def total(x): return x[9]\ncheck('total')")


def test_a_changed_argument_is_found(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match="the call changed x; work on a copy"):
        notebook("def total(x):\n    s = x.sum()\n    x[0] = 0\n    return s\ncheck('total')")


def test_a_list_that_the_call_emptied_is_found() -> None:
    case = Case("one", "all", [[np.ones(2)]], 2.0)
    question = Question("total", {"all": 1}, ["the total"], [case], {})
    emptied = report(question, [Outcome(2.0, "", [[]])])
    assert [found.kind for found in emptied.cases[0].found] == ["input changed"]


def test_a_missing_function_is_named(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match="there is no function called total yet"):
        notebook("check('total')")


def test_an_unknown_question_is_named_with_the_known_ones(notebook: Callable[[str], None]) -> None:
    with pytest.raises(ValueError, match=r"no question is called 'sum'; there are: total"):
        notebook("check('sum')")


def test_missing_known_outputs_are_named(notebook: Callable[[str], None], tmp_path: Path) -> None:
    (tmp_path / "known_outputs.json").unlink()
    with pytest.raises(ValueError, match=r"known_outputs\.json is missing"):
        notebook("check('total')")


def test_ipython_shows_the_report_in_place_of_a_traceback(
    notebook: Callable[[str], None],
) -> None:
    with pytest.raises(NotRight) as caught:
        notebook("def total(x): return 0\ncheck('total')")
    lines = caught.value._render_traceback_()
    assert lines[0] == "total: 0 of 2 cases right."
    assert not any("Traceback" in line for line in lines)


def test_a_name_that_is_nearly_right_is_suggested(notebook: Callable[[str], None]) -> None:
    with pytest.raises(ValueError, match=r"did you mean 'total'\?"):
        notebook("check('totall')")


def test_an_answer_that_remembers_its_last_call_is_found(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match=r"the same call a second\s+time gives another value"):
        notebook(
            "s = 0\ndef total(x):\n    global s\n    s += x.sum()\n    return s\ncheck('total')"
        )


def test_a_mistake_that_only_changes_its_input_is_named() -> None:
    mistake = Mistake("in-place", "twice", "x itself is doubled.", "the left side.")
    before, after = np.array([1.0, 2.0]), np.array([2.0, 4.0])
    case = Case("two", "all", [before], after, {"in-place": Symptoms(after, changed={"x": after})})
    known = {"in-place": mistake}
    question = Question("twice", {"all": 1}, ["it"], [case], known, parameters=["x"])
    judged = report(question, [Outcome(after, "", [after])])
    assert [named.id for named in judged.named] == ["in-place"]
    assert report(question, [Outcome(after, "", [before])]).right


def test_a_mistake_that_raises_is_named_by_its_error() -> None:
    says = "ValueError: shapes (2,) and (3,)"
    mistake = Mistake("shapes", "product", "The bias is missing.", "the shapes.")
    case = Case("one", "all", [], 1.0, {"shapes": Symptoms(error=says)})
    question = Question("product", {"all": 1}, ["it"], [case], {"shapes": mistake})
    assert [m.id for m in report(question, [Outcome(error=says)]).named] == ["shapes"]
    assert report(question, [Outcome(error="ValueError: other")]).named == []


class Counter:
    """Counts what it is shown, as a class that a question asks for."""

    def __init__(self, start: int) -> None:
        self.count = start

    def show(self, x: float) -> int:
        self.count += x > 0
        return self.count


SCRIPT = [[10], [["show", [1.0]], ["show", [-1.0]], ["show", [2.0]]]]
COUNTING = Question(
    "Counter", {"all": 1}, ["the count"], [Case("three", "all", SCRIPT, [11, 11, 12])], {},
    kind="class",
)  # fmt: skip


def test_of_a_class_the_state_is_checked() -> None:
    forgetful = type("Counter", (Counter,), {"show": lambda self, x: int(x > 0) + 10})
    assert report(COUNTING, outcomes(COUNTING, {"Counter": Counter})).right
    assert not report(COUNTING, outcomes(COUNTING, {"Counter": forgetful})).right


CHOICE = Question("which", {"all": 2}, [], [], {}, kind="choices", options="abcdefgh")
KEY = [Case("your letters", "all", [], "bdg", hidden=True)]
REASONS = {
    f"which-{letter}": Mistake(f"which-{letter}", "which", f"({letter}) because", "")
    for letter in CHOICE.options
}


def chosen(answer: object, cases: list[Case] = KEY) -> Report:
    asked = replace(CHOICE, cases=cases, mistakes=REASONS)
    return report(asked, outcomes(asked, {"which": answer}))


@pytest.mark.parametrize(
    ("answer", "points"), [("bdg", 2), ("g, d b", 2), ("bd", 1), ("bdgh", 1), ("b", 0), ("", 0)]
)
def test_letters_earn_full_half_or_no_points(answer: str, points: float) -> None:
    assert chosen(answer).points == points


def test_the_options_judged_wrongly_are_told_with_their_reasons() -> None:
    assert [mistake.says for mistake in chosen("bh").named] == [
        "(d) because", "(g) because", "(h) because",
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [None, 3, "bx", ["b"]])
def test_what_is_no_letters_is_refused_before_and_in_grading(answer: object) -> None:
    assert [case.found[0].kind for case in chosen(answer).cases] == ["type"]
    assert not chosen(answer, []).right


def test_without_the_right_letters_only_the_form_is_told() -> None:
    assert chosen("bh", []).right
    assert "The grader marks them" in str(chosen("bh", []))


def test_as_html_the_report_says_the_same_and_escapes_what_came() -> None:
    judged = report(QUESTION, [Outcome("<script>alert(1)</script>")] * 2)
    shown = judged._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "0 of 2 cases right" in shown
    named = report(QUESTION, [Outcome(14.0, "", None), Outcome(17.0, "", None)])
    assert '<cite data-page="a-page">A page</cite>' in named._repr_html_()


@given(st.recursive(st.none() | st.floats() | st.text() | st.integers(), st.lists))
def test_whatever_comes_back_gets_a_report(value: object) -> None:
    judged = report(QUESTION, [Outcome(value)] * 2)
    assert str(judged)
    assert judged._repr_html_()


def test_another_changed_argument_is_not_that_mistake() -> None:
    mistake = Mistake("in-place", "twice", "x itself is doubled.", "the left side.")
    x, y = np.array([1.0, 2.0]), np.array([3.0])
    seen = {"in-place": Symptoms(2 * x, changed={"x": 2 * x})}
    case = Case("two", "all", [x, y], 2 * x, seen)
    known = {"in-place": mistake}
    question = Question("twice", {"all": 1}, ["it"], [case], known, parameters=["x", "y"])
    for after in ([x, 2 * y], [x + 1, y]):
        judged = report(question, [Outcome(2 * x, "", after)])
        assert not judged.right
        assert judged.named == []


STEPS = {
    "half": Mistake("half", "half", "It is a third.", "the divisor."),
    "quarter": Mistake("quarter", "quarter", "It is halved once.", "how often."),
}
HALF = Question(
    "half", {"all": 1}, ["it"], [Case("one", "all", [6.0], 3.0, {"half": Symptoms(2.0)})], STEPS
)
QUARTER = Question(
    "quarter", {"all": 1}, ["it"],
    [Case("one", "all", [6.0], 1.5, {"half": Symptoms(2.0), "quarter": Symptoms(2.0)})],
    STEPS, uses=["half"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("half", "named"),
    [(Outcome(2.0), "half"), (Outcome(3.0), "quarter"), (Outcome(missing=True), "quarter")],
    ids=["wrong", "right", "not there"],
)
def test_a_mistake_is_sought_where_an_answer_is_wrong(half: Outcome, named: str) -> None:
    judged = report(QUARTER, [Outcome(2.0)], {"half": report(HALF, [half])})
    assert [mistake.id for mistake in judged.named] == [named]
    begin = "half is not right yet. If your quarter uses it, begin there."
    assert (begin in str(judged)) == (named == "half")
    assert (begin in judged._repr_html_()) == (named == "half")


def test_a_mistake_of_a_right_answer_is_made_in_lines_that_do_the_same() -> None:
    seen = {"half": Symptoms(2.0)}
    quarter = replace(QUARTER, cases=[replace(QUARTER.cases[0], mistakes=seen)])
    judged = report(quarter, [Outcome(2.0)], {"half": report(HALF, [Outcome(3.0)])})
    assert [mistake.id for mistake in judged.named] == ["half"]
    assert "This is what a known mistake gives:" in str(judged)


def test_an_error_is_told_with_its_place_in_the_notebook(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight) as caught:
        notebook(
            "def inner(x):\n    return x[9]\ndef total(x):\n    return inner(x)\ncheck('total')"
        )
    assert "(in inner, line 2 of its cell)" in " ".join(str(caught.value).split())


def test_the_place_of_an_error_in_a_hidden_case_is_not_told() -> None:
    hidden = replace(QUESTION, cases=[replace(case, hidden=True) for case in CASES])
    told = str(report(hidden, [Outcome(error="IndexError: 6", place="in 6, line 2")] * 2))
    assert "6" not in told.removeprefix("total: 0 of 2 cases right.")


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome(error="ValueError: 41 rows"), "the call ends with an error"),
        (Outcome([[41.25, 5.25], None]), "a result is of the wrong type"),
        (Outcome([[41.0, 5.0]]), "a result has the wrong number of items"),
        (Outcome([np.array([41.0 + 1j, 5.0]), 3.0]), "an array has the wrong dtype"),
        (Outcome([np.array([41, 5]), 3.0]), "an array has the wrong dtype"),
        (Outcome([np.full((41, 2), 5.0), 3.0]), "an array has the wrong shape"),
        (Outcome([np.array([np.nan, 41.0]), 3.0]), "a number is nan or infinite"),
        (Outcome([np.array([41.5, 5.5]), 41.0]), "a value is wrong"),
    ],
)
def test_of_a_hidden_case_the_kind_of_mistake_is_told_and_no_number(
    outcome: Outcome, says: str
) -> None:
    case = Case("a hidden one", "all", [np.zeros(2)], [np.array([41.25, 5.25]), 3.0], hidden=True)
    question = Question("pair", {"all": 1}, ["the row", "the number"], [case], {})
    told = " ".join(str(report(question, [outcome])).split())
    assert told.endswith(f"In the case 'a hidden one': {says}; of a hidden case no more is shown")
    assert not {"41", "5", "2", "3"} & set(re.findall(r"\d+", told))
    assert says in report(question, [outcome])._repr_html_()


def test_a_case_can_be_called_by_hand(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight, match=r"total\(\*arguments\('total', 2\)\)"):
        notebook("def total(x): return x.sum() + (x[1] > 3)\ncheck('total')")
    assert [value.tolist() for value in arguments("total", 2)] == [[-1.0, 4.0]]
    with pytest.raises(ValueError, match="total has 2 public cases, counted from 1; there is no 3"):
        arguments("total", 3)


def test_of_a_class_the_call_is_named() -> None:
    forgetful = type("Counter", (Counter,), {"show": lambda self, x: int(x > 0) + 10})
    told = str(report(COUNTING, outcomes(COUNTING, {"Counter": forgetful})))
    assert "what show returns in call 2 should be 11; yours is 10" in told


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN])
def test_a_call_that_does_not_end_is_interrupted_and_named(handler: Any) -> None:
    before = signal.signal(signal.SIGINT, handler)
    namespace: dict[str, Any] = {}
    exec("def total(x):\n    while True:\n        x = x + 1\n", namespace)
    tried = outcomes(QUESTION, namespace, seconds=0.2)
    assert signal.signal(signal.SIGINT, before) is handler
    assert tried[0].error == "TimeoutError: it did not end within 0.2 seconds"
    assert tried[0].place.startswith("in total, line ")
    assert "Stopped" in str(report(QUESTION, tried).cases[1].found[0].says)


def test_a_report_as_text_is_what_a_notebook_keeps() -> None:
    judged = report(QUESTION, [Outcome(14.0), Outcome(17.0)])
    assert repr(judged) == str(judged)
