"""A kit on a machine with nothing but Python: its two commands, in an empty environment."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from sets import SETS

from exercises.problem_set import EXERCISES
from exercises.sample_class import filled_in

NAME = "ps3_backprop"


@pytest.fixture(scope="module")
def kit(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked kit, set up by its first command."""
    folder = tmp_path_factory.mktemp("home")
    with zipfile.ZipFile(generated / "kits" / f"{NAME}.zip") as packed:
        packed.extractall(folder)
    return folder / NAME


def start(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the kit's command with the machine's Python and no other setting than pip's."""
    settings = {key: value for key, value in os.environ.items() if key.startswith("PIP_")}
    settings |= {"PATH": "/usr/bin:/bin", "HOME": str(kit.parent)}
    python = Path(sys.base_prefix) / "bin" / "python3"
    command = [str(python), "start.py", *arguments]
    return subprocess.run(command, cwd=kit, env=settings, capture_output=True, text=True)


def test_it_sets_itself_up_and_checks_the_notebook(kit: Path) -> None:
    first = start(kit, "check")
    assert "Setting up this folder, once" in first.stdout
    assert "backprop: not attempted yet" in first.stdout, first.stderr
    assert first.returncode == 1

    path = kit / f"{NAME}.ipynb"
    nbformat.write(filled_in(path, SETS[NAME].answers), path)
    again = start(kit, "check")
    assert "Setting up" not in again.stdout
    assert again.returncode == 0, again.stdout

    # The other command opens Jupyter, which is there with the notebook's kernel.
    environment = kit / ".venv" / "bin"
    execute = ["jupyter", "execute", path.name]
    ran = subprocess.run(
        [environment / execute[0], *execute[1:]], cwd=kit, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    opened = subprocess.run([environment / "python", "-m", "jupyterlab", "--version"])
    assert opened.returncode == 0


def test_another_word_is_answered_with_the_two_commands(kit: Path) -> None:
    done = start(kit, "help")
    assert done.returncode == 2
    assert "python start.py check" in done.stdout


def test_its_packages_are_those_of_the_course(kit: Path) -> None:
    def pins(text: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", text, flags=re.MULTILINE))

    course = pins((EXERCISES.parent / "requirements.lock").read_text(encoding="utf-8"))
    asked = pins((kit / "requirements.txt").read_text(encoding="utf-8"))
    assert "jupyterlab" in asked
    assert {name: course.get(name) for name in asked} == asked
