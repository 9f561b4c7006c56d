"""The partner as supplier: takes requests and plays the scenario that each names."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from library_exchange.simulated_partner import scenarios, writing
from library_exchange.simulated_partner.desk import Desk, HttpError, Refusal
from library_exchange.simulated_partner.editions import ACTIONS, NEVER, REQUEST_TYPES
from library_exchange.simulated_partner.reading import Heard
from library_exchange.simulated_partner.scenarios import Say, Scenario
from library_exchange.simulated_partner.writing import Agency, Parties, instant

UNKNOWN = "UnrecognisedDataValue"
Case = tuple[str, str]
"""A request by its requester and the id that it gave."""


@dataclass
class Supply:
    """A request as its supplier knows it."""

    parties: Parties
    url: str
    scenario: Scenario
    status: str = "RequestReceived"
    due: datetime | None = None
    is_retry: bool = False
    has_answered: bool = False
    heard: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        return self.status in scenarios.FINAL


class Supplier:
    """All requests to this partner."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.cases: dict[Case, Supply] = {}
        self._failures: dict[Case, int] = {}

    def quirks(self, heard: Heard) -> frozenset[str]:
        """Return the habits in which a message is to be answered."""
        supply = self.cases.get(_case(heard))
        return self._desk.options.quirks | (supply.scenario.quirks if supply else frozenset())

    def take_request(self, heard: Heard) -> Refusal | None:
        """Take a request; return why it is refused, if it is. Raises `HttpError` where the scenario says so."""
        case, kind = _case(heard), heard.text("serviceInfo/requestType") or "New"
        if not case[1]:
            return "UnrecognisedDataElement", "requestingAgencyRequestId"
        if kind not in REQUEST_TYPES:
            return UNKNOWN, f"requestType: {kind}"
        known = self.cases.get(case)
        if kind == "Reminder":
            return self._remind(known, heard)
        if known and (kind == "New" or known.is_retry):
            return UNKNOWN, f"requestingAgencyRequestId: {case[1]} is known"
        scenario = self._scenario(heard, is_retry=kind == "Retry")
        self._fail(case, scenario)
        if scenario.error:
            return scenario.error, "as the scenario says"
        habits = replace(scenario, quirks=scenario.quirks | self._desk.options.quirks)
        supply = Supply(self._parties(heard), self._answer_address(heard), habits, is_retry=kind == "Retry")
        self.cases[case] = supply
        self._say(supply, scenario.says)
        return None

    def _remind(self, known: Supply | None, heard: Heard) -> Refusal | None:
        if known is None:
            return _unknown(heard)
        self._say(known, scenarios.ON["Reminder"])
        return None

    def _scenario(self, heard: Heard, *, is_retry: bool) -> Scenario:
        options, service = self._desk.options, heard.text("serviceInfo/serviceType")
        symbols = (options.own.symbol, heard.parties.supplier.symbol)
        told = scenarios.token(heard.text("serviceInfo/note"), symbols)
        wanted = [told] if told else [heard.text("bibliographicInfo/supplierUniqueRecordId"), options.scenario]
        found = (scenarios.find(name, service, options.edition, is_retry=is_retry) for name in wanted if name)
        return next(filter(None, found), scenarios.SCENARIOS["UNFILLED"])

    def _fail(self, case: Case, scenario: Scenario) -> None:
        if scenario.http_error and self._failures.get(case, 0) < scenario.failures:
            self._failures[case] = self._failures.get(case, 0) + 1
            raise HttpError(scenario.http_error)

    def _parties(self, heard: Heard) -> Parties:
        given, own = heard.parties, self._desk.options.own
        supplier = given.supplier if given.supplier.symbol else own
        return replace(given, supplier=supplier, supplier_request_id=f"{own.symbol}-{len(self.cases) + 1}")

    def _answer_address(self, heard: Heard) -> str:
        path = "requestingAgencyInfo/address/electronicAddress/electronicAddressData"
        addresses = (text for text in heard.texts(path) if text.startswith(("http://", "https://")))
        return next(addresses, self._desk.options.peer)

    def take_message(self, heard: Heard) -> Refusal | None:
        """Take what a requester says after its request; return why it is refused, if it is."""
        supply, action = self.cases.get(_case(heard)), heard.text("action")
        if supply is None:
            return _unknown(heard)
        if action not in ACTIONS[self._desk.options.edition]:
            return "UnsupportedActionType", action
        sent = (action, heard.text("header/timestamp"), heard.text("note"))
        if sent not in supply.heard:
            supply.heard.add(sent)
            self._say(supply, _answers(supply, action, heard.text("note")))
        return None

    def _say(self, supply: Supply, says: Sequence[Say]) -> None:
        """Say these things one after the other, each after the delay and once the one before is taken."""
        if not says:
            return
        quirks = supply.scenario.quirks

        def job() -> None:
            with self._desk.lock:
                body = self._compose(supply, says[0], quirks)
            if body is None or self._desk.post.deliver(supply.url, body, 2 if "TWICE" in quirks else 1):
                self._say(supply, says[1:])

        self._desk.post.later(job, is_at_once=bool({"ATONCE", "EARLY"} & quirks))

    def _compose(self, supply: Supply, say: Say, quirks: frozenset[str]) -> bytes | None:
        """Return the message, and count it as said; nothing if there is no place for it any more."""
        is_answer = say.reason not in ("", "Notification")
        is_new = say.reason != "Notification" and say.status not in ("", supply.status)
        if (supply.is_over and not is_answer) or say.edition not in ("", self._desk.options.edition):
            return None
        if say.symbol:
            agency = Agency(supply.parties.supplier.kind, say.symbol)
            supply.parties = replace(supply.parties, supplier=agency)
        reason = say.reason or ("StatusChange" if supply.has_answered else "RequestResponse")
        if is_new:
            supply.status = say.status
        supply.has_answered = True
        facts = self._facts(supply, say)
        if "YEAR1" in quirks and "dateSent" in facts:
            facts["dateSent"] = NEVER
        is_silent = "NOSTATUS" in quirks and reason == "Notification"
        told = {"status": "" if is_silent else say.status or supply.status, "reason": reason}
        return writing.supplying(self._desk.envelope(quirks), supply.parties, {**facts, **told})

    def _facts(self, supply: Supply, say: Say) -> dict[str, str | timedelta | tuple[str, ...]]:
        facts = dict(say.facts)
        due = facts.get("dueDate")
        if isinstance(due, timedelta):
            supply.due = writing.now() + due
            facts["dueDate"] = instant(supply.due)
        elif supply.due and supply.status in scenarios.OUT and say.reason != "RenewResponse":
            facts["dueDate"] = instant(supply.due)
        return facts


def _answers(supply: Supply, action: str, note: str) -> tuple[Say, ...]:
    if action == "Notification" and any(word in note for word in scenarios.REJECT):
        action = "Cancel"
    if action == "Cancel":
        is_kept = "NOCANCEL" in supply.scenario.quirks and not any(word in note for word in scenarios.REJECT)
        is_finished = supply.is_over and supply.status != "Cancelled"
        if is_kept or is_finished or supply.status in scenarios.OUT:
            return (scenarios.NOT_CANCELLED,)
        # From now on, so that no book is sent while the answer waits.
        supply.status = "Cancelled"
        return (scenarios.CANCELLED,)
    if supply.is_over and action != "StatusRequest":
        return ()
    if action == "Notification" and any(word in note for word in scenarios.AGREE):
        action = "agree"
    return supply.scenario.on.get(action, scenarios.ON.get(action, ()))


def _case(heard: Heard) -> Case:
    return heard.parties.requester.symbol, heard.request_id


def _unknown(heard: Heard) -> Refusal:
    return UNKNOWN, f"requestingAgencyRequestId: {heard.request_id} is not known"
