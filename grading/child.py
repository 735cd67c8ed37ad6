"""The process of one submission: run a student's cells and try what they define.

Whatever a cell does to this process can only change what its own answers are: they are compared
outside it.
"""

import contextlib
import copy
import io
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import protocol  # type: ignore[import-not-found]  # stands beside this file in the sandbox
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

KEPT = ("text/plain", "image/png")
MOST_OUTPUTS = 200
MOST_WARNINGS = 20
FEWEST_NUMBERS = 8
A_NUDGE = 0.1
A_MOMENT = 0.2


class Overtime(BaseException):
    """A cell or a call took longer than it may. Not an Exception, so that few catch it."""


class Outputs:
    """A cell's outputs in order, as a notebook holds them, up to a number of characters."""

    def __init__(self) -> None:
        self.start(0, 0)

    def start(self, characters: int, picture: int) -> None:
        """Forget what there is, and take so many characters of text and for a picture."""
        self.kept: list[dict[str, Any]] = []
        self.left = characters
        self.picture = picture

    def write(self, name: str, text: str) -> None:
        """Add text to a stream."""
        text = self.cut(text)
        last = self.kept[-1] if self.kept else {}
        if text and last.get("name") == name:
            last["text"] += text
        elif text:
            self.add({"output_type": "stream", "name": name, "text": text})

    def show(self, output_type: str, data: dict[str, Any]) -> None:
        """Add what the kept kinds of a display hold."""
        shown = {}
        if isinstance(text := data.get("text/plain"), str):
            shown["text/plain"] = self.cut(text)
        if isinstance(png := data.get("image/png"), str) and len(png) <= self.picture:
            shown["image/png"] = png
        if shown:
            self.add({"output_type": output_type, "data": shown})

    def add(self, output: dict[str, Any]) -> None:
        """Add an output, if there are not too many."""
        if len(self.kept) < MOST_OUTPUTS:
            self.kept.append(output)

    def cut(self, text: str) -> str:
        """Return what is left room for, and say where more was left out."""
        if self.left < 0:
            return ""
        kept, self.left = text[: self.left], self.left - len(text)
        return kept if self.left >= 0 else kept + "\n[more output was left out]\n"


OUTPUTS = Outputs()


class Stream(io.TextIOBase):
    """What a cell prints to."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.stream = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        OUTPUTS.write(self.stream, text)
        return len(text)


class Hook(DisplayHook):
    """Keeps the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        """The notebook shows it."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        OUTPUTS.show("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False


class Publisher(DisplayPublisher):
    """Keeps what is displayed."""

    def publish(self, data: Any, *_: Any, **__: Any) -> None:
        OUTPUTS.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        OUTPUTS.kept.clear()


class Shell(InteractiveShell):
    """IPython without a terminal, a history or a window system."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept ``%matplotlib``."""

    def system(self, cmd: str) -> None:
        """Accept ``!command`` and ``%pip``."""
        print(f"Not run, there are no commands while grading: {cmd}")

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        OUTPUTS.add(error_output(etype, evalue, stb))


def error_output(kind: type, error: BaseException, lines: list[str]) -> dict[str, Any]:
    """Return an error as a notebook holds it."""
    says = OUTPUTS.cut(str(error))
    told = OUTPUTS.cut("\n".join(lines)).splitlines()
    return {"output_type": "error", "ename": kind.__name__, "evalue": says, "traceback": told}


def warm_shell() -> InteractiveShell:
    """Return the shell that a notebook's cells run in, after the slow first uses of everything."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Context"
    shell = Shell.instance(config=config)
    for source in (
        "import numpy as np, matplotlib.pyplot as plt, nnbp, nnbp.checks",
        "%matplotlib inline\nplt.plot([0, 1], [0, 1], label='$a$'); plt.legend(); plt.title('b')",
        "display(np.ones((2, 2)))\nnp.ones((2, 2)) @ np.ones((2, 2))",
        "np.ones(2) @ np.ones(3)",
    ):
        plenty = {"seconds": 60, "output_bytes": 10**6, "picture_bytes": 10**6}
        run_cell(shell, {"source": source, "number": 1, **plenty})
    rehearse(shell)
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
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


def run_cell(shell: InteractiveShell, request: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one cell; return its outputs."""
    OUTPUTS.start(request["output_bytes"], request["picture_bytes"])
    shell.execution_count = request["number"]
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    try:
        with time_limit(request["seconds"]):
            shell.run_cell(request["source"], store_history=True)
    except BaseException as error:
        OUTPUTS.add(error_output(type(error), error, traceback.format_exception_only(error)))
    finally:
        sys.stdout, sys.stderr = before
    return OUTPUTS.kept


