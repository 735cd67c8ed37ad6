"""`python -m grading.sample_class ROOT` deletes no folder but one that it made."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grading import sample_class
from grading.classroom import ALL_GRADED

Command = Callable[[Path], int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run the command with a class of nobody."""
    monkeypatch.setattr(sample_class, "generate", lambda root: None)
    monkeypatch.setattr(sample_class, "write_submissions", lambda *what: None)
    monkeypatch.setattr(sample_class, "grade_class", lambda *what, **how: ALL_GRADED)

    def run(root: Path) -> int:
        monkeypatch.setattr(sys, "argv", ["sample_class", str(root)])
        return sample_class.main()

    return run


def test_a_folder_with_a_class_in_it_is_refused_and_stays(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gradebook.db").write_text("marks")
    assert command(tmp_path) == 1
    assert (tmp_path / "gradebook.db").read_text() == "marks"
    assert f"{tmp_path} was not made by this command" in capsys.readouterr().err


def test_a_file_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    assert command(tmp_path / "notes") == 1


def test_an_empty_folder_is_used_and_made_anew_the_next_time(
    command: Command, tmp_path: Path
) -> None:
    assert command(tmp_path) == 0
    (tmp_path / "marks").write_text("old")
    assert command(tmp_path) == 0
    assert not (tmp_path / "marks").exists()


def test_what_an_earlier_version_built_is_made_anew(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_class, "BUILT", tmp_path)
    (tmp_path / "sample-class" / "submitted").mkdir(parents=True)
    assert command(tmp_path / "sample-class") == 0
    assert not (tmp_path / "sample-class" / "submitted").exists()


def test_make_grades_the_class_below_what_is_built() -> None:
    makefile = sample_class.BUILT.with_name("Makefile").read_text(encoding="utf-8")
    assert "\nCLASS := _build/sample-class\n" in makefile
