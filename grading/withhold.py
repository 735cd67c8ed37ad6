"""The `nnbp` that a submission may import: without what its problem set asks for."""

import ast
import shutil
from collections.abc import Iterable
from pathlib import Path

import nnbp

CHECKS = '''"""In the sandbox nothing is known of the right outputs: they are checked outside it."""


def check(name: str) -> None:
    """Leave the checking to the grader."""
    print(f"{name}: the grader checks this outside the notebook.")
'''


def write_student_package(folder: Path, withheld: Iterable[str]) -> None:
    """Copy `nnbp` into `folder`; of the `withheld` modules keep the names only."""
    package = folder / "nnbp"
    ignored = shutil.ignore_patterns("__pycache__", "checks")
    shutil.copytree(Path(nnbp.__file__).parent, package, ignore=ignored)
    (package / "checks.py").write_text(CHECKS, encoding="utf-8")
    for module in withheld:
        path = package / f"{module}.py"
        path.write_text(_stub(path.read_text(encoding="utf-8")), encoding="utf-8")


def _stub(source: str) -> str:
    """Return a module with the same functions, each of which refuses to run."""
    names = [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return "\n\n".join(
        f"def {name}(*arguments, **options):\n"
        f'    raise RuntimeError("nnbp.{name} is not here: this set asks you to write it")\n'
        for name in names
    )
