"""The whole site as a zip: complete, the same each time, and usable without a network."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_site import serve, visit
from playwright.sync_api import BrowserContext

from live.site_zip import make_zip
from live.whole_book import LIST, NAME, PDF, ZIP


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of one page and its PDF."""
    html = tmp_path / "html"
    (html / "book").mkdir(parents=True)
    (html / PDF).write_bytes(bytes(1_200_000))
    page = LIST.format(up="../", lite="", pdf=PDF, zip=ZIP)
    (html / "book" / "start.html").write_text(page, encoding="utf-8")
    return html


@pytest.fixture(scope="module")
def packed(html: Path) -> Path:
    if not (html / ZIP).is_file():
        pytest.fail(f"the site is not packed: there is no {html / ZIP}; run `make zip`")
    return html / ZIP


@pytest.fixture(scope="module")
def offline(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the unpacked zip, served by Python as its README says, below a sub-path."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    for address in serve(folder):
        yield f"{address}/{NAME}"


def test_is_the_same_each_time(small: Path) -> None:
    first = make_zip(small).read_bytes()
    assert make_zip(small).read_bytes() == first


def test_the_start_page_states_the_sizes(small: Path) -> None:
    size = make_zip(small).stat().st_size / 1e6
    page = (small / "book" / "start.html").read_text(encoding="utf-8")
    assert re.findall("<span>(.*?) MB</span>", page) == ["1.2", f"{size:.1f}"]
    assert "hidden" not in page


def test_the_copy_in_the_zip_does_not_offer_itself(small: Path) -> None:
    with zipfile.ZipFile(make_zip(small)) as archive:
        page = archive.read(f"{NAME}/book/start.html").decode()
    assert f'<li data-file="{PDF}">' in page
    assert f'<li hidden data-file="{ZIP}">' in page


def test_a_book_that_could_not_be_printed_is_packed_without_it(small: Path) -> None:
    (small / PDF).unlink()
    make_zip(small)
    page = (small / "book" / "start.html").read_text(encoding="utf-8")
    assert f'<li hidden data-file="{PDF}">' in page
    assert f'<li data-file="{ZIP}">' in page


def test_holds_every_file_of_the_site(html: Path, packed: Path) -> None:
    there = {p.relative_to(html).as_posix() for p in html.rglob("*") if p.is_file()} - {ZIP}
    with zipfile.ZipFile(packed) as archive:
        held = {name.removeprefix(f"{NAME}/") for name in archive.namelist()}
    assert held == there | {"README.txt"}


def test_what_the_start_page_offers_is_there(site: str, html: Path, light: BrowserContext) -> None:
    links = visit(light, f"{site}/book/start.html").page.locator(".whole-book a:visible")
    paths = [str(link.get_attribute("href")).removeprefix("../") for link in links.all()]
    assert paths == ["lite/index.html", PDF, ZIP]
    assert [path for path in paths if not (html / path).is_file()] == []


@pytest.mark.parametrize("page", ["index.html", "book/training.html", "search.html"])
def test_works_without_a_network(offline: str, light: BrowserContext, page: str) -> None:
    result = visit(light, f"{offline}/{page}")
    assert result.failed + result.foreign + result.complaints == []
