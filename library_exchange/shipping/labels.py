"""Names of states, steps and kinds, what to do when a step is not possible, and every word of the papers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl, format_date, format_list
from library_exchange.shipping.rules.codes import (
    ClaimEvent,
    ClaimState,
    ClearanceEvent,
    ClearanceState,
    Direction,
    Guard,
    LineState,
    Material,
    Mode,
    Outcome,
    ParcelKind,
    ParcelState,
    Purpose,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.customs_rules import Missing
from library_exchange.shipping.rules.pictures import PictureKind

Text = Any

STATES: dict[ShipmentState, tuple[Text, str]] = {
    ShipmentState.PLANNED: (_pl("consignment", "being planned"), ""),
    ShipmentState.AWAITING_CLEARANCE: (_pl("consignment", "waiting for permission"), "warn"),
    ShipmentState.READY: (_pl("consignment", "to be packed"), "now"),
    ShipmentState.PACKED: (_pl("consignment", "packed"), "now"),
    ShipmentState.IN_TRANSIT: (_pl("consignment", "on its way"), "now"),
    ShipmentState.AT_GATEWAY: (_pl("consignment", "at the gateway library"), "now"),
    ShipmentState.OVERDUE: (_pl("consignment", "overdue"), "bad"),
    ShipmentState.RECEIVED: (_pl("consignment", "received"), "ok"),
    ShipmentState.IN_CLAIM: (_pl("consignment", "received, with claims"), "warn"),
    ShipmentState.LOST: (_pl("consignment", "lost"), "bad"),
    ShipmentState.CLOSED: (_pl("consignment", "closed"), ""),
    ShipmentState.CANCELLED: (_pl("consignment", "cancelled"), ""),
}
"""The name of each state and the tone of its chip."""

STEPS: dict[str, Text] = {
    "make_ready": _l("Close the list of titles"),
    "pack": _l("Packing is done"),
    "unpack": _l("Open the parcels again"),
    "hand_over": _l("Handed to the carrier"),
    "gateway_in": _l("Parcels have come to us"),
    "cross": _l("Send on across the border"),
    "declare_lost": _l("Declare lost what has not come"),
    "cancel": _l("Give the consignment up"),
}
"""Steps that staff take by a button."""

TASKS: dict[ShipmentState, Text] = {
    ShipmentState.PLANNED: _l("Enter the titles and close the list"),
    ShipmentState.READY: _l("Pack the parcels"),
    ShipmentState.PACKED: _l("Hand the parcels to the carrier"),
    ShipmentState.IN_TRANSIT: _l("Say what came"),
    ShipmentState.AT_GATEWAY: _l("Send on across the border"),
    ShipmentState.OVERDUE: _l("Find out where the parcels are"),
}
"""What a consignment asks of whose turn it is, as the list of work says it."""
AWAITS_TITLES = _l("The partner writes the titles that lack")
"""The same of one whose titles lack nothing but what the partner was asked for."""

EVENTS: dict[str, Text] = {
    "plan": _l("Consignment planned"),
    ShipmentEvent.ASK_CLEARANCE: _l("List of titles closed; permission is needed"),
    ShipmentEvent.NO_CLEARANCE: _l("List of titles closed; no permission is needed"),
    ShipmentEvent.CLEARED: _l("Permission given"),
    ShipmentEvent.NOTHING_CLEARED: _l("No title may cross the border"),
    ShipmentEvent.PACK: _l("Packed"),
    ShipmentEvent.UNPACK: _l("Parcels opened again"),
    ShipmentEvent.HAND_OVER: _l("Given to the carrier"),
    ShipmentEvent.GATEWAY_IN: _l("Arrived at the gateway library"),
    ShipmentEvent.CROSS: _l("Sent on by the gateway library"),
    ShipmentEvent.RECEIVE_PART: _l("A part was received"),
    ShipmentEvent.RECEIVE: _l("Everything was received"),
    ShipmentEvent.RECEIVE_WITH_CLAIM: _l("Received; claims were opened"),
    ShipmentEvent.TIME_PASSED: _l("Overdue"),
    ShipmentEvent.DECLARE_LOST: _l("Declared lost"),
    ShipmentEvent.OPEN_CLAIM: _l("A claim was opened"),
    ShipmentEvent.CLAIMS_RESOLVED: _l("All claims are settled"),
    ShipmentEvent.CLOSE: _l("Closed"),
    ShipmentEvent.PERMIT_LAPSED: _l("The permit ran out"),
    ShipmentEvent.CANCEL: _l("Given up"),
}
"""What happened, in the history of a consignment."""

STAGES: dict[str, Text] = {
    "planned": _pl("stage of a consignment", "Planned"),
    "cleared": _pl("stage of a consignment", "Permission"),
    "packed": _pl("stage of a consignment", "Packed"),
    "under_way": _pl("stage of a consignment", "On its way"),
    "received": _pl("stage of a consignment", "Received"),
}
SIDES: dict[str, Text] = {
    "out": _pl("side of a consignment", "we send"),
    "in": _pl("side of a consignment", "we receive"),
}

MODES: dict[Mode, Text] = {
    Mode.POST: _l("by post"),
    Mode.GATEWAY: _l("through the gateway library"),
    Mode.DELEGATION: _l("carried by a delegation"),
}
PURPOSES: dict[Purpose, Text] = {
    Purpose.PERMANENT: _l("exchange or gift"),
    Purpose.TEMPORARY: _l("loan, to be returned"),
}
MATERIALS: dict[Material, Text] = {
    Material.BOOK: _l("printed book"),
    Material.SHEET: _l("printed sheet"),
    Material.DICTIONARY: _l("dictionary or encyclopaedia"),
    Material.PERIODICAL_DAILY: _l("newspaper"),
    Material.PERIODICAL: _l("journal"),
    Material.PICTURE_BOOK: _l("children's picture book"),
    Material.MUSIC: _l("printed music"),
    Material.MAP: _l("map or atlas"),
}
KINDS: dict[ParcelKind, Text] = {
    ParcelKind.PARCEL: _l("parcel"),
    ParcelKind.SMALL_PACKET: _l("small packet"),
    ParcelKind.M_BAG: _l("M-bag"),
}
PARCEL_STATES: dict[ParcelState, tuple[Text, str]] = {
    ParcelState.OPEN: (_pl("parcel", "being packed"), ""),
    ParcelState.IN_TRANSIT: (_pl("parcel", "on its way"), "now"),
    ParcelState.AT_GATEWAY: (_pl("parcel", "at the gateway library"), "now"),
    ParcelState.RECEIVED: (_pl("parcel", "received"), "ok"),
    ParcelState.LOST: (_pl("parcel", "lost"), "bad"),
}
PACKED_PARCEL = (_pl("parcel", "packed"), "now")
"""How a parcel stands that is closed, but has not left yet."""
LINES: dict[LineState, tuple[Text, str]] = {
    LineState.EXPECTED: (_pl("title", "expected"), ""),
    LineState.GOOD: (_pl("title", "good"), "ok"),
    LineState.MISSING: (_pl("title", "missing"), "bad"),
    LineState.DAMAGED: (_pl("title", "damaged"), "warn"),
    LineState.WRONG: (_pl("title", "another book"), "warn"),
    LineState.SUBSTITUTED: (_pl("title", "replaced by another"), ""),
    LineState.LOST: (_pl("title", "lost"), "bad"),
    LineState.NOT_CLEARED: (_pl("title", "not cleared"), ""),
    LineState.RELEASED: (_pl("title", "released"), ""),
}
TO_BE_SENT = (_pl("title", "to be sent"), "")
"""How a title stands that is expected, but has not left yet."""
UNKNOWN = "–"
"""Stands for a weight or a value that nobody has told."""
DIRECTIONS: dict[Direction, Text] = {
    Direction.EXPORT: _l("Leave to take the books out"),
    Direction.IMPORT: _l("Leave to bring the books in"),
}
CLEARANCES: dict[ClearanceState, tuple[Text, str]] = {
    ClearanceState.NOT_NEEDED: (_pl("permission", "not needed"), ""),
    ClearanceState.TO_PREPARE: (_pl("permission", "to be prepared"), "warn"),
    ClearanceState.SUBMITTED: (_pl("permission", "sent in"), "now"),
    ClearanceState.GRANTED: (_pl("permission", "granted"), "ok"),
    ClearanceState.PARTLY_GRANTED: (_pl("permission", "granted in part"), "ok"),
    ClearanceState.REFUSED: (_pl("permission", "refused"), "bad"),
}
CLEARANCE_STEPS: dict[ClearanceEvent, Text] = {
    ClearanceEvent.SUBMIT: _l("The list was sent in"),
    ClearanceEvent.QUESTION: _l("The authority asks back"),
}
CLEARANCE_DONE: dict[str, Text] = {
    ClearanceEvent.SUBMIT: _l("It is noted that the list was sent in."),
    ClearanceEvent.QUESTION: _l("It is noted that the authority asks back."),
}
CLEARANCE_TASKS: dict[ClearanceState, Text] = {
    ClearanceState.TO_PREPARE: _l("Send the list to the authority"),
    ClearanceState.SUBMITTED: _l("Note what the authority answered"),
}
CLAIM_TASKS: dict[ClaimState, Text] = {
    ClaimState.OPENED: _l("Answer the claim"),
    ClaimState.SUBSTITUTE_OFFERED: _l("Choose the other book, or disagree"),
    ClaimState.RESEND_OFFERED: _l("Agree that it is sent again, or disagree"),
    ClaimState.REFUSED: _l("Agree to the refusal, or ask the coordinator"),
}
"""What a permission and a claim ask of whose turn it is."""
CLAIMS: dict[ClaimState, tuple[Text, str]] = {
    ClaimState.OPENED: (_pl("claim", "opened"), "warn"),
    ClaimState.SUBSTITUTE_OFFERED: (_pl("claim", "another book offered"), "now"),
    ClaimState.RESEND_OFFERED: (_pl("claim", "will be sent again"), "now"),
    ClaimState.REFUSED: (_pl("claim", "refused"), "bad"),
    ClaimState.ESCALATED: (_pl("claim", "before the coordinator"), "warn"),
    ClaimState.RESOLVED: (_pl("claim", "settled"), ""),
}
CLAIM_STEPS: dict[ClaimEvent, Text] = {
    ClaimEvent.OFFER_SUBSTITUTE: _l("Offer another book"),
    ClaimEvent.OFFER_RESEND: _l("Send the title again"),
    ClaimEvent.CREDIT: _l("Take it off the account"),
    ClaimEvent.REFUSE: _l("Refuse the claim"),
    ClaimEvent.AGREE: _l("We agree"),
    ClaimEvent.DISAGREE: _l("We disagree: ask the coordinator"),
    ClaimEvent.WITHDRAW: _l("Withdraw the claim"),
    ClaimEvent.DECIDE_FOR_CONSIGNEE: _l("Decide for the consignee"),
    ClaimEvent.DECIDE_FOR_CONSIGNOR: _l("Decide for the consignor"),
    ClaimEvent.DECIDE_FOR_FUND: _l("Let the network bear it"),
}
OUTCOMES: dict[tuple[Outcome, bool], Text] = {
    (Outcome.CREDITED, False): _l("not on the account"),
    (Outcome.SUBSTITUTED, False): _l("another book instead"),
    (Outcome.RESENT, False): _l("sent again"),
    (Outcome.STANDS, True): _l("stays on the account"),
    (Outcome.STANDS, False): _l("refused, but what did not come is not on the account"),
    (Outcome.FUND, False): _l("borne by the network"),
    (Outcome.WITHDRAWN, True): _l("withdrawn"),
    (Outcome.WITHDRAWN, False): _l("withdrawn, but what was lost is not on the account"),
}
"""How a claim ended, by whether the book counts as received then."""
PICTURES: dict[PictureKind, Text] = {
    PictureKind.DAMAGE: _pl("picture", "the damage"),
    PictureKind.WRONG_BOOK: _pl("picture", "the wrong book"),
    PictureKind.PACKAGING: _pl("picture", "the parcel and its packaging"),
    PictureKind.PROOF_OF_POSTING: _pl("picture", "proof of posting"),
    PictureKind.OTHER: _pl("picture", "something else"),
}
REMEMBERED = _l("Proposed: so it was translated before. It is kept when you save.")
REMEMBERED_READ = _l("Proposed: so it was translated before. Read it before you send.")
CONSIGNMENT = _l("Consignment %(number)s")
TITLE = _l("Title")
ANNOTATION = _l("Annotation")
ANNOTATION_FIRST = {
    "zh": _l("Write the annotation in Chinese first; then the partner can be asked for title and annotation together."),
    "ru": _l("Write the annotation in Russian first; then the partner can be asked for title and annotation together."),
}
DIRECTLY = _l("none: it goes directly")
OWN_SIDE = _l("Choose a library of your own country.")
OTHER_SIDE = _l("Choose a library of the country to which the consignment goes.")


def not_yet(today: date) -> str:
    """Return that a day has not come yet, and what day it is."""
    return _("This day has not come yet: today is %(today)s.", today=format_date(today, "medium"))


def before_planned(day: date) -> str:
    """Return that nothing was handed over before the consignment was planned."""
    return _("The consignment was planned on %(date)s: enter that day or a later one.", date=format_date(day, "medium"))


def before_granted(day: date) -> str:
    """Return that nothing was handed over before the permission came."""
    return _("The permission was noted on %(date)s: enter that day or a later one.", date=format_date(day, "medium"))


VALUE_PROPOSED = _l(
    "Values that stand here beforehand are proposed by the points of the books: check them for customs."
)
ENTERED_BEFORE = _l("Proposed: so it was entered when this edition was sent before. It is kept when you save.")
DECLARED_BEFORE = _l(
    "Proposed: your library declared this value for the same edition before. Check it for customs. "
    "It is kept when you save."
)
FROM_CATALOGUE = _l("Proposed from the catalogue: read it before you save.")
NO_TRACKING_NUMBER = _l(
    "This is no tracking number, or a character is wrong. One looks like RR123456785CN, or is that of another carrier, "
    "with at least four digits. Copy it from the receipt."
)
GUARDS: dict[Guard, Text] = {
    Guard.TITLES_COMPLETE: _l("Every title must stand in Chinese and in Russian."),
    Guard.LIST_COMPLETE: _l("For the application every title needs its year, its publisher and a line of annotation."),
    Guard.FIGURES_COMPLETE: _l("Every title needs its weight and its value."),
    Guard.ALL_IN_PARCELS: _l("Some titles lie in no parcel yet. Scan them into one."),
    Guard.NO_EMPTY_PARCEL: _l("A parcel is empty. Put books into it, or take it away."),
    Guard.WEIGHT_WITHIN_LIMIT: _l("A parcel is heavier than its service takes. Move some books to another parcel."),
    Guard.OLD_BOOKS_CONFIRMED: _l(
        "Some books are so old that they may be cultural property. "
        "Ask whether they may leave, and confirm each of them."
    ),
    Guard.PERMITS_IN_FORCE: _l("A permit is not there yet, or it has run out. The books must not cross the border."),
    Guard.WEIGHED: _l("Weigh each parcel and enter what the scale says, or tick that there is no scale."),
    Guard.TRACKING_GIVEN: _l("Enter the tracking number of each parcel that has one."),
    Guard.WITHIN_CLAIM_TIME: _l("The time for claims is over. Write to the other library."),
}
"""What to do where a guard is not true."""

MISSING: dict[Missing, Text] = {
    Missing.TITLE_ZH: _l("title in Chinese"),
    Missing.TITLE_RU: _l("title in Russian"),
    Missing.WEIGHT: _l("weight"),
    Missing.VALUE: _l("value"),
    Missing.YEAR: _l("year"),
    Missing.PUBLISHER: _l("publisher"),
    Missing.ANNOTATION_ZH: _l("annotation in Chinese"),
    Missing.ANNOTATION_RU: _l("annotation in Russian"),
}
FIRST: dict[str, Text] = {
    "add": _l("Enter a title"),
    "titles": _l("Complete the titles"),
    "old": _l("Confirm the old books"),
    "open_parcel": _l("Open a parcel"),
    "scan": _l("Pack by scanning"),
    "parcels": _l("Look at the parcels"),
    "weigh": _l("Weigh the parcels"),
    "tracking": _l("Enter the tracking numbers"),
    "receive": _l("Receive the books"),
}
"""What is done first, on this page or another one, before a consignment moves on."""
NO_TITLES = _l("The list has no title yet.")
NO_PARCEL = _l("No parcel is open yet.")
PARCEL_HAS_BOOKS = _l("This parcel has books in it. Take them out first; then it can be taken away.")
SEND_THE_LIST = _l("Send the list, which is among the papers, to the authority. Then note it here.")
LET_PASS = _l("Which titles the authority let pass")
LOOK_AT_TITLES = _l("Everything is noted. If a title is not in order after all, open a claim beside it.")
COORDINATOR_DECIDES = _l("The coordinator decides the claim. Both libraries get a mail.")


ON_THE_WAY = _l(
    "The books travel in consignments, none of which waits for you now. The page of each says whose turn it is."
)
WAITS_FOR_YOU = _l("The books travel in consignments, and one of them waits for you.")


def go_on_with(number: str) -> str:
    """Return the label of what leads to a consignment that waits for the reader's library."""
    return _("Go on with consignment %(number)s", number=number)


