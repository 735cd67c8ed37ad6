"""The book as one PDF, with working links, into the built site: `python -m live.pdf`.

The site's pages, put together into `_build/print.html`, are printed by Chromium. Only what is
printed says on which sheet a chapter starts, and the contents name it, so it may be printed twice.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

from live.one_page import OnePage
from live.whole_book import PDF as NAME

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
PRINTED = ROOT / "_build" / "print.html"
PDF = HTML / NAME

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def browser() -> str | None:
    """Return a browser that can print, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_page(page: Path, pdf: Path) -> None:
    """Print the page at `page` to `pdf`; raise RuntimeError if it fails."""
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [str(browser()), *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}"]
        done = subprocess.run([*command, page.as_uri()], capture_output=True, text=True)
    if done.returncode or not pdf.exists():
        raise RuntimeError(f"{page} could not be printed:\n{done.stderr}")


def starts(pdf: Path) -> dict[str, int]:
    """Return the number of the sheet on which each link within the PDF ends, by the link's name."""
    with pikepdf.open(pdf) as document:
        ends = document.Root.get("/Dests")
        if ends is None:
            return {}
        return {name.lstrip("/"): pikepdf.Page(end[0]).index + 1 for name, end in ends.items()}


def shrink(printed: Path, pdf: Path) -> None:
    """Halve the size of the file, and leave out when it was made: the same book, the same file."""
    with pikepdf.open(printed) as document:
        for date in ("/CreationDate", "/ModDate"):
            if date in document.docinfo:
                del document.docinfo[date]
        document.save(
            pdf,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )


def make_pdf(html: Path = HTML, page: Path = PRINTED, pdf: Path = PDF) -> None:
    """Print until the contents name the sheets of this very printing, at first those of the last.

    That is once if no chapter has moved, and else twice.
    """
    book = OnePage(html)
    printed = page.with_suffix(".pdf")
    named: dict[str, int] | None = None
    found = _sheets(book, pdf)
    while named != found:
        print("  printing", flush=True)
        page.write_text(book.text(found), encoding="utf-8")
        print_page(page, printed)
        named, found = found, _sheets(book, printed)
    shrink(printed, pdf)


def _sheets(book: OnePage, pdf: Path) -> dict[str, int]:
    """Return on which sheet of the PDF, if there is one, each chapter starts."""
    found = starts(pdf) if pdf.exists() else {}
    return {c.name: found[c.name] for c in book.chapters if c.name in found}


if __name__ == "__main__":
    if not browser():
        print("No PDF of the book: to print it, please install Chromium or Chrome")
        sys.exit()
    print("Printing the book", flush=True)
    make_pdf()
    with pikepdf.open(PDF) as document:
        print(f"{PDF}: {len(document.pages)} sheets, {PDF.stat().st_size / 1e6:.1f} MB")
