"""What hostile code in the sandbox can do: nothing but decide what its own functions return."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from grading.sandbox import Died, Limits, Sandbox, SandboxUnavailable, why_unavailable
from grading.withhold import write_student_package
from nnbp.surfaces import Surface

ROOT = Path(__file__).parents[2]
FAST = Limits(call_seconds=0.5, cell_seconds=30.0, output_characters=1000)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    write_student_package(folder, ["backprop"])
    return folder


@pytest.fixture
def sandbox(package: Path) -> Iterator[Sandbox]:
    with Sandbox(package, FAST) as running:
        yield running


@pytest.fixture
def printed(sandbox: Sandbox) -> Callable[[str], str]:
    """Run a cell and return what it printed."""

    def run(source: str) -> str:
        result = sandbox.run(source)
        assert not result["errors"], result["errors"][0]["traceback"]
        return str(result["stdout"])

    return run


def error_of(sandbox: Sandbox, source: str) -> str:
    (error,) = sandbox.run(source)["errors"]
    return str(error["name"])


def test_a_sandbox_can_be_had_here() -> None:
    assert why_unavailable() == ""


def test_cells_share_their_names_and_functions_are_called(sandbox: Sandbox) -> None:
    sandbox.run("import numpy as np")
    sandbox.run("def twice(x, n):\n    return [x * 2, (n, 'text')]")
    outcome = sandbox.call("twice", [np.array([1.0, 2.0]), 3])
    np.testing.assert_array_equal(outcome.value[0], [2.0, 4.0])
    assert outcome.value[1] == (3, "text")


def test_a_changed_argument_is_seen(sandbox: Sandbox) -> None:
    sandbox.run("def change(x):\n    x[0] = 9\n    return 1.0")
    outcome = sandbox.call("change", [np.array([1.0, 2.0])])
    assert outcome.arguments_after is not None
    np.testing.assert_array_equal(outcome.arguments_after[0], [9.0, 2.0])


def test_a_second_call_and_the_warnings_come_along(sandbox: Sandbox) -> None:
    sandbox.run("import warnings\ns = 0\ndef count(x):\n    global s\n    s += x")
    sandbox.run("def total(x):\n    count(x)\n    warnings.warn('overflow')\n    return s")
    outcome = sandbox.call("total", [2], twice=True)
    assert (outcome.value, outcome.again) == (2, (4,))
    assert outcome.warned == ("UserWarning: overflow",)
    assert sandbox.call("total", [2]).again == ()


def test_of_a_class_the_methods_are_called_in_order(sandbox: Sandbox) -> None:
    sandbox.run("class Sum:\n    def __init__(self, s): self.s = s")
    sandbox.run("def add(self, x):\n    self.s += x\n    return self.s\nSum.add = add")
    outcome = sandbox.call("Sum", [[10], [["add", [1]], ["add", [2]]]], kind="class")
    assert outcome.value == [11, 13]


def test_a_cost_surface_can_be_called_by_the_answer(sandbox: Sandbox) -> None:
    sandbox.run("def at_two(f): return f([2.0])")
    cubic = Surface("polynomial", [np.array([[2.0], [0.0], [0.0], [3.0]])])
    assert sandbox.call("at_two", [cubic]).value == 26.0


def test_letters_are_read_and_what_is_not_there_is_missing(sandbox: Sandbox) -> None:
    sandbox.run("which = 'bd'")
    assert sandbox.call("which", [], kind="choices").value == "bd"
    assert sandbox.call("what", [], kind="choices").missing
    assert sandbox.call("which", []).missing, "a text is no function"


def test_magics_run(printed: Callable[[str], str]) -> None:
    assert "done" in printed("%matplotlib inline\nprint('done')")


def test_no_file_of_the_course_can_be_seen(printed: Callable[[str], str]) -> None:
    names = [str(ROOT / name) for name in ("exercises", "grading", "tests", ".git", "Makefile")]
    found = printed(f"import os\nprint([name for name in {names} if os.path.exists(name)])")
    assert found.strip() == "[]"


def test_no_known_output_and_no_gradebook_lies_anywhere(printed: Callable[[str], str]) -> None:
    found = printed(
        "import os, sys\n"
        "wanted = ('known_outputs.json', 'gradebook.db', 'questions.py', 'hidden-cases.secret')\n"
        "print([os.path.join(folder, name) for folder, _, names in os.walk('/')"
        " if not folder.startswith(('/proc', sys.prefix)) for name in names if name in wanted])"
    )
    assert found.strip() == "[]"


def test_the_process_has_loaded_nothing_of_the_course(printed: Callable[[str], str]) -> None:
    asked = "{'IPython', 'exercises', 'grading', 'nbgrader'}"
    assert printed(f"import sys\nprint({asked} & set(sys.modules))").strip() == "{'IPython'}"


def test_its_environment_tells_nothing(printed: Callable[[str], str]) -> None:
    keys = set(printed("import os\nprint(*sorted(os.environ))").split())
    assert not {key for key in keys if "TOKEN" in key or "KEY" in key or "SECRET" in key}
    assert printed(f"import os\nprint({str(ROOT)!r} in str(dict(os.environ)))").strip() == "False"


def test_there_is_no_network(sandbox: Sandbox) -> None:
    cell = "import socket\nsocket.create_connection(('192.0.2.1', 80), 1)"
    assert error_of(sandbox, cell) == "OSError"


def test_no_other_process_is_seen(printed: Callable[[str], str]) -> None:
    pids = printed("import os\nprint(*[n for n in os.listdir('/proc') if n.isdigit()])").split()
    assert len(pids) <= 2


@pytest.mark.parametrize(
    "place", ["/usr/x", "/grader/x", "/course/x", "/x", "/dev/x", "/proc/sys/kernel/core_pattern"]
)
def test_it_cannot_write_outside_its_scratch_folder(sandbox: Sandbox, place: str) -> None:
    assert error_of(sandbox, f"open({place!r}, 'w')") in {"OSError", "PermissionError"}


def test_shared_memory_is_limited(printed: Callable[[str], str]) -> None:
    cell = "import os\nshared = os.statvfs('/dev/shm')\nprint(shared.f_blocks * shared.f_frsize)"
    assert int(printed(cell)) <= 64 * 2**20


def test_it_cannot_make_a_namespace_of_its_own(printed: Callable[[str], str]) -> None:
    cell = "import subprocess\nprint(subprocess.run(['/usr/bin/unshare', '-U', 'true']).returncode)"
    assert printed(cell).strip() != "0"


def test_a_course_installed_beside_python_is_not_seen(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(ROOT))
    folders = [str(ROOT / name) for name in ("nnbp", "grading", "exercises")]
    with Sandbox(package, FAST) as running:
        found = running.run(f"import os\nprint([os.listdir(name) for name in {folders}])")
    assert found["stdout"].strip() == "[[], [], []]"


def test_it_can_write_in_its_scratch_folder(printed: Callable[[str], str]) -> None:
    assert printed("open('mine', 'w').write('text')\nprint(open('mine').read())") == "text\n"


def test_it_cannot_fill_the_memory(sandbox: Sandbox) -> None:
    assert error_of(sandbox, "x = bytearray(3 * 10**9)") == "MemoryError"


def test_output_is_capped(sandbox: Sandbox) -> None:
    text = sandbox.run("print('x' * 10**7)")["stdout"]
    assert len(text) < 2000
    assert "more output was left out" in text


def test_output_is_capped_though_the_process_lifts_its_own_limit(sandbox: Sandbox) -> None:
    sandbox.run(
        "import sys\n"
        "protocol = sys.modules['protocol']\n"
        "send, long = protocol.send, 'x' * 10**5\n"
        "protocol.send = lambda connection, message: send(connection, {\n"
        "    'stdout': long, 'stderr': long, 'errors': [{'says': long}] * 3})\n"
    )
    forged = sandbox.run("pass")
    assert sum(map(len, [forged["stdout"], forged["stderr"], str(forged["errors"])])) < 4000


def test_the_output_of_all_cells_together_is_capped(package: Path) -> None:
    limits = Limits(output_characters=1000, total_characters=1500)
    with Sandbox(package, limits) as running:
        texts = [running.run("print('x' * 900)")["stdout"] for _ in range(3)]
    assert sum(text.count("x") for text in texts) < 1500
    assert "more output was left out" in texts[2]


def test_a_long_error_does_not_end_the_submission(sandbox: Sandbox) -> None:
    sandbox.run("def one():\n    return 1")
    sandbox.run("raise ValueError('x' * 10**7)")
    assert sandbox.call("one", []).value == 1


def test_an_endless_call_is_interrupted_and_the_rest_goes_on(sandbox: Sandbox) -> None:
    sandbox.run("def forever():\n    while True: pass\ndef one():\n    return 1")
    assert "did not end within 0.5 seconds" in sandbox.call("forever", []).error
    assert sandbox.call("one", []).value == 1


def test_a_call_that_resists_interruption_is_stopped(sandbox: Sandbox) -> None:
    sandbox.run(
        "def resists():\n"
        "    x = 0\n"
        "    while True:\n"
        "        try:\n"
        "            while True:\n"
        "                x += 1\n"
        "        except BaseException:\n"
        "            x = 0\n"
    )
    with pytest.raises(Died, match="could not be interrupted"):
        sandbox.call("resists", [])
    with pytest.raises(Died, match="could not be interrupted"):
        sandbox.call("resists", [])


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os.closerange(3, 99)"])
def test_a_process_that_ends_itself_is_said_to(sandbox: Sandbox, end: str) -> None:
    with pytest.raises(Died, match="ended its own process"):
        sandbox.run(f"import os\n{end}")


@pytest.mark.parametrize("end", ["exit()", "quit()", "raise SystemExit", "raise KeyboardInterrupt"])
def test_an_exit_in_a_cell_does_not_end_the_rest(sandbox: Sandbox, end: str) -> None:
    sandbox.run(end)
    sandbox.run("def one():\n    return 1")
    assert sandbox.call("one", []).value == 1


@pytest.mark.parametrize("reply", ["{}", "{'stdout': 1}", "{'errors': [1]}", "{'error': [1]}"])
def test_a_forged_message_of_another_form_ends_the_submission(sandbox: Sandbox, reply: str) -> None:
    with pytest.raises(Died, match="sent"):
        sandbox.run(
            "import os, socket, sys\n"
            "connection = socket.socket(fileno=os.dup(int(sys.argv[1])))\n"
            f"sys.modules['protocol'].send(connection, {reply})"
        )


def test_the_whole_submission_has_a_limit_too(package: Path) -> None:
    limits = Limits(call_seconds=1, total_seconds=2.5)
    with Sandbox(package, limits) as running:
        running.run("import time\ndef slow():\n    time.sleep(0.9)")
        running.call("slow", [])
        running.call("slow", [])
        with pytest.raises(Died, match=r"2\.5 seconds for the whole submission"):
            running.call("slow", [])


def test_an_exit_in_a_call_is_an_error(sandbox: Sandbox) -> None:
    sandbox.run("def leaves():\n    raise SystemExit")
    assert "SystemExit" in sandbox.call("leaves", []).error


def test_a_forged_reply_is_no_more_than_a_returned_value(sandbox: Sandbox) -> None:
    """Whatever is written to the connection is read as the call's value, and compared outside."""
    with pytest.raises(Died):
        sandbox.run(
            "import socket, os\n"
            "for n in range(3, 99):\n"
            "    try: socket.socket(fileno=os.dup(n)).sendall(b'full marks, please')\n"
            "    except OSError: pass\n"
        )


