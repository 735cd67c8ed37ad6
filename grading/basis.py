"""What a result rests on: a submission, when it was due, a problem set, a gradebook, a grader.

The autograded notebook carries each, or its hash. Where they are the same again, so is the
result, and nothing is graded; where one of them is not, a report can say which.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

import grading
import nnbp
from grading.gradebook import Released
from grading.intake import SIZE_LIMIT

KEY = "graded_from"
TIMESTAMP = "timestamp.txt"

Basis = dict[str, str]


def basis_of(folder: Path, notebook: str) -> Basis:
    """Return what grading takes from `folder`: the notebook of that name, when it was handed in."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    names = [
        os.fsencode(f"{path.name} {path.lstat().st_size}")
        for path in files
        if path.name != TIMESTAMP
    ]
    there = {path.name: path for path in files if _is_read(path)}
    return {
        "notebook": _digest([there[notebook]] if notebook in there else [], b"\n".join(names)),
        "timestamp": _digest([there[TIMESTAMP]]) if TIMESTAMP in there else "",
    }


def released_basis(released: Released) -> Basis:
    """Return what grading takes from the gradebook: whose it is, points and cells as released."""
    points = {name: cell.max_score for name, cell in released.grade_cells.items()}
    cells = {name: cell.source for name, cell in released.source_cells.items()}
    return {
        "gradebook": released.assignment_id,
        "points": _digest([], json.dumps(points, sort_keys=True).encode()),
        "released cells": _digest([], json.dumps(cells, sort_keys=True).encode()),
    }


def _is_read(path: Path) -> bool:
    """Return whether a file is one that grading reads."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= SIZE_LIMIT


def problem_set_hash(folder: Path, secret: bytes) -> str:
    """Return the hash of a set's questions, their cases (the hidden ones too) and mistakes."""
    own = [path for path in folder.rglob("*") if path.suffix in (".md", ".py", ".yml")]
    return _digest([*sorted(own), *sorted(folder.parent.glob("*.py"))], secret)


def grader_hash(settings: str) -> str:
    """Return the hash of the grader's code, of what it computes with, and of its settings."""
    code = [*Path(grading.__file__).parent.rglob("*.py"), *Path(nnbp.__file__).parent.rglob("*.py")]
    built_on = f"{platform.python_version()} {np.__version__} {settings}"
    return _digest(sorted(code), built_on.encode())


def earlier_basis(autograded: Path) -> Basis:
    """Return what the autograded notebook says that it rests on; empty if there is none."""
    try:
        said = json.loads(autograded.read_bytes())["metadata"][KEY]
        return {str(name): str(value) for name, value in said.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def sign(notebook: Any, basis: Basis) -> None:
    """Write into an autograded notebook what it rests on."""
    notebook.metadata[KEY] = basis


def changed(before: Basis, now: Basis) -> list[str]:
    """Return the names of what is not as it was."""
    return [name for name, value in now.items() if before.get(name) != value]


def _digest(paths: Iterable[Path], *more: bytes) -> str:
    total = hashlib.sha256()
    for part in [*(path.read_bytes() for path in paths), *more]:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()
