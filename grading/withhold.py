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


def arguments(name: str, case: int = 1) -> list[object]:
    """Say that there is no case here to call by hand."""
    raise LookupError(f"while grading there are no cases of {name} to call by hand")
'''


def write_student_package(folder: Path, withheld: Iterable[str]) -> None:
    """Copy `nnbp` into `folder`; what is `withheld` keeps its name and refuses to run.

    "backprop" withholds a module's functions and classes, "activations.sigmoid_gradient" one.
    """
    package = folder / "nnbp"
    ignored = shutil.ignore_patterns("__pycache__", "checks")
    shutil.copytree(Path(nnbp.__file__).parent, package, ignore=ignored)
    (package / "checks.py").write_text(CHECKS, encoding="utf-8")
    for name in withheld:
        module, _, function = name.partition(".")
        path = package / f"{module}.py"
        source = path.read_text(encoding="utf-8")
        path.write_text(_without(source, function) if function else _stub(source), encoding="utf-8")


def _stub(source: str) -> str:
    """Return a module with the same names: its functions and classes refuse, its values are gone.

    What it imports is still imported: others may take it from here.
    """
    pieces = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            pieces.append(ast.unparse(node))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            pieces.append(_refusal(node))
        else:
            names = (one for one in ast.walk(node) if isinstance(one, ast.Name))
            pieces += [f"{one.id} = None" for one in names if isinstance(one.ctx, ast.Store)]
    return "\n".join(pieces)


def _without(source: str, name: str) -> str:
    """Return a module in which one function or class refuses to run, for all that use it."""
    nodes = {node.name: node for node in _defined(source)}
    if name not in nodes:
        raise ValueError(f"cannot withhold {name!r}: it is not among {', '.join(nodes)}")
    lines = source.splitlines(keepends=True)
    node = nodes[name]
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return "".join([*lines[: first - 1], _refusal(node), *lines[node.end_lineno :]])


def _defined(source: str) -> list[ast.FunctionDef | ast.ClassDef]:
    nodes = ast.parse(source).body
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _refusal(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Return a function that refuses; of a class, one whose making does: others may speak of it."""
    refuses = f'raise RuntimeError("nnbp.{node.name} is not here: this set asks you to write it")\n'
    if isinstance(node, ast.ClassDef):
        opening = f"class {node.name}:\n    def __init__(self, *arguments, **options):\n"
        return f"{opening}        {refuses}"
    return f"def {node.name}(*arguments, **options):\n    {refuses}"