def asks(library: str) -> str:
    """Return the sentence that a library deals with the authority of its country."""
    return _("%(library)s sends the list to the authority of its country and notes the answer.", library=library)


def answers(library: str) -> str:
    """Return the sentence that a library has to say something to a claim."""
    return _("%(library)s answers the claim next.", library=library)


def replaced_by(number: str) -> str:
    """Return that a book is still to come in place of one of this consignment."""
    return _("Here everything is noted. A book comes instead, in consignment %(number)s.", number=number)


NOT_REPLACED = _l(
    "Here everything is noted. The book that was to come instead was given up: what the account says stays owed."
)


def others_turn(state: ShipmentState, library: str) -> str:
    """Return what a library does next while somebody else looks at the consignment."""
    said = {
        ShipmentState.PLANNED: _("%(library)s enters the titles and closes the list.", library=library),
        ShipmentState.READY: _("%(library)s packs the books.", library=library),
        ShipmentState.PACKED: _("%(library)s hands the parcels to the carrier.", library=library),
        ShipmentState.IN_TRANSIT: _("The books are on their way. %(library)s notes what came.", library=library),
        ShipmentState.AT_GATEWAY: _("%(library)s sends the books on across the border.", library=library),
        ShipmentState.OVERDUE: _(
            "Ask the carrier where the parcels are. %(library)s notes what comes after all.", library=library
        ),
        ShipmentState.RECEIVED: _("%(library)s has the books. Nothing more has to be done.", library=library),
        ShipmentState.CANCELLED: _("The consignment was given up: nothing of it is sent."),
    }
    return said.get(state) or _("Everything is done.")


