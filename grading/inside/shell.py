"""The shell in which a notebook's cells run: IPython, its outputs kept as a notebook has them."""

import ast
import contextlib
import io
import sys
import traceback
from collections.abc import Iterator
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type
from traitlets.config import Config

from grading.inside.time_limit import time_limit

KEPT = ("text/plain", "image/png")
MOST_OUTPUTS = 200


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


class Transformers(TransformerManager):
    """IPython's own ways of writing turned into Python, sought only where a cell is not Python.

    None of them is: so nothing is missed, and half the time that a cell takes is saved.
    """

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Return the lines with magics, system calls and question marks as calls."""
        try:
            ast.parse("".join(lines))
            return lines
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            made: list[str] = super().do_token_transforms(lines)  # type: ignore[no-untyped-call]
            return made


class Shell(InteractiveShell):
    """IPython without a terminal, a history or a window system."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    input_transformer_manager = Instance(Transformers, ())

    def should_run_async(self, raw_cell: str, **transformed: Any) -> bool:
        """Return whether the cell awaits; one without the words is not compiled to see that."""
        if "await" not in raw_cell and "async" not in raw_cell:
            return False
        awaits: bool = super().should_run_async(raw_cell, **transformed)
        return awaits

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


def new_shell() -> InteractiveShell:
    """Return a shell without history or colours."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Context"
    return Shell.instance(config=config)


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


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Leave out what is printed within."""
    OUTPUTS.start(-1, 0)
    with contextlib.redirect_stdout(Stream("out")), contextlib.redirect_stderr(Stream("err")):
        yield
