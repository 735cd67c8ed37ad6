"""What is handed out holds no solution, no hidden case, and nothing from which they follow."""

import base64
import binascii
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sets import SETS

from exercises.problem_set import ProblemSet

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", re.DOTALL)
SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)=== END MARK SCHEME ===", re.DOTALL)
ENCODED = re.compile(rb"[A-Za-z0-9+/_=-]{16,}")
LONGEST_DECODED = 2**20

every_kit = pytest.mark.parametrize("problem_set", SETS.values(), ids=SETS.keys())


def secret_lines(problem_set: ProblemSet) -> set[str]:
    """Return the lines of the solutions and mark schemes that the set does not give openly."""
    cells = [cell.source for cell in problem_set.notebook().cells]
    hidden = [piece for source in cells for piece in SOLUTION.findall(source)]
    hidden += [piece for source in cells for piece in SCHEME.findall(source)]
    hidden += [answer for wrong in problem_set.wrong_lines for answer in [wrong.right]]
    open_text = "\n".join(SCHEME.sub("", SOLUTION.sub("", source)) for source in cells)
    given = {squeezed(line) for line in open_text.splitlines()}
    lines = {squeezed(line) for piece in hidden for line in piece.splitlines()}
    return {line for line in lines - given if len(line) >= 8}


def squeezed(line: str) -> str:
    return re.sub(r"\s+", "", line)


def everything_in(data: bytes, depth: int = 3) -> Iterator[bytes]:
    """Yield `data` and, up to a depth, all that is packed or encoded in it."""
    yield data
    if depth == 0:
        return
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.namelist():
                yield from everything_in(packed.read(entry), depth - 1)
        return
    for piece in ENCODED.findall(data):
        for decode in (base64.b64decode, base64.urlsafe_b64decode, binascii.unhexlify):
            try:
                decoded = decode(piece)
            except (ValueError, binascii.Error):
                continue
            yield from everything_in(decoded, depth - 1)
    for wbits in (zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        try:
            yield from everything_in(
                zlib.decompressobj(wbits).decompress(data, LONGEST_DECODED), depth - 1
            )
        except zlib.error:
            continue


def handed_out(kit: Path) -> str:
    """Return all text of a kit, blanks left out; the package nnbp is open and not searched."""
    with zipfile.ZipFile(kit) as packed:
        files = [
            packed.read(name) for name in packed.namelist() if not name.endswith((".whl", ".txt"))
        ]
    found = (piece.decode(errors="ignore") for file in files for piece in everything_in(file))
    return squeezed("\n".join(found).replace("\\n", "\n").replace('\\"', '"'))


@every_kit
def test_no_line_of_a_solution_is_in_the_kit(problem_set: ProblemSet, generated: Path) -> None:
    text = handed_out(generated / "kits" / f"{problem_set.name}.zip")
    lines = secret_lines(problem_set)
    assert lines
    assert [line for line in lines if line in text] == []


@every_kit
def test_of_a_choice_only_the_letters_to_choose_from_are_told(
    problem_set: ProblemSet, generated: Path
) -> None:
    known = generated / "release" / problem_set.name / "known_outputs.json"
    for question in json.loads(known.read_text(encoding="utf-8")):
        if question["kind"] == "choices":
            assert (question["cases"], question["mistakes"]) == ([], [])


@every_kit
def test_no_hidden_case_is_in_the_kit(problem_set: ProblemSet, generated: Path) -> None:
    known = (generated / "release" / problem_set.name / "known_outputs.json").read_text()
    labels = {
        case.label
        for question in problem_set.questions(1).values()
        for case in question.cases
        if case.hidden and question.kind != "choices"
    }
    assert labels
    assert not [label for label in labels if f'"label":{json.dumps(label)}' in known]


@every_kit
def test_a_kit_holds_what_a_student_needs_and_nothing_else(
    problem_set: ProblemSet, generated: Path
) -> None:
    name = problem_set.name
    with zipfile.ZipFile(generated / "kits" / f"{name}.zip") as packed:
        files = {Path(file).name for file in packed.namelist()}
        (wheel,) = (file for file in files if file.endswith(".whl"))
        package = zipfile.ZipFile(io.BytesIO(packed.read(f"{name}/{wheel}"))).namelist()
    expected = {"README.md", "requirements.txt", "start.py", "known_outputs.json"}
    assert files == {*expected, wheel, f"{name}.ipynb"}
    assert all(file.startswith(("nnbp/", "nnbp-")) for file in package)


def test_the_search_sees_through_what_is_packed_and_encoded() -> None:
    secret = b"return blame[:, 1:] * sigmoid_gradient(Z)"
    for hidden in (
        base64.b64encode(secret),
        base64.b64encode(zlib.compress(secret)),
        secret.hex().encode(),
        json.dumps({"note": base64.b64encode(secret).decode()}).encode(),
    ):
        assert any(secret in piece for piece in everything_in(b"[" + hidden + b"]")), hidden
