"""The nbgrader course: its problem sets and its configuration."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

CONFIGURATION = "nbgrader_config.py"
PROBLEM_SETS = [
    "ps1_perceptron_and_logic",
    "ps2_forward_and_cost",
    "ps3_backprop",
    "ps4_unrolling_and_gradient_checking",
    "ps5_initialization_and_training",
    "quiz",
]
DATE = (
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"-(?:[01]\d|2[0-3])-[0-5]\d-[0-5]\d"
)
# <student>_<date>_<set>.ipynb; a name that begins with a point would lead out of the folder.
SUBMISSION_NAME = (
    rf".*/(?P<student_id>(?![.-])[\w.@+-]+)_(?P<timestamp>{DATE})_(?P<file_id>\w+)\.ipynb$"
)


def configure(c: Any) -> None:
    """Set nbgrader's options for this course on the configuration `c`."""
    c.CourseDirectory.course_id = "backpropagation-checked"
    c.ClearSolutions.code_stub = {"python": "# Write your code here.\nraise NotImplementedError()"}
    c.ClearSolutions.text_stub = "Write your answer here."
    c.Autograde.pre_convert_hook = "grading.preprocessors.refuse_other_assignments"
    c.Autograde.sanitize_preprocessors = [
        "grading.preprocessors.CleanSubmission",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "grading.preprocessors.RunAndJudge",
        "nbgrader.preprocessors.SaveAutoGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {"markdown2html": "grading.safe_html.markdown2html"}
    c.ExportApp.plugin_class = "grading.marks.MarksExporter"
    c.ZipCollectApp.extractor_plugin = "grading.archives.PlatformArchives"
    c.ZipCollectApp.collector_plugin = "grading.archives.DatedNames"
    c.FileNameCollectorPlugin.named_regexp = SUBMISSION_NAME


def give_configuration(root: Path) -> None:
    """Let nbgrader's commands find this course's configuration in `root`; one that is there stays.

    Say so if that one does not configure the sandbox.
    """
    path, ours = root / CONFIGURATION, Path(__file__).with_name(CONFIGURATION)
    if not path.exists():
        shutil.copyfile(ours, path)
    elif "exercises.course" not in path.read_text(encoding="utf-8"):
        print(
            f"{path} is your own: with it, nbgrader autograde runs what students wrote without a "
            f"sandbox. Add to it the lines of {ours}.",
            file=sys.stderr,
        )


def nbgrader_api(root: Path) -> NbGraderAPI:
    """Return nbgrader's own interface to the course below `root`, so configured.

    Where the course has an ``nbgrader_config.py``, what that says counts too.
    """
    _put_environment_on_path()
    config = Config()
    configure(config)
    if (root / CONFIGURATION).exists():
        config.merge(PyFileConfigLoader(CONFIGURATION, str(root)).load_config())
    config.CourseDirectory.root = str(root.resolve())
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def _put_environment_on_path() -> None:
    """Let nbgrader find `alembic`, which it calls by name when it makes its database."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = here + os.pathsep + os.environ["PATH"]
