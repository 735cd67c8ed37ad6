"""Where grading plugs into nbgrader: one preprocessor cleans a submission, one runs and judges it.

They are named in `exercises.course.configure`, so that nbgrader's own commands use them.
"""

import functools
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Enum

from exercises.problem_set import ProblemSet
from grading.execute import execute
from grading.intake import why_ungraded
from grading.judge import course_secret, job_of, judge, questions_for
from grading.limits import Limits

_problem_set = functools.cache(ProblemSet)


class CleanSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Make a notebook of the student's texts, with the metadata that the released one has.

    A cell that appears twice counts once, the last; a graded cell that was deleted comes back
    empty; outputs, tags and unknown metadata go. No code of the student is lost. A ValueError says
    why a submission cannot be graded at all.
    """

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Clean the notebook; see the class."""
        names = resources["nbgrader"]
        course = self.parent.parent.coursedir
        folder = course.format_path(
            course.submitted_directory, names["student"], names["assignment"]
        )
        if why := why_ungraded(Path(folder), _problem_set(names["assignment"])):
            raise ValueError(why)
        with Gradebook(names["db_url"]) as gradebook:
            released = gradebook.find_notebook(names["notebook"], names["assignment"])
            known = {
                cell.name: _released_metadata(cell, released) for cell in released.source_cells
            }
            sources = {cell.name: cell.source for cell in released.source_cells}
        cells = _without_repeats(notebook.cells, known)
        _restore_missing(cells, known, sources)
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number:02d}"
        return new_notebook(cells=cells), resources


class RunAndJudge(NbGraderPreprocessor):  # type: ignore[misc]
    """Run the notebook in a sandbox and judge it outside, in place of nbgrader's Execute."""

    trusted = Bool(
        False, help="Run without a sandbox. Only for notebooks that you wrote yourself."
    ).tag(config=True)

    limits = Dict(help=f"What a submission may use, by name; otherwise: {asdict(Limits())}").tag(
        config=True
    )
    other_roads = Enum(
        ["report", "no points"],
        "report",
        help="What an answer earns that was reached by numerical differences or by a library that "
        "differentiates: its points and a report to whoever marks, or no points.",
    ).tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Run and judge the notebook; see the class."""
        names = resources["nbgrader"]
        problem_set = _problem_set(names["assignment"])
        root = Path(self.parent.parent.coursedir.root)
        questions = questions_for(problem_set, names["student"], course_secret(root))
        job = job_of(notebook, problem_set, questions)
        record = execute(job, Limits(**self.limits), self.trusted)
        judge(notebook, questions, record, own_road_only=self.other_roads == "no points")
        return notebook, resources


def _released_metadata(cell: Any, released: Any) -> dict[str, Any]:
    """Return the nbgrader metadata of a cell as the gradebook knows it."""
    grades = {grade.name: grade.max_score for grade in released.grade_cells}
    metadata = {
        "schema_version": 3,
        "grade_id": cell.name,
        "cell_type": cell.cell_type,
        "checksum": cell.checksum,
        "locked": cell.locked,
        "grade": cell.name in grades,
        "solution": any(cell.name == solution.name for solution in released.solution_cells),
        "task": False,
    }
    return metadata | ({"points": grades[cell.name]} if cell.name in grades else {})


def _without_repeats(cells: list[Any], known: dict[str, Any]) -> list[Any]:
    """Return new cells with the same texts; of those with the same grade id the last keeps it."""
    kept: list[Any] = []
    seen: set[str] = set()
    for cell in reversed(cells):
        claimed = cell.metadata.get("nbgrader")
        grade_id = claimed.get("grade_id") if isinstance(claimed, dict) else None
        kept.append(_plain(cell))
        if isinstance(grade_id, str) and grade_id in known and grade_id not in seen:
            seen.add(grade_id)
            kept[-1].metadata["nbgrader"] = dict(known[grade_id])
    return kept[::-1]


def _plain(cell: Any) -> Any:
    """Return a new cell of the same type and text, with the pictures pasted into it."""
    if cell.cell_type == "code":
        return new_code_cell(cell.source)
    if cell.cell_type != "markdown":
        return new_raw_cell(cell.source)
    pictures = {"attachments": cell.attachments} if "attachments" in cell else {}
    return new_markdown_cell(cell.source, **pictures)


def _restore_missing(cells: list[Any], known: dict[str, Any], sources: dict[str, str]) -> None:
    """Put deleted graded cells back, each behind the cell it followed in the released notebook.

    Where none is left to go by, they go to the end.
    """
    place = 0 if any("nbgrader" in cell.metadata for cell in cells) else len(cells)
    for grade_id, metadata in known.items():
        here = [
            number
            for number, cell in enumerate(cells)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
        ]
        if here:
            place = here[0] + 1
        elif metadata["grade"]:
            code = metadata["cell_type"] == "code"
            source = sources[grade_id]
            cells.insert(place, new_code_cell(source) if code else new_markdown_cell(source))
            cells[place].metadata["nbgrader"] = dict(metadata)
            place += 1
