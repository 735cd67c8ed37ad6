"""The built site as one page for the printer: a cover, the contents, and all pages one by one.

Their order, titles and parts are those of the site's sidebar. An id gets the name of its page in
front, so that it stays unique, and a link to a page of the site becomes a link within this one.
"""

import posixpath
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

FIRST = "book/start.html"
REFERRING = ("aria-labelledby", "aria-describedby", "for", "id", "name")
ON_SCREEN_ONLY = "a.headerlink, button, script"
SHORT = 12  # lines of code that stay on one sheet


@dataclass
class Chapter:
    """A page of the site: its path in the site, its title, and the part of the book it opens."""

    path: str
    title: str
    part: str | None = None

    @property
    def name(self) -> str:
        return posixpath.basename(self.path).removesuffix(".html")


class OnePage:
    """The site in the folder `html` as one page, which has its place beside that folder."""

    def __init__(self, html: Path) -> None:
        first = _parse(html / FIRST)
        title = first.select_one(".logo__title")
        assert title
        self.title = title.text
        self.chapters = read_chapters(first)
        self.sheets = "\n".join(
            f'<link rel="stylesheet" href="{html.name}/{_within(FIRST, str(sheet["href"]))}">'
            for sheet in first.select("link[rel=stylesheet]")
        )
        self.print_sheet = f"{html.name}/_static/print.css"
        self.articles = "\n".join(_article(html, c, self.chapters) for c in self.chapters)

    def text(self, numbers: dict[str, int] | None = None) -> str:
        """Return the page; its contents name the sheet on which a chapter starts, by `numbers`."""
        return f"""<!DOCTYPE html>
<html lang="en" data-theme="light" data-mode="light">
<head>
<meta charset="utf-8">
<title>{self.title}</title>
{self.sheets}
<link rel="stylesheet" href="{self.print_sheet}">
<style>{_running_heads(self.chapters)}</style>
</head>
<body>
<header class="cover">
<p class="cover__title">{self.title}</p>
<p>A course on how neural networks learn</p>
<p class="cover__rights">Text and figures CC BY 4.0, code BSD 3-Clause</p>
</header>
{_contents(self.chapters, numbers or {})}
{self.articles}
</body>
</html>
"""


def read_chapters(first: BeautifulSoup) -> list[Chapter]:
    """Return the first page and then those that its sidebar lists."""
    heading = first.select_one("article h1")
    assert heading
    chapters = [Chapter(FIRST, _text(heading))]
    part = None
    for entry in first.select("nav.bd-docs-nav .caption-text, nav.bd-docs-nav a"):
        if entry.name == "a":
            chapters.append(Chapter(_within(FIRST, str(entry["href"])), _text(entry), part))
            part = None
        else:
            part = entry.text
    return chapters


def _article(html: Path, chapter: Chapter, chapters: list[Chapter]) -> str:
    article = _parse(html / chapter.path).select_one("article")
    assert article
    names = {other.path: other.name for other in chapters}
    for element in article.select(ON_SCREEN_ONLY):
        element.decompose()
    for details in article.select("details"):
        details["open"] = ""
    for code in article.select(".cell_input"):
        if code.text.strip().count("\n") < SHORT:
            code["class"] = " ".join([*code.get_attribute_list("class"), "unbroken-code"])
    for formula in article.select(".katex"):
        _read_out_as_one(formula)
    for image in article.select("img[src]"):
        image["src"] = f"{html.name}/{_within(chapter.path, str(image['src']))}"
    for element in article.find_all(True):
        for attribute in REFERRING:
            if attribute in element.attrs:
                ids = str(element[attribute]).split()
                element[attribute] = " ".join(f"{chapter.name}--{one}" for one in ids)
    for link in article.select("a[href]"):
        _lead_within(link, chapter, names)
    article["id"] = chapter.name
    article["style"] = f"page: {chapter.name}"
    return str(article)


def _read_out_as_one(formula: Tag) -> None:
    """Let software that reads aloud read a formula's LaTeX, not each of its signs by itself."""
    latex = formula.select_one("annotation")
    hidden = formula.select_one(".katex-mathml")
    if latex and hidden:
        formula["role"] = "img"
        formula["aria-label"] = latex.text
        hidden.decompose()


def _lead_within(link: Tag, chapter: Chapter, names: dict[str, str]) -> None:
    """Let a link to the site lead to its place in this page; a file of the site is only named."""
    address = urlsplit(str(link["href"]))
    if address.scheme or address.netloc:
        return
    target = _within(chapter.path, address.path) if address.path else chapter.path
    if target in names:
        fragment = f"--{address.fragment}" if address.fragment else ""
        link["href"] = f"#{names[target]}{fragment}"
    else:
        link.unwrap()


def _contents(chapters: list[Chapter], numbers: dict[str, int]) -> str:
    lines = []
    for chapter in chapters:
        if chapter.part:
            lines.append(f'<p class="book-contents__part">{escape(chapter.part)}</p>')
        lines.append(
            f'<p><a href="#{chapter.name}"><span>{escape(chapter.title)}</span> '
            f'<span class="book-contents__number">{numbers.get(chapter.name, "")}</span></a></p>'
        )
    return '<nav class="book-contents">\n<h1>Contents</h1>\n' + "\n".join(lines) + "\n</nav>"


def _running_heads(chapters: list[Chapter]) -> str:
    return "\n".join(
        f'@page {chapter.name} {{ @top-center {{ content: "{chapter.title}"; }} }}'
        for chapter in chapters
    )


def _parse(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def _within(page: str, address: str) -> str:
    """Return the path in the site of what the page at `page` calls `address`."""
    path = unquote(urlsplit(address).path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def _text(element: Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text()).rstrip("#").strip()
