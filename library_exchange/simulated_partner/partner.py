"""A simulated partner as a whole: its HTTP door, its two roles, its journal."""

import json
import re
import time
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from library_exchange.simulated_partner import reading, writing
from library_exchange.simulated_partner.desk import Desk, HttpError, Options, Refusal, Role
from library_exchange.simulated_partner.editions import ACTIONS, REASONS
from library_exchange.simulated_partner.journal import Entry, Journal, Schemas
from library_exchange.simulated_partner.post import CONTENT_TYPE, Post
from library_exchange.simulated_partner.reading import Heard, NotAMessage
from library_exchange.simulated_partner.requesting import Requester
from library_exchange.simulated_partner.supplying import Supplier
from library_exchange.simulated_partner.writing import Parties, Wish

PATH = "/iso18626"
LONGEST = 100 * 1024
"""Bytes of a message; real brokers take no more."""
TAKEN = ("application/xml", "text/xml")
ABOUT = f"""A simulated library that speaks ISO 18626. It lends no books.
POST {PATH}  one message, {" or ".join(TAKEN)}
GET /log  what it got and sent, as JSON; ?request=ID for one request
"""
PAUSE = 0.005
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


class _Quiet(WSGIRequestHandler):
    """Leaves the telling to the journal."""

    def log(self, _type: str, _message: str, *_args: Any) -> None:
        return


class Partner:
    """A library abroad; `start_server` opens its door and `stop` closes it."""

    def __init__(self, options: Options, told: Callable[[Entry], None] = lambda _entry: None) -> None:
        self.options = options
        self.journal = Journal(Schemas(options.schemas), told)
        self._post = Post(self.journal, options.delay, dict(options.headers))
        self._desk = Desk(options, self._post)
        self.supplier, self.requester = Supplier(self._desk), Requester(self._desk)
        self._server: BaseWSGIServer | None = None
        self._thread: Thread | None = None

    def start_server(self) -> None:
        """Open the door; `url` tells where it is."""
        server = make_server(self.options.host, self.options.port, self._answer, threaded=True, request_handler=_Quiet)
        self._server = server
        self._desk.address = self.options.address or f"http://{self.options.host}:{server.port}{PATH}"
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address for messages to this partner."""
        return self._desk.address

    def stop(self) -> None:
        """Close the door, and send nothing more."""
        self._post.close()
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def start(self, wish: Wish, *, request_id: str = "", supplier: str = "") -> str:
        """Send a request to the peer; return its id."""
        return self.requester.start(wish, request_id=request_id, supplier=supplier)

    @property
    def is_idle(self) -> bool:
        return self._post.is_idle

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        doors = {
            PATH: ("POST", self._take),
            "/log": ("GET", self._log),
            "/": ("GET", lambda _request: _text(200, ABOUT)),
        }
        if request.path not in doors:
            response = _text(404, f"Nothing is here.\n{ABOUT}")
        else:
            method, door = doors[request.path]
            if request.method == method:
                response = door(request)
            else:
                response = _text(405, f"Only {method} is answered here.", Allow=method)
        return response(environ, start_response)

    def _log(self, request: Request) -> Response:
        wanted = request.args.get("request")
        entries = [e.facts() for e in self.journal.entries() if wanted in (None, e.request_id)]
        return Response(json.dumps(entries, ensure_ascii=False, indent=1), content_type="application/json")

    def _take(self, request: Request) -> Response:
        """Answer a message: the HTTP side."""
        request.max_content_length = LONGEST
        try:
            body = request.get_data()
        except RequestEntityTooLarge:
            return _text(413, f"A message has at most {LONGEST} bytes.")
        entry = self.journal.begin("got", request.path, body)
        response = self._answer_body(request, body)
        self.journal.end(entry, response.status_code, response.get_data())
        return response

    def _answer_body(self, request: Request, body: bytes) -> Response:
        if any(request.headers.get(name) != value for name, value in self.options.demanded.items()):
            return _text(401, "The key is missing or wrong.")
        if request.mimetype not in TAKEN:
            return _text(415, f"Taken are {' and '.join(TAKEN)}, not {request.mimetype or 'nothing'}.")
        try:
            heard = reading.read(body)
            return Response(self._confirm(heard), content_type=CONTENT_TYPE)
        except NotAMessage as error:
            return _text(400, str(error))
        except HttpError as error:
            return _text(error.status, "")

    def _confirm(self, heard: Heard) -> bytes:
        """Take a message and return its confirmation."""
        if heard.kind in reading.CONFIRMATIONS:
            raise NotAMessage("A confirmation is an answer, not a message.")
        with self._desk.lock:
            role = self.requester if self._is_for_requester(heard) else self.supplier
            refusal = self._hear(heard)
            quirks = role.quirks(heard)
        if "EARLY" in quirks and heard.kind == "request":
            time.sleep(self.options.delay)
        parties = heard.parties
        known = Parties(
            parties.supplier if parties.supplier.symbol else self.options.own, parties.requester, parties.request_id
        )
        said = heard.text("header/timestamp")
        received = said if _INSTANT.fullmatch(said) else writing.instant(writing.now())
        echo = None if "BARE" in quirks else self._echo(heard)
        return writing.confirmation(self._desk.envelope(quirks), heard.kind, known, received, echo, refusal)

    def _is_for_requester(self, heard: Heard) -> bool:
        is_patron = "PatronRequest" in heard.texts("serviceInfo/requestSubType")
        return heard.kind == "supplyingAgencyMessage" or (is_patron and self.options.role != Role.SUPPLIER)

    def _hear(self, heard: Heard) -> Refusal | None:
        if self._is_for_requester(heard):
            if self.options.role == Role.SUPPLIER:
                return "UnrecognisedDataValue", "this partner supplies only"
            is_request = heard.kind == "request"
            return self.requester.take_patron_request(heard) if is_request else self.requester.take_message(heard)
        if self.options.role == Role.REQUESTER:
            return "UnrecognisedDataValue", "this partner requests only"
        is_request = heard.kind == "request"
        return self.supplier.take_request(heard) if is_request else self.supplier.take_message(heard)

    def _echo(self, heard: Heard) -> writing.Part | None:
        """Return what a confirmation repeats of the message, if the edition has that word."""
        reason, action = heard.text("messageInfo/reasonForMessage"), heard.text("action")
        if reason in REASONS:
            return "reasonForMessage", reason
        return ("action", action) if action in ACTIONS[self.options.edition] else None


def _text(status: int, text: str, **headers: str) -> Response:
    return Response(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def settle(*partners: Partner, within: float = 20.0) -> None:
    """Wait until these partners have nothing more to say to each other; raise `TimeoutError` if they go on."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        before = [partner.journal.count for partner in partners]
        if all(partner.is_idle for partner in partners) and before == [p.journal.count for p in partners]:
            return
        time.sleep(PAUSE)
    raise TimeoutError(f"the partners are still busy after {within} seconds")
