"""What the partner does, as tables: as supplier by the scenario of a request, as requester by markers in its note."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from library_exchange.simulated_partner.editions import V1_2, V2021_2
from library_exchange.simulated_partner.writing import Facts

AGREE = ("#ReShareLoanConditionAgreeResponse#", "ACCEPT")
REJECT = ("#ReShareLoanConditionRejectResponse#", "REJECT")
"""How two kinds of systems say that a condition is accepted or not: in the note."""

QUIRKS = {
    "TWICE": "sends each message twice, the same bytes",
    "ATONCE": "answers without delay",
    "EARLY": "sends its first answer before it confirms the request",
    "BARE": "confirms without saying what (no reasonForMessage, no action)",
    "YEAR1": "sends at 0001-01-01T00:00:00Z whatever it sends",
    "NOVERSION": "leaves the version empty",
    "UNQUALIFIED": "writes the attribute version without its namespace",
    "NOSTATUS": "leaves the status of a notification empty, against the schema",
    "NOCANCEL": "refuses to cancel at any time",
}
"""Habits of real peers, added to a scenario (`LOANED+TWICE`) or to a note (`#TWICE#`)."""


@dataclass(frozen=True)
class Say:
    """One message of a supplier; without a status it tells the present one."""

    status: str = ""
    reason: str = ""
    facts: Facts = field(default_factory=dict)
    symbol: str = ""
    edition: str = ""


@dataclass(frozen=True)
class Scenario:
    """What a supplier says to a request, and then to what the requester does."""

    says: tuple[Say, ...] = ()
    on: Mapping[str, tuple[Say, ...]] = field(default_factory=dict)
    error: str = ""
    http_error: int = 0
    failures: int = 0
    quirks: frozenset[str] = frozenset()


AT_ONCE = timedelta()
EXPECT, WILL_SUPPLY, OVERDUE = Say("ExpectToSupply"), Say("WillSupply"), Say("Overdue")
RECALLED, COMPLETED = Say("Recalled"), Say("LoanCompleted")
LOANED = Say(
    "Loaned",
    facts={
        "dueDate": timedelta(days=14),
        "dateSent": AT_ONCE,
        "itemId": "FOREIGN-0001",
        "deliveryMethod": "Mail",
        "courierName": "EMS",
        "trackingId": ("EA123456785CN", "EA123456799CN"),
        "insurance": "N",
    },
)
COPIED = Say("CopyCompleted", facts={"dateSent": AT_ONCE, "deliveryMethod": "Email", "itemFormat": "PDF"})
UNFILLED = Say("Unfilled")
HOLDS = (Say("HoldReturn", edition=V2021_2), Say("ReleaseHoldReturn", edition=V2021_2))
CONDITION = replace(WILL_SUPPLY, facts={"loanCondition": "LibraryUseOnly", "offeredCosts": "USD 35"})
NOTE = Say(reason="Notification", facts={"note": "The second volume lacks its map. 第二册缺地图。"})
RENEWED = Say("Loaned", "RenewResponse", {"answer": "Y"})
DATED = replace(RENEWED, facts={"answer": "Y", "dueDate": timedelta(days=28)})
NOT_RENEWED = Say("", "RenewResponse", {"answer": "N", "note": "Another reader waits for it."})


def _other(supplier: str) -> Say:
    return Say("Unfilled", "Notification", {"note": f"{supplier} cannot supply, another library is asked."})


PASSED_ON = (
    replace(EXPECT, symbol="SUP1"),
    replace(_other("SUP1"), symbol="SUP1"),
    replace(EXPECT, symbol="SUP2"),
    replace(WILL_SUPPLY, symbol="SUP2"),
    replace(LOANED, symbol="SUP2"),
)

SCENARIOS: dict[str, Scenario] = {
    "LOANED": Scenario((LOANED,)),
    "WILLSUPPLY_LOANED": Scenario((WILL_SUPPLY, LOANED)),
    "LOANED_OVERDUE": Scenario((LOANED,), {"Received": (OVERDUE,)}),
    "WILLSUPPLY_LOANED_OVERDUE": Scenario((WILL_SUPPLY, LOANED), {"Received": (OVERDUE,)}),
    "LOANED_RECALLED": Scenario((LOANED,), {"Received": (RECALLED,)}),
    "WILLSUPPLY_LOANED_RECALLED": Scenario((WILL_SUPPLY, LOANED), {"Received": (RECALLED,)}),
    "WILLSUPPLY": Scenario((WILL_SUPPLY,)),
    "WILLSUPPLY_UNFILLED": Scenario((WILL_SUPPLY, UNFILLED)),
    "UNFILLED": Scenario((UNFILLED,)),
    "COMPLETED": Scenario((COMPLETED,)),
    "ERROR": Scenario(error="UnrecognisedDataValue"),
    # What follows the open mock does not know.
    "RECEIVED": Scenario((Say("RequestReceived"),)),
    "RECEIVED_LOANED": Scenario((Say("RequestReceived"), EXPECT, WILL_SUPPLY, LOANED)),
    "UNFILLED_NOTHELD": Scenario((replace(UNFILLED, facts={"reasonUnfilled": "NotHeld"}),)),
    "EXPECT_TWICE_LOANED": Scenario((EXPECT, EXPECT, WILL_SUPPLY, LOANED)),
    "NOTIFY_LOANED": Scenario((WILL_SUPPLY, NOTE, LOANED)),
    "CONDITION_LOANED": Scenario((CONDITION,), {"agree": (LOANED,)}),
    "LOANED_RENEWED": Scenario((LOANED,), {"Received": (OVERDUE,), "Renew": (DATED,)}),
    "LOANED_NOTRENEWED": Scenario((LOANED,), {"Received": (OVERDUE,), "Renew": (NOT_RENEWED,)}),
    "LOANED_RECALLED_OVERDUE": Scenario((LOANED,), {"Received": (RECALLED, OVERDUE)}),
    "LOANED_HOLD": Scenario((LOANED,), {"Received": HOLDS}),
    "LOANED_GIVEN": Scenario((LOANED,), {"Received": (Say("CompletedWithoutReturn"),)}),
    "TRANSPARENT_BROKER": Scenario(PASSED_ON),
    "OPAQUE_BROKER": Scenario(tuple(replace(say, symbol="") for say in PASSED_ON)),
}
COPIES = {"COMPLETED": Scenario((COPIED,))}
"""Scenarios that go another way when a copy is asked for."""
ON: dict[str, tuple[Say, ...]] = {
    "Renew": (RENEWED,),
    "ShippedReturn": (COMPLETED,),
    "ShippedForward": (COMPLETED,),
    "Lost": (Say("CompletedWithoutReturn"),),
    "StatusRequest": (Say(reason="StatusRequestResponse"),),
    "Reminder": (Say(reason="RequestResponse"),),
}
"""What a supplier says to a requester whatever the scenario, unless that has words of its own."""
CANCELLED = Say("Cancelled", "CancelResponse", {"answer": "Y"})
NOT_CANCELLED = Say("", "CancelResponse", {"answer": "N"})

LOAN_CONDITION = {V1_2: "LoanCondition", V2021_2: "MustMeetLoanCondition"}
RETRIES: dict[str, tuple[str, Facts]] = {
    "COST": ("CostExceedsMaxCost", {"offeredCosts": "USD 35"}),
    "ONLOAN": ("OnLoan", {"retryAfter": AT_ONCE}),
    "COND": ("LoanCondition", {"retryCondition": "NoReproduction"}),
    "NOTFOUNDASCITED": ("NotFoundAsCited", {"itemId": "123456789"}),
}
"""Why a request may be tried again, and what is said about it."""
FINAL = {"RetryPossible", "Unfilled", "Cancelled", "CompletedWithoutReturn", "CopyCompleted", "LoanCompleted"}
OUT = {"Loaned", "Overdue", "Recalled", "HoldReturn", "ReleaseHoldReturn"}
"""States in which the book is with the requester."""

_RETRY = re.compile(r"RETRY:(?P<why>[A-Z]+)(_(?P<then>.+))?")
_HTTP_ERROR = re.compile(r"HTTP-ERROR-(?P<status>[45]\d\d)(:(?P<times>\d+)_(?P<then>.+))?")
_ERROR = re.compile(r"ERROR:(?P<type>[A-Za-z]+)")
_TOKEN = re.compile(r"MOCK:([^:\s;]+):([^\s;]+)")
_MARKER = re.compile(r"#([A-Z0-9]+)(?::([^#]*))?#")


def find(name: str, service_type: str, edition: str, *, is_retry: bool) -> Scenario | None:
    """Return the scenario of this name, with its quirks; `None` if there is none."""
    plain, *quirks = name.split("+")
    found = _find(plain, service_type, edition, is_retry=is_retry)
    if found is None or not QUIRKS.keys() >= set(quirks):
        return None
    return replace(found, quirks=frozenset(quirks))


def _find(name: str, service_type: str, edition: str, *, is_retry: bool) -> Scenario | None:
    if (retry := _RETRY.fullmatch(name)) and retry["why"] in RETRIES:
        then = retry["then"] or "LOANED"
        return _find(then, service_type, edition, is_retry=False) if is_retry else _try_again(retry["why"], edition)
    if broken := _HTTP_ERROR.fullmatch(name):
        then = _find(broken["then"], service_type, edition, is_retry=is_retry) if broken["then"] else Scenario()
        times = int(broken["times"]) if broken["times"] else 1_000_000
        return then and replace(then, http_error=int(broken["status"]), failures=times)
    if error := _ERROR.fullmatch(name):
        return Scenario(error=error["type"])
    return (COPIES.get(name) if service_type == "Copy" else None) or SCENARIOS.get(name)


def _try_again(why: str, edition: str) -> Scenario:
    reason, facts = RETRIES[why]
    code = LOAN_CONDITION[edition] if reason == "LoanCondition" else reason
    # Real peers repeat the reason where that of a refusal stands.
    return Scenario((Say("RetryPossible", facts={**facts, "reasonRetry": code, "reasonUnfilled": code}),))


def token(note: str, symbols: Iterable[str]) -> str:
    """Return the scenario that a note has for one of these suppliers (`MOCK:SUP:LOANED`), or nothing."""
    known = {symbol.upper() for symbol in symbols}
    return next((scenario for symbol, scenario in _TOKEN.findall(note) if symbol.upper() in known), "")


def markers(note: str) -> dict[str, str]:
    """Return the markers of a note (`#RENEW#`, `#RETRYBIBID:v#`) with their values."""
    return dict(_MARKER.findall(note))


@dataclass(frozen=True)
class Act:
    """One message of a requester; an action that only one edition knows has words for the other."""

    action: str
    note: str = ""
    edition: str = ""
    instead: str = ""


RECEIVED, RETURN = Act("Received"), Act("ShippedReturn")
LOST = Act("Lost", edition=V2021_2, instead="The book is lost on the way back. Книга утеряна.")
MARKERS = {
    "CANCEL": "cancels at the first answer",
    "RENEW": "asks for renewal when the loan is overdue, then returns the book",
    "RECALL": "keeps the book until it is recalled",
    "RETRYKEEPID": "tries again under the same request id",
    "RETRYBIBID": "tries again with another record id (#RETRYBIBID:LOANED#)",
    "RETRYCLEAN": "tries again with a version and a timestamp of now, as it should be",
    "STATUS": "asks for the status at the first answer, and again when the book is there",
    "REMIND": "sends a reminder at the first answer",
    "NOTIFY": "sends a note at the first answer",
    "FORWARD": "ships the book on to another library",
    "HOLD": "keeps the book until the supplier releases its return",
    "ASKHOLD": "says HoldReturn (2021-2), then returns the book",
    "LOST": "loses the book: Lost in 2021-2, a Notification in 1.2",
    "KEEP": "receives the book and does not return it",
    "SILENT": "says nothing when the book is sent",
    "REJECT": "does not accept a condition",
    "ALMA": "answers a condition by a plain ACCEPT or REJECT",
}
REMINDER = "Reminder"
"""Not an action: the request once more, as a reminder."""

REACTIONS: tuple[tuple[str, str, tuple[Act, ...]], ...] = (
    ("first", "CANCEL", (Act("Cancel"),)),
    ("first", "STATUS", (Act("StatusRequest"),)),
    ("first", "REMIND", (Act(REMINDER),)),
    ("first", "NOTIFY", (Act("Notification", "Please pack it well. 请妥善包装。"),)),
    ("condition", "REJECT", (Act("Cancel", REJECT[0]),)),
    ("condition", "", (Act("Notification", AGREE[0]),)),
    ("Loaned", "CANCEL", ()),
    ("Loaned", "SILENT", ()),
    ("Loaned", "KEEP", (RECEIVED,)),
    ("Loaned", "RENEW", (RECEIVED,)),
    ("Loaned", "RECALL", (RECEIVED,)),
    ("Loaned", "HOLD", (RECEIVED,)),
    ("Loaned", "STATUS", (RECEIVED, Act("StatusRequest"), RETURN)),
    ("Loaned", "FORWARD", (RECEIVED, Act("ShippedForward"))),
    ("Loaned", "LOST", (RECEIVED, LOST)),
    ("Loaned", "ASKHOLD", (RECEIVED, Act("HoldReturn", edition=V2021_2), RETURN)),
    ("Loaned", "", (RECEIVED, RETURN)),
    ("Overdue", "RENEW", (Act("Renew"),)),
    ("RenewResponse", "RENEW", (RETURN,)),
    ("Recalled", "RECALL", (RETURN,)),
    ("ReleaseHoldReturn", "HOLD", (RETURN,)),
)
"""What a requester does when it hears something, by a marker of its request; the first row that fits counts."""
