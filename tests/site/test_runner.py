"""What a cell in the page sends is what Jupyter shows; `live.runner` runs in any Python."""

import asyncio
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import matplotlib.pyplot as plt
import numpy as np
import pytest

import __main__
from live.runner import LIMIT, Runner

Run = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs cells one after another and returns what each one sent."""
    monkeypatch.setattr(__main__, "display", None, raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")
    before = dict(__main__.__dict__)
    sent: list[tuple[str, str]] = []
    with patch.dict(sys.modules), warnings.catch_warnings():
        runner = Runner(lambda kind, text: sent.append((kind, text)))

        def run(code: str, name: str = "In [1]", **options: bool) -> list[tuple[str, str]]:
            sent.clear()
            running = runner.run([(name, code)], **options)
            run.outcome = thread.submit(asyncio.run, running).result()  # type: ignore[attr-defined]
            return list(sent)

        # In a thread of its own, since the browser of other tests has a loop in this one.
        with ThreadPoolExecutor(1) as thread:
            yield run
    __main__.__dict__.clear()
    __main__.__dict__.update(before)
    plt.close("all")


def test_shows_what_is_printed_and_the_last_value(run: Run) -> None:
    assert run("print('a')\n1 + 1") == [("stdout", "a\n"), ("text", "2")]


def test_shows_no_value_after_a_semicolon(run: Run) -> None:
    assert run("1 + 1;") == []


def test_keeps_the_state_from_cell_to_cell(run: Run) -> None:
    run("a = 3")
    assert run("a") == [("text", "3")]


def test_keeps_the_print_options_of_numpy(run: Run) -> None:
    run("import numpy as np\nnp.set_printoptions(precision=2)")
    assert run("np.array([1 / 3])") == [("text", "array([0.33])")]
    assert str(np.array([1 / 3])) == "[0.33333333]"


def test_runs_alone_without_the_state_of_the_page(run: Run) -> None:
    run("a = 3")
    [(kind, text)] = run("b = a", alone=True)
    assert kind == "error"
    assert text.endswith("NameError: name 'a' is not defined")


def test_shows_the_traceback_from_the_cell_on(run: Run) -> None:
    [(kind, text)] = run("def f():\n    return 1 / 0\n\nf()", "In [4]")
    assert kind == "error"
    lines = text.splitlines()
    assert lines[:2] == [
        "Traceback (most recent call last):",
        '  File "In [4]", line 4, in <module>',
    ]
    assert lines[-1].startswith("ZeroDivisionError")
    assert "    return 1 / 0" in lines
    assert run.outcome == "wrong"  # type: ignore[attr-defined]


def test_shows_where_the_syntax_is_wrong(run: Run) -> None:
    [(kind, text)] = run("a = (1\n", "In [2]")
    assert kind == "error"
    assert 'File "In [2]", line 1' in text


def test_lets_an_error_say_itself_what_it_says(run: Run) -> None:
    code = (
        "class Told(Exception):\n    _render_traceback_ = lambda self: ['one', 'two']\nraise Told"
    )
    assert run(code) == [("error", "one\ntwo")]


def test_awaits_at_the_top_level(run: Run) -> None:
    assert run("import asyncio\nawait asyncio.sleep(0, 'slept')") == [("text", "'slept'")]


def test_leaves_commands_to_jupyter_out(run: Run) -> None:
    assert run("%config InlineBackend.figure_formats = ['svg']\n1") == [("text", "1")]
    says, value = run("%timeit 1 + 1\n2")
    assert says[0] == "stderr"
    assert "timeit" in says[1]
    assert value == ("text", "2")


def test_does_not_take_a_line_of_a_text_for_a_command(run: Run) -> None:
    assert run('"""\n%config\n"""') == [("text", "'\\n%config\\n'")]


def test_shows_a_figure_once_and_says_nothing_about_show(run: Run) -> None:
    shown = run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert [kind for kind, _ in shown] == ["svg"]
    assert shown[0][1].startswith("<svg")
    assert run("1") == [("text", "1")]


def test_shows_the_richest_form(run: Run) -> None:
    code = "class Rich:\n    def _repr_html_(self): return '<b>rich</b>'\nRich()"
    assert run(code) == [("html", "<b>rich</b>")]


def test_displays_in_the_order_of_the_code(run: Run) -> None:
    shown = run(
        "from IPython.display import HTML, display\nprint(1)\ndisplay(HTML('<i>2</i>'))\nprint(3)"
    )
    assert shown == [("stdout", "1\n"), ("html", "<i>2</i>"), ("stdout", "3\n")]


def test_cuts_what_would_fill_the_page(run: Run) -> None:
    shown = run("for _ in range(100_000): print('ten chars')")
    text = "".join(text for _, text in shown)
    assert len(text) < LIMIT + 100
    assert text.endswith("... cut after 200,000 characters\n")


def test_names_the_module_that_is_missing(run: Run) -> None:
    run("import a_module_that_is_nowhere")
    assert run.outcome == "a_module_that_is_nowhere"  # type: ignore[attr-defined]
