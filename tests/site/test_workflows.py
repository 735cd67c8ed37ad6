"""The workflows that test and publish: pinned actions, and the commands of the README."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from built_site import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

each = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def steps(path: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@each
def test_names_each_action_by_its_commit(path: Path) -> None:
    actions = [step["uses"] for step in steps(path) if "uses" in step]
    assert [action for action in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []


@each
def test_runs_commands_of_the_makefile(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^(\w+):.*## ", makefile, re.MULTILINE))
    run = [step["run"].split() for step in steps(path) if "run" in step]
    asked = {words[1] for words in run if words[0] == "make"}
    assert asked
    assert asked <= verbs


def test_publishes_the_folder_that_the_build_fills() -> None:
    [upload] = [
        step
        for path in WORKFLOWS
        for step in steps(path)
        if "upload-pages-artifact" in step.get("uses", "")
    ]
    assert upload["with"]["path"] == "_build/html"
