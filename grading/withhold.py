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
    """Copy `nnbp` into `folder`, without what is `withheld`: modules, or ``module.function``."""
    package = folder / "nnbp"
    ignored = shutil.ignore_patterns("__pycache__", "checks")
    shutil.copytree(Path(nnbp.__file__).parent, package, ignore=ignored)
    (package / "checks.py").write_text(CHECKS, encoding="utf-8")
    for entry in withheld:
        module, _, function = entry.partition(".")
        path = package / f"{module}.py"
        path.write_text(_without(path.read_text(encoding="utf-8"), function), encoding="utf-8")


def _without(source: str, function: str) -> str:
    """Return a module whose `function`, or every function if it is "", refuses to run."""
    tree = ast.parse(source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and function in ("", node.name):
            refusal = f"nnbp.{node.name} is not here: this set asks you to write it"
            node.body = ast.parse(f"raise RuntimeError({refusal!r})").body
            node.decorator_list = []
    return ast.unparse(tree)
