"""Rows of numbers as images: the digits, and what the hidden units look for in them."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from nnbp.arguments import FloatArray, matrix, refusal, whole_number
from nnbp.plots.palette import ACTIVATION, WEIGHT

INK = LinearSegmentedColormap.from_list("ink", ["white", ACTIVATION])
# Lighter is less over the whole range, so that the sign can be read without the colour.
SIGNED = LinearSegmentedColormap.from_list("signed", ["white", "#c9965f", WEIGHT])


def draw_images(
    X: ArrayLike,
    labels: Sequence[object] | None = None,
    image_shape: tuple[int, int] = (8, 8),
    columns: int = 10,
    title: str | None = None,
) -> Figure:
    """The examples of X, one a row, as images with the darkest where X is largest.

    `labels` has one entry an example, written above its image.
    """
    images = _images("X", matrix("X", X), image_shape)
    if labels is not None and len(labels) != len(images):
        raise refusal("labels", f"{len(images)} labels, one an image", f"{len(labels)}")
    names = [""] * len(images) if labels is None else [str(label) for label in labels]
    return _draw(images, names, columns, title, INK, (float(images.min()), float(images.max())))


def draw_hidden_units(
    Theta: ArrayLike,
    image_shape: tuple[int, int] = (8, 8),
    columns: int = 5,
    title: str | None = None,
) -> Figure:
    """What each unit of layer 2 looks for: its weights from the pixels, Theta1, as an image.

    The bias weight is left out. Dark pixels have large weights and excite the unit, white ones
    have negative weights and quiet it; the scale is the same for all units, with 0 in its middle.
    """
    images = _images("Theta", matrix("Theta", Theta)[:, 1:], image_shape)
    largest = float(np.abs(images).max()) or 1.0
    names = [f"{i}" for i in range(1, len(images) + 1)]
    figure = _draw(images, names, columns, title, SIGNED, (-largest, largest))
    bar = figure.colorbar(figure.axes[0].images[0], ax=figure.axes, shrink=0.6)
    bar.set_label("weight")
    return figure


def _images(name: str, rows: FloatArray, image_shape: tuple[int, int]) -> FloatArray:
    height, width = (whole_number("image_shape", side, least=1) for side in image_shape)
    if rows.shape[1] != height * width:
        expected = f"{height * width} pixels a row, for images of {height} by {width}"
        raise refusal(name, expected, f"{rows.shape[1]}")
    return rows.reshape(len(rows), height, width)


def _draw(
    images: FloatArray,
    names: list[str],
    columns: int,
    title: str | None,
    colours: Colormap,
    limits: tuple[float, float],
) -> Figure:
    columns = min(whole_number("columns", columns, least=1), len(images))
    rows = -(-len(images) // columns)
    size = (0.75 * columns + 0.6, 0.92 * rows + (0.4 if title else 0))
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, name in zip(axes.flat, images, names):
        ax.imshow(image, cmap=colours, vmin=limits[0], vmax=limits[1])
        ax.set_title(name, fontsize=9, pad=2)
        ax.axis("on")
        ax.set(xticks=[], yticks=[])
    if title:
        figure.suptitle(title)
    plt.close(figure)
    return figure
