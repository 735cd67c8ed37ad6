"""The warm process in the sandbox: it has imported what is slow, and forks a child a submission.

It is started in an empty file system with a socket to the grader, and is told to fork or to end
the child. A child gets a socket of its own, through which the submission goes: this process never
holds any of it. It holds nothing secret either: no expected value, no hidden test, no points.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
from typing import Any

from grading.inside import child, protocol

NEW_MOUNTS, NEW_PIDS = 0x20000, 0x20000000
READ_ONLY, NO_SETUID, NO_DEVICES, NO_EXECUTION, REMOUNT, BIND = 1, 2, 4, 8, 32, 4096
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
CAPABILITIES_VERSION = 0x20080522
SCRATCH = b"/home/student"
LONGEST_REQUEST = 65536

libc = ctypes.CDLL(None, use_errno=True)


def main(descriptor: int, confined: bool) -> None:
    """Warm up, then fork and end children until the grader closes the connection."""
    control = socket.socket(fileno=descriptor)
    if confined:
        become_first_process()
    own_pids = os.pidfd_open(os.getpid()) if confined else -1
    filter_program = control.recv(LONGEST_REQUEST)
    shell = child.warm_shell()
    keep_for_good()
    leave_standard_streams()
    control.send(b"ready")
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 1)
        if not request:
            os._exit(0)  # as the first process it takes every other with it
        match json.loads(request):
            case {"end": pid}:
                control.send(str(end(pid)).encode())
            case limits:
                if limits.pop("figures") and "matplotlib" not in sys.modules:
                    child.warm_figures(shell)
                    keep_for_good()
                if confined:
                    call("unshare", NEW_PIDS)  # of the next child, not of this process
                pid = os.fork()
                if not pid:
                    control.close()
                    if confined:
                        os.close(own_pids)
                    serve(shell, descriptors[0], limits, filter_program if confined else b"")
                if confined:
                    call("setns", own_pids, NEW_PIDS)
                os.close(descriptors[0])
                control.send(str(pid).encode())


def keep_for_good() -> None:
    """Let no child's collection of garbage touch, and so copy, what they all share."""
    gc.collect()
    gc.freeze()


def become_first_process() -> None:
    """Go on as the first process of process numbers that this sandbox may leave and re-enter."""
    call("unshare", NEW_PIDS | NEW_MOUNTS)
    for device in os.scandir("/dev"):
        mount_read_only(device.path)
    if pid := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)


def mount_read_only(place: str) -> None:
    """Let nobody change the mode of what is mounted there, which whoever owns it could."""
    kept = os.statvfs(place).f_flag & (NO_SETUID | NO_DEVICES | NO_EXECUTION)
    call("mount", None, os.fsencode(place), None, READ_ONLY | REMOUNT | BIND | kept, None)


def leave_standard_streams() -> None:
    """Open the standard streams anew: what was handed in belongs to the machine outside."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


def end(pid: int) -> int:
    """End a child and all it started; return its exit code, or minus the signal that ended it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def serve(shell: Any, descriptor: int, limits: dict[str, Any], filter_program: bytes) -> None:
    """Be the child: shut the doors, then serve what the coordinator asks; never return."""
    try:
        # A signal to its process group would reach this sandbox's first process. It gets no session
        # of its own: Linux shares the processor by session, and whoever judges would come last.
        os.setpgid(0, 0)
        connection = socket.socket(fileno=descriptor)
        try:
            if filter_program:
                enter_own_room(limits["scratch_bytes"])
            limit_resources(limits)
            if filter_program:
                give_up_powers(filter_program)
        except OSError as error:
            protocol.send(connection, {"failed": str(error)})
            return
        protocol.send(connection, {"ready": True})
        child.serve(shell, connection)
    finally:
        os._exit(0)


def enter_own_room(scratch_bytes: int) -> None:
    """Enter mounts of its own, with an empty folder to write in and nothing else.

    The sandbox has no network, and the filter no call for sockets, messages or shared memory: so
    what those namespaces would part is not there, and a submission is spared their cost.
    """
    call("unshare", NEW_MOUNTS)
    options = f"size={scratch_bytes},nr_inodes=4096,mode=700".encode()
    call("mount", b"scratch", SCRATCH, b"tmpfs", NO_SETUID | NO_DEVICES, options)
    os.chdir(SCRATCH)


def limit_resources(limits: dict[str, Any]) -> None:
    """Limit this process for good; none of it can be raised again."""
    if sys.platform != "linux":
        return
    for which, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CPU, int(limits["total_seconds"]) + 60),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(which, (most, most))


def give_up_powers(filter_program: bytes) -> None:
    """Give up every capability, then every system call that is not on the list."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())
    call("prctl", NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0)))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    program = Program(len(filter_program) // 8, filter_program)
    call("prctl", SECCOMP, ctypes.c_ulong(FILTER), ctypes.byref(program))


def call(name: str, *arguments: Any) -> None:
    """Call a function of the C library; raise an OSError if it fails."""
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] == "confined")