def answers(shell: InteractiveShell, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Try the question on each list of arguments, then say how its answers were reached.

    The first list is tried twice, to see whether the answer repeats itself. Where a call takes
    too long, no more is tried.
    """
    name, kind, calls = request["question"], request["kind"], request["calls"]
    function = shell.user_ns.get(name)
    road: list[Any] = []
    if kind == "choices":
        yield {"value": function, "missing": name not in shell.user_ns}
    elif not callable(function):
        yield from ({"missing": True} for _ in calls)
    else:
        reply: dict[str, Any] = {}
        for number, arguments in enumerate(calls):
            reply = answer(function, kind, arguments, request["seconds"], twice=number == 0)
            yield reply
            if reply.get("error", "").startswith("Overtime"):
                break
        if "value" in reply and not request["differences"]:
            size = count(reply["value"])
            road = nudged(function, kind, calls[-1], request["seconds"], size)
    loaded = [name for name in request["watched"] if name in sys.modules]
    yield {"done": True, "nudged": road, "loaded": loaded}


def answer(
    function: Any, kind: str, arguments: list[Any], seconds: float, twice: bool
) -> dict[str, Any]:
    """Call what the student wrote, on copies, and say what happened."""
    given = copy.deepcopy(arguments)
    reply: dict[str, Any] = {}
    with quiet(), warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        try:
            with time_limit(seconds):
                value = copy.deepcopy(use(function, given, kind))
            again = []
            if twice:
                with time_limit(seconds):
                    again = [use(function, copy.deepcopy(arguments), kind)]
            reply = {"value": value, "arguments_after": given, "again": again}
        except BaseException as error:
            reply = {"error": told(error)}
    texts = (f"{note.category.__name__}: {note.message}"[:200] for note in noted[:200])
    return reply | {"warned": list(dict.fromkeys(texts))[:MOST_WARNINGS]}


def told(error: BaseException) -> str:
    """Return an error's type and text, if it gives its text at all."""
    try:
        with time_limit(A_MOMENT):
            return f"{type(error).__name__}: {error}"[:500]
    except BaseException:
        return f"{type(error).__name__}: its text cannot be had"


def use(function: Any, arguments: list[Any], kind: str) -> Any:
    """Call a function; or make an object of a class, and return what its methods return."""
    if kind == "function":
        return function(*arguments)
    made, calls = arguments
    thing = function(*made)
    return [copy.deepcopy(getattr(thing, method)(*given)) for method, given in calls]


def nudged(function: Any, kind: str, arguments: list[Any], seconds: float, size: int) -> list[Any]:
    """Return [name, times, step] of what was called once a number of the answer, each nudged.

    That is how numerical differences are taken: a function of all the weights is called for each
    of them, every time with one or two numbers moved a little.
    """
    seen: dict[Any, tuple[np.ndarray, int, float]] = {}

    def watch(frame: Any, event: str, _: Any) -> None:
        if event != "call":
            return
        code = frame.f_code
        arguments = [frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount]]
        if count(arguments) < size:
            return
        given = numbers(arguments)
        before, times, step = seen.get(code, (given, 0, 0.0))
        if before.shape == given.shape:
            gaps = np.abs(given - before)
            moved = gaps[gaps != 0]
            if 1 <= moved.size <= 2 and moved.max() < A_NUDGE:
                times, step = times + 1, float(moved.max())
        seen[code] = given, times, step

    if size < FEWEST_NUMBERS:
        return []
    with quiet(), contextlib.suppress(BaseException), time_limit(seconds):
        sys.setprofile(watch)
        use(function, copy.deepcopy(arguments), kind)
    sys.setprofile(None)
    found = [(code.co_name, times + 1, step) for code, (_, times, step) in seen.items()]
    most = max(found, key=lambda one: one[1], default=("", 0, 0.0))
    return list(most) if most[1] >= size else []


def count(value: Any, depth: int = 3) -> int:
    """Return how many numbers are in an array, or in a list of them; a lone number counts none."""
    if isinstance(value, list | tuple) and depth:
        return sum(count(item, depth - 1) for item in value)
    return value.size if isinstance(value, np.ndarray) else 0


def numbers(value: Any, depth: int = 3) -> np.ndarray:
    """Return the numbers in arrays, and in lists of them, in a row."""
    if isinstance(value, list | tuple) and depth:
        rows = [numbers(item, depth - 1) for item in value]
        return np.concatenate(rows) if rows else np.zeros(0)
    if isinstance(value, np.ndarray | int | float | complex | np.number):
        row = np.asarray(value).ravel()
        return row if row.dtype.kind in "biufc" else np.zeros(0)
    return np.zeros(0)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Leave out what is printed within."""
    OUTPUTS.start(-1, 0)
    with contextlib.redirect_stdout(Stream("out")), contextlib.redirect_stderr(Stream("err")):
        yield


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt what runs within after so many seconds."""

    def stop(*_: Any) -> None:
        raise Overtime(f"it did not end within {seconds:g} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
