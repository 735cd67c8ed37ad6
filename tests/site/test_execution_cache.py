"""The key of the execution cache changes with what pages import, and with nothing else."""

from pathlib import Path

import pytest

from live.execution_cache import fingerprint


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "nnbp" / "data").mkdir(parents=True)
    (tmp_path / "nnbp" / "costs.py").write_text("lam = 0\n")
    (tmp_path / "nnbp" / "data" / "digits.csv").write_text("0,1\n")
    return tmp_path


@pytest.mark.parametrize("file", ["nnbp/costs.py", "nnbp/data/digits.csv"])
def test_a_changed_file_changes_the_key(book: Path, file: str) -> None:
    before = fingerprint(book)
    (book / file).write_text("changed\n")
    assert fingerprint(book) != before


def test_a_new_file_changes_the_key(book: Path) -> None:
    before = fingerprint(book)
    (book / "nnbp" / "network.py").touch()
    assert fingerprint(book) != before


def test_a_renamed_file_changes_the_key(book: Path) -> None:
    before = fingerprint(book)
    (book / "nnbp" / "costs.py").rename(book / "nnbp" / "cost.py")
    assert fingerprint(book) != before


def test_bytecode_does_not_change_the_key(book: Path) -> None:
    before = fingerprint(book)
    (book / "nnbp" / "__pycache__").mkdir()
    (book / "nnbp" / "__pycache__" / "costs.pyc").write_bytes(b"\0")
    assert fingerprint(book) == before


def test_a_page_does_not_change_the_key(book: Path) -> None:
    before = fingerprint(book)
    (book / "page.md").write_text("# A page\n")
    assert fingerprint(book) == before
