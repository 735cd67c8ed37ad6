"""`check` as a student meets it: on a notebook's function, with the known outputs beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnbp.checks import Case, Mistake, NotRight, Outcome, Question, check, report
from nnbp.checks.known import dumps, read_known

CASES = [
    Case("three numbers", "all", [np.array([1.0, 2.0, 3.0])], 6.0, {"squares": 14.0}),
    Case("a negative one", "all", [np.array([-1.0, 4.0])], 3.0, {"squares": 17.0}),
]
SQUARES = Mistake("squares", "total", "The entries are squared.", "the exponent.", "A page")
QUESTION = Question("total", {"all": 2}, ["the sum"], CASES, {"squares": SQUARES})


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
    assert capsys.readouterr().out == "total: right, in all 2 cases.\n"


def test_a_right_answer_that_warns_is_right(
    notebook: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.warns(UserWarning, match="overflow"):
        notebook(
            "import warnings\n"
            "def total(x):\n    warnings.warn('overflow')\n    return x.sum()\n"
            "check('total')"
        )
    assert "right" in capsys.readouterr().out


def test_a_known_mistake_is_named_with_where_to_look(notebook: Callable[[str], None]) -> None:
    with pytest.raises(NotRight) as caught:
        notebook("def total(x): return (x**2).sum()\ncheck('total')")
    text = str(caught.value)
    assert "0 of 2 cases right" in text
    assert "the sum should be 6; yours is 14" in text
    assert "The entries are squared." in text
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
    with pytest.raises(NotRight, match="changed one of its arguments"):
        notebook("def total(x):\n    s = x.sum()\n    x[0] = 0\n    return s\ncheck('total')")


def test_a_list_that_the_call_emptied_is_found() -> None:
    case = Case("one", "all", [[np.ones(2)]], 2.0)
    question = Question("total", {"all": 1}, ["the total"], [case], {})
    emptied = report(question, [Outcome(2.0, "", [[]])])
    assert [found.kind for found in emptied.cases[0].found] == ["input changed"]


def test_a_missing_function_is_named(notebook: Callable[[str], None]) -> None:
    with pytest.raises(ValueError, match="there is no function called total yet"):
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
