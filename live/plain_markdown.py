"""A page's MyST as plain Markdown, which every Jupyter shows.

An aside becomes a quotation under its title, an answer that opens stays one (`<details>`), a
formula stands between dollar signs, and a reference says where it leads: a number, a title, a name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FENCE = re.compile(r"^(?P<indent> *)(?P<fence>:{3,}|`{3,})\{(?P<name>[\w-]+)\} *(?P<argument>.*)$")
OPTION = re.compile(r"^ *:[\w-]+:.*$")
ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]+)`")
TITLED = re.compile(r"^(?P<title>.*?) *<(?P<target>[^<>]+)>$")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?:\./)?(?P<page>[\w-]+)\.md(?P<place>#[\w-]+)?\)")
LABEL_AFTER_FORMULA = re.compile(r"^(\$\$) *\([\w-]+\)$", re.MULTILINE)
FORMULA = re.compile(r"^ *\$\$\n(.*?)\n *\$\$$", re.MULTILINE | re.DOTALL)


@dataclass
class References:
    """What the references of the book lead to: titles by page, numbers by label, names by key.

    `lists` are what the directives `{questions}` and `{problem-sets}` stand for, in plain Markdown.
    """

    titles: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)


def plain(text: str, references: References) -> str:
    """Return the MyST `text` as plain Markdown."""
    text = LABEL_AFTER_FORMULA.sub(r"\1", text)
    text = "\n".join(_blocks(iter(text.split("\n")), references))
    text = ROLE.sub(lambda role: _role(role["name"], role["text"], references), text)
    return LINK.sub(lambda link: _link(link, references), text)


def _blocks(lines: Iterator[str], references: References) -> Iterator[str]:
    """Yield the lines with every directive among them replaced."""
    for line in lines:
        opened = FENCE.match(line)
        if not opened:
            yield line
            continue
        indent, body = opened["indent"], []
        for inner in lines:
            if inner.strip() == opened["fence"]:
                break
            body.append(inner.removeprefix(indent))
        options = []
        while body and OPTION.match(body[0]):
            options.append(body.pop(0).strip())
        write = DIRECTIVES.get(opened["name"], _as_it_stands)
        if opened["name"] in references.lists:
            yield references.lists[opened["name"]]
            continue
        inside = list(_blocks(iter(body), references))
        for written in write(opened["argument"], options, inside, references):
            yield f"{indent}{written}" if written else ""


Lines = list[str]


def _as_it_stands(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    return body


def _aside(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    """A quotation; a formula in it stands on one line, since Jupyter takes `>` for a part of it."""
    text = FORMULA.sub(lambda f: f"$${' '.join(f[1].split())}$$", "\n".join(body).strip("\n"))
    return [f"> **{argument}**", ">", *(f"> {line}".rstrip() for line in text.split("\n"))]


def _folded(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    return ["<details>", f"<summary>{argument}</summary>", "", *body, "", "</details>"]


def _formula(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    labels = [option.split(maxsplit=1)[1] for option in options if option.startswith(":label:")]
    tags = [
        rf"\tag{{{references.numbers[label]}}}" for label in labels if label in references.numbers
    ]
    return ["$$", *body, *tags, "$$"]


def _terms(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    """A list of words, each with what it means."""
    return [f"**{line}**\n" if line and not line.startswith(" ") else line.strip() for line in body]


def _nothing(argument: str, options: Lines, body: Lines, references: References) -> Lines:
    return []


DIRECTIVES: dict[str, Callable[[str, Lines, Lines, References], Lines]] = {
    "admonition": _aside,
    "grid-item-card": _aside,
    "dropdown": _folded,
    "math": _formula,
    "glossary": _terms,
    "bibliography": _nothing,
    "nb-exec-table": _nothing,
    "whole-book": _nothing,
}


def _role(name: str, text: str, references: References) -> str:
    titled = TITLED.match(text)
    shown, target = (titled["title"], titled["target"]) if titled else ("", text)
    if name == "doc":
        return f"[{shown or references.titles.get(target, target)}]({target}.ipynb)"
    if name in ("eq", "numref"):
        number = references.numbers.get(target, "")
        return f"({number})" if name == "eq" else f"figure {number}".strip()
    if name == "cite:t":
        return "; ".join("{} ({})".format(*_named(key, references)) for key in target.split(","))
    if name.startswith("cite"):
        return f"({'; '.join('{}, {}'.format(*_named(k, references)) for k in target.split(','))})"
    return shown or target


def _named(key: str, references: References) -> tuple[str, str]:
    return references.names.get(key.strip(), (key.strip(), "n.d."))


def _link(link: re.Match[str], references: References) -> str:
    text = link["text"] or references.titles.get(link["page"], link["page"])
    return f"[{text}]({link['page']}.ipynb)"
