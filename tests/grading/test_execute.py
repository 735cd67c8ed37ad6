"""What comes of a submission's steps: outputs, answers, limits, and what a death costs."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grading.job import Ask, Record
from grading.limits import Limits
from grading.sandbox import Child, SandboxLost
from nnbp.checks import Outcome

Submit = Callable[..., Record]

LIMITS = Limits(call_seconds=0.5, cell_seconds=2.0, output_bytes=1000)
ONE = "def one():\n    return 1"
RESISTS = """
def resists():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def call(name: str, *arguments: Any, times: int = 1, **more: Any) -> Ask:
    """Ask for a function on the same arguments so many times."""
    return Ask(name, "function", [list(arguments)] * times, **more)


def text_of(outputs: Any, name: str = "stdout") -> str:
    return "".join(output["text"] for output in outputs if output.get("name") == name)


def test_outputs_stand_in_order_as_in_a_notebook(submit: Submit) -> None:
    (outputs,) = submit("import sys\nprint(1)\nprint(2, file=sys.stderr)\ndisplay(3)\n4").results
    assert [output["output_type"] for output in outputs] == [
        "stream",
        "stream",
        "display_data",
        "execute_result",
    ]
    assert outputs[-1]["data"] == {"text/plain": "4"}


def test_a_cell_may_await(submit: Submit) -> None:
    (outputs,) = submit("import asyncio\nawait asyncio.sleep(0, result=7)").results
    assert outputs[0]["data"] == {"text/plain": "7"}


def test_a_figure_comes_as_a_picture(submit: Submit) -> None:
    (outputs,) = submit("import matplotlib.pyplot as plt\nplt.plot([1, 2]);").results
    assert outputs[0]["data"]["image/png"].startswith("iVBORw0KGgo")


def test_a_figure_of_nnbp_comes_too(submit: Submit) -> None:
    cell = "from nnbp.plots.images import draw_images\nfrom nnbp.datasets import digits\n"
    (outputs,) = submit(cell + "draw_images(digits()[0][:2], [0, 1])").results
    assert any("image/png" in output["data"] for output in outputs)


def test_what_has_not_changed_is_not_sent(submit: Submit) -> None:
    cell = "def same(x):\n    return x"
    (answer,) = submit(cell, call("same", np.ones(2))).results[1]
    assert (answer.arguments_after, answer.again) == (None, ())


def test_html_and_scripts_do_not_come(submit: Submit) -> None:
    cell = "from IPython.display import HTML, Javascript\ndisplay(HTML('<b>'), Javascript('x'))"
    (outputs,) = submit(cell).results
    assert {key for output in outputs for key in output["data"]} == {"text/plain"}


def test_an_error_is_told_with_the_line(submit: Submit) -> None:
    _, outputs = submit("x = 0", "1 / x").results
    assert outputs[0]["ename"] == "ZeroDivisionError"
    assert "Cell In[2], line 1" in "\n".join(outputs[0]["traceback"])


def test_values_return_with_their_form(submit: Submit) -> None:
    cell = "def twice(x, n):\n    return [x * 2, (n, 'text')]"
    (answer,) = submit(cell, call("twice", np.array([1.0, 2.0]), 3)).results[1]
    np.testing.assert_array_equal(answer.value[0], [2.0, 4.0])
    assert answer.value[1] == (3, "text")


def test_warnings_are_data_and_no_error(submit: Submit) -> None:
    cell = "import numpy as np\ndef f(x):\n    return np.log(x)"
    (answer,) = submit(cell, call("f", np.zeros(2))).results[1]
    assert answer.warned == ("RuntimeWarning: divide by zero encountered in log",)
    assert answer.error == ""


def test_a_changed_argument_is_seen(submit: Submit) -> None:
    cell = "def change(x):\n    x[0] = 9\n    return 1.0"
    (answer,) = submit(cell, call("change", np.array([1.0, 2.0]))).results[1]
    np.testing.assert_array_equal(answer.arguments_after[0], [9.0, 2.0])


def test_the_first_call_is_repeated(submit: Submit) -> None:
    cell = "n = 0\ndef count():\n    global n\n    n += 1\n    return n"
    first, second = submit(cell, call("count", times=2)).results[1]
    assert (first.value, first.again, second.again) == (1, (2,), ())


