"""The built site, served on the loopback interface, and one browser for all tests."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from built_site import FLAGS, HTML, Visit, serve, visit  # noqa: E402


@pytest.fixture(scope="session")
def html() -> Path:
    if not (HTML / "index.html").is_file():
        pytest.fail(f"the site is not built: {HTML} has no index.html; run `make book`")
    return HTML


@pytest.fixture(scope="session")
def site(html: Path) -> Iterator[str]:
    """The address of the site at the root of a server."""
    yield from serve(html)


@pytest.fixture(scope="session")
def parent_of_site(html: Path) -> Iterator[str]:
    """The address of a server that has the site in its folder `html/`."""
    yield from serve(html.parent)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def light(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(color_scheme="light", reduced_motion="reduce") as context:
        yield context


@pytest.fixture(scope="session")
def visited(site: str, light: BrowserContext) -> Callable[[str], Visit]:
    """Each page of the book, opened once for all tests that only look at it."""
    visits: dict[str, Visit] = {}

    def open_once(page: str) -> Visit:
        if page not in visits:
            visits[page] = visit(light, f"{site}/{page}.html")
        return visits[page]

    return open_once
