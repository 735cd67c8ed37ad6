"""What code in the sandbox sees of the machine, and what it can do to it: next to nothing."""

import ast
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grading.bubblewrap import sandboxed, why_unavailable
from grading.execute import execute
from grading.job import Job, Record, Run
from grading.limits import Limits
from grading.sandbox import Sandbox, SandboxUnavailable

ROOT = Path(__file__).parents[2]
Submit = Callable[..., Record]


@pytest.fixture
def value(submit: Submit) -> Callable[[str], Any]:
    """Run a cell and return what its last line is."""

    def run(source: str) -> Any:
        (outputs,) = submit(source).results
        assert outputs and outputs[-1]["output_type"] == "execute_result", outputs
        return ast.literal_eval(outputs[-1]["data"]["text/plain"])

    return run


@pytest.fixture
def error(submit: Submit) -> Callable[[str], str]:
    """Run a cell and return the name of the error that it ends with."""

    def run(source: str) -> str:
        (outputs,) = submit(source).results
        return str(outputs[-1].get("ename"))

    return run


def test_a_sandbox_can_be_had_here() -> None:
    assert why_unavailable() == ""


def test_two_submissions_at_a_time_do_not_meet() -> None:
    cell = "import os, time\nopen('mine', 'x').close()\ntime.sleep(1)\n(os.getpid(), os.listdir())"
    jobs = [Job([Run(cell)], [withheld]) for withheld in ("backprop", "backprop", "graph")]
    with ThreadPoolExecutor() as pool:
        records = list(pool.map(execute, jobs))
    assert [record.results[0][0]["data"] for record in records] == [
        {"text/plain": "(1, ['mine'])"} for _ in jobs
    ]


def test_no_file_of_the_course_can_be_seen(value: Callable[[str], Any]) -> None:
    names = [str(ROOT / name) for name in ("exercises", "grading", "tests", ".git", "Makefile")]
    assert value(f"import os\n[name for name in {names} if os.path.exists(name)]") == []


def test_no_known_output_and_no_gradebook_lies_anywhere(value: Callable[[str], Any]) -> None:
    # Not through Python and its packages: to read their ten thousand folders from a cold disk may
    # take longer than a cell has.
    found = value(
        "import os, sys\n"
        "wanted = {'known_outputs.json', 'gradebook.db', 'questions.py', 'hidden-cases.secret'}\n"
        "found = []\n"
        "for folder, inner, names in os.walk('/'):\n"
        "    places = [os.path.join(folder, name) for name in inner]\n"
        "    passed_by = ('/usr', sys.prefix, sys.base_prefix)\n"
        "    inner[:] = [place for place in places if place not in passed_by]\n"
        "    found += [os.path.join(folder, name) for name in wanted & set(names)]\n"
        "found"
    )
    assert found == []


def test_the_process_has_loaded_nothing_of_the_course(value: Callable[[str], Any]) -> None:
    ours = "[name for name in sys.modules if name.split('.')[0] in ('exercises', 'grading')]"
    loaded = value(f"import sys\n{ours}")
    assert "grading.inside.child" in loaded
    assert all(name == "grading" or name.startswith("grading.inside") for name in loaded)


def test_its_environment_tells_nothing(value: Callable[[str], Any]) -> None:
    environment = value("import os\ndict(os.environ)")
    assert str(ROOT) not in str(environment)
    assert not {key for key in environment if "TOKEN" in key or "KEY" in key or "SECRET" in key}


def test_there_is_no_view_of_processes(value: Callable[[str], Any]) -> None:
    assert value("import os\n[os.path.exists('/proc'), os.getpid()]") == [False, 1]


def test_there_is_no_network(error: Callable[[str], str]) -> None:
    cell = "import socket\nsocket.create_connection(('192.0.2.1', 80), 1)"
    assert error(cell) == "PermissionError"


@pytest.mark.parametrize("place", ["/usr/x", "/grader/x", "/course/x", "/x", "/dev/x", "/home/x"])
def test_it_cannot_write_outside_its_scratch_folder(
    place: str, error: Callable[[str], str]
) -> None:
    assert error(f"open({place!r}, 'w')") in {"OSError", "PermissionError"}


def test_every_mount_but_the_scratch_folder_is_read_only(value: Callable[[str], Any]) -> None:
    writable = value(
        "import os, sys\n"
        "places = ['/', '/usr', '/home', '/home/student', '/course', '/grader', '/dev', '/tmp']\n"
        "places += [sys.prefix, sys.base_prefix, sys.path[0], '/grader/grading/inside/child.py']\n"
        "[place for place in places if os.path.exists(place)"
        " and not os.statvfs(place).f_flag & os.ST_RDONLY]"
    )
    assert writable == ["/home/student"]


