"""`python -m grading`: what is asked for by a slip is understood, or named with what there is."""

import gc
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grading import classroom
from grading.__main__ import main

Command = Callable[..., int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["grading", *arguments])
        return main()

    yield run
    gc.unfreeze()


def test_the_slash_of_tab_completion_is_taken_off(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(classroom, "renew_pages", lambda root, name: asked.append(name))
    assert command("feedback", "ps3_backprop/") == 0
    assert asked == ["ps3_backprop"]


@pytest.mark.parametrize("do", ["autograde", "feedback"])
def test_an_unknown_set_is_named_with_those_there_are(
    do: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(do, "ps9") == classroom.GRADER_FAILED
    told = capsys.readouterr().err
    assert "there is no problem set 'ps9'; there are ps1_perceptron_and_logic, " in told


@pytest.mark.parametrize("count", ["x", "0", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused(
    count: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command("autograde", "ps3_backprop", f"--workers={count}")
    told = capsys.readouterr().err
    assert f"--workers: must be a whole number of at least 1, not '{count}'" in told
