"""A sandbox for one submission: bubblewrap around a process that sees no files of ours.

No network, no other process, no home, a small scratch folder in memory. Python and its packages
are mounted read-only; `nnbp` is mounted without the functions that the problem set asks for.
"""

import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import nnbp
from grading import protocol
from nnbp.checks import Outcome

HERE = Path(__file__).parent
GRACE_SECONDS = 2.0
# Every namespace of its own, and none made within: a new one would give powers over mounts.
ISOLATED = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
LEFT_OUT = "\n[more output was left out]\n"


@dataclass(frozen=True)
class Limits:
    """What a submission may use: seconds for a call, a cell, the start and all; memory; output.

    Output is limited for each text of a cell, and for the whole submission.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 20.0
    start_seconds: float = 60.0
    total_seconds: float = 180.0
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 16 * 2**20
    output_characters: int = 100_000
    total_characters: int = 1_000_000


class Died(Exception):
    """The sandboxed process is gone; its text says why."""


class SandboxUnavailable(Exception):
    """No sandbox can be had on this machine; its text says why and what to do."""


def why_unavailable() -> str:
    """Return why bubblewrap cannot be used here and what to do, or "" if it can."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return "bubblewrap is not installed; on Debian or Ubuntu: apt-get install bubblewrap"
    trial = [bwrap, *ISOLATED, "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return (
        f"bubblewrap does not work here: {done.stderr.strip()}. Version 0.8 or newer is needed; "
        "and if this system restricts user namespaces (Ubuntu 24.04 does, by AppArmor), allow them "
        "for bwrap"
    )


class Sandbox:
    """One submission's process; use it as a context manager.

    `course` is the folder that holds the `nnbp` a student may import. With `trusted` the process
    runs without bubblewrap: for an instructor's own notebooks only.
    """

    def __init__(self, course: Path, limits: Limits | None = None, trusted: bool = False) -> None:
        self.limits = limits or Limits()
        self.dead = ""
        self._characters_left = self.limits.total_characters
        self._deadline = time.monotonic() + self.limits.total_seconds
        if not trusted and (why := why_unavailable()):
            raise SandboxUnavailable(why)
        self._connection, theirs = socket.socketpair()
        command = trusted_command(course) if trusted else sandboxed_command(course)
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(course) if trusted else {},
            )
        self._start()

    def _start(self) -> None:
        start = {"memory_bytes": self.limits.memory_bytes, "file_bytes": self.limits.file_bytes}
        self._exchange(start, self.limits.start_seconds)

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell; return "stdout", "stderr", "errors". Raise Died if it ends the process."""
        limits = self.limits
        request = {"do": "run", "source": source, "seconds": limits.cell_seconds}
        request["output_limit"] = limits.output_characters
        reply = self._exchange(request, limits.cell_seconds + GRACE_SECONDS)
        if not _is_cell_result(reply):
            self._die("the program sent a forged reply")
        return {
            "stdout": self._cut(reply["stdout"]),
            "stderr": self._cut(reply["stderr"]),
            "errors": [self._cut_error(error) for error in reply["errors"][:1]],
        }

    def call(
        self, name: str, arguments: list[Any], kind: str = "function", twice: bool = False
    ) -> Outcome:
        """Use the student's answer on the arguments. Raise Died if that ends the process."""
        seconds = self.limits.call_seconds
        request: dict[str, Any] = {"do": "call", "name": name, "kind": kind}
        request |= {"arguments": arguments, "seconds": seconds, "twice": twice}
        reply = self._exchange(request, seconds + GRACE_SECONDS)
        if reply.get("missing") is True:
            return Outcome(missing=True)
        if isinstance(error := reply.get("error"), str):
            return Outcome(error=error[:500])
        if isinstance(after := reply.get("arguments_after"), list):
            again, warned = reply.get("again"), reply.get("warned")
            if isinstance(again, list) and isinstance(warned, list):
                texts = tuple(self._cut(str(text)) for text in warned[:5])
                return Outcome(reply.get("value"), "", after, tuple(again[:1]), texts)
        return self._die("the program sent a forged reply")

    def _cut_error(self, error: dict[str, Any]) -> dict[str, str]:
        return {key: self._cut(str(error.get(key, ""))) for key in ("name", "says", "traceback")}

    def _cut(self, text: str) -> str:
        """Return what the limits leave of a text: the process may have got rid of its own."""
        kept = text[: min(self.limits.output_characters + len(LEFT_OUT), self._characters_left)]
        self._characters_left -= len(kept)
        return kept if kept == text else kept + LEFT_OUT

    def _exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        if self.dead:
            raise Died(self.dead)
        left = self._deadline - time.monotonic()
        try:
            self._connection.settimeout(max(min(seconds, left), 0.001))
            protocol.send(self._connection, request)
            return protocol.receive(self._connection, min(seconds, left))
        except TimeoutError:
            if left < seconds:
                total = self.limits.total_seconds
                self._die(f"it used up its {total:g} seconds for the whole submission")
            self._die(f"it could not be interrupted after {seconds:g} seconds and was stopped")
        except (EOFError, OSError):
            self._die("the program ended its own process")
        except protocol.ProtocolError as error:
            self._die(f"the program sent {error}")

    def _die(self, why: str) -> NoReturn:
        self.dead = why
        self.close()
        raise Died(why)

    def close(self) -> None:
        """End the process and everything it started."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _is_cell_result(reply: dict[str, Any]) -> bool:
    """Return whether a reply has the form of `child.run_cell`'s."""
    errors = reply.get("errors")
    return (
        isinstance(reply.get("stdout"), str)
        and isinstance(reply.get("stderr"), str)
        and isinstance(errors, list)
        and all(isinstance(error, dict) for error in errors)
    )


