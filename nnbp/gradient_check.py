"""Is the gradient right? Nudge every weight, see how far the cost moves, and compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, choice, positive, real_array, refusal
from nnbp.differences import float_array, kinks, numerical_gradient, rounding
from nnbp.unrolling import Order, weight_shapes

# Relative errors below a limit deserve its words. The limits are those of the course notes of
# Stanford CS231n, "Neural Networks Part 3", section Gradient Checks.
LIMITS = (
    (1e-7, "agrees"),
    (1e-4, "doubtful: fine only if the function has kinks"),
    (1e-2, "probably wrong"),
    (np.inf, "wrong"),
)


def relative_error(numeric: ArrayLike, analytic: ArrayLike) -> float:
    """||numeric - analytic|| / ||numeric + analytic||: 0 if equal, infinite if opposite.

    Two gradients of zeros are equal: there 0 / 0 counts as 0.
    """
    numeric, analytic = real_array("numeric", numeric), real_array("analytic", analytic)
    if numeric.shape != analytic.shape:
        raise refusal("analytic", f"shape {numeric.shape}", f"shape {analytic.shape}")
    gap = float(np.linalg.norm(np.ravel(numeric - analytic)))
    total = float(np.linalg.norm(np.ravel(numeric + analytic)))
    if gap == 0.0:
        return 0.0
    return gap / total if total != 0.0 else np.inf


@dataclass(frozen=True)
class BlockCheck:
    """The check of one part of the gradient: its name, size, relative error and verdict."""

    name: str
    size: int
    relative_error: float
    verdict: str


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """What `check_gradient` found; printed, it is a small table.

    relative_error     of the whole gradient
    blocks             the same for each Theta, bias column and other columns apart
    numeric, analytic  the two gradients
    kinks              where these disagree: the entries whose nudge steps over a kink of f
    agrees_elsewhere   True if every block does, the entries at kinks left out
    """

    relative_error: float
    blocks: tuple[BlockCheck, ...]
    numeric: FloatArray
    analytic: FloatArray
    kinks: tuple[str, ...]
    agrees_elsewhere: bool

    @property
    def worst(self) -> BlockCheck:
        """The block with the worst verdict, and of these the largest relative error."""
        words = [verdict for _, verdict in LIMITS]
        return max(self.blocks, key=lambda block: (words.index(block.verdict), _size(block)))

    @property
    def agrees(self) -> bool:
        """True if every block does."""
        return self.worst.verdict == LIMITS[0][1]

    @property
    def verdict(self) -> str:
        """The verdict on the worst block, in words, with the limit it meets or misses."""
        worst, (limit, agrees) = self.worst, LIMITS[0]
        if self.agrees:
            return f"{agrees}: every relative error is below {limit:.0e}, or rounding alone"
        verdict = (
            f"{worst.verdict} in {worst.name}: {worst.relative_error:.1e}, not below {limit:.0e}"
        )
        if not self.kinks:
            return verdict
        at = ", ".join([*self.kinks[:4], *(["..."] if len(self.kinks) > 4 else [])])
        elsewhere = "agrees" if self.agrees_elsewhere else "does not agree either"
        return f"{verdict}; {len(self.kinks)} nudges step over a kink ({at}), the rest {elsewhere}"

    def __str__(self) -> str:
        width = max(len(block.name) for block in self.blocks)
        rows = [f"{'block':<{width}}  size  relative error  verdict"]
        rows += [
            f"{block.name:<{width}}  {block.size:4d}  {block.relative_error:14.1e}  {block.verdict}"
            for block in self.blocks
        ]
        rows += [f"{'all':<{width}}  {self.numeric.size:4d}  {self.relative_error:14.1e}", ""]
        return "\n".join([*rows, self.verdict])


def check_gradient(
    f: Callable[[FloatArray], float],
    gradient: Callable[[FloatArray], ArrayLike] | ArrayLike,
    theta: ArrayLike,
    eps: float = 1e-4,
    blocks: Sequence[SupportsIndex] | None = None,
    order: Order = "C",
) -> GradientCheck:
    """Compare a gradient of f at theta, an array or a function of theta, with the numerical one.

    `blocks` gives the layer sizes, as in (2, 3, 2), if theta is a network's weights unrolled in
    `order`. The bias column and the other columns of each Theta are then judged apart, so that a
    wrong one cannot hide behind larger ones. A gap that rounding in f explains counts as none.
    """
    eps = positive("eps", eps)
    theta = float_array("theta", theta)
    analytic = real_array("gradient", gradient(theta.copy()) if callable(gradient) else gradient)
    if analytic.shape != theta.shape:
        raise refusal("gradient", f"shape {theta.shape}, that of theta", f"shape {analytic.shape}")
    numeric = numerical_gradient(f, theta, eps)
    parts = _parts(theta, blocks, order)
    explained = rounding(f, theta, eps)
    checks = _judge(parts, numeric, analytic, explained)
    at_kinks = [] if _all_agree(checks) else kinks(f, theta, eps)
    elsewhere = numeric.copy()
    for i in at_kinks:
        elsewhere[i] = analytic[i]
    return GradientCheck(
        relative_error(numeric, analytic),
        checks,
        numeric,
        analytic,
        tuple(_entry(i, blocks, order) for i in at_kinks),
        _all_agree(_judge(parts, elsewhere, analytic, explained)),
    )


Parts = list[tuple[str, Any]]


def _judge(
    parts: Parts, numeric: FloatArray, analytic: FloatArray, rounding: float
) -> tuple[BlockCheck, ...]:
    """One check a part; a gap of the size of the rounding, entry by entry, counts as none."""
    checks = []
    for name, where in parts:
        mine, other = numeric[where], analytic[where]
        error = relative_error(mine, other)
        explained = float(np.linalg.norm(mine - other)) <= rounding * np.sqrt(mine.size)
        verdict = LIMITS[0][1] if explained else _verdict(error)
        checks.append(BlockCheck(name, mine.size, error, verdict))
    return tuple(checks)


def _all_agree(checks: Sequence[BlockCheck]) -> bool:
    return all(block.verdict == LIMITS[0][1] for block in checks)


def _parts(theta: FloatArray, blocks: Sequence[SupportsIndex] | None, order: Order) -> Parts:
    """Names of the parts of theta, and the index that picks each."""
    if blocks is None:
        return [("theta", np.full(theta.shape, True))]
    choice("order", order, ["C", "F"])
    shapes = weight_shapes(blocks)
    n = sum(rows * columns for rows, columns in shapes)
    if theta.shape != (n,):
        raise refusal("theta", f"shape ({n},) for blocks {tuple(blocks)}", f"shape {theta.shape}")
    parts: Parts = []
    first = 0
    for i, (rows, columns) in enumerate(shapes, start=1):
        last = first + rows * columns
        positions = np.arange(first, last).reshape(rows, columns, order=order)
        parts.append((f"Theta{i} bias column", positions[:, 0]))
        parts.append((f"Theta{i} other columns", positions[:, 1:].ravel()))
        first = last
    return parts


def _entry(index: tuple[int, ...], blocks: Sequence[SupportsIndex] | None, order: Order) -> str:
    """The name of an entry of theta: theta[3], or Theta1[0, 3] where theta is unrolled weights."""
    if blocks is None:
        return f"theta[{', '.join(map(str, index))}]"
    (position,) = index
    for i, shape in enumerate(weight_shapes(blocks), start=1):
        if position < np.prod(shape):
            row, column = np.unravel_index(position, shape, order=order)
            return f"Theta{i}[{row}, {column}]"
        position -= int(np.prod(shape))
    raise IndexError(index)


def _verdict(error: float) -> str:
    # A relative error that is not a number is below no limit, so it is the last verdict: wrong.
    return next((words for limit, words in LIMITS if error < limit), LIMITS[-1][1])


def _size(block: BlockCheck) -> float:
    return np.inf if np.isnan(block.relative_error) else block.relative_error
