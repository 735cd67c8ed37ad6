"""Is the gradient right? Nudge every weight, see how far the cost moves, and compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, choice, number, positive, real_array, refusal
from nnbp.unrolling import Order, weight_shapes

# Relative errors below a limit deserve its words. The limits are those of the course notes of
# Stanford CS231n, "Neural Networks Part 3", section Gradient Checks.
LIMITS = (
    (1e-7, "agrees"),
    (1e-4, "doubtful: fine only if the function has kinks"),
    (1e-2, "probably wrong"),
    (np.inf, "wrong"),
)


def numerical_gradient(
    f: Callable[[FloatArray], float], theta: ArrayLike, eps: float = 1e-4
) -> FloatArray:
    """(f(theta + eps) - f(theta - eps)) / (2 eps), one entry of theta at a time.

    theta is a float array of any shape, and so is the result; f maps such an array to a number.
    theta is not changed. Raises ValueError if theta holds integers or f returns no number.
    """
    eps = positive("eps", eps)
    theta = _float_array("theta", theta)
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        nudge = np.zeros_like(theta)
        nudge[i] = eps
        gradient[i] = (_number(f(theta + nudge)) - _number(f(theta - nudge))) / (2 * eps)
    return gradient


def relative_error(numeric: ArrayLike, analytic: ArrayLike) -> float:
    """||numeric - analytic|| / ||numeric + analytic||: 0 if equal, infinite if opposite."""
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
    """

    relative_error: float
    blocks: tuple[BlockCheck, ...]
    numeric: FloatArray
    analytic: FloatArray

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
        return f"{worst.verdict} in {worst.name}: {worst.relative_error:.1e}, not below {limit:.0e}"

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
    theta = _float_array("theta", theta)
    analytic = real_array("gradient", gradient(theta.copy()) if callable(gradient) else gradient)
    if analytic.shape != theta.shape:
        raise refusal("gradient", f"shape {theta.shape}, that of theta", f"shape {analytic.shape}")
    numeric = numerical_gradient(f, theta, eps)
    # f is known to about one part in 2^52, so the quotient to about this much an entry.
    rounding = 10 * np.finfo(np.float64).eps * abs(_number(f(theta.copy()))) / eps

    checks = []
    for name, where in _parts(theta, blocks, order):
        mine, other = numeric[where], analytic[where]
        error = relative_error(mine, other)
        explained = float(np.linalg.norm(mine - other)) <= rounding * np.sqrt(mine.size)
        verdict = LIMITS[0][1] if explained else _verdict(error)
        checks.append(BlockCheck(name, mine.size, error, verdict))
    return GradientCheck(relative_error(numeric, analytic), tuple(checks), numeric, analytic)


def _parts(
    theta: FloatArray, blocks: Sequence[SupportsIndex] | None, order: Order
) -> list[tuple[str, Any]]:
    """Names of the parts of theta, and the index that picks each."""
    if blocks is None:
        return [("theta", np.full(theta.shape, True))]
    choice("order", order, ["C", "F"])
    shapes = weight_shapes(blocks)
    n = sum(rows * columns for rows, columns in shapes)
    if theta.shape != (n,):
        raise refusal("theta", f"shape ({n},) for blocks {tuple(blocks)}", f"shape {theta.shape}")
    parts: list[tuple[str, Any]] = []
    first = 0
    for i, (rows, columns) in enumerate(shapes, start=1):
        last = first + rows * columns
        positions = np.arange(first, last).reshape(rows, columns, order=order)
        parts.append((f"Theta{i} bias column", positions[:, 0]))
        parts.append((f"Theta{i} other columns", positions[:, 1:].ravel()))
        first = last
    return parts


def _verdict(error: float) -> str:
    # A relative error that is not a number is below no limit, so it is the last verdict: wrong.
    return next((words for limit, words in LIMITS if error < limit), LIMITS[-1][1])


def _size(block: BlockCheck) -> float:
    return np.inf if np.isnan(block.relative_error) else block.relative_error


def _float_array(name: str, value: ArrayLike) -> FloatArray:
    array, dtype = real_array(name, value), np.asarray(value).dtype
    if dtype.kind != "f":
        raise refusal(name, "floats (in integers the nudge eps is lost)", f"dtype {dtype}")
    return array


def _number(J: object) -> float:
    if isinstance(J, tuple):
        raise refusal("f(theta)", "one number", "a tuple; f = lambda theta: g(theta)[0] picks one")
    return number("f(theta)", J)  # type: ignore[arg-type]
