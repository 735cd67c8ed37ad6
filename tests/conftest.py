"""Settings for all tests."""

import signal
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import settings

# How long an example takes is a matter of the machine, not of the code.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")

# A shell lets what it begins in the background ignore Ctrl-C; the programs tested must not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def nothing_is_left_to_the_next_test() -> Iterator[None]:
    """Take back what a page that was run here has drawn, and how it prints numbers."""
    with np.printoptions():
        yield
    plt.close("all")
