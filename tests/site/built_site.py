"""What the tests of the site share: its pages, a server for it, and a visit in the browser."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, Route

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Two lists below an address bar that nobody sees: pages too, loaded with every tab, and they
    # take as long as a page of the book.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]


def pages() -> list[str]:
    """Return every page that `_toc.yml` names, without suffix."""

    def walk(entry: Any) -> Iterator[str]:
        if isinstance(entry, list):
            for item in entry:
                yield from walk(item)
        elif isinstance(entry, dict):
            yield from (entry[key] for key in ("root", "file") if key in entry)
            for value in entry.values():
                yield from walk(value)

    return list(walk(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))))


class QuietHandler(SimpleHTTPRequestHandler):
    extra_headers: Mapping[str, str] = {}

    def end_headers(self) -> None:
        for name, value in self.extra_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path, headers: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve `folder`, with these headers in every answer, as long as the address is used."""
    handler_class = type("Handler", (QuietHandler,), {"extra_headers": headers or {}})
    handler = partial(handler_class, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Visit:
    """A page in the browser and what it asked for and complained about while it loaded."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def visit(context: BrowserContext, url: str) -> Visit:
    """Open `url`, block every request to another origin, and record what went wrong."""
    origin = "/".join(url.split("/")[:3]) + "/"
    page = context.new_page()
    result = Visit(page)

    def only_same_origin(route: Route) -> None:
        if route.request.url.startswith((origin, "data:", "blob:")):
            route.continue_()
        else:
            result.foreign.append(route.request.url)
            route.abort()

    def on_response(response: Response) -> None:
        if response.status >= 400:
            result.failed.append(f"{response.status} {response.url}")

    def on_message(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:  # stopped before it became a request
            result.foreign.append(message.text)
        elif message.type == "error":
            result.complaints.append(message.text)

    page.route("**/*", only_same_origin)
    page.on("requestfailed", lambda request: result.failed.append(request.url))
    page.on("response", on_response)
    page.on("console", on_message)
    page.on("pageerror", lambda error: result.complaints.append(str(error)))
    page.goto(url, wait_until="networkidle")
    return result
