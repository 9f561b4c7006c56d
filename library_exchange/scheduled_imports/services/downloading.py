"""Fetching a file over https: from public networks only, within limits of size and time, never telling the address.

What is logged or kept of a failure is its kind: an address may hold what nobody else should know.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from threading import Timer
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from library_exchange.core.public_addresses import Network, NotFound, NotPublic, address_of
from library_exchange.scheduled_imports.rules import Failure

MOST_REDIRECTS = 3
HTTPS_PORT = 443
SILENCE_S = 30
"""So long, in seconds, a server may say nothing."""
OK, UNCHANGED = 200, 304
NOT_THERE = (404, 410)
REDIRECTS = (301, 302, 303, 307, 308)
SERVER_ERROR = 500
WEB_PAGES = (b"<!doctype html", b"<html")
LONGEST_MARK = 20
HEADERS = {"User-Agent": "library-exchange", "Accept": "*/*", "Accept-Encoding": "identity"}


class NotFetched(Exception):
    """The file did not come: why, and the number of the server's answer if that tells more."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(str(failure))
        self.failure, self.detail = failure, detail


@dataclass(frozen=True)
class Wish:
    """What is fetched: the address, and by what a file that is known already is told."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Bounds:
    """How large a file may be and how long it may take, in bytes and seconds; `allowed` networks beside public ones."""

    most_bytes: int
    most_seconds: float
    allowed: Sequence[Network] = ()


@dataclass
class Coming:
    """A file on its way: read it as a stream. What the server tells of it is there from the beginning."""

    response: BaseHTTPResponse
    most_bytes: int
    ends_at: float
    read_bytes: int = 0

    @property
    def etag(self) -> str | None:
        """The mark of this version, if the server gives one that can be kept."""
        return _header(self.response, "ETag", 200)

    @property
    def last_modified(self) -> str | None:
        """When the file was last changed, in the server's words."""
        return _header(self.response, "Last-Modified", 100)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`, none at the end. Raises NotFetched beyond a limit, or if it breaks."""
        if time.monotonic() > self.ends_at:
            raise NotFetched(Failure.TOO_SLOW)
        try:
            piece = self.response.read1(size, decode_content=False)
        except (HTTPError, OSError, ValueError) as error:
            raise NotFetched(self._why()) from error
        if not piece and time.monotonic() > self.ends_at:
            raise NotFetched(Failure.TOO_SLOW)
        if not self.read_bytes and piece.lstrip()[:LONGEST_MARK].lower().startswith(WEB_PAGES):
            raise NotFetched(Failure.WEB_PAGE)
        self.read_bytes += len(piece)
        if self.read_bytes > self.most_bytes:
            raise NotFetched(Failure.TOO_LARGE)
        return piece

    def _why(self) -> Failure:
        return Failure.TOO_SLOW if time.monotonic() > self.ends_at else Failure.NO_ANSWER


def _header(response: BaseHTTPResponse, name: str, longest: int) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= longest else None


@contextmanager
def fetched(wish: Wish, bounds: Bounds) -> Iterator[Coming | None]:
    """Open the file at an address, None if it is the one that is known; raises NotFetched where it does not come."""
    ends_at = time.monotonic() + bounds.most_seconds
    for _hop in range(MOST_REDIRECTS + 1):
        with _asked(wish, bounds, ends_at) as response:
            if response.status in REDIRECTS:
                wish = replace(wish, url=urljoin(wish.url, response.headers.get("Location", "")))
                continue
            if response.status == UNCHANGED:
                yield None
                return
            _require_file(response, bounds)
            yield Coming(response, bounds.most_bytes, ends_at)
            return
    raise NotFetched(Failure.REDIRECTED)


@contextmanager
def _asked(wish: Wish, bounds: Bounds, ends_at: float) -> Iterator[BaseHTTPResponse]:
    """Ask the server, over a connection that is shut when the time is over, however slowly it speaks."""
    host, port, target = _parts(wish.url)
    connection = _connection(host, port, bounds)
    watch = Timer(max(ends_at - time.monotonic(), 0.1), _shut, [connection])
    watch.daemon = True
    watch.start()
    try:
        response = _answer(connection, target, _headers(wish, host, port), ends_at)
        yield response
    finally:
        watch.cancel()
        connection.close()


def _answer(connection: HTTPSConnection, target: str, headers: dict[str, str], ends_at: float) -> BaseHTTPResponse:
    try:
        connection.request("GET", target, headers=headers, preload_content=False, decode_content=False)
        return connection.getresponse()
    except ssl.SSLError as error:
        raise NotFetched(Failure.CERTIFICATE) from error
    except (HTTPError, OSError, ValueError) as error:
        is_late = time.monotonic() > ends_at
        raise NotFetched(Failure.TOO_SLOW if is_late else Failure.NO_ANSWER) from error


def _connection(host: str, port: int, bounds: Bounds) -> HTTPSConnection:
    """Return a connection to the address that the name leads to now, which must prove that it bears that name."""
    try:
        address = address_of(host, port, bounds.allowed)
    except NotFound as error:
        raise NotFetched(Failure.NO_SUCH_SERVER) from error
    except NotPublic as error:
        raise NotFetched(Failure.NOT_PUBLIC) from error
    context = ssl.create_default_context()
    return HTTPSConnection(address, port, timeout=SILENCE_S, server_hostname=host, ssl_context=context)


def _parts(url: str) -> tuple[str, int, str]:
    parts = urlsplit(url)
    try:
        port = parts.port or HTTPS_PORT
    except ValueError as error:
        raise NotFetched(Failure.REDIRECTED) from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise NotFetched(Failure.REDIRECTED)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port, target


def _headers(wish: Wish, host: str, port: int) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host
    known = {"If-None-Match": wish.etag, "If-Modified-Since": wish.last_modified}
    told = {"Host": shown if port == HTTPS_PORT else f"{shown}:{port}"}
    return HEADERS | told | {name: value for name, value in known.items() if value}


def _require_file(response: BaseHTTPResponse, bounds: Bounds) -> None:
    """Raise NotFetched unless the server sends a file, and none that it says to be too large."""
    status = response.status
    if status != OK:
        failure = Failure.SERVER_ERROR if status >= SERVER_ERROR else Failure.REFUSED
        raise NotFetched(Failure.NOT_THERE if status in NOT_THERE else failure, str(status))
    size = response.headers.get("Content-Length", "")
    if size.isdecimal() and int(size) > bounds.most_bytes:
        raise NotFetched(Failure.TOO_LARGE)


def _shut(connection: HTTPSConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            # Past TLS, which another thread is reading: that one finds the line dead.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
