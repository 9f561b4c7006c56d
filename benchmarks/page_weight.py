"""Bytes over the wire of the main pages, as a slow line feels them: `python -m benchmarks.page_weight`.

The demonstration on the built-in server. *Cold* is a first visit: the page and all it loads; *warm* is a later one,
where style sheets and scripts lie in the browser's cache. Heads of answers count, requests do not. *Plain* is the page
alone without compression.
"""

import socket
import threading
from dataclasses import dataclass, field
from gzip import decompress
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import quote, urlencode

import lxml.html
import waitress
from sqlalchemy import func, select

from benchmarks.ground import fresh_app, show
from library_exchange.core.db import reading
from library_exchange.demo.people import PASSWORD
from library_exchange.demo.seeding import seed
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.shipping.models import Consignment

COLD_GOAL_B = 60 * 1024
WARM_GOAL_B = 15 * 1024
LIBRARIAN = "librarian@heihe.example"
READERS = {
    "home": "/zh/",
    "search with words": f"/zh/search?q={quote('鲁迅')}",
    "search of all": "/ru/search",
    "record": "/ru/r/1",
    "person": "/zh/persons/1",
    "libraries": "/ru/libraries",
    "offers": "/zh/exchange/offers",
    "round": "/ru/exchange/rounds/1",
    "figures": "/ru/figures",
    "sign-in": "/zh/login",
    "not found": "/ru/nothing-here",
}
LIBRARIANS = {
    "home": "/zh/",
    "search with words": f"/zh/search?q={quote('鲁迅')}",
    "record": "/zh/r/1",
    "queue": "/zh/staff",
    "request": "/zh/loans/{loan}",
    "messages": "/zh/staff/messages",
    "exchange desk": "/zh/staff/exchange",
    "own offers": "/zh/staff/exchange/offers",
    "statement of a round": "/zh/staff/exchange/rounds/2",
    "consignments": "/zh/staff/shipments",
    "consignment": "/zh/staff/shipments/{consignment}",
}
LOADED = "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src"


class Answer(NamedTuple):
    """What came over the wire: its status, all its bytes, and what they say, decompressed."""

    status: int
    size_b: int
    content: bytes


@dataclass
class Wire:
    """A line to the server, and the cookies of who sits at its end."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None, encoding: str = "gzip") -> Answer:
        """Ask for `path`, or send `form` there; keep the cookies."""
        answer = self._exchange(self._request(path, form, encoding))
        head, _end, body = answer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").splitlines()
        for line in lines:
            name, _colon, value = line.partition(":")
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value.strip()).items()}
        is_packed = "content-encoding: gzip" in (line.lower() for line in lines)
        return Answer(int(lines[0].split()[1]), len(answer), decompress(body) if is_packed else body)

    def _request(self, path: str, form: dict[str, str] | None, encoding: str) -> bytes:
        body = urlencode(form or {}).encode()
        head = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Accept-Encoding: {encoding}",
            "Connection: close",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        return "\r\n".join([*head, "", ""]).encode() + body

    def _exchange(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line:
            line.sendall(request)
            pieces = []
            while piece := line.recv(65536):
                pieces.append(piece)
        return b"".join(pieces)

    def sign_in(self, email: str) -> None:
        """Sign in as somebody of the demonstration."""
        form = lxml.html.fromstring(self.ask("/zh/login").content).xpath("//main//form")[0]
        self.ask("/zh/login", {**dict(form.form_values()), "email": email, "password": PASSWORD})


@dataclass(frozen=True)
class Weight:
    """What one page weighs."""

    plain_b: int
    warm_b: int
    cold_b: int

    @property
    def is_within_goals(self) -> bool:
        """Whether the first visit and the later ones are as light as they should be."""
        return self.cold_b <= COLD_GOAL_B and self.warm_b <= WARM_GOAL_B


def weigh(wire: Wire, path: str) -> Weight:
    """Return what the page at `path` weighs; raises RuntimeError if another page comes in its place."""
    plain, packed = wire.ask(path, encoding="identity"), wire.ask(path)
    if packed.status != (404 if path.endswith("/nothing-here") else 200):
        raise RuntimeError(f"{path} answered {packed.status}")
    links = lxml.html.fromstring(packed.content).xpath(LOADED)
    weights = {link: wire.ask(link).size_b for link in dict.fromkeys(links) if link.startswith("/")}
    pictures_b = sum(weight for link, weight in weights.items() if not link.startswith("/static/"))
    return Weight(plain.size_b, packed.size_b + pictures_b, packed.size_b + sum(weights.values()))


def _row(name: str, weight: Weight) -> list[str]:
    sizes = (weight.plain_b, weight.warm_b, weight.cold_b)
    return [name, *(f"{size / 1024:.1f}" for size in sizes), "yes" if weight.is_within_goals else "NO"]


def _places() -> dict[str, int]:
    """Return where a request and a consignment of the librarian's library are."""
    loans = select(func.max(LoanRequest.id)).join(Library, LoanRequest.library_id == Library.id)
    with reading() as session:
        loan = session.scalar(loans.where(Library.code == "heihe"))
        return {"loan": loan, "consignment": session.scalar(select(func.max(Consignment.id)))}


def main() -> None:
    """Print the tables."""
    with fresh_app() as (app, _folder):
        seed(app)
        places = _places()
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        reader, librarian = Wire(server.effective_port), Wire(server.effective_port)
        librarian.sign_in(LIBRARIAN)
        for title, wire, pages in (("A reader", reader, READERS), ("A librarian", librarian, LIBRARIANS)):
            rows = [_row(name, weigh(wire, path.format_map(places))) for name, path in pages.items()]
            show(f"{title}: KB over the wire", ["page", "plain", "warm", "cold", "within the goals"], rows)
        server.task_dispatcher.shutdown()
        server.close()


if __name__ == "__main__":
    main()
