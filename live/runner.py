"""Runs the cells of a page in the browser and sends what they show, as Jupyter would.

The page's worker loads this file by itself, so it imports nothing of this book. `send(kind, text)`
gets, in order: "stdout" and "stderr" texts, "svg" figures, "html" and "text" results, and the
"error" that ended a cell.
"""

import ast
import asyncio
import contextlib
import contextvars
import html
import inspect
import io
import linecache
import os
import re
import sys
import time
import traceback
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from pprint import pformat
from typing import Any

import __main__

Send = Callable[[str, str], None]

LIMIT = 200_000  # characters a cell may print; more would stop the page
AT_ONCE = 10_000  # characters that are sent line by line; the lines after them
PATIENCE = 0.05  # may wait so many seconds
WIDTH = 79

# A line such as `%config ...` or `!ls` is a command to Jupyter. These mean nothing in a page.
COMMAND = re.compile(r"^[%!]+(\w+).*$", re.MULTILINE)
WITHOUT_MEANING = {"config", "matplotlib"}


class Printed(io.TextIOBase):
    """What a cell prints, sent in pieces and cut after `LIMIT` characters."""

    def __init__(self, send: Send, kind: str) -> None:
        self.send = send
        self.kind = kind
        self.waiting: list[str] = []
        self.printed = 0
        self.sent_at = 0.0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        before, self.printed = self.printed, self.printed + len(text)
        if before <= LIMIT:
            self.waiting.append(text[: LIMIT - before])
            cut = self.printed > LIMIT
            if cut:
                self.waiting.append(f"\n... cut after {LIMIT:,} characters\n")
            few = self.printed < AT_ONCE or time.monotonic() - self.sent_at > PATIENCE
            if cut or (few and text.endswith("\n")):
                self.flush()
        return len(text)

    def flush(self) -> None:
        if self.waiting:
            self.send(self.kind, "".join(self.waiting))
        self.waiting = []
        self.sent_at = time.monotonic()


class Runner:
    """The Python of a page: cells share one namespace, exercises have one each."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.context = contextvars.copy_context()  # numpy keeps its print options in one
        sys.modules["IPython"] = _jupyter(self.show)
        sys.modules["IPython.display"] = sys.modules["IPython"].display
        os.environ["MPLBACKEND"] = "agg"
        # plt.show() need not show anything: a cell shows its figures when it ends.
        warnings.filterwarnings("ignore", ".* is non-interactive, and thus cannot be shown")
        __main__.display = self.show

    async def run(self, cells: Iterable[tuple[str, str]], alone: bool = False) -> str:
        """Run cells, each a name and its code, up to the first that fails.

        They have a namespace of their own if `alone`, else that of the page. Return "right",
        "wrong", or the name of a module that was not found.
        """
        namespace = {"__name__": "__main__"} if alone else __main__.__dict__
        for name, code in cells:
            with self._printing():
                try:
                    await self._execute(self._python(code), name, namespace)
                    self.context.run(self.show_figures)
                except BaseException as error:
                    self.send("error", _told(error, name))
                    missing = isinstance(error, ModuleNotFoundError) and error.name
                    return missing or "wrong"
        return "right"

    def show(self, *values: Any) -> None:
        """Show each value in its richest form."""
        sys.stdout.flush()
        for value in values:
            self.send(*_form(value))

    def show_figures(self) -> None:
        """Show the figures that are open, and close them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            for number in pyplot.get_fignums():
                self.show(pyplot.figure(number))
            pyplot.close("all")

    @contextlib.contextmanager
    def _printing(self) -> Iterator[None]:
        out, err = Printed(self.send, "stdout"), Printed(self.send, "stderr")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                yield
            finally:
                out.flush()
                err.flush()

    async def _execute(self, code: str, name: str, namespace: dict[str, Any]) -> None:
        linecache.cache[name] = len(code), None, code.splitlines(keepends=True), name
        tree = ast.parse(code, name)
        result = None
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and not code.rstrip().endswith(";"):
            result = ast.Expression(last.value)
            tree.body.pop()
        await self._evaluate(tree, name, "exec", namespace)
        if result is not None:
            value = await self._evaluate(result, name, "eval", namespace)
            if value is not None:
                self.context.run(self.show, value)

    async def _evaluate(self, tree: ast.AST, name: str, mode: str, namespace: Any) -> Any:
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(tree, name, mode, flags=flags)  # type: ignore[call-overload]
        value = self.context.run(eval, code, namespace)
        if code.co_flags & inspect.CO_COROUTINE:
            return await asyncio.get_running_loop().create_task(value, context=self.context)
        return value

    def _python(self, code: str) -> str:
        """Return `code` with commands to Jupyter left out, and say so."""
        try:
            ast.parse(code)
        except SyntaxError:
            for command in COMMAND.findall(code):
                if command not in WITHOUT_MEANING:
                    print(f"{command} is a command to Jupyter: left out here", file=sys.stderr)
            return COMMAND.sub("", code)
        return code


def _form(value: Any) -> tuple[str, str]:
    """Return the richest form in which a page can show `value`."""
    if type(value).__module__ == "matplotlib.figure":
        return "svg", _drawn(value)
    for kind in ("html", "svg"):
        represent = getattr(value, f"_repr_{kind}_", None)
        if represent is not None and not isinstance(value, type):
            shown = represent()
            if shown is not None:
                return kind, str(shown)
    if isinstance(value, list | tuple | dict | set | frozenset):
        return "text", pformat(value, width=WIDTH, sort_dicts=False)
    return "text", repr(value)


def _drawn(figure: Any) -> str:
    """Draw a figure as Jupyter's inline backend does."""
    file = io.StringIO()
    ground = figure.get_facecolor()
    figure.savefig(file, format="svg", bbox_inches="tight", dpi=figure.dpi, facecolor=ground)
    text = file.getvalue()
    return text[text.index("<svg") :]


def _told(error: BaseException, name: str) -> str:
    """Return the traceback from the cell on, or what the error has to say in its place."""
    own = getattr(error, "_render_traceback_", None)
    if own is not None:
        return "\n".join(own())
    place = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename != name:
        place = place.tb_next
    return "".join(traceback.format_exception(type(error), error, place)).rstrip("\n")


def _jupyter(show: Callable[..., None]) -> types.ModuleType:
    """Return as much of IPython as lets a check or a reader's cell show something."""

    class HTML:
        def __init__(self, data: str) -> None:
            self.data = data

        def _repr_html_(self) -> str:
            return self.data

    class Markdown(HTML):
        def _repr_html_(self) -> str:
            return f"<pre>{html.escape(self.data)}</pre>"

    ipython = types.ModuleType("IPython")
    ipython.display = types.ModuleType("IPython.display")  # type: ignore[attr-defined]
    ipython.display.__dict__.update(display=show, HTML=HTML, Markdown=Markdown)
    events = types.SimpleNamespace(register=lambda event, call: None)  # matplotlib asks for it
    shell = types.SimpleNamespace(kernel=True, events=events)
    ipython.__dict__.update(get_ipython=lambda: shell, version_info=(9, 0))
    return ipython
