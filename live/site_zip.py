"""The whole site as a zip, to use without a network: `python -m live.site_zip`.

It is the last thing that is built. The same files give the same zip, byte for byte. A page opened
as a file may not run Python, so the zip says in one line how to serve its folder.
"""

import zipfile
from pathlib import Path

from tqdm import tqdm

from live.whole_book import NAME, PDF, ZIP, with_sizes

HTML = Path(__file__).parents[1] / "_build" / "html"
START = Path("book/start.html")
README = """\
Backpropagation, Checked: the whole site, to use without a network. It needs Python 3.

Open a terminal in this folder, type

    python3 -m http.server --bind 127.0.0.1 8000

and open http://localhost:8000 in a browser.

(On Windows the command may be py in place of python3. Without it, index.html shows the pages, but
a browser runs no Python in pages that were opened as files.)
"""

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold
PACKED = {".ico", ".pdf", ".png", ".whl", ".woff2", ".zip"}  # packing these again gains nothing


def make_zip(html: Path = HTML) -> Path:
    """Pack the site at `html` into a zip within it, and state the sizes on its start page."""
    target = html / ZIP
    start = html / START
    sizes = {PDF: (html / PDF).stat().st_size} if (html / PDF).exists() else {}
    text = start.read_text(encoding="utf-8")
    files = [path for path in sorted(html.rglob("*")) if path.is_file() and path != target]
    part = html.parent / f"{ZIP}.part"
    with zipfile.ZipFile(part, "w") as packed:
        _add(packed, "README.txt", README.encode())
        for path in tqdm(files, desc="packing", unit="file"):
            content = path.read_bytes()
            if path == start:
                content = with_sizes(text, sizes).encode()  # it does not offer itself
            _add(packed, path.relative_to(html).as_posix(), content)
    part.replace(target)
    sizes[ZIP] = target.stat().st_size
    start.write_text(with_sizes(text, sizes), encoding="utf-8")
    return target


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{NAME}/{name}", EARLIEST)
    entry.external_attr = 0o644 << 16
    stored = Path(name).suffix in PACKED
    packed.writestr(entry, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    made = make_zip()
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