def test_a_class_keeps_its_state_from_call_to_call(submit: Submit) -> None:
    cell = "class Sum:\n    def __init__(self, s): self.s = s\n    def add(self, x):\n        "
    cell += "self.s = self.s + x\n        return self.s"
    ask = Ask("Sum", "class", [[[10], [["add", [1]], ["add", [np.ones(2)]]]]])
    (answer,) = submit(cell, ask).results[1]
    assert answer.value[0] == 11
    np.testing.assert_array_equal(answer.value[1], [12.0, 12.0])


def test_a_choice_is_the_value_of_a_variable(submit: Submit) -> None:
    assert submit("best = 'bd'", Ask("best", "choices", [])).results[1] == [Outcome("bd")]


@pytest.mark.parametrize("kind", ["function", "class", "choices"])
def test_what_is_not_there_is_missing(kind: str, submit: Submit) -> None:
    answers = submit(Ask("nothing", kind, [[]])).results[0]
    assert [answer.missing for answer in answers] == [True]


def test_a_stub_is_one_in_every_case(submit: Submit) -> None:
    answers = submit("def f():\n    raise NotImplementedError()", call("f", times=3)).results[1]
    assert [answer.error for answer in answers] == ["NotImplementedError: "] * 3


def test_an_endless_call_is_stopped_once_and_the_rest_goes_on(submit: Submit) -> None:
    cell = ONE + "\ndef forever():\n    while True: pass"
    record = submit(cell, call("forever", times=9), call("one"), limits=LIMITS)
    (stopped,), (answer,) = record.results[1:]
    assert stopped.error == "Overtime: it did not end within 0.5 seconds"
    assert answer.value == 1
    assert record.stops == ["forever: a call was stopped after 0.5 seconds"]


def test_an_endless_cell_is_stopped_and_what_it_defined_stays(submit: Submit) -> None:
    record = submit(ONE + "\nwhile True: pass", call("one"), limits=LIMITS)
    assert record.results[1][0].value == 1
    assert record.stops == ["cell 1: stopped after 2 seconds"]


def test_a_call_that_resists_costs_only_its_question(submit: Submit) -> None:
    record = submit(ONE, RESISTS, call("one"), call("resists"), call("one"), limits=LIMITS)
    before, resists, after = record.results[2:]
    assert (before[0].value, after[0].value) == (1, 1)
    assert "could not be interrupted" in resists[0].error


@pytest.mark.parametrize("end", ["os._exit(0)", "os.closerange(3, 99)", "os.abort()"])
def test_a_cell_that_ends_the_process_costs_only_what_it_defines(end: str, submit: Submit) -> None:
    record = submit("import os", ONE, f"two = 2\n{end}", "def two():\n    return 2", call("two"))
    assert "was not run to its end: the program" in text_of(record.results[2], "stderr")
    assert record.results[4][0].value == 2


def test_answers_before_a_death_are_kept(submit: Submit) -> None:
    cell = "import os\ndef f(x):\n    return 1 if x < 2 else os._exit(0)"
    record = submit(cell, Ask("f", "function", [[0], [1], [2], [3]]))
    assert [answer.value for answer in record.results[1]] == [1, 1, None]
    assert record.results[1][2].error == "Stopped: the program ended its own process"


def test_too_deep_a_recursion_is_said_to_be_a_crash(submit: Submit) -> None:
    cell = "import sys\nsys.setrecursionlimit(10**9)\ndef f(x):\n    return [f(x)]"
    cell += "\nclass A:\n    def __getattr__(self, name): return getattr(self, name + 'a')"
    cell += "\ndef g():\n    return A().b"
    record = submit(ONE, cell, call("g"), call("one"), limits=replace(LIMITS, call_seconds=5))
    assert record.results[3][0].value == 1


def test_one_that_dies_again_and_again_is_given_up(submit: Submit) -> None:
    record = submit(*["import os; os._exit(1)"] * 5, "print(1)", limits=Limits(restarts=3))
    assert len(record.stops) == 4
    assert "was not run" in text_of(record.results[5], "stderr")


def test_all_steps_together_have_a_limit(submit: Submit) -> None:
    limits = replace(LIMITS, total_seconds=1.5)
    record = submit(*["import time\ntime.sleep(0.9)"] * 3, ONE, call("one"), limits=limits)
    assert "1.5 seconds" in record.results[4][0].error
    assert record.seconds < 4


def test_output_is_capped(submit: Submit) -> None:
    (outputs,) = submit("for _ in range(10**4): print('x' * 1000)").results
    assert len(text_of(outputs)) < 2000
    assert "more output was left out" in text_of(outputs)


