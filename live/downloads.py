"""Downloads that resume where they broke off, and files that are what their sha256 says."""

import sys
from hashlib import sha256
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CHUNK = 1 << 16
TIMEOUT = 10  # seconds without a byte


class WrongHash(Exception):
    """A file is not the one that was asked for; the message names it."""


class BrokenDownload(Exception):
    """A download broke off, or its host cannot be reached; what has arrived is kept."""


def check(path: Path, expected: str) -> None:
    """Raise WrongHash, and delete the file, if its sha256 is not `expected`."""
    found = sha256(path.read_bytes()).hexdigest()
    if found != expected:
        path.unlink()
        raise WrongHash(
            f"{path.name} is not the file that the lock names: "
            f"its sha256 is {found}, expected was {expected}. It was deleted; please run this again"
        )


def download(url: str, target: Path, expected: str) -> None:
    """Fetch `url` into `target`, from where an earlier attempt broke off, and say how far it is.

    Raise BrokenDownload if it breaks off, and WrongHash if the file is not the expected one.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with urlopen(_request(url, _size(part)), timeout=TIMEOUT) as answer:
            _receive(answer, part, target.name)
    except HTTPError as error:
        if error.code != 416:  # nothing is left to send
            raise BrokenDownload(f"{url}: {error}") from error
    except (OSError, HTTPException) as error:
        raise BrokenDownload(f"{url}: {error}") from error
    check(part, expected)
    part.replace(target)


def _request(url: str, start: int) -> Request:
    return Request(url, headers={"Range": f"bytes={start}-"} if start else {})


def _receive(answer: HTTPResponse, part: Path, name: str) -> None:
    resumed = answer.status == 206
    start = _size(part) if resumed else 0
    total = start + int(answer.headers["Content-Length"])
    with part.open("ab" if resumed else "wb") as file:
        while chunk := answer.read(CHUNK):
            file.write(chunk)
            _say(f"  {name}: {file.tell() / 1e6:.1f} of {total / 1e6:.1f} MB", file.tell() == total)
    if _size(part) < total:
        raise BrokenDownload(f"{answer.url}: it broke off after {_size(part)} of {total} bytes")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _say(progress: str, last: bool) -> None:
    """Print how far it is: on a terminal all the time on one line, elsewhere only at the end."""
    if sys.stdout.isatty():
        print(f"\r\033[K{progress}", end="\n" if last else "", flush=True)
    elif last:
        print(progress, flush=True)
