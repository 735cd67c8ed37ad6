"""The site as a whole: self-contained, movable, usable by keyboard, in light and dark."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from built_site import visit
from playwright.sync_api import Browser, BrowserContext

LOADING_TAGS = {
    "script",
    "link",
    "img",
    "iframe",
    "source",
    "video",
    "audio",
    "object",
    "embed",
}
FOREIGN = re.compile(r"^\s*(?:https?:)?//")
FOREIGN_IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//[^"')]*""")
FOREIGN_IN_JS = re.compile(
    r"""(?:\.src\s*=|\.href\s*=|\bfetch\(|\bimport\(?|importScripts\()\s*["'`](?:https?:)?//[^"'`]*"""
)


class LoadedFiles(HTMLParser):
    """Collects what a page loads by itself; where its links lead is the reader's choice."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LOADING_TAGS:
            self.addresses += [
                value for name, value in attrs if name in ("src", "href", "data") and value
            ]


def loaded_by(page: Path) -> list[str]:
    parser = LoadedFiles()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.addresses


def pages_of(html: Path) -> list[Path]:
    """Return the pages that a reader opens; `index.html` only forwards to the first of them."""
    static, forward = html / "_static", html / "index.html"
    return [p for p in html.rglob("*.html") if static not in p.parents and p != forward]


def test_no_page_names_a_foreign_file(html: Path) -> None:
    foreign = {
        (page.name, address)
        for page in pages_of(html)
        for address in loaded_by(page)
        if FOREIGN.match(address)
    }
    assert foreign == set()


def test_no_style_sheet_names_a_foreign_file(html: Path) -> None:
    found = {
        (sheet.name, address)
        for sheet in html.rglob("*.css")
        for address in FOREIGN_IN_CSS.findall(sheet.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_no_script_names_a_foreign_file(html: Path) -> None:
    scripts = [*html.glob("_static/**/*.js"), *pages_of(html)]
    found = {
        (script.name, address)
        for script in scripts
        for address in FOREIGN_IN_JS.findall(script.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_every_page_forbids_other_hosts(html: Path) -> None:
    without_policy = [
        page.name
        for page in pages_of(html)
        if "Content-Security-Policy" not in page.read_text(encoding="utf-8")
    ]
    assert without_policy == []


def test_index_leads_to_the_first_page(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/index.html").page
    page.wait_for_url("**/book/start.html")


def test_works_below_a_sub_path(parent_of_site: str, light: BrowserContext) -> None:
    result = visit(light, f"{parent_of_site}/html/book/deriving-delta.html")
    assert result.failed + result.foreign + result.complaints == []


def test_search_finds_a_page(site: str, light: BrowserContext) -> None:
    result = visit(light, f"{site}/search.html?q=delta")
    result.page.wait_for_selector("#search-results li a")
    assert result.failed + result.foreign + result.complaints == []


@pytest.mark.parametrize("system", ["light", "dark"])
def test_follows_the_mode_of_the_system(site: str, browser: Browser, system: str) -> None:
    with browser.new_context(color_scheme=system) as context:  # type: ignore[arg-type]
        page = visit(context, f"{site}/book/start.html").page
        assert page.get_attribute("html", "data-theme") == system


def test_mode_switch_persists(site: str, browser: Browser) -> None:
    with browser.new_context(color_scheme="light") as context:
        page = visit(context, f"{site}/book/start.html").page
        while page.get_attribute("html", "data-mode") != "dark":
            page.locator(".theme-switch-button:visible").click()
        page.goto(f"{site}/book/notation.html")
        assert page.get_attribute("html", "data-theme") == "dark"


def test_first_tab_stop_skips_to_the_text(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/book/start.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


def test_focus_is_visible(site: str, light: BrowserContext) -> None:
    page = visit(light, f"{site}/book/start.html").page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2
