"""What can be wrong with the entries of a set's ``mistakes.yml``."""

from collections.abc import Iterator
from typing import Any

import yaml

from exercises.book_pages import title
from exercises.problem_set import ProblemSet, RightLineNotFound

KEYS = ("id", "question", "right", "wrong", "says", "look", "page")


def faults_of_entries(problem_set: ProblemSet) -> Iterator[str]:
    """Yield what is missing in the entries, or too much, or points nowhere."""
    try:
        entries = problem_set.mistake_entries
    except yaml.YAMLError as error:
        yield f"mistakes.yml cannot be read: {error}"
        return
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            yield f"entry {number} of mistakes.yml is not made of keys and texts"
            continue
        who = _who(entry, number)
        if missing := [key for key in KEYS if not isinstance(entry.get(key), str)]:
            yield f"{who} has no text for {', '.join(missing)}"
        if unknown := [str(key) for key in entry if key not in KEYS]:
            yield f"{who} has {', '.join(unknown)}; its keys are {', '.join(KEYS)}"
        if "page" not in missing:
            try:
                title(entry["page"])
            except ValueError as error:
                yield f"{who}: {error}"


def _who(entry: dict[str, Any], number: int) -> str:
    if "id" in entry:
        return f"the mistake {entry['id']!r}"
    return f"the mistake without an id, number {number} of mistakes.yml,"


def faults_of_wrong_lines(problem_set: ProblemSet) -> Iterator[str]:
    """Yield the mistakes whose line cannot be put into the solution; the entries must be whole."""
    problem_set.solution()  # if this fails, no mistake is to blame
    for wrong in problem_set.wrong_lines:
        try:
            problem_set.solution(wrong)
        except RightLineNotFound as error:
            yield str(error)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            yield f"the mistake {wrong.mistake.id!r}, {wrong.wrong!r}, does not run: {why}"
