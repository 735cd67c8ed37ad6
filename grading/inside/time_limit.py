"""Interrupt what takes too long, in this process."""

import contextlib
import signal
from collections.abc import Iterator
from typing import Any


class Overtime(BaseException):
    """A cell or a call took longer than it may. Not an Exception, so that few catch it."""


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
