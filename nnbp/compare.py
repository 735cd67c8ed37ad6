"""One line that says whether two results agree, for use after every step of a page."""

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import not_negative, real_array


def compare(name: str, mine: ArrayLike, truth: ArrayLike, rtol: float = 1e-9) -> None:
    """Print whether `mine` equals `truth`, with the largest gap and the shape.

    They agree if the shapes are equal and the largest gap is at most rtol times the largest
    |truth| (or rtol, where truth is all zeros). If they differ, the line is printed and then
    raised as an AssertionError, so that a page with a wrong number cannot be built.
    """
    rtol = not_negative("rtol", rtol)
    mine, truth = real_array("mine", mine), real_array("truth", truth)
    if mine.shape != truth.shape:
        agree, detail = False, f"shape {mine.shape}, expected {truth.shape}"
    else:
        gap = float(np.max(np.abs(mine - truth), initial=0.0))
        scale = float(np.max(np.abs(truth), initial=0.0)) or 1.0
        agree = gap <= rtol * scale
        detail = f"largest gap {gap:.1e}   shape {truth.shape}"
    line = f"{name:<12} {'agrees' if agree else 'DIFFERS'}   {detail}"
    print(line)
    if not agree:
        raise AssertionError(line)