def answer_noted(passed: int, asked: int, permit_no: str | None) -> str:
    """Return what was noted of an authority's answer: of how many titles, and under which number."""
    if not passed:
        return _("Noted: the authority let no title pass.")
    if permit_no is None:
        return _n(
            "Noted: the authority let %(passed)s of %(num)s title pass. The permit number can be added later.",
            "Noted: the authority let %(passed)s of %(num)s titles pass. The permit number can be added later.",
            asked,
            passed=passed,
        )
    return _n(
        "Noted: the authority let %(passed)s of %(num)s title pass. Permit No. %(number)s",
        "Noted: the authority let %(passed)s of %(num)s titles pass. Permit No. %(number)s",
        asked,
        passed=passed,
        number=permit_no,
    )


DONE = _l("Done.")
STEPS_DONE: dict[str, Text] = {
    "make_ready": _l("The list of titles is closed."),
    "pack": _l("The consignment is packed."),
    "unpack": EVENTS[ShipmentEvent.UNPACK],
    "hand_over": EVENTS[ShipmentEvent.HAND_OVER],
    "gateway_in": EVENTS[ShipmentEvent.GATEWAY_IN],
    "cross": EVENTS[ShipmentEvent.CROSS],
    "declare_lost": EVENTS[ShipmentEvent.DECLARE_LOST],
    "cancel": _l("The consignment is given up."),
}
"""What is said when a step of `STEPS` was taken."""
WITHOUT_TEXTS: dict[str, Text] = {
    "pack": _l(
        "The papers do not have all texts yet: where one lacks, they show it in the other language. "
        "It can still be written until the parcels are handed over; print the papers anew then."
    ),
    "hand_over": _l(
        "The papers do not have all texts: where one lacks, they show it in the other language. "
        "Once the parcels are handed over nothing can be added."
    ),
}
"""What a step means while texts of the papers lack, as it is told before it is taken."""
TEXTS_ONLY = _l(
    "The parcels are packed: only titles and annotations can be written now. Open the parcels again to change the rest."
)
ALREADY_PACKED = _l("The list of this consignment is closed. Plan another consignment for further titles.")
ALREADY_TRAVELLING = _l("One of these titles is on its way in another consignment already.")
CLEARANCE_NOT_NOW = _l("The permission stands elsewhere by now. Look at its present state.")
CLAIM_NOT_NOW = _l("The claim stands elsewhere by now. Look at its present state and decide again.")
_NOT_NOW = _l("This is not possible now: the consignment stands elsewhere. Look at its present state.")
_CLOSED = _l("This consignment is closed. Nothing more can be done with it.")