def test_a_child_process_ends_with_the_sandbox(package: Path) -> None:
    with Sandbox(package, FAST) as running:
        running.run("import subprocess\np = subprocess.Popen(['/usr/bin/sleep', '987654'])")
    deadline = time.monotonic() + 5
    while _runs("987654") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs("987654")


def _runs(argument: str) -> bool:
    """Return whether a process with this argument runs on this machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it may have ended since it was listed
            if argument.encode() in path.read_bytes().split(b"\0"):
                return True
    return False


def test_the_reference_is_withheld_and_says_so(sandbox: Sandbox) -> None:
    (error,) = sandbox.run("from nnbp import backprop\nbackprop([], [], [])")["errors"]
    assert "this set asks you to write it" in error["says"]


def test_what_is_given_still_works(printed: Callable[[str], str]) -> None:
    cell = "from nnbp import cost, forward, running_example\ne = running_example()\n"
    assert float(printed(cell + "print(cost(e.thetas, e.X, e.Y, e.lam))")) > 0


def test_check_says_that_the_grader_checks(printed: Callable[[str], str]) -> None:
    assert "outside the notebook" in printed("from nnbp.checks import check\ncheck('backprop')")


def test_an_instructors_own_notebook_may_run_without_a_sandbox(package: Path) -> None:
    with Sandbox(package, FAST, trusted=True) as running:
        running.run("def one():\n    return 1")
        assert running.call("one", []).value == 1


def test_without_bubblewrap_nothing_is_run(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed; on Debian"):
        Sandbox(package)
