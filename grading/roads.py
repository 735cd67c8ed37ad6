"""Roads to an answer other than the one that a question asks for: what tells of them.

A gradient that was taken by numerical differences, or by a library that differentiates, is right
and yet no answer to "write backpropagation". Whoever marks gets the evidence and decides.
"""

import ast
from typing import Any

# Modules that differentiate; those of `nnbp` are its graph of single numbers and its checker.
DIFFERENTIATE = {
    "autograd": "the library autograd",
    "casadi": "the library CasADi",
    "jax": "the library JAX",
    "nnbp.differences": "numerical differences of nnbp",
    "nnbp.graph": "the graph of nnbp, which differentiates",
    "numdifftools": "the library numdifftools",
    "scipy.differentiate": "numerical differences of SciPy",
    "scipy.optimize": "the optimizers of SciPy, which take numerical differences",
    "sklearn": "the library scikit-learn, which has a backpropagation",
    "sympy": "the library SymPy",
    "tensorflow": "the library TensorFlow",
    "theano": "the library Theano",
    "torch": "the library PyTorch",
}
IN_NNBP = {
    "nnbp.differences": {"numerical_gradient", "differences"},
    "nnbp.graph": {"Node", "backward", "graph"},
}
MOST_TIMES = 10**9  # more calls than there is time for
LONGEST_CELL = 100_000  # characters; a list of some megabytes takes gigabytes to parse

# Whose calls are looked for; those of `nnbp` are made for honest reasons too.
LIBRARIES = [name for name in DIFFERENTIATE if not name.startswith("nnbp")]


def evidence(reply: dict[str, Any], question: str) -> list[str]:
    """Return what a process tells of the road to an answer: which calls it saw."""
    told = []
    match reply.get("nudged"):
        case [str(name), int(times), float(step)] if 0 < times < MOST_TIMES:
            named = name[:60] if name.isidentifier() else "a function"
            told.append(
                f"{named} was called {times} times in one call of {question}, each time with "
                f"one number moved by {step:.1g}: these are numerical differences"
            )
    match reply.get("called"):
        case [*names]:
            known = {name for name in names if isinstance(name, str) and name in DIFFERENTIATE}
            told += [f"{DIFFERENTIATE[name]}, was called" for name in sorted(known)]
    return told


def imported(source: str) -> set[str]:
    """Return the names of DIFFERENTIATE that a cell imports from."""
    found = set()
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "nnbp":
            names = {alias.name for alias in node.names}
            found |= {module for module, held in IN_NNBP.items() if names & held}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    packages = (".".join(name.split(".")[:n]) for name in found for n in (1, 2))
    return {*found, *packages} & set(DIFFERENTIATE)


def _parsed(source: str) -> ast.AST:
    """Return a cell's syntax tree without its magics; of what cannot matter an empty one."""
    if "import" not in source or len(source) > LONGEST_CELL:
        return ast.Module([], [])
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
