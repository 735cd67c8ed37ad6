"""What must agree in a problem set before anything is generated from it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from exercises.book_pages import title
from exercises.mistake_entries import faults_of_entries, faults_of_wrong_lines
from exercises.problem_set import ProblemSet, Spec
from nnbp.checks import call, symptoms

MINUTES = re.compile(r"^\*\*Time\*\*: about \d+ minutes\.$", re.MULTILINE)
POINTS = re.compile(
    r"^\*\*Points\*\*: ([\d.]+) that are checked by the computer, and ([\d.]+) for", re.MULTILINE
)
GRADE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Inconsistent(ValueError):
    """Something in the problem sets does not agree; the text lists every fault."""


def refuse_inconsistent(problem_sets: list[ProblemSet]) -> None:
    """Raise Inconsistent, with all faults of the sets, if there are any."""
    faults = [*chain.from_iterable(map(faults_of, problem_sets))]
    faults = faults or [*_shared_ids(problem_sets)]
    if faults:
        raise Inconsistent(
            "the problem sets are inconsistent:\n" + "\n".join(f"- {f}" for f in faults)
        )


def faults_of(problem_set: ProblemSet) -> list[str]:
    """Return every fault of a set, each a sentence that begins with the set's name."""
    found = [
        *_faults_of_cells(problem_set),
        *_faults_of_header(problem_set),
        *chain.from_iterable(_faults_of_links(problem_set, spec) for spec in problem_set.specs),
        *faults_of_entries(problem_set),
    ]
    # What follows runs the solution, and can only be told where the cells agree; the cases then
    # run it with every mistake in it.
    found = found or [*faults_of_wrong_lines(problem_set)]
    if not found:
        found += chain.from_iterable(_faults_of_cases(problem_set, s) for s in problem_set.specs)
        found += _faults_of_mistakes(problem_set)
    return [f"{problem_set.name}: {fault}" for fault in found]


def _faults_of_cells(problem_set: ProblemSet) -> Iterator[str]:
    cells = problem_set.notebook().cells
    answered = [cell.metadata["question"] for cell in cells if "question" in cell.metadata]
    declared = [spec.name for spec in problem_set.specs]
    if answered != declared:
        yield f"the notebook answers {answered}, but the questions declared are {declared}"
    by_hand = [cell.metadata["answer"] for cell in cells if "answer" in cell.metadata]
    if not by_hand:
        yield "there is no answer for a person to read"
    for grade_id, count in Counter([*answered, *by_hand]).items():
        if count > 1:
            yield f"the grade id {grade_id!r} stands {count} times"
        if not GRADE_ID.fullmatch(grade_id):
            yield f"the grade id {grade_id!r} is not made of letters, digits, _ and -"
    for cell in cells:
        if "answer" in cell.metadata and "BEGIN MARK SCHEME" not in cell.source:
            yield f"the answer {cell.metadata['answer']!r} has no mark scheme"
        if "question" in cell.metadata and cell.metadata["question"] not in _defined(cell.source):
            yield f"the cell of {cell.metadata['question']!r} defines no such name"


def _defined(source: str) -> set[str]:
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def _faults_of_header(problem_set: ProblemSet) -> Iterator[str]:
    text = problem_set.notebook().cells[0].source
    if not MINUTES.search(text):
        yield "its first cell does not say '**Time**: about N minutes.'"
    stated = POINTS.search(text)
    if stated is None:
        yield "its first cell does not say '**Points**: N that are checked by the computer, and M'"
        return
    cells = problem_set.notebook().cells
    computer = sum(sum(spec.points.values()) for spec in problem_set.specs)
    by_hand = sum(cell.metadata.get("points", 0) for cell in cells)
    for kind, says, points in (
        ("checked by the computer", stated[1], computer),
        ("read by a person", stated[2], by_hand),
    ):
        if float(says) != points:
            yield f"its first cell states {says} points {kind}, but there are {points:g}"


def _faults_of_links(problem_set: ProblemSet, spec: Spec) -> Iterator[str]:
    try:
        title(spec.chapter)
    except ValueError as error:
        yield f"{spec.name}: {error}"


def _faults_of_cases(problem_set: ProblemSet, spec: Spec) -> Iterator[str]:
    if any(points <= 0 for points in spec.points.values()):
        yield f"{spec.name}: every part must be worth something"
    if spec.kind == "choices":
        if not any(option["right"] for option in problem_set.options.get(spec.name, [])):
            yield f"{spec.name}: options.yml has no right option for it"
        return
    question = next(q for q in problem_set.public_questions if q.name == spec.name)
    parts = {case.part for case in question.cases}
    if parts != set(spec.points):
        points = sorted(spec.points)
        yield f"{spec.name}: its points are for {points}, its cases for {sorted(parts)}"
    labels = Counter(case.label for case in question.cases)
    if repeated := [label for label, count in labels.items() if count > 1]:
        yield f"{spec.name}: two cases are called {repeated[0]!r}"
    function = problem_set.solution()[spec.name]
    for case in question.cases:
        outcome = call(function, case, spec.kind, twice=True)
        if symptoms(question, case, outcome):
            yield f"{spec.name}: the solution itself is not right in {case.label!r}"


def _faults_of_mistakes(problem_set: ProblemSet) -> Iterator[str]:
    questions = {question.name: question for question in problem_set.public_questions}
    for wrong in problem_set.wrong_lines:
        mistake = wrong.mistake
        if mistake.question not in questions:
            yield f"the mistake {mistake.id!r} is made in {mistake.question!r}, which is not asked"
        elif not any(mistake.id in case.mistakes for case in questions[mistake.question].cases):
            yield f"no public case of {mistake.question} shows the mistake {mistake.id!r}"


def _shared_ids(problem_sets: list[ProblemSet]) -> Iterator[str]:
    ids = Counter(key for problem_set in problem_sets for key in problem_set.mistakes)
    yield from (f"the mistake id {key!r} is declared {n} times" for key, n in ids.items() if n > 1)
