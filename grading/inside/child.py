"""The process of one submission: run a student's cells and try what they define.

Whatever a cell does to this process can only change what its own answers are: they are compared
outside it.
"""

import socket
from typing import Any

import numpy as np
from IPython.core.interactiveshell import InteractiveShell

from grading.inside import protocol
from grading.inside.answers import answers
from grading.inside.shell import new_shell, run_cell


def warm_shell() -> InteractiveShell:
    """Return the shell that a notebook's cells run in, after the slow first uses of everything."""
    shell = new_shell()
    for source in (
        "import numpy as np, matplotlib.pyplot as plt, nnbp, nnbp.checks",
        "%matplotlib inline\nplt.plot([0, 1], [0, 1], label='$a$'); plt.legend(); plt.title('b')",
        "display(np.ones((2, 2)))\nnp.ones((2, 2)) @ np.ones((2, 2))",
        "np.ones(2) @ np.ones(3)",
    ):
        plenty = {"seconds": 60, "output_bytes": 10**6, "picture_bytes": 10**6}
        run_cell(shell, {"source": source, "number": 1, **plenty})
    rehearse(shell)
    shell.reset(new_session=True)
    return shell


def rehearse(shell: InteractiveShell) -> None:
    """Ask and answer some questions, so that a child does not do it for the first time."""
    theirs, ours = socket.socketpair()
    arrays = [[np.ones((3, 4)), np.ones((2, 4)), 1.5]] * 8
    request = {"question": "f", "kind": "function", "calls": arrays, "seconds": 60.0}
    plenty = {"number": 1, "seconds": 60.0, "output_bytes": 10**6, "picture_bytes": 0}
    with theirs, ours:
        for _ in range(4):
            run_cell(shell, {"source": "def f(A, B, c):\n    return [A @ B.T, c * B]", **plenty})
            for reply in answers(shell, request | {"differences": False, "watched": []}):
                protocol.send(theirs, reply | {"request": request})
                protocol.receive(ours)


def serve(shell: InteractiveShell, connection: socket.socket) -> None:
    """Serve requests until the coordinator closes the connection."""
    while True:
        try:
            request = protocol.receive(connection, rebuild=surface)
        except EOFError:
            return
        if request["do"] == "run":
            protocol.send(connection, {"outputs": run_cell(shell, request)})
        else:
            for reply in answers(shell, request):
                protocol.send(connection, reply)


def surface(kind: str, parameters: list[Any], with_gradient: bool) -> Any:
    """Return the cost surface that was sent; see `nnbp.surfaces`."""
    from nnbp.surfaces import Surface  # type: ignore[import-not-found, unused-ignore]

    return Surface(kind, parameters, with_gradient)
