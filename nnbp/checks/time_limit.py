"""Interrupt what takes too long, on every system that has threads."""

import _thread
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise a TimeoutError in what runs within after so many seconds; never if it is None.

    For the main thread alone, since it is interrupted as if by the keyboard.
    """
    if seconds is None:
        yield
        return
    over = threading.Event()

    def stop() -> None:
        over.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    # In a program that was started in the background interrupts may be ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer.start()
    try:
        yield
    except KeyboardInterrupt as interrupt:
        if not over.is_set():
            raise
        trace = interrupt.__traceback__
        says = f"it did not end within {seconds:g} seconds"
        raise TimeoutError(says).with_traceback(trace) from None
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
