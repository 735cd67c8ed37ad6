"""What a submission may use."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Seconds, memory, files, output and replies; one process with one thread, always.

    A cell or call that takes too long is interrupted, and stopped if it cannot be. Output is
    limited for each text of a cell and for the whole submission.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 20.0
    total_seconds: float = 180.0
    memory_bytes: int = 2 * 2**30
    scratch_bytes: int = 64 * 2**20
    file_bytes: int = 16 * 2**20
    reply_bytes: int = 4 * 2**20
    total_reply_bytes: int = 64 * 2**20
    output_bytes: int = 100_000
    total_output_bytes: int = 2_000_000
    picture_bytes: int = 500_000
    restarts: int = 8

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Limits":
        """Return these limits and otherwise the usual ones; a ValueError names one that is none."""
        for name, value in given.items():
            if name not in cls.__dataclass_fields__:
                known = ", ".join(cls.__dataclass_fields__)
                raise ValueError(f"there is no limit {name!r}; there are {known}")
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"the limit {name} must be a number of at least 0, not {value!r}")
        return cls(**given)

    def __str__(self) -> str:
        return (
            f"{self.call_seconds:g} s a call, {self.cell_seconds:g} s a cell, "
            f"{self.total_seconds:g} s a submission; {self.memory_bytes / 2**20:g} MB of memory, "
            f"{self.scratch_bytes / 2**20:g} MB of files, {self.file_bytes / 2**20:g} MB a file; "
            f"{self.output_bytes / 1000:g} kB of output a cell, "
            f"{self.total_output_bytes / 1000:g} kB in all; one process, one thread, no network"
        )


class Allowance:
    """What is left to one submission of its limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.started = time.monotonic()
        self.reply_bytes = limits.total_reply_bytes
        self.output_bytes = limits.total_output_bytes

    @property
    def seconds_used(self) -> float:
        return time.monotonic() - self.started

    @property
    def seconds(self) -> float:
        return self.limits.total_seconds - self.seconds_used
