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
SETS = "problem-sets.html"
REFERRING = ("aria-labelledby", "aria-describedby", "for", "id", "name")
ON_SCREEN_ONLY = "a.headerlink, button, script, .pst-js-only, .whole-book"
SHORT = 20  # lines that stay on one sheet
LINE = 70  # characters


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
        pages = {chapter.path: _parse(html / chapter.path) for chapter in self.chapters}
        sheets = {
            _within(path, str(sheet["href"])): None  # each once, in the order of the pages
            for path, page in pages.items()
            for sheet in page.select("link[rel=stylesheet]")
        }
        self.sheets = "\n".join(
            f'<link rel="stylesheet" href="{html.name}/{sheet}">'
            for sheet in [*sheets, "_static/print.css"]
        )
        self.articles = "\n".join(
            _article(pages[chapter.path], html.name, chapter, self.chapters)
            for chapter in self.chapters
        )

    def text(self, numbers: dict[str, int] | None = None) -> str:
        """Return the page; its contents name the sheet on which a chapter starts, by `numbers`."""
        return f"""<!DOCTYPE html>
<html lang="en" data-theme="light" data-mode="light">
<head>
<meta charset="utf-8">
<title>{self.title}</title>
{self.sheets}
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


def _article(page: BeautifulSoup, site: str, chapter: Chapter, chapters: list[Chapter]) -> str:
    article = page.select_one("article")
    assert article
    names = {other.path: other.name for other in chapters}
    for element in article.select(ON_SCREEN_ONLY):
        element.decompose()
    for question in article.select("details.question"):
        _keep_statement(question)
    for formula in article.select(".katex"):
        _read_out_as_one(formula)
    for details in article.select("details"):
        details["open"] = ""
        if len(details.text) < SHORT * LINE:
            _keep_whole(details)
    for offer in article.select("details.hide > summary"):
        offer.string = "Code"
    for code in article.select(".cell_input, .question__stub"):
        if code.text.strip().count("\n") < SHORT:
            _keep_whole(code)
    for image in article.select("img[src]"):
        image["src"] = f"{site}/{_within(chapter.path, str(image['src']))}"
    drawn = {id(part) for part in article.select("svg, svg *")}  # its ids are hashes: unique
    for element in article.find_all(True):
        if id(element) in drawn:
            continue
        for attribute in REFERRING:
            if attribute in element.attrs:
                ids = str(element[attribute]).split()
                element[attribute] = " ".join(f"{chapter.name}--{one}" for one in ids)
    for link in article.select("a[href]"):
        _lead_within(link, chapter, names)
    article["id"] = chapter.name
    article["style"] = f"page: {chapter.name}"
    return str(article)


def _keep_whole(element: Tag) -> None:
    """Let what is short stand on one sheet."""
    element["class"] = " ".join([*element.get_attribute_list("class"), "on-one-sheet"])


def _keep_statement(question: Tag) -> None:
    """Keep of a question what it asks, and say where it is answered: paper has no file to fill."""
    for cases in question.select(".question__cases"):
        announced = cases.find_previous_sibling("p")
        assert announced
        announced.decompose()
        cases.decompose()
    for ways in question.select(".question__ways"):
        pointer = (
            f"<p>To be answered in <code>{question['data-set']}.ipynb</code>: "
            f'see <a href="{SETS}">Problem sets</a>.</p>'
        )
        ways.replace_with(BeautifulSoup(pointer, "html.parser"))


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
    text = page.read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser", on_duplicate_attribute="ignore")  # as browsers do


def _within(page: str, address: str) -> str:
    """Return the path in the site of what the page at `page` calls `address`."""
    path = unquote(urlsplit(address).path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def _text(element: Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text()).rstrip("#").strip()
