"""People at a whole service: clerks and readers who come by HTTP, and what was answered to them."""

import json
import random
import re
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from sqlmodel import Session, col

from benchmarks.ground import SHARED_DATA
from benchmarks.services import AWAY, LIBRARIES, Service
from library_exchange.catalogue.models import Holding, Import, Item, SourceRecord
from library_exchange.core import kept_files
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.outages import GONE, reason_of
from library_exchange.demo import rounds
from library_exchange.directory.models import Library
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import files, previews
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Offer
from library_exchange.rounds.models import Round, RoundState
from library_exchange.rounds.services import clock
from library_exchange.shipping.models import Consignment

FILE = SHARED_DATA / "marc/rusmarc/irbis_istu_ibis_471_utf8.iso"
WORDS = ("история", "река", "战争", "黑龙江", "лес", "стихи", "数学", "химия", "дорога", "文学")


@dataclass
class Acts:
    """What was answered with success, what was answered with a fault, how long answers took."""

    kept: dict[str, dict[int, int]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    took: list[tuple[str, float, float]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def keep(self, kind: str, number: int, version: int = 0) -> None:
        with self.lock:
            of_kind = self.kept.setdefault(kind, {})
            of_kind[number] = max(version, of_kind.get(number, 0))

    def wait_for_more(self, count: int) -> None:
        """Wait until so many more answers to clerks were successes, or for a minute."""
        stood, until = self._successes(), time.monotonic() + 60
        while self._successes() < stood + count and time.monotonic() < until:
            time.sleep(0.05)

    def _successes(self) -> int:
        with self.lock:
            return sum(count for kind, count in self.answers.items() if kind.startswith(("clerk 2", "clerk 3")))

    def note(self, who: str, status: int, at: float, about: str) -> None:
        with self.lock:
            self.answers[f"{who} {status}"] += 1
            self.took.append((who, at, time.monotonic() - at))
            if status >= 500:
                self.faults.append(f"{status} {about}")

    def lost(self, service: Service) -> list[str]:
        """Return what was answered with success and is not in the database."""
        stands = {
            "loan": sa.select(LoanRequest.id, LoanRequest.version),
            "record": sa.select(SourceRecord.id, sa.literal(0)),
            "offer": sa.select(Offer.item_id, sa.literal(0)).where(col(Offer.item_id).is_not(None)),
            "consignment": sa.select(Consignment.id, sa.literal(0)),
            "import": sa.select(Import.id, sa.literal(0)),
        }
        with service.inside.app_context(), reading() as session:
            found = {kind: dict(session.execute(query).all()) for kind, query in stands.items()}
        return [
            f"{kind} {number} in version {version}"
            for kind, kept in self.kept.items()
            for number, version in kept.items()
            if found[kind].get(number, -1) < version
        ]

    def count(self) -> str:
        return ", ".join(f"{len(kept)} {kind}s" for kind, kept in sorted(self.kept.items()))


class Person:
    """Somebody at a browser or a program, with chances of her own."""

    def __init__(self, service: Service, acts: Acts, code: str, seed: str) -> None:
        self.service, self.acts, self.code, self.lots = service, acts, code, random.Random(seed)
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.token = ""

    def ask(self, who: str, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        """Send a request to any of the processes; return the answer with its body, whatever its status."""
        url = self.lots.choice(self.service.urls)
        sent = urllib.request.Request(f"{url}{path}", body, {k.replace("_", "-"): v for k, v in headers.items()})
        sent.method, at = method, time.monotonic()
        try:
            with self.browser.open(sent, timeout=60) as answer:
                answer.content = answer.read()
        except urllib.error.HTTPError as error:
            answer, answer.content = error, error.read()
        self.acts.note(who, answer.status, at, f"{method} {path} {answer.content[:300]!r}")
        return answer

    def api(self, method: str, path: str, told: Any = None, **headers: str) -> Any:
        """Ask by the API; return the answer as it was read, None if it was refused."""
        headers |= {"Authorization": f"Bearer {self.service.api_keys[self.code]}", "Content_Type": "application/json"}
        if method == "POST":
            headers["Idempotency_Key"] = f"{self.lots.getrandbits(64):x}"
        body = None if told is None else json.dumps(told).encode()
        answer = self.ask("clerk", method, f"/api/v1{path}", body, **headers)
        if answer.status >= 400:
            return None
        return json.loads(answer.content) | {"_etag": answer.headers.get("ETag")}

    def form(self, path: str, **fields: Any) -> str | None:
        """Send a form; return where its answer led, None if it was refused."""
        if not self.token:
            self._sign_in()
        answer = self.ask("clerk", "POST", f"/ru{path}", urlencode(fields | {"csrf_token": self.token}).encode())
        return answer.geturl() if answer.status < 400 else None

    def _sign_in(self) -> None:
        page = self.ask("clerk", "GET", "/ru/login").content.decode()
        who = {"email": f"librarian@{self.code}.example", "password": "shuqiao-most", "csrf_token": _token_in(page)}
        page = self.ask("clerk", "POST", "/ru/login", urlencode(who).encode()).content.decode()
        self.token = _token_in(page)


def _token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


def loans(clerk: Person) -> None:
    """Ask for a book that the other library has, or take a step in a loan of either side."""
    if clerk.lots.random() < 0.3:
        with clerk.service.inside.app_context(), reading() as session:
            partner = session.scalars(sa.select(Library).where(col(Library.code) != clerk.code, col(Library.lends)))
            other = clerk.lots.choice([each.id for each in partner if each.code in LIBRARIES])
            record = clerk.lots.choice(
                session.scalars(sa.select(Holding.record_id).where(Holding.library_id == other)).all()
            )
        made = clerk.api("POST", "/loans", {"record_id": record})
        if made:
            clerk.acts.keep("loan", made["id"], made["version"])
            step(clerk, made, "send", supplier_id=other)
        return
    listed = clerk.api("GET", "/loans?open=true&limit=100")
    if listed and listed["items"]:
        loan = clerk.api("GET", f"/loans/{clerk.lots.choice(listed['items'])['id']}")
        steps = [
            each["action"] for each in (loan or {}).get("steps", ()) if each["action"] not in ("forward", "ask_next")
        ]
        if loan and steps:
            step(clerk, loan, clerk.lots.choice(steps))


TOLD: dict[str, dict[str, Any]] = {
    "ship": {"method": "post"},
    "ship_return": {"method": "post"},
    "decline": {"decline_reason": "held_here"},
    "refuse": {"reason": "NotOnShelf"},
    "set_condition": {"condition": "LibraryUseOnly"},
    "report_damage": {"damage": "binding"},
    "settle": {"settlement": "replaced"},
}
"""What is told with a step that needs it; what needs more is refused, which is an answer too."""


def step(clerk: Person, loan: dict[str, Any], action: str, **given: Any) -> None:
    """Take a step in a loan as it was seen, with what it needs."""
    given |= TOLD.get(action, {})
    if action == "will_supply":
        with clerk.service.inside.app_context(), reading() as session:
            mine = sa.select(Item.id).join(Library, col(Library.id) == col(Item.library_id))
            given["item_id"] = clerk.lots.choice(session.scalars(mine.where(col(Library.code) == clerk.code)).all())
    taken = clerk.api("POST", f"/loans/{loan['id']}/steps", {"action": action, **given}, If_Match=loan["_etag"])
    if taken:
        clerk.acts.keep("loan", taken["id"], taken["version"])


def enters(clerk: Person) -> None:
    """Enter a book of the library's own: a record, a copy, and an order for the index."""
    title = f"Летопись {clerk.lots.getrandbits(40):x}"
    made = clerk.api("POST", "/records", {"title": title, "language": "rus", "year": "1991"})
    if made:
        clerk.acts.keep("record", made["id"])


def offers(clerk: Person) -> None:
    """Offer a copy for exchange, by the form of its page."""
    with clerk.service.inside.app_context(), reading() as session:
        mine = sa.select(Item.id).join(Library, col(Library.id) == col(Item.library_id))
        item = clerk.lots.choice(session.scalars(mine.where(col(Library.code) == clerk.code)).all())
    led = clerk.form(f"/staff/exchange/offers/from-item/{item}")
    if led and re.search(r"/offers/\d+", led):
        clerk.acts.keep("offer", item)


def consigns(clerk: Person) -> None:
    """Plan a consignment to the other library."""
    with clerk.service.inside.app_context(), reading() as session:
        other = session.scalar(sa.select(col(Library.id)).where(Library.code == LIBRARIES[clerk.code == LIBRARIES[0]]))
    led = clerk.form("/staff/shipments/new", consignee_id=other, mode="post", purpose="permanent")
    if led and (found := re.search(r"/shipments/(\d+)", led)):
        clerk.acts.keep("consignment", int(found[1]))


def searches(reader: Person) -> None:
    """Search as a visitor does, or open what is lent for all."""
    path = f"/ru/search?q={quote(reader.lots.choice(WORDS))}" if reader.lots.random() < 0.8 else "/ru/exchange/offers"
    reader.ask("reader", "GET", path)


def at_work(
    service: Service, acts: Acts, seed: str, stop: Event, clerks: int = 4, readers: int = 2, pause_s: float = 0.1
) -> list[Thread]:
    """Begin with people at work until `stop`; return their threads."""
    kinds: list[tuple[Callable[[Person], None], ...]] = [(loans, loans, loans, enters, offers, consigns)] * clerks
    kinds += [(searches,)] * readers
    people = [
        Thread(target=_works, args=(Person(service, acts, LIBRARIES[n % 2], f"{seed} {n}"), kind, stop, pause_s))
        for n, kind in enumerate(kinds)
    ]
    for each in people:
        each.start()
    return people


def _works(person: Person, kinds: tuple[Callable[[Person], None], ...], stop: Event, pause_s: float) -> None:
    while not stop.wait(person.lots.uniform(0, 2 * pause_s)):
        try:
            person.lots.choice(kinds)(person)
        except Exception as error:  # noqa: BLE001 - whatever else happens is the finding
            if not isinstance(error, AWAY) and reason_of(error) != GONE:
                person.acts.faults.append(repr(error))
            person.acts.answers["nobody answered"] += 1
            stop.wait(1)


@contextmanager
def patiently(service: Service, acts: Acts) -> Iterator[Session]:
    """Open a transaction beside the service, and have it note how long the turn to write took to come."""
    at = time.monotonic()
    with service.inside.app_context(), service.inside.extensions["database"].transaction() as session:
        session.connection()
        acts.note("beside", 200, at, "")
        yield session


def order_import(service: Service, acts: Acts, code: str) -> int:
    """Have the worker take in a file of records for a library; return the import."""
    with service.inside.app_context():
        with FILE.open("rb") as stream:
            stored = files.store(stream, FILE.name, uploads())
        preview = previews.look(kept_files.at_hand(uploads() / stored.stored_name))
        with patiently(service, acts) as session:
            library = session.scalars(sa.select(col(Library.id)).where(col(Library.code) == code)).one()
            clerk = Actor("person", "cli", library_id=library, roles=frozenset({Role.LIBRARIAN}))
            made = files.receive(session, clerk, library, stored, preview)
            session.flush()
            files.start(session, clerk, made)
            number = made.id or 0
    acts.keep("import", number)
    return number


def order_clearing(service: Service, acts: Acts) -> None:
    """Have the worker clear a round whose lists are closed."""
    with patiently(service, acts) as session:
        libraries = {each.code: each.id for each in session.scalars(sa.select(Library))}
        found = rounds._open(session, libraries, rounds.MEMBERS, rounds.AUTUMN, now() - rounds.EARLIER)
        session.flush()
        clock.turn(session, found, now())


def unfinished(service: Service) -> list[str]:
    """Return the imports and the clearings that have not come to their ends."""
    with service.inside.app_context(), reading() as session:
        taken = session.scalars(sa.select(Import)).all()
        clearing = session.scalars(sa.select(Round).where(col(Round.state) == RoundState.CLEARING)).all()
        return [f"import {each.id} is {each.state}" for each in taken if each.state in files.AT_WORK] + [
            f"round {each.id} is not cleared" for each in clearing
        ]
