"""The process in the sandbox: run a student's cells and call a student's functions.

It is started in an empty file system with a socket to the coordinator. It holds nothing secret:
no expected value, no hidden test, no points. Whatever a cell does to this process can only change
what its own functions return.
"""

import contextlib
import copy
import io
import resource
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import protocol  # type: ignore[import-not-found]  # stands beside this file in the sandbox
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

WARNINGS_KEPT = 5


class Overtime(BaseException):
    """A cell or a call took longer than it may. Not an Exception, so that few catch it."""


class CappedText(io.StringIO):
    """Keeps the first characters written to it, and says where it stopped."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.left = limit

    def write(self, text: str) -> int:
        kept = text[: self.left]
        self.left -= len(kept)
        super().write(kept)
        if self.left == 0 and len(text) > len(kept):
            super().write("\n[more output was left out]\n")
            self.left = -1
        return len(text)


class Shell(InteractiveShell):
    """IPython without a terminal, a history or a window system: magics run, nothing is drawn."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept ``%matplotlib``."""


def main(descriptor: int) -> None:
    """Serve requests until the coordinator closes the connection."""
    connection = socket.socket(fileno=descriptor)
    start = protocol.receive(connection)
    limit_resources(start["memory_bytes"], start["file_bytes"])
    shell = new_shell()
    protocol.send(connection, {"ready": True})
    while True:
        try:
            request = protocol.receive(connection)
        except EOFError:
            return
        serve = run_cell if request["do"] == "run" else call_function
        protocol.send(connection, serve(shell, request))


def limit_resources(memory_bytes: int, file_bytes: int) -> None:
    """Limit this process for good; none of it can be raised again."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def new_shell() -> InteractiveShell:
    """Return the shell that the notebook's cells run in."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Context"
    return Shell.instance(config=config)


def run_cell(shell: InteractiveShell, request: dict[str, Any]) -> dict[str, Any]:
    """Run one cell; return its output and its error, if any."""
    errors: list[dict[str, Any]] = []
    limit = request["output_limit"]

    def keep_error(kind: type, error: BaseException, lines: list[str]) -> None:
        says, told = str(error)[:limit], "\n".join(lines)[-limit:]
        errors.append({"name": kind.__name__, "says": says, "traceback": told})

    shell._showtraceback = keep_error  # type: ignore[method-assign, assignment]
    out, err = CappedText(limit), CappedText(limit)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            with time_limit(request["seconds"]):
                shell.run_cell(request["source"], store_history=False)
        except BaseException as error:
            keep_error(type(error), error, traceback.format_exception_only(error))
    return {"stdout": out.getvalue(), "stderr": err.getvalue(), "errors": errors[:1]}


def use_class(answer: Any, arguments: list[Any]) -> list[Any]:
    """Make an object and return what its methods return, in order."""
    made, calls = arguments
    thing = answer(*made)
    return [copy.deepcopy(getattr(thing, method)(*given)) for method, given in calls]


# How an answer of each kind is used.
USE: dict[str, Callable[[Any, list[Any]], Any]] = {
    "function": lambda answer, arguments: answer(*arguments),
    "class": use_class,
    "choices": lambda answer, arguments: answer,
}


def call_function(shell: InteractiveShell, request: dict[str, Any]) -> dict[str, Any]:
    """Use what has that name; return its value, its arguments after the call, and its warnings.

    If it is to be tried twice, the second value comes along: it should be the same.
    """
    name, kind, arguments = request["name"], request["kind"], request["arguments"]
    if name not in shell.user_ns or (kind != "choices" and not callable(shell.user_ns[name])):
        return {"missing": True}
    answer = shell.user_ns[name]
    silent = CappedText(0)
    with (
        contextlib.redirect_stdout(silent),
        contextlib.redirect_stderr(silent),
        warnings.catch_warnings(record=True) as noted,
    ):
        warnings.simplefilter("always")
        fresh = copy.deepcopy(arguments) if request["twice"] else None
        try:
            with time_limit(request["seconds"]):
                value = copy.deepcopy(USE[kind](answer, arguments))
                again = [] if fresh is None else [USE[kind](answer, fresh)]
            warned = list(dict.fromkeys(f"{n.category.__name__}: {n.message}"[:200] for n in noted))
            reply = {"value": value, "arguments_after": arguments}
            return reply | {"again": again, "warned": warned[:WARNINGS_KEPT]}
        except Overtime as error:
            return {"error": f"Overtime: {error}", "overtime": True}
        except BaseException as error:
            return {"error": f"{type(error).__name__}: {error}"[:500]}


@contextlib.contextmanager
def time_limit(seconds: float) -> Any:
    """Interrupt what runs within after so many seconds."""

    def stop(*_: Any) -> None:
        raise Overtime(f"it did not end within {seconds:g} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
