"""Which known mistake is caught, by which cases, and as what it is named.

Nothing of this is declared: every mistake's program is checked like a student's.
"""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from exercises.problem_set import ProblemSet
from nnbp.checks import Mistake, outcomes, report

SEED = 1
COLUMNS = ["set", "question", "mistake", "caught by", "named as", "says"]


@dataclass(frozen=True)
class Naming:
    """What a check says of one known mistake.

    `caught_by` is "public cases", "hidden cases" or "", and `named` the mistakes that fit.
    """

    problem_set: str
    mistake: Mistake
    caught_by: str
    named: list[str]

    @property
    def known(self) -> bool:
        """Whether the mistake is named, alone or with one that is the same program."""
        return self.mistake.id in self.named and len(self.named) <= 2


def namings(problem_set: ProblemSet) -> list[Naming]:
    """Check the program of every known mistake of the set."""
    public = {question.name: question for question in problem_set.public_questions}
    hidden = problem_set.questions(SEED)
    told = []
    for wrong in problem_set.wrong_lines:
        name = wrong.mistake.question
        namespace = problem_set.solution(wrong)
        judged = report(public[name], outcomes(public[name], namespace))
        caught_by = "" if judged.right else "public cases"
        if judged.right:
            judged = report(hidden[name], outcomes(hidden[name], namespace))
            caught_by = "" if judged.right else "hidden cases"
        named = [mistake.id for mistake in judged.named]
        told.append(Naming(problem_set.name, wrong.mistake, caught_by, named))
    return told


def write_table(told: Iterable[Naming], path: Path, others: Collection[str] = ()) -> None:
    """Write the namings as CSV, a row a mistake; the rows that are there of `others` stay."""
    rows = [row for row in _rows(path) if row["set"] in others] + [_row(one) for one in told]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["set"]))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _row(one: Naming) -> dict[str, str]:
    named = " or ".join(one.named)
    mistake = one.mistake
    row = [one.problem_set, mistake.question, mistake.id, one.caught_by, named, mistake.says]
    return dict(zip(COLUMNS, row))
