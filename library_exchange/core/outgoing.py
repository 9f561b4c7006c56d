"""Asking another server, on behalf of a library or the operator: every call to an address that somebody entered.

From public networks only (and those that the operator allows), each name looked up once and what it led to opened;
within limits of size and time; never telling the address: it may hold what nobody else should know. What is logged or
kept of a failure is its kind.
"""

import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Timer
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from library_exchange.core.public_addresses import Network, NotFound, NotPublic, address_of

PORTS = {"https": 443, "http": 80}
SILENCE_S = 30.0
"""So long, in seconds, a server may say nothing."""
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 3
HEADERS = {"User-Agent": "library-exchange", "Accept": "*/*", "Accept-Encoding": "identity"}


class Unreached(StrEnum):
    """Why no answer came, or not the whole of it."""

    NO_SUCH_SERVER = "no_such_server"
    NOT_PUBLIC = "not_public"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"


class NotReached(Exception):
    """The server was not reached, or its answer did not come whole."""

    def __init__(self, why: Unreached) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Call:
    """What is asked: an address, what is sent to it, and headers beside ours. Only a GET follows where it is led."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bounds:
    """How large an answer may be and how long it may take, in bytes and seconds.

    `allowed` networks are asked beside public ones; plain http only where it is allowed. A server that does not even
    take the call within `connect_s` is not waited for.
    """

    most_bytes: int
    most_seconds: float
    allowed: Sequence[Network] = ()
    is_plain_allowed: bool = False
    connect_s: float = SILENCE_S
    silence_s: float = SILENCE_S


@dataclass
class Coming:
    """An answer on its way: its status and headers are there, its body is read as a stream."""

    response: BaseHTTPResponse
    most_bytes: int
    ends_at: float
    read_bytes: int = 0

    @property
    def status(self) -> int:
        """The number of the answer (RFC 9110, 15)."""
        return self.response.status

    def header(self, name: str, longest: int = 200) -> str | None:
        """Return a header of the answer; None if there is none or it is longer than what can be kept."""
        value = self.response.headers.get(name)
        return value if value and len(value) <= longest else None

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`, none at the end. Raises NotReached beyond a limit, or if it breaks."""
        if time.monotonic() > self.ends_at:
            raise NotReached(Unreached.TOO_SLOW)
        try:
            piece = self.response.read1(size, decode_content=False)
        except (HTTPError, OSError, ValueError) as error:
            raise NotReached(_broken(self.ends_at)) from error
        if not piece and time.monotonic() > self.ends_at:
            raise NotReached(Unreached.TOO_SLOW)
        self.read_bytes += len(piece)
        if self.read_bytes > self.most_bytes:
            raise NotReached(Unreached.TOO_LARGE)
        return piece

    def beginning(self, size: int) -> bytes:
        """Return the first bytes, at most `size`: the rest is left where it is. Raises NotReached if it breaks."""
        pieces, missing = list[bytes](), size
        while missing > 0 and (piece := self.read(missing)):
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def whole(self) -> bytes:
        """Return all that is still to come. Raises NotReached beyond a limit, or if it breaks."""
        return b"".join(iter(self.read, b""))


@contextmanager
def answered(call: Call, bounds: Bounds) -> Iterator[Coming]:
    """Open the answer to a call; raises NotReached where there is none. An answer that refuses is an answer, too."""
    ends_at = time.monotonic() + bounds.most_seconds
    for _hop in range(MOST_REDIRECTS + 1):
        with _asked(call, bounds, ends_at) as response:
            if response.status in REDIRECTS and call.method == "GET":
                call = _led_on(call, response.headers.get("Location", ""))
                continue
            if response.headers.get("Content-Length", "").isdecimal():
                _require_size(int(response.headers["Content-Length"]), bounds)
            yield Coming(response, bounds.most_bytes, ends_at)
            return
    raise NotReached(Unreached.REDIRECTED)


def _led_on(call: Call, location: str) -> Call:
    """Return the call to where an answer leads: another server is not told what was meant for the first."""
    target = urljoin(call.url, location)
    if _server(target) == _server(call.url):
        return replace(call, url=target)
    kept = {name: value for name, value in call.headers.items() if name.lower() not in ("authorization", "cookie")}
    return replace(call, url=target, headers=kept)


def _server(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _require_size(size: int, bounds: Bounds) -> None:
    if size > bounds.most_bytes:
        raise NotReached(Unreached.TOO_LARGE)


@contextmanager
def _asked(call: Call, bounds: Bounds, ends_at: float) -> Iterator[BaseHTTPResponse]:
    """Ask the server, over a connection that is shut when the time is over, however slowly it speaks."""
    scheme, host, port, target = _parts(call.url, bounds)
    connection = _connection(scheme, host, port, bounds)
    watch = Timer(max(ends_at - time.monotonic(), 0.1), _shut, [connection])
    watch.daemon = True
    watch.start()
    try:
        headers = HEADERS | _host(scheme, host, port) | dict(call.headers)
        connection.timeout = min(bounds.connect_s, bounds.most_seconds)
        _reach(connection, ends_at)
        connection.timeout = min(bounds.silence_s, bounds.most_seconds)
        # Closed by itself: one that is not read to its end keeps the line open.
        with closing(_answer(connection, call, target, headers, ends_at)) as response:
            yield response
    finally:
        watch.cancel()
        connection.close()


def _reach(connection: HTTPConnection, ends_at: float) -> None:
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NotReached(Unreached.CERTIFICATE) from error
    except (HTTPError, OSError, ValueError) as error:
        raise NotReached(_broken(ends_at)) from error


def _answer(
    connection: HTTPConnection, call: Call, target: str, headers: dict[str, str], ends_at: float
) -> BaseHTTPResponse:
    try:
        connection.request(
            call.method, target, body=call.body, headers=headers, preload_content=False, decode_content=False
        )
        return connection.getresponse()
    except ssl.SSLError as error:
        raise NotReached(Unreached.CERTIFICATE) from error
    except (HTTPError, OSError, ValueError) as error:
        raise NotReached(_broken(ends_at)) from error


def _broken(ends_at: float) -> Unreached:
    return Unreached.TOO_SLOW if time.monotonic() > ends_at else Unreached.NO_ANSWER


def _connection(scheme: str, host: str, port: int, bounds: Bounds) -> HTTPConnection:
    """Return a connection to the address that the name leads to now, which must prove that it bears that name."""
    try:
        address = address_of(host, port, bounds.allowed)
    except NotFound as error:
        raise NotReached(Unreached.NO_SUCH_SERVER) from error
    except NotPublic as error:
        raise NotReached(Unreached.NOT_PUBLIC) from error
    if scheme == "http":
        return HTTPConnection(address, port)
    return HTTPSConnection(address, port, server_hostname=host, ssl_context=ssl.create_default_context())


def _parts(url: str, bounds: Bounds) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotReached(Unreached.REDIRECTED) from error
    is_open = parts.scheme == "https" or (parts.scheme == "http" and bounds.is_plain_allowed)
    if not is_open or not parts.hostname or parts.username is not None:
        raise NotReached(Unreached.REDIRECTED)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme], target


def _host(scheme: str, host: str, port: int) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host
    return {"Host": shown if port == PORTS[scheme] else f"{shown}:{port}"}


def _shut(connection: HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            # Past TLS, which another thread is reading: that one finds the line dead.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
