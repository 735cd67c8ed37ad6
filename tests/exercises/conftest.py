"""The problem sets for the tests that import them, and a course folder generated from them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exercises.generate import generate


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with all problem sets and kits generated anew."""
    root = tmp_path_factory.mktemp("course")
    generate(root)
    return root
