"""A sandbox with a warm process that gives a fresh child to each submission.

No network, no process but its own, no home, a small scratch folder in memory. Python and its
packages are mounted read-only; `nnbp` is mounted without what the problem set asks for.
"""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from grading.bubblewrap import HERE, WARM, environment, sandboxed, why_unavailable
from grading.inside import protocol
from grading.limits import Allowance
from grading.withhold import write_student_package

ANSWER_SECONDS = 60.0  # in which the warm process has started, forked or loaded matplotlib
GRACE_SECONDS = 2.0
CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE}


class SandboxUnavailable(Exception):
    """No sandbox can be had on this machine; its text says why and what to do."""


class SandboxLost(Exception):
    """Something else ended the sandbox; what its submission did so far does not count."""


class Died(Exception):
    """A submission's process is gone; its text says why."""


class Child:
    """A submission's process, as the grader sees it: requests, replies, and how it ended."""

    def __init__(
        self, sandbox: "Sandbox", pid: int, connection: socket.socket, allowed: Allowance
    ) -> None:
        self._sandbox = sandbox
        self._pid = pid
        self._connection = connection
        self._allowed = allowed
        self._code: int | None = None

    def request(self, message: dict[str, Any]) -> None:
        """Send a request. Raise Died if it is not taken."""
        try:
            self._connection.settimeout(max(self._allowed.seconds, 0.001))
            protocol.send(self._connection, message)
        except TimeoutError:
            self.die("the program took no request")
        except OSError:
            self.die(self._how_it_ended())

    def reply(self, seconds: float) -> dict[str, Any]:
        """Return the next reply, for which the program has so many seconds. Raise Died if none."""
        seconds += GRACE_SECONDS
        left = max(self._allowed.seconds, 0.0)
        limits = self._allowed.limits
        most = min(limits.reply_bytes, self._allowed.reply_bytes)
        try:
            message, length = protocol.receive_within(self._connection, min(seconds, left), most)
        except TimeoutError:
            if left < seconds:
                self.die(f"it used up its {limits.total_seconds:g} seconds for everything")
            self.die(f"it could not be interrupted after {seconds:g} seconds and was stopped")
        except (EOFError, OSError):
            self.die(self._how_it_ended())
        except protocol.ProtocolError as error:
            self.die(f"the program sent {error}")
        self._allowed.reply_bytes -= length
        return message

    def _how_it_ended(self) -> str:
        code = self.end()
        if -code in CRASHES:
            return f"the program crashed ({signal.Signals(-code).name})"
        if code == -signal.SIGXCPU:
            return "the program used up its time on the processor"
        return "the program ended its own process"

    def die(self, why: str) -> NoReturn:
        """End the process, for this reason."""
        self.end()
        raise Died(why)

    def end(self) -> int:
        """End the process and all it started; return its exit code, or minus its last signal."""
        if self._code is None:
            self._code = self._sandbox.ask({"end": self._pid})
        return self._code


class Sandbox:
    """The warm process for submissions from which `withheld` is withheld; a context manager.

    With `trusted` it runs without bubblewrap and its children without a filter: for an
    instructor's own notebooks only. Raise SandboxUnavailable if it cannot be had.
    """

    def __init__(self, withheld: Sequence[str] = (), trusted: bool = False) -> None:
        if not trusted and (why := why_unavailable()):
            raise SandboxUnavailable(why)
        self._folder = tempfile.TemporaryDirectory(prefix="nnbp-sandbox-")
        course = Path(self._folder.name)
        write_student_package(course, withheld)
        command = [sys.executable, "-BPm", WARM] if trusted else sandboxed(course)
        self._control, theirs = socket.socketpair()
        self._one_question_at_a_time = threading.Lock()
        self.borrowers: set[object] = set()  # who is about to use it, or does
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), "trusted" if trusted else "confined"],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment(f"{course}:{HERE.parent}", str(course)) if trusted else {},
                cwd=course,
                start_new_session=True,  # so that Ctrl-C ends the coordinator, and that ends it
            )
        try:
            self._ask(b"no filter" if trusted else _filter())
        except SandboxLost:
            said = self.close() or "it said nothing"
            raise SandboxUnavailable(f"the sandbox did not start: {said}") from None

    @contextlib.contextmanager
    def child(self, allowed: Allowance, figures: bool = False) -> Iterator[Child]:
        """Give a fresh child, which knows of no other; it ends with the block.

        With `figures` matplotlib is warm in it.
        """
        connection, theirs = socket.socketpair()
        with connection:
            with theirs:
                asked = {"figures": figures, **asdict(allowed.limits)}
                pid = self.ask(asked, theirs)
            child = Child(self, pid, connection, allowed)
            try:
                started = self._first_word(connection)
                if "failed" in started:
                    why = started["failed"]
                    raise SandboxUnavailable(f"a process could not be confined: {why}")
                yield child
            finally:
                child.end()

    @staticmethod
    def _first_word(connection: socket.socket) -> dict[str, Any]:
        try:
            return protocol.receive(connection, ANSWER_SECONDS)
        except (EOFError, OSError) as error:
            raise SandboxLost("a process was ended before it began") from error

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], *given: socket.socket) -> int:
        """Ask the warm process, which gets the sockets given, and return the number it answers."""
        return int(self._ask(json.dumps(request).encode(), *given))

    def _ask(self, request: bytes, *given: socket.socket) -> bytes:
        """Send a request with the sockets given; return the reply. Raise SandboxLost if none."""
        with self._one_question_at_a_time, contextlib.suppress(OSError):
            self._control.settimeout(ANSWER_SECONDS)
            socket.send_fds(self._control, [request], [one.fileno() for one in given])
            if reply := self._control.recv(64):
                return reply
        self._process.kill()
        raise SandboxLost("the sandbox was ended")

    def close(self) -> str:
        """End the process, and with it everything it started; return the last it said."""
        self._control.close()
        self._process.kill()
        said = self._process.communicate()[1].decode(errors="replace").strip().splitlines()
        self._folder.cleanup()
        return said[-1] if said else ""

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _filter() -> bytes:
    from grading.syscalls import program  # needs libseccomp, which trusted notebooks do not

    return program()
