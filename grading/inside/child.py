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

PLENTY = {"number": 1, "seconds": 60.0, "output_bytes": 10**6, "picture_bytes": 10**6}


def warm_shell() -> InteractiveShell:
    """Return the shell that a notebook's cells run in, after the slow first uses of everything."""
    shell = new_shell()
    for source in (
        "import numpy as np, nnbp, nnbp.checks",
        "display(np.ones((2, 2)))\nnp.ones((2, 2)) @ np.ones((2, 2))",
        "np.ones(2) @ np.ones(3)",
    ):
        run_cell(shell, {"source": source, **PLENTY})
    rehearse(shell)
    shell.reset(new_session=True)
    return shell


def warm_figures(shell: InteractiveShell) -> None:
    """Draw a first figure. Every child has to carry what that loads: it is done if one draws."""
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([0, 1], label='$a$')\n"
    run_cell(shell, {"source": source + "plt.legend(); plt.title('b')", **PLENTY})
    shell.reset(new_session=True)


def rehearse(shell: InteractiveShell) -> None:
    """Ask and answer some questions, so that a child does not do it for the first time."""
    theirs, ours = socket.socketpair()
    arrays = [[np.ones((3, 4)), np.ones((2, 4)), 1.5]] * 8
    request = {"question": "f", "kind": "function", "calls": arrays, "seconds": 60.0}
    with theirs, ours:
        for _ in range(4):
            run_cell(shell, {"source": "def f(A, B, c):\n    return [A @ B.T, c * B]", **PLENTY})
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