def list_closed(purposes: Iterable[Purpose]) -> Text:
    """Return why titles cannot be added to a list that was closed: what travels for `purposes` needs permission."""
    return _(
        "The list of this consignment is closed, and books that travel for this purpose need permission: %(purposes)s. "
        "Choose another purpose if this one is wrong, or plan another consignment for them.",
        purposes=format_list(PURPOSES[each] for each in purposes),
    )


def not_now(state: ShipmentState) -> Text:
    """Return what to say to somebody who wants a step that does not exist from `state`."""
    return _CLOSED if state in (ShipmentState.CLOSED, ShipmentState.CANCELLED) else _NOT_NOW


CONSEQUENCES: dict[ShipmentEvent, Text] = {
    ShipmentEvent.CANCEL: _l(
        "The consignment is given up. Books of a loan or of a box wait for another consignment; books of a round, gifts"
        " to a list and a book that was to come in place of another are not sent. This cannot be undone."
    ),
    ShipmentEvent.DECLARE_LOST: _l(
        "What has not come counts as lost, and both libraries settle the damage. This cannot be undone."
    ),
    ShipmentEvent.OPEN_CLAIM: _l(
        "The other library is asked to answer the claim. Until it is settled the book does not count as received."
    ),
    ShipmentEvent.RECEIVE_WITH_CLAIM: _l(
        "A claim is opened for each title that did not come well, and the other library is asked to answer. "
        "What came well is on the account from now on. This cannot be undone."
    ),
}
"""What a grave step does, as it is told before it is taken."""
CLAIM_CONSEQUENCES: dict[ClaimEvent, Text] = {
    ClaimEvent.OFFER_SUBSTITUTE: _l(
        "The other library chooses one of the books that you offer now, and you send it. You cannot take this back."
    ),
    ClaimEvent.OFFER_RESEND: _l(
        "If the other library agrees, you send the same title again. You cannot take this back."
    ),
    ClaimEvent.REFUSE: _l("You refuse the claim. The other library may agree, or ask the coordinator to decide."),
}
"""What an answer does that ends nothing."""
NOT_ON_ACCOUNT = _l("The book does not count on the account. This cannot be undone.")
ON_ACCOUNT = _l("The book counts as received, on the account too where one is kept. This cannot be undone.")
CLAIM_ENDS: dict[tuple[Outcome, bool], Text] = {
    (Outcome.CREDITED, False): NOT_ON_ACCOUNT,
    (Outcome.STANDS, True): ON_ACCOUNT,
    (Outcome.STANDS, False): _l(
        "The claim is refused. But what did not come does not count on the account either. This cannot be undone."
    ),
    (Outcome.WITHDRAWN, True): ON_ACCOUNT,
    (Outcome.WITHDRAWN, False): _l(
        "The claim is withdrawn. But what was lost on its way does not count on the account. This cannot be undone."
    ),
    (Outcome.SUBSTITUTED, False): _l(
        "Another book comes instead, and counts when you have received it; "
        "this one does not count on the account. This cannot be undone."
    ),
    (Outcome.RESENT, False): _l(
        "The same title comes once more, and counts when you have received it; "
        "this copy does not count on the account. This cannot be undone."
    ),
    (Outcome.FUND, False): _l(
        "The network bears the loss, neither library does: between the two the book counts as if it had come well, "
        "and the network owes the consignee as many copies for it. Where no account is kept nothing is entered. "
        "This cannot be undone."
    ),
}
"""What the end of a claim does to the accounts, by whether the book counts as received then."""
CLEARANCE_CONSEQUENCES: dict[ClearanceEvent, Text] = {
    ClearanceEvent.GRANT: _l("Every title counts as let pass, and the consignment goes on. This cannot be undone."),
    ClearanceEvent.GRANT_PART: _l(
        "The titles without a tick leave the consignment and do not come back into it. This cannot be undone."
    ),
    ClearanceEvent.REFUSE: _l("No title may cross: all of them leave the consignment. This cannot be undone."),
}
PICTURE_GOES = _l("The picture is deleted for both libraries.")
