"""The hidden layer of the net for the digits, as it learns."""

from functools import cache

import numpy as np

from nnbp.arguments import FloatArray, IntArray
from nnbp.datasets import digits
from nnbp.explorables.canvas import canvas, panel
from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.initialization import glorot_uniform
from nnbp.network import one_hot, predict
from nnbp.plots.images import SIGNED
from nnbp.plots.palette import COST
from nnbp.run import Training
from nnbp.training import gradient_descent

LAYERS = (64, 25, 10)
STOPS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)
DARKEST = 0.8  # the weight that is drawn darkest; its opposite is white
ROWS = 5


@cache
def examples() -> tuple[tuple[FloatArray, IntArray], tuple[FloatArray, IntArray]]:
    """900 images with their labels to learn from, and 300 others."""
    images, labels = digits()
    order = np.random.default_rng(0).permutation(len(images))
    learn, choose = order[:900], order[900:1200]
    return (images[learn], labels[learn]), (images[choose], labels[choose])


@cache
def run(steps: int) -> Training:
    """Gradient descent with the learning rate 1 and lambda 0.1."""
    X, y = examples()[0]
    start = glorot_uniform(LAYERS, rng=0)
    return gradient_descent(start, X, one_hot(y, 10), 0.1, 1.0, steps, progress=False)


def mosaic(Theta: FloatArray) -> FloatArray:
    """The weights from the pixels as images of 8 by 8, five a row, with empty lines between."""
    images = Theta[:, 1:].reshape(ROWS, -1, 8, 8)
    framed = np.pad(images, ((0, 0), (0, 0), (0, 1), (0, 1)), constant_values=np.nan)
    return framed.transpose(0, 2, 1, 3).reshape(ROWS * 9, -1)[:-1, :-1]


@explorable(
    Parameter("step", "step", STOPS, 100),
    caption="The weights of the 25 hidden units of the net that learns the digits: dark pixels "
    "excite a unit, white ones quieten it. The scale is the same at all times.",
)
def hidden_layer(step: int) -> Frame:
    """What the hidden units look for after so many steps."""
    thetas, history = run(step).thetas, run(STOPS[-1]).history
    X, y = examples()[1]
    right = float(np.mean(predict(thetas, X) == y))
    largest = float(np.abs(thetas[0][:, 1:]).max())

    figure = canvas(3.3)
    ax = panel(figure, 0.1, 0.1, 3.0, 3.0)
    picture = mosaic(thetas[0])
    ax.imshow(picture, cmap=SIGNED, vmin=-DARKEST, vmax=DARKEST, interpolation="none")
    ax.axis("off")
    curve = panel(figure, 3.55, 0.55, 1.2, 1.3)
    curve.plot(history, color=COST, linewidth=1.2)
    curve.plot(step, history[step], "o", color=COST, markersize=7, clip_on=False)
    curve.set(xlim=(-0.5, STOPS[-1]), ylim=(0, 7), xlabel="step", ylabel="$J$")
    curve.set_xscale("symlog", linthresh=1)
    curve.set_xticks([0, 10, 500], ["0", "10", "500"])
    curve.minorticks_off()
    words = [f"step {step}", f"$J$ = {decimal(history[step], 3)}", f"{right:.0%} of 300 others",
             "read rightly"]  # fmt: skip
    for row, line in enumerate(words):
        figure.text(3.3 / 5, (3.0 - 0.25 * row) / 3.3, line, va="center")

    alt = (
        f"After step {step} J is {decimal(history[step], 3)} and {right:.0%} of 300 other images "
        f"are read rightly. The largest weight from a pixel is {decimal(largest, 2)}."
    )
    return Frame(figure, alt)
