"""The frames of an explorable as a page wants them: small SVG, in the colours of the page.

Matplotlib writes every letter's outline and every marker into every figure. Here each of them is
kept once for all frames, and a frame refers to it. Colours become the variables of the style
sheets, so that a frame follows the reader's mode; numbers keep two decimals, hundredths of a point.
"""

import re
from collections import Counter
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from nnbp.explorables import Explorable, Frame
from nnbp.explorables.canvas import WIDTH
from nnbp.plots.palette import (
    ACTIVATION,
    COST,
    DELTA,
    FAINT,
    MUTED,
    WEIGHT,
    WEIGHT_NEGATIVE,
)
from nnbp.plots.regions import GROUNDS, HATCH_COLOUR

COLOURS = {
    ACTIVATION: "var(--sym-activation)",
    WEIGHT: "var(--sym-weight)",
    WEIGHT_NEGATIVE: "var(--frame-weight-negative)",
    DELTA: "var(--sym-delta)",
    COST: "var(--sym-cost)",
    FAINT: "var(--frame-faint)",
    MUTED: "var(--pst-color-text-muted)",
    GROUNDS[1]: "var(--frame-yes)",
    HATCH_COLOUR: "var(--frame-hatch)",
    "#ffffff": "var(--pst-color-background)",
    "#000000": "currentColor",
}

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
REFERENCE = re.compile(r"(?<=#)[\w-]+(?=\)|$)")
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
LONG_PATH = 200  # characters: a shorter one is no longer than a reference to it


class UnknownColourError(Exception):
    """A colour that has no counterpart in dark mode."""


def frames_of(explorable: Explorable) -> dict[str, Any]:
    """All frames, in the order of `explorable.stops()`, and the paths that they refer to.

    Returns {"paths": {id: markup}, "frames": [{"svg", "alt", "question"}, ...]}; the question is
    left out where there is none. Raises UnknownColourError.
    """
    made = shared(explorable.name, [explorable(**values) for values in explorable.stops()])
    for frame, values in zip(made["frames"], explorable.stops()):
        question = explorable.question(**values)
        if question is not None:
            frame["question"] = vars(question)
    return made


def shared(name: str, frames: list[Frame]) -> dict[str, Any]:
    """The frames as markup, what they have in common taken out."""
    roots = [ElementTree.fromstring(frame.svg()) for frame in frames]
    for root in roots:
        _clean(root)
        _rename(root, f"{name}-")
    uses = Counter(path.get("d") for root in roots for path in root.iter(f"{SVG}path"))
    paths: dict[str, str] = {}
    for root in roots:
        _take_out_defined(root, name, paths)
        _take_out_repeated(root, name, paths, uses)
    shown = [{"svg": _markup(root), "alt": frame.alt} for root, frame in zip(roots, frames)]
    return {"paths": paths, "frames": shown}


def _clean(root: Element) -> None:
    """Leave out what only an image file needs, and translate colours and numbers."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_background = child.get("id") == "patch_1"
            if child.tag.endswith(("metadata", "style")) or is_background:
                parent.remove(child)
    for key in ("width", "height", "version"):
        root.attrib.pop(key)
    share = float(root.attrib["viewBox"].split()[2]) / (72 * WIDTH)
    root.set("style", f"max-width: {share:.0%}")  # so that text has one size in all figures
    for element in root.iter():
        element.text = element.tail = None
        if element.tag == f"{SVG}g":
            element.attrib.pop("id", None)
        if HREF in element.attrib:
            element.set("href", element.attrib.pop(HREF))
        for key in ("fill", "stroke"):
            if key in element.attrib:
                style = f"{key}: {element.attrib.pop(key)}; {element.get('style', '')}"
                element.set("style", style)
        for key, value in element.attrib.items():
            if key == "style":
                element.set(key, COLOUR.sub(_variable, value))
            elif key in ("d", "x", "y") or value.startswith("translate"):
                element.set(key, LONG_NUMBER.sub(lambda n: f"{float(n[0]):.2f}", value))


def _variable(colour: re.Match[str]) -> str:
    if colour[0] not in COLOURS:
        raise UnknownColourError(f"{colour[0]} has no counterpart in dark mode: see COLOURS")
    return COLOURS[colour[0]]


def _rename(root: Element, prefix: str) -> None:
    """Give the ids a prefix, so that two explorables can stand on one page."""
    for element in root.iter():
        if "id" in element.attrib:
            element.set("id", prefix + element.attrib["id"])
        for key in ("href", "clip-path", "style"):
            value = element.get(key, "")
            if value.startswith("#") or "url(#" in value:
                element.set(key, REFERENCE.sub(lambda match: prefix + match[0], value))


def _take_out_defined(root: Element, name: str, paths: dict[str, str]) -> None:
    """Letters and markers: paths with an id, in <defs>."""
    new_ids = {}
    for defs in root.iter(f"{SVG}defs"):
        for path in defs.findall(f"{SVG}path"):
            defs.remove(path)
            old_id = path.attrib.pop("id")
            new_ids[f"#{old_id}"] = "#" + _keep(path, name, paths)
    for use in root.iter(f"{SVG}use"):
        use.set("href", new_ids.get(use.attrib["href"], use.attrib["href"]))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{SVG}defs" and len(child) == 0:
                parent.remove(child)


def _take_out_repeated(
    root: Element, name: str, paths: dict[str, str], uses: Counter[str | None]
) -> None:
    """Long paths that stand in several frames, such as the level lines of a map."""
    for path in root.iter(f"{SVG}path"):
        d = path.get("d", "")
        if len(d) > LONG_PATH and uses[d] > 1:
            path.tag = f"{SVG}use"
            path.set(
                "href", "#" + _keep(Element(f"{SVG}path", {"d": path.attrib.pop("d")}), name, paths)
            )


def _keep(path: Element, name: str, paths: dict[str, str]) -> str:
    """The id under which this path is kept: a hash of what it is."""
    markup = _markup(path)
    identifier = f"{name}-{sha256(markup.encode()).hexdigest()[:8]}"
    paths[identifier] = markup.replace("<path", f'<path id="{identifier}"', 1)
    return identifier


def _markup(element: Element) -> str:
    """The element in the form that HTML wants, without namespaces."""
    for each in element.iter():
        each.tag = each.tag.removeprefix(SVG)
    return ElementTree.tostring(element, encoding="unicode")
