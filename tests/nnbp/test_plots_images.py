import matplotlib.pyplot as plt
import numpy as np
import pytest

from nnbp import digits, glorot_uniform
from nnbp.plots.images import draw_hidden_units, draw_images

X, y = digits()
THETA1 = glorot_uniform((64, 7, 10), 0)[0]


def images(figure):
    return [ax.images[0] for ax in figure.axes if ax.images and ax.get_label() != "<colorbar>"]


def lightness(image, value):
    red, green, blue, _ = image.cmap(image.norm(value))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_example_is_an_image_row_by_row():
    shown = images(draw_images(X[:12]))
    assert [image.get_array().tolist() for image in shown] == X[:12].reshape(12, 8, 8).tolist()


def test_labels_stand_above_their_images():
    titles = [image.axes.get_title() for image in images(draw_images(X[:12], y[:12]))]
    assert titles == [str(label) for label in y[:12]]


@pytest.mark.parametrize(("columns", "grid"), [(5, (3, 5)), (20, (1, 12))])
def test_images_fill_rows_of_so_many_columns(columns, grid):
    figure = draw_images(X[:12], columns=columns)
    assert figure.axes[0].get_gridspec().get_geometry() == grid


def test_images_need_not_be_square():
    shown = images(draw_images(np.arange(12.0).reshape(2, 6), image_shape=(2, 3)))
    assert shown[1].get_array().tolist() == [[6, 7, 8], [9, 10, 11]]


def test_a_hidden_unit_is_shown_by_its_weights_without_the_bias():
    shown = images(draw_hidden_units(THETA1))
    assert len(shown) == 7
    for image, row in zip(shown, THETA1, strict=True):
        assert image.get_array().ravel().tolist() == row[1:].tolist()


def test_zero_is_the_middle_of_one_scale_for_all_units():
    largest = np.abs(THETA1[:, 1:]).max()
    limits = {image.get_clim() for image in images(draw_hidden_units(THETA1))}
    assert limits == {(-largest, largest)}


def test_a_larger_weight_is_darker_over_the_whole_range():
    image = images(draw_hidden_units(THETA1))[0]
    tones = [lightness(image, value) for value in np.linspace(*image.get_clim(), 50)]
    assert np.all(np.diff(tones) < 0)


def test_weights_of_zero_are_drawn():
    assert len(images(draw_hidden_units(np.zeros((2, 65))))) == 2


@pytest.mark.parametrize("draw", [lambda: draw_images(X[:3]), lambda: draw_hidden_units(THETA1)])
def test_the_figure_is_closed_so_that_a_notebook_shows_it_once(draw):
    before = plt.get_fignums()
    draw()
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("draw", "complaint"),
    [
        (lambda: draw_images(X[:, :60]), "X: expected 64 pixels a row, .* got 60"),
        (lambda: draw_images(X[:3], labels=[1]), "labels: expected 3 labels, one an image, got 1"),
        (lambda: draw_images(X[:3], columns=0), "columns: expected an integer, 1 or more"),
        (lambda: draw_hidden_units(THETA1[:, 1:]), "Theta: expected 64 pixels a row, .* got 63"),
    ],
)
def test_what_does_not_fit_is_refused(draw, complaint):
    with pytest.raises(ValueError, match=complaint):
        draw()
