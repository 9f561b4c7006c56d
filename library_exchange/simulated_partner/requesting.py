"""The partner as requester: sends requests and goes on as the markers of each say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from library_exchange.simulated_partner import scenarios, writing
from library_exchange.simulated_partner.desk import Desk, Refusal
from library_exchange.simulated_partner.editions import REASONS, STATUSES
from library_exchange.simulated_partner.reading import Heard
from library_exchange.simulated_partner.scenarios import Act
from library_exchange.simulated_partner.writing import Agency, Parties, Wish, instant, now

ONCE = {"Received", "ShippedReturn", "ShippedForward", "Cancel", "Lost"}
"""What a requester says once for a request."""
ANSWERS = {"RequestResponse", "StatusChange", "CancelResponse"}
"""Reasons of messages that may move a request; the others tell how it stands."""


@dataclass
class Wanted:
    """A request as its requester knows it."""

    parties: Parties
    wish: Wish
    timestamp: str
    url: str
    markers: dict[str, str]
    happened: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)

    @property
    def quirks(self) -> frozenset[str]:
        return frozenset(scenarios.QUIRKS.keys() & self.markers.keys())


class Requester:
    """All requests of this partner."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.cases: dict[str, Wanted] = {}

    def quirks(self, heard: Heard) -> frozenset[str]:
        """Return the habits in which a message is to be answered."""
        wanted = self.cases.get(heard.request_id)
        return self._desk.options.quirks | (wanted.quirks if wanted else frozenset())

    def take_patron_request(self, heard: Heard) -> Refusal | None:
        """Take the wish of a reader: the partner sends a request of its own for it."""
        if heard.request_id in self.cases:
            return "UnrecognisedDataValue", f"requestingAgencyRequestId: {heard.request_id} is known"
        self.start(
            Wish(
                record_id=heard.text("bibliographicInfo/supplierUniqueRecordId"),
                title=heard.text("bibliographicInfo/title"),
                author=heard.text("bibliographicInfo/author"),
                service_type=heard.text("serviceInfo/serviceType") or "Loan",
                note=heard.text("serviceInfo/note"),
            ),
            request_id=heard.request_id,
            supplier=heard.parties.supplier.symbol,
        )
        return None

    def start(self, wish: Wish, *, request_id: str = "", supplier: str = "") -> str:
        """Send a request; return its id."""
        options = self._desk.options
        symbol = supplier or options.peer_symbol or "SUP"
        parties = Parties(Agency(options.agency_type, symbol), options.own, request_id or uuid4().hex)
        markers = scenarios.markers(wish.note)
        with self._desk.lock:
            wanted = Wanted(parties, wish, instant(now()), options.peer, markers)
            self.cases[parties.request_id] = wanted
            self._ask(wanted, has_version=True)
        return parties.request_id

    def _ask(self, wanted: Wanted, *, has_version: bool) -> None:
        quirks = self._desk.options.quirks | wanted.quirks
        envelope = self._desk.envelope(quirks, has_version=has_version)
        body = writing.request(envelope, wanted.parties, wanted.wish, wanted.timestamp, self._desk.address)
        times = 2 if "TWICE" in quirks else 1
        self._desk.post.later(lambda: self._deliver(wanted, body, times), is_at_once="ATONCE" in quirks)

    def _deliver(self, wanted: Wanted, body: bytes, times: int) -> None:
        self._desk.post.deliver(wanted.url, body, times)

    def take_message(self, heard: Heard) -> Refusal | None:
        """Take what a supplier says; return why it is refused, if it is."""
        wanted = self.cases.get(heard.request_id)
        reason, status = heard.text("messageInfo/reasonForMessage"), heard.text("statusInfo/status")
        if wanted is None:
            return "UnrecognisedDataValue", f"requestingAgencyRequestId: {heard.request_id} is not known"
        if reason not in REASONS:
            return "UnsupportedReasonForMessageType", reason
        if status and status not in STATUSES[self._desk.options.edition]:
            return "UnrecognisedDataValue", f"status: {status}"
        # A broker may have gone on to another library: what follows is for that one.
        parties = heard.parties
        wanted.parties = replace(
            wanted.parties, supplier=parties.supplier, supplier_request_id=parties.supplier_request_id
        )
        for event in _events(heard, reason, status):
            self._react(wanted, event, heard)
        return None

    def _react(self, wanted: Wanted, event: str, heard: Heard) -> None:
        if event == "CancelResponse":
            wanted.markers.pop("CANCEL", None)
        if event == "RetryPossible":
            self._try_again(wanted, heard)
        found = (
            acts for e, marker, acts in scenarios.REACTIONS if e == event and (not marker or marker in wanted.markers)
        )
        acts = next(found, ())
        if acts and event not in wanted.happened:
            wanted.happened.add(event)
            self._do(wanted, acts)

    def _do(self, wanted: Wanted, acts: Sequence[Act]) -> None:
        """Do these things one after the other, each after the delay and once the one before is taken."""
        if not acts:
            return
        quirks = self._desk.options.quirks | wanted.quirks

        def job() -> None:
            with self._desk.lock:
                body = self._compose(wanted, acts[0], quirks)
            if body is None or self._desk.post.deliver(wanted.url, body, 2 if "TWICE" in quirks else 1):
                self._do(wanted, acts[1:])

        self._desk.post.later(job, is_at_once="ATONCE" in quirks)

    def _compose(self, wanted: Wanted, act: Act, quirks: frozenset[str]) -> bytes | None:
        """Return the message; nothing if it has been said, or the edition has no word for it."""
        envelope = self._desk.envelope(quirks)
        if act.action in ONCE & wanted.done:
            return None
        wanted.done.add(act.action)
        if act.action == scenarios.REMINDER:
            wish = replace(wanted.wish, request_type=scenarios.REMINDER)
            return writing.request(envelope, wanted.parties, wish, instant(now()), self._desk.address)
        if act.edition in ("", self._desk.options.edition):
            note = act.note
            if "ALMA" in wanted.markers:
                note = {scenarios.AGREE[0]: scenarios.AGREE[1], scenarios.REJECT[0]: scenarios.REJECT[1]}.get(
                    note, note
                )
            return writing.requesting(envelope, wanted.parties, act.action, note)
        return writing.requesting(envelope, wanted.parties, "Notification", act.instead) if act.instead else None

    def _try_again(self, wanted: Wanted, heard: Heard) -> None:
        """Ask once more as real peers do: without a version, at the old time, sometimes under the old id."""
        if "retry" in wanted.happened:
            return
        wanted.happened.add("retry")
        marks, old = wanted.markers, wanted.parties.request_id
        request_id = old if "RETRYKEEPID" in marks else uuid4().hex
        is_clean = "RETRYCLEAN" in marks
        again = Wanted(
            replace(wanted.parties, request_id=request_id, supplier_request_id=""),
            replace(
                wanted.wish,
                request_type="Retry",
                previous_id=old,
                record_id=marks.get("RETRYBIBID") or wanted.wish.record_id,
                max_costs=_offered(heard) or wanted.wish.max_costs,
            ),
            instant(now()) if is_clean else wanted.timestamp,
            wanted.url,
            dict(marks),
            happened={"retry"},
        )
        self.cases[request_id] = again
        self._ask(again, has_version=is_clean)


def _offered(heard: Heard) -> str:
    for place in ("messageInfo", "retryInfo"):
        if value := heard.text(f"{place}/offeredCosts/monetaryValue"):
            return f"{heard.text(f'{place}/offeredCosts/currencyCode')} {value}"
    return ""


def _events(heard: Heard, reason: str, status: str) -> Iterator[str]:
    """Yield what happens by a message, to which a requester may react."""
    yield "first"
    if reason in ("RenewResponse", "CancelResponse"):
        yield reason
    if reason in ANSWERS:
        if status == "WillSupply" and (heard.text("deliveryInfo/loanCondition") or _offered(heard)):
            yield "condition"
        yield status
