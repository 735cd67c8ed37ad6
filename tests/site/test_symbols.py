"""The colours of symbols: marked where the notation says, legible, told apart by every eye."""

import re
from itertools import combinations

import numpy as np
import pytest
from built_site import ROOT
from numpy.typing import NDArray

from live.symbols import ROLES, mark

ASSETS = ROOT / "book" / "assets"
MODES = ["light", "dark"]

# Severity 1.0 matrices on linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009),
# "A physiologically-based model for simulation of color vision deficiency", table 1.
SIGHT = {
    "normal": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}

Colour = NDArray[np.float64]


def variables(sheet: str, mode: str) -> dict[str, str]:
    """Return the colour variables that the style sheet sets in `mode`."""
    css = (ASSETS / sheet).read_text(encoding="utf-8").partition("@media")[0]
    found: dict[str, str] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        is_dark = 'data-theme="dark"' in selector and ":not" not in selector
        if mode == "dark" or not is_dark:
            found |= re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", body)
    return found


def linear_rgb(colour: str) -> Colour:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(colour: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    luminance = [float(linear_rgb(c) @ [0.2126, 0.7152, 0.0722]) for c in (colour, ground)]
    return (max(luminance) + 0.05) / (min(luminance) + 0.05)


def oklab(rgb: Colour) -> Colour:
    """Return B. Ottosson's Oklab coordinates (2020) of a linear RGB colour."""
    to_lms = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.asarray(np.array(to_lab) @ np.cbrt(np.array(to_lms) @ rgb))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_colour_stands_out_from_its_ground(role: str, ground: str, mode: str) -> None:
    colour = variables("symbols.css", mode)[f"--sym-{role}"]
    assert contrast(colour, variables("book.css", mode)[f"--pst-color-{ground}"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(combinations(ROLES, 2)))
def test_two_colours_differ(one: str, other: str, sight: str, mode: str) -> None:
    """0.1 in Oklab is five times the just noticeable difference of about 0.02."""
    seen = [
        oklab(
            np.clip(
                SIGHT[sight] @ linear_rgb(variables("symbols.css", mode)[f"--sym-{r}"]),
                0,
                1,
            )
        )
        for r in (one, other)
    ]
    assert float(np.linalg.norm(seen[0] - seen[1])) >= 0.1


def test_marks_a_symbol_with_its_role() -> None:
    assert mark('<span class="mord mathnormal">δ</span>') == (
        '<span class="mord mathnormal"><span class="symbol-delta">δ</span></span>'
    )


def test_marks_each_symbol_of_a_run_of_glyphs() -> None:
    assert mark('<span class="mord mathnormal mtight" style="margin-right:0.1em;">mθx</span>') == (
        '<span class="mord mathnormal mtight" style="margin-right:0.1em;">m'
        '<span class="symbol-weight">θ</span><span class="symbol-activation">x</span></span>'
    )


def test_marks_upright_greek_capitals() -> None:
    assert "symbol-weight" in mark('<span class="mord">Θ</span>')


@pytest.mark.parametrize(
    "html", ['<span class="mord">a of X</span>', '<span class="mord mathrm">x</span>']
)
def test_leaves_upright_words_alone(html: str) -> None:
    assert mark(html) == html


def test_leaves_the_source_in_mathml_alone() -> None:
    html = '<annotation encoding="application/x-tex">\\delta x</annotation>'
    assert mark(html) == html