def test_no_mode_of_anything_outside_can_be_changed(value: Callable[[str], Any]) -> None:
    changed = value(
        "import os, sys\n"
        "places = ['/dev/null', '/dev/urandom', '/dev', '/usr', sys.executable, *range(64)]\n"
        "def changes(place):\n"
        "    try:\n"
        "        os.chmod(place, os.stat(place).st_mode)\n"
        "    except OSError:\n"
        "        return False\n"
        "    return not isinstance(place, int) or not stat.S_ISSOCK(os.fstat(place).st_mode)\n"
        "import stat\n"
        "[place for place in places if changes(place)]"
    )
    assert changed == []


@pytest.mark.parametrize(
    "cell",
    [
        "import fcntl, sys\nfcntl.flock(open(sys.executable), fcntl.LOCK_SH)",
        "import fcntl, sys\nfcntl.fcntl(open(sys.executable), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    ],
)
def test_no_file_outside_can_be_held(cell: str, error: Callable[[str], str]) -> None:
    assert error(cell) in {"OSError", "PermissionError"}


def test_it_can_write_in_its_scratch_folder_and_nothing_is_left_to_the_next(
    value: Callable[[str], Any],
) -> None:
    assert value("open('mine', 'w').write('text')") == 4
    assert value("import os\nos.listdir()") == []


def test_what_it_writes_is_limited(error: Callable[[str], str]) -> None:
    assert error("open('a', 'wb').write(bytes(17 * 2**20))") == "OSError"
    many = "for n in range(9):\n    open(str(n), 'wb').write(bytes(15 * 2**20))"
    assert error(many) == "OSError"


def test_it_cannot_fill_the_memory(error: Callable[[str], str]) -> None:
    assert error("x = bytearray(3 * 10**9)") == "MemoryError"


@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos.fork()",
        "import threading\nthreading.Thread(target=print).start()",
        "import subprocess\nsubprocess.run(['/usr/bin/true'])",
        "import os\nos.execv('/usr/bin/true', ['true'])",
        "import socket\nsocket.socket(socket.AF_UNIX)",
        "import os\nos.memfd_create('x')",
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    ],
)
def test_a_forbidden_call_is_an_error(cell: str, error: Callable[[str], str]) -> None:
    assert error(cell) in {"PermissionError", "OSError", "RuntimeError", "ValueError"}


@pytest.mark.parametrize("name", ["unshare", "setns", "mount", "ptrace", "clone3", "keyctl", "bpf"])
def test_a_dangerous_system_call_fails(name: str, value: Callable[[str], Any]) -> None:
    numbers = {"unshare": 272, "setns": 308, "mount": 165, "ptrace": 101}
    numbers |= {"clone3": 435, "keyctl": 250, "bpf": 321}
    if os.uname().machine != "x86_64":
        pytest.skip("the numbers are those of another processor")
    cell = f"import ctypes\nctypes.CDLL(None).syscall({numbers[name]}, 0, 0, 0, 0, 0)"
    assert value(cell) == -1


def test_a_command_is_not_run_and_the_cell_goes_on(submit: Submit) -> None:
    (outputs,) = submit("!echo no\n%pip install x\nprint('done')").results
    (text,) = [output["text"] for output in outputs]
    assert text.splitlines()[-1] == "done"
    assert "there are no commands while grading" in text


def test_a_course_installed_beside_python_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(ROOT))
    command = sandboxed(Path("/course"))
    hidden = {str(ROOT / name) for name in ("nnbp", "grading", "exercises")}
    assert hidden <= {command[i + 1] for i, word in enumerate(command) if word == "--tmpfs"}


def test_it_ends_with_its_owner() -> None:
    with Sandbox(("backprop",)) as sandbox:
        inside = _processes_below(sandbox._process.pid)
        assert len(inside) >= 3
    deadline = time.monotonic() + 5
    while any(map(_runs, inside)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(_runs, inside))


def _processes_below(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [below for child in children for below in _processes_below(int(child))]


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_an_instructors_own_notebook_may_run_without_a_sandbox(submit: Submit) -> None:
    (outputs,) = submit("import os\nos.path.exists('/proc')", trusted=True).results
    assert outputs[-1]["data"]["text/plain"] == "True"


def test_without_bubblewrap_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    job = Job([Run("1")], ("backprop", "activations.sigmoid_gradient"))
    with pytest.raises(SandboxUnavailable, match="bubblewrap is not installed; on Debian"):
        execute(job, Limits())


def test_elsewhere_than_on_linux_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "in a container" in why_unavailable()


def test_python_may_have_been_called_by_a_path_that_goes_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = ROOT / "exercises"
    monkeypatch.setattr(sys, "executable", f"{here}/{os.path.relpath(sys.executable, here)}")
    assert ".." in sys.executable
    with Sandbox() as sandbox:
        assert sandbox.alive
