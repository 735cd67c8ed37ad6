"""How long a reader waits for Python in the page: for the first result, the second, and a stop.

Every visit is that of a new reader, with nothing in the browser's cache; the site is served from
this machine. The clock runs from the click to the words that say that the cell is done.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from tqdm import tqdm

SITE = Path(__file__).parents[1] / "_build" / "html"
PAGE = "book/cost-function.html"
FIRST, SECOND = "cell-5", "cell-7"  # both print numpy's arrays
VISITS = 5
PROMISES = {"first_result_s": 6.0, "second_result_s": 0.3, "stop_s": 1.0}

# Seconds from a click on the button until the cell says that it has ended. A cell that is not open
# yet is opened by the click, and runs as soon as its editor is there.
CLICK = """([id, words]) => new Promise((resolve) => {
  const cell = document.getElementById(id);
  const begun = performance.now();
  const button = (words) =>
    [...cell.querySelectorAll(".live__bar button")].find((each) => each.textContent === words);
  let clicked = false;
  const look = () => {
    if (!clicked && button(words)) {
      clicked = true;
      button(words).click();
    } else if (clicked && /^(In |Stopped)/.test(cell.querySelector(".live__state").textContent)) {
      observer.disconnect();
      resolve((performance.now() - begun) / 1000);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(cell, { childList: true, characterData: true, subtree: true });
  cell.querySelector(".live__offer").click();
  look();
})"""


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server for `folder`."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def measure() -> dict[str, object]:
    """Median and worst of each time in seconds, and how busy the machine was before."""
    if not (SITE / PAGE).is_file():
        raise SystemExit(f"the site is not built: {SITE / PAGE} is missing; run `make book`")
    load = os.getloadavg()[0]
    with served(SITE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        visits = [visit(browser, address) for _ in tqdm(range(VISITS), desc="visits")]
        browser.close()
    times = {name: [one[name] for one in visits] for name in PROMISES}
    return {"load": round(load, 1), "visits": VISITS} | {
        name: {"median": round(float(np.median(all)), 3), "worst": round(max(all), 3)}
        for name, all in times.items()
    }


def visit(browser: Browser, address: str) -> dict[str, float]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/{PAGE}", wait_until="networkidle")
        return {
            "first_result_s": page.evaluate(CLICK, [FIRST, "Run"]),
            "second_result_s": page.evaluate(CLICK, [SECOND, "Run"]),
            "stop_s": stop(page),
        }


def stop(page: Page) -> float:
    """Start an endless loop in the open cell and stop it."""
    cell = page.locator(f"#{SECOND}")
    cell.locator(".cm-content").fill("print('begun')\nwhile True:\n    pass")
    cell.locator('button:text-is("Run")').click()
    cell.locator(".live__output", has_text="begun").wait_for()
    seconds: float = page.evaluate(CLICK, [SECOND, "Stop"])
    return seconds