def environment(course: Path) -> dict[str, str]:
    """Return the whole environment of the sandboxed process."""
    return {
        "HOME": "/tmp",
        "IPYTHONDIR": "/tmp/ipython",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "/usr/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(course),
    }


def trusted_command(course: Path) -> list[str]:
    """Return the command that runs the process without a sandbox."""
    return [sys.executable, str(HERE / "child.py")]


def sandboxed_command(course: Path) -> list[str]:
    """Return the command that runs the process in bubblewrap."""
    bwrap = shutil.which("bwrap")
    assert bwrap is not None
    command = [bwrap, *ISOLATED, "--new-session", "--clearenv"]
    command += ["--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--cap-drop", "ALL"]
    # The scratch folder comes first: Python itself may be installed below /tmp.
    command += ["--size", str(64 * 2**20), "--tmpfs", "/tmp", "--dir", "/tmp/work"]
    command += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    for folder in sorted({Path(sys.base_prefix), Path(sys.prefix)}):
        if not folder.is_relative_to("/usr"):
            command += ["--ro-bind", str(folder), str(folder)]
    for package in _own_packages_below(Path("/usr"), Path(sys.base_prefix), Path(sys.prefix)):
        command += ["--tmpfs", str(package), "--remount-ro", str(package)]
    for name in ("child.py", "protocol.py"):
        command += ["--ro-bind", str(HERE / name), f"/grader/{name}"]
    command += ["--ro-bind", str(course), "/course", "--proc", "/proc", "--dev", "/dev"]
    command += ["--size", str(64 * 2**20), "--tmpfs", "/dev/shm"]
    # Where the grader runs as root, a submission could else write the machine's /proc/sys.
    command += ["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"]
    command += ["--chdir", "/tmp/work"]
    for key, value in environment(Path("/course")).items():
        command += ["--setenv", key, value]
    return [*command, sys.executable, "/grader/child.py"]


def _own_packages_below(*mounted: Path) -> list[Path]:
    """Return the course's packages that are installed in a mounted folder: they hold answers."""
    own = [Path(nnbp.__file__).parent, HERE, HERE.parent / "exercises"]
    return [folder for folder in own if any(folder.is_relative_to(place) for place in mounted)]
