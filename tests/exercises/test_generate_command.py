"""`python -m exercises.generate`: the sets in a course folder of one's own."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from exercises.course import CONFIGURATION, give_configuration
from exercises.problem_set import EXERCISES

COURSE = {"source", "release", "kits", "gradebook.db", CONFIGURATION}


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "exercises.generate", *arguments]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)


def released(root: Path) -> dict[str, set[str]]:
    """Return the sets that each part of a course folder holds."""
    with (root / "release" / "known_mistakes.csv").open(newline="", encoding="utf-8") as file:
        named = {row["set"] for row in csv.DictReader(file)}
    return {
        "source": {path.name for path in (root / "source").iterdir()},
        "release": {path.name for path in (root / "release").iterdir() if path.is_dir()},
        "kits": {path.stem for path in (root / "kits").glob("*.zip")},
        "known mistakes": named,
    }


def test_sets_come_one_after_another_into_a_folder_that_is_made(tmp_path: Path) -> None:
    for name in ("quiz/", "ps1_perceptron_and_logic"):
        done = command(tmp_path, name, "--course", "my course")
        assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "my course").iterdir()} == COURSE
    both = {"quiz", "ps1_perceptron_and_logic"}
    assert list(released(tmp_path / "my course").values()) == [both] * 4


def test_the_folder_may_be_the_one_where_the_command_is_run(tmp_path: Path) -> None:
    done = command(tmp_path, "quiz", "--course", ".")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == COURSE
    assert not (EXERCISES.parent / "kits").exists()


def test_an_unknown_set_is_named_with_those_there_are(tmp_path: Path) -> None:
    done = command(tmp_path, "ps9", "--course", ".")
    assert done.returncode == 2
    assert "there is no problem set 'ps9'; there are ps1_perceptron_and_logic, " in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_configuration_that_is_there_stays_and_its_danger_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / CONFIGURATION).write_text("c = get_config()\n")
    give_configuration(tmp_path)
    assert (tmp_path / CONFIGURATION).read_text() == "c = get_config()\n"
    assert "runs what students wrote without a sandbox" in capsys.readouterr().err
