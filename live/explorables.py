"""The directive `{explorable} name`: a figure with controls that work without Python.

The frames are computed when the page is read, and kept in `_build/.explorables` until `nnbp` or
what makes the frames changes. The page holds the first frame, which is also what a reader without
JavaScript and a printer get; `book/assets/explorables.js` fetches the others,
`_static/explorables/<name>.json`, when the figure comes into sight.
"""

import json
import re
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from live.cells import has_python
from live.execution_cache import fingerprint
from live.frames import frames_of
from nnbp.explorables import EXPLORABLES, Explorable, Parameter

MADE_OF = ("nnbp", "live/frames.py")
FIGURE = '<div class="explorable"'
REFERRED = re.compile(r'href="#([\w-]+)"')
PYTHON = """\
<details class="explorable__live pst-js-only"><summary>{summary}</summary>
<p>{domains}</p>
<label class="visually-hidden" for="{name}-code">Python code of this frame</label>
<textarea id="{name}-code" rows="5" spellcheck="false" autocomplete="off"></textarea>
<button type="button">Run it live</button>
<div class="explorable__output" aria-live="polite" data-alt="{alt}"></div></details>"""
SHOWN_BY_PYTHON = "The frame of these values; what it shows stands above it in words."


def setup(app: Sphinx) -> None:
    app.add_directive("explorable", ExplorableDirective)
    app.connect("html-page-context", add_assets)


class ExplorableDirective(SphinxDirective):
    """The figure of the explorable that the argument names, with its caption and a number."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in EXPLORABLES:
            known = ", ".join(EXPLORABLES)
            raise self.error(f"no explorable is called {name!r}; there are {known}")
        explorable = EXPLORABLES[name]
        frames = cached_frames(self.env.app, explorable)
        if self.env.app.builder.format == "html":
            publish(Path(self.env.app.outdir) / "_static", name, frames)
        markup = figure_markup(explorable, frames, has_python(self.env.app))
        caption, _ = self.parse_inline(explorable.caption)
        figure = nodes.figure("", nodes.raw("", markup, format="html"))
        figure += nodes.caption("", "", *caption)
        figure["names"].append(f"explore-{name.replace('_', '-')}")
        self.state.document.note_explicit_target(figure, figure)
        self.set_source_info(figure)
        return [figure]


def cached_frames(app: Sphinx, explorable: Explorable) -> dict[str, Any]:
    """What `frames_of` makes of it, computed only when something has changed."""
    key = fingerprint(Path(app.srcdir), MADE_OF)
    file = Path(app.outdir).parent / ".explorables" / key / f"{explorable.name}.json"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(frames_of(explorable), ensure_ascii=False), encoding="utf-8")
    frames: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return frames


def publish(static: Path, name: str, frames: dict[str, Any]) -> None:
    """Write the frames beside the script that fetches them."""
    folder = static / "explorables"
    folder.mkdir(parents=True, exist_ok=True)
    whole = frames | {"paths": "".join(frames["paths"].values())}
    text = json.dumps(whole, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def version(frames: dict[str, Any]) -> str:
    """A hash of the frames, so that changed ones have a new address."""
    return sha256(json.dumps(frames, sort_keys=True).encode()).hexdigest()[:8]


def figure_markup(explorable: Explorable, frames: dict[str, Any], has_python: bool) -> str:
    """The controls, the first frame and, where the site has Python, the way to it."""
    name = explorable.name
    start = {p.name: p.start for p in explorable.parameters}
    first = frames["frames"][list(explorable.stops()).index(start)]
    referred = dict.fromkeys(REFERRED.findall(first["svg"]))
    paths = "".join(frames["paths"].get(path, "") for path in referred)
    controls = "".join(control_markup(name, parameter) for parameter in explorable.parameters)
    return "\n".join(
        [
            f'{FIGURE} data-name="{name}" data-version="{version(frames)}">',
            f'<form class="explorable__controls pst-js-only">{controls}</form>',
            f'<svg class="explorable__paths" aria-hidden="true"><defs>{paths}</defs></svg>',
            f'<div class="explorable__frame" role="img" aria-label="{escape(first["alt"])}">'
            f"{first['svg']}</div>",
            '<div class="explorable__said" aria-live="polite"></div>',
            python_markup(explorable) if has_python else "",
            "</div>",
        ]
    )


def python_markup(explorable: Explorable) -> str:
    """The code of the frame, with a button that runs it in the page."""
    between = "Values in between: run it in Python"
    domains = (f"<code>{p.name}</code>: {escape(p.domain)}" for p in explorable.parameters)
    return PYTHON.format(
        name=explorable.name,
        summary=between if explorable.has_values_between else "Run it in Python",
        domains="; ".join(domains) + ".",
        alt=SHOWN_BY_PYTHON,
    )


def control_markup(name: str, parameter: Parameter) -> str:
    """A slider over the stops, or radio buttons where the stops are words."""
    control = f"{name}-{parameter.name}"
    start = parameter.values.index(parameter.start)
    values = escape(json.dumps(parameter.values, ensure_ascii=False))
    texts = [parameter.written(value) for value in parameter.values]
    data = f'data-parameter="{parameter.name}" data-values="{values}"'
    if parameter.is_choice:
        radios = "".join(
            f'<label><input type="radio" name="{control}" value="{stop}"'
            f"{' checked' if stop == start else ''} />{escape(text)}</label>"
            for stop, text in enumerate(texts)
        )
        return f"<fieldset {data}><legend>{escape(parameter.label)}</legend>{radios}</fieldset>"
    return (
        f'<div class="explorable__slider" {data} '
        f'data-texts="{escape(json.dumps(texts, ensure_ascii=False))}">'
        f'<label for="{control}">{escape(parameter.label)}</label>'
        f'<input type="range" id="{control}" min="0" max="{len(texts) - 1}" value="{start}" '
        f'aria-valuetext="{escape(texts[start])}" autocomplete="off" />'
        f'<output for="{control}">{escape(texts[start])}</output></div>'
    )


def add_assets(
    app: Sphinx,
    page: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load script and style sheet on the pages that have an explorable."""
    if FIGURE in context.get("body", ""):
        app.add_css_file("explorables.css")
        app.add_js_file("explorables.js", type="module")