def test_output_is_capped_though_the_process_lifts_its_own_limit(submit: Submit) -> None:
    forge = (
        "from grading.inside import child\n"
        "child.run_cell = lambda *_: [{'output_type': 'stream', 'name': 'stdout',"
        " 'text': 'x' * 10**5}] * 1000"
    )
    record = submit(forge, *["pass"] * 9, limits=replace(LIMITS, total_output_bytes=10**4))
    assert sum(len(text_of(outputs)) for outputs in record.results) < 30_000


@pytest.mark.parametrize("reply", ["{}", "{'outputs': 1}", "{'error': 1}", "{'value': 1}"])
def test_a_forged_message_costs_only_its_cell(reply: str, submit: Submit) -> None:
    forge = "import socket\nfrom grading.inside import protocol\n"
    forge += f"protocol.send(socket.socket(fileno=3), {reply})"
    record = submit(ONE, forge, call("one"))
    assert record.results[2][0].value == 1


def test_more_replies_than_calls_are_refused(submit: Submit) -> None:
    forge = "from grading.inside import child\ndef f(): pass\n"
    forge += "child.answers = lambda *_: ({'value': 1} for _ in iter(int, 1))"
    record = submit(forge, call("f", times=3), ONE, call("one"))
    assert "more replies than" in record.stops[0]
    assert len(record.results[1]) == 3
    assert record.results[3][0].value == 1


def test_a_reply_that_is_too_large_is_refused(submit: Submit) -> None:
    cell = "import numpy as np\ndef f():\n    return np.ones(10**6)"
    (answer,) = submit(cell, call("f")).results[1]
    assert "too large" in answer.error


def end_sandboxes(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Kill the warm process so many times, each while a reply is waited for."""
    reply, left = Child.reply, iter(range(times))

    def reply_of_the_ended(child: Child, seconds: float) -> dict[str, Any]:
        if next(left, None) is not None:
            child._sandbox._process.kill()
        return reply(child, seconds)

    monkeypatch.setattr(Child, "reply", reply_of_the_ended)


def test_a_sandbox_that_something_else_ended_costs_no_submission_anything(
    monkeypatch: pytest.MonkeyPatch, submit: Submit
) -> None:
    end_sandboxes(monkeypatch, 1)
    record = submit("import time\ntime.sleep(1)", ONE, call("one"))
    assert (record.results[2][0].value, record.stops) == (1, [])


def test_a_sandbox_that_is_ended_twice_is_an_error(
    monkeypatch: pytest.MonkeyPatch, submit: Submit
) -> None:
    end_sandboxes(monkeypatch, 2)
    with pytest.raises(SandboxLost):
        submit("import time\ntime.sleep(1)", ONE)


def test_numerical_differences_are_noticed(submit: Submit) -> None:
    cell = (
        "import numpy as np\n"
        "def J(theta):\n    return (theta ** 3).sum()\n"
        "def gradient(theta):\n"
        "    D = np.zeros_like(theta)\n"
        "    for i in range(theta.size):\n"
        "        step = np.zeros_like(theta)\n"
        "        step[i] = 1e-4\n"
        "        D[i] = (J(theta + step) - J(theta - step)) / 2e-4\n"
        "    return D"
    )
    record = submit(cell, call("gradient", np.arange(10.0)))
    assert record.roads["gradient"] == [
        "J was called 20 times in one call of gradient, each time with one number moved by "
        "0.0002: these are numerical differences"
    ]
    asked = submit(cell, call("gradient", np.arange(10.0), differences=True))
    assert asked.roads == {}


def test_a_loop_over_the_entries_is_no_numerical_difference(submit: Submit) -> None:
    cell = (
        "def entry(x, i):\n    return 2 * x[i]\n"
        "def gradient(x):\n    return __import__('numpy').array([entry(x, i) for i in range(10)])"
    )
    assert submit(cell, call("gradient", np.linspace(0, 1, 10))).roads == {}


def test_outputs_that_no_notebook_can_hold_are_a_forged_reply(submit: Submit) -> None:
    forge = "import numpy as np\nfrom grading.inside import child\n"
    forge += "child.run_cell = lambda *_: [{'output_type': np.ones(3), 'ename': np.ones(3)}]"
    record = submit(ONE, forge, "1", call("one"))
    assert "forged" in record.stops[0]
    assert record.results[3][0].value == 1
