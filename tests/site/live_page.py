"""A page whose cells run in the browser: what the tests of live cells do to it and read from it."""

import re
from typing import Any

from built_site import HTML, Visit
from playwright.sync_api import Locator, Page

PATIENCE = 300_000  # milliseconds; the whole page, on a busy machine
ENDED = "element => /^(In \\[|Not run|Stopped|Python could)/.test(element.textContent)"

# What each cell shows: in the book, and in the page. Of a figure, a small picture in grey.
SHOWN = """async () => {
  const grey = async (image) => {
    await image.decode();
    const canvas = document.createElement("canvas");
    const {width, height} = {width: 60, height: 40};
    Object.assign(canvas, {width, height});
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
    const {data} = pen.getImageData(0, 0, width, height);
    return Array.from({length: width * height}, (_, i) =>
      (data[4 * i] + data[4 * i + 1] + data[4 * i + 2]) / 3);
  };
  const side = async (root) => ({
    text: [...root?.querySelectorAll("pre") ?? []].map((pre) => pre.textContent).join(""),
    figures: await Promise.all([...root?.querySelectorAll("img") ?? []].map(grey)),
    descriptions: [...root?.querySelectorAll("img") ?? []].map((image) => image.alt),
  });
  const cells = [];
  for (const cell of document.querySelectorAll(".live")) {
    cells.push({
      id: cell.id,
      rounded: cell.classList.contains("tag_magnifies-rounding"),
      state: cell.querySelector(".live__state").textContent,
      book: await side(cell.querySelector(".cell_output:not(.live__output)")),
      live: await side(cell.querySelector(".live__output")),
    });
  }
  return cells;
}"""


def live_pages() -> list[str]:
    """Return the pages that have live cells, without suffix."""
    found = sorted(HTML.glob("book/*.cells.json"))
    return [f"book/{path.name.removesuffix('.cells.json')}" for path in found]


def cell(page: Page, number: int) -> Locator:
    return page.locator(".live").nth(number)


def button(owner: Locator, words: str) -> Locator:
    return owner.locator(f'button:text-is("{words}")')


def edit(owner: Locator) -> Locator:
    """Open the editor and return what is written in."""
    owner.locator(".live__offer").click()
    return owner.locator(".cm-content")


def write(owner: Locator, text: str) -> None:
    """Write `text` in place of what the open editor holds."""
    owner.locator(".cm-content").fill(text)


def wait_until_ended(owner: Locator) -> str:
    """Wait until what runs has ended; return what the page says of it."""
    state = owner.locator(".live__state")
    handle = state.element_handle()
    owner.page.wait_for_function(ENDED, arg=handle, timeout=PATIENCE)
    return state.text_content() or ""


def run(owner: Locator, words: str = "Run") -> str:
    button(owner, words).click()
    return wait_until_ended(owner)


def shown(owner: Locator) -> str:
    return "\n".join(owner.locator(".live__output pre").all_text_contents())


def run_whole_page(visit: Visit) -> list[dict[str, Any]]:
    """Open every cell, run the last one with all above, and return what each one shows."""
    page = visit.page
    page.evaluate("document.querySelectorAll('.live__offer').forEach(button => button.click())")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.live')].every(c => c.querySelector('.cm-content'))"
    )
    last = page.locator(".live").last
    button(last, "Run").evaluate("button => button.click()")
    state = wait_until_ended(last)
    assert state.startswith("In ["), state
    cells: list[dict[str, Any]] = page.evaluate(SHOWN)
    return cells


NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?")
MEASURED_TIME = re.compile(r"^.*\b(?:ms|times as long)\b.*$", re.MULTILINE)
INTEGER = re.compile(r"\bint(?:32|64)\b")  # what a plain integer is in the browser and elsewhere


def same_text(one: str, other: str, rtol: float = 0.0) -> bool:
    """Return whether two outputs agree up to rounding, and `rtol`; times are not compared."""
    one, other = (INTEGER.sub("int", MEASURED_TIME.sub(_without_numbers, t)) for t in (one, other))
    if NUMBER.sub("#", one).split() != NUMBER.sub("#", other).split():
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))
    return all(_same_number(*pair) or _close(*pair, rtol) for pair in pairs)


def _without_numbers(line: re.Match[str]) -> str:
    return NUMBER.sub("#", line[0])


def _close(one: str, other: str, rtol: float) -> bool:
    return abs(float(one) - float(other)) <= rtol * abs(float(one))


def _same_number(one: str, other: str) -> bool:
    """A number with an exponent is a gap that rounding leaves: its order of magnitude counts."""
    a, b = float(one), float(other)
    if "e" in one and min(abs(a), abs(b)) > 0:
        return abs(a - b) <= 1e-8 or 1 / 3 < a / b < 3
    return abs(a - b) <= 1e-8
