"""The words of the room: states, events, what steps need and do, and the kinds of things that travel."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a book crosses the border."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"


class Mode(StrEnum):
    """How a consignment travels."""

    POST = "post"
    GATEWAY = "gateway"
    DELEGATION = "delegation"


class ShipmentState(StrEnum):
    """Where a consignment stands on its way."""

    PLANNED = "planned"
    AWAITING_CLEARANCE = "awaiting_clearance"
    READY = "ready"
    PACKED = "packed"
    IN_TRANSIT = "in_transit"
    AT_GATEWAY = "at_gateway"
    OVERDUE = "overdue"
    RECEIVED = "received"
    IN_CLAIM = "in_claim"
    LOST = "lost"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ShipmentEvent(StrEnum):
    """What may happen to a consignment; events of the service itself have no button."""

    ASK_CLEARANCE = "ask_clearance"
    NO_CLEARANCE = "no_clearance"
    CLEARED = "cleared"
    NOTHING_CLEARED = "nothing_cleared"
    PACK = "pack"
    UNPACK = "unpack"
    HAND_OVER = "hand_over"
    GATEWAY_IN = "gateway_in"
    CROSS = "cross"
    RECEIVE_PART = "receive_part"
    RECEIVE = "receive"
    RECEIVE_WITH_CLAIM = "receive_with_claim"
    RECEIVE_WITH_FAULT = "receive_with_fault"
    TIME_PASSED = "time_passed"
    DECLARE_LOST = "declare_lost"
    OPEN_CLAIM = "open_claim"
    CLAIMS_RESOLVED = "claims_resolved"
    CLOSE = "close"
    PERMIT_LAPSED = "permit_lapsed"
    CANCEL = "cancel"


class ParcelKind(StrEnum):
    """What a carrier takes."""

    PARCEL = "parcel"
    SMALL_PACKET = "small_packet"
    M_BAG = "m_bag"


class ParcelState(StrEnum):
    """Where one parcel is."""

    OPEN = "open"
    IN_TRANSIT = "in_transit"
    AT_GATEWAY = "at_gateway"
    RECEIVED = "received"
    LOST = "lost"


class LineState(StrEnum):
    """What became of one title of a consignment."""

    EXPECTED = "expected"
    GOOD = "good"
    MISSING = "missing"
    DAMAGED = "damaged"
    WRONG = "wrong"
    SUBSTITUTED = "substituted"
    LOST = "lost"
    NOT_CLEARED = "not_cleared"
    RELEASED = "released"


FAULTS = (LineState.MISSING, LineState.DAMAGED, LineState.WRONG)
"""What a consignee may find instead of the book; each opens a claim."""
DROPPED = (LineState.NOT_CLEARED, LineState.RELEASED)
"""Of a title that does not go with its consignment after all."""


class Material(StrEnum):
    """What a title is for the customs."""

    BOOK = "book"
    SHEET = "sheet"
    DICTIONARY = "dictionary"
    PERIODICAL_DAILY = "periodical_daily"
    PERIODICAL = "periodical"
    PICTURE_BOOK = "picture_book"
    MUSIC = "music"
    MAP = "map"


class Direction(StrEnum):
    """Which border is crossed: out of the consignor's country, or into the consignee's."""

    EXPORT = "export"
    IMPORT = "import"


class ClearanceState(StrEnum):
    """Where the permission of one direction stands."""

    NOT_NEEDED = "not_needed"
    TO_PREPARE = "to_prepare"
    SUBMITTED = "submitted"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"


class ClearanceEvent(StrEnum):
    """What may happen to a permission."""

    NEED = "need"
    SUBMIT = "submit"
    QUESTION = "question"
    GRANT = "grant"
    GRANT_PART = "grant_part"
    REFUSE = "refuse"
    LAPSE = "lapse"


class ClaimState(StrEnum):
    """Where a claim stands."""

    OPENED = "opened"
    SUBSTITUTE_OFFERED = "substitute_offered"
    RESEND_OFFERED = "resend_offered"
    REFUSED = "refused"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


class ClaimEvent(StrEnum):
    """What may happen to a claim."""

    OFFER_SUBSTITUTE = "offer_substitute"
    OFFER_RESEND = "offer_resend"
    CREDIT = "credit"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    AGREE = "agree"
    DISAGREE = "disagree"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    TURN_UP = "turn_up"
    SILENCE = "silence"
    SILENCE_WITH_PROOF = "silence_with_proof"
    DECIDE_FOR_CONSIGNEE = "decide_for_consignee"
    DECIDE_FOR_CONSIGNOR = "decide_for_consignor"
    DECIDE_FOR_FUND = "decide_for_fund"


class Outcome(StrEnum):
    """What a resolved claim means for the accounts of the two libraries."""

    CREDITED = "credited"
    SUBSTITUTED = "substituted"
    RESENT = "resent"
    STANDS = "stands"
    FUND = "fund"
    WITHDRAWN = "withdrawn"
    TURNED_UP = "turned_up"


class TranslationStatus(StrEnum):
    """Where a translated title comes from."""

    GLOSSARY = "glossary"
    MANUAL = "manual"
    SUGGESTED = "suggested"


class BookEvent(StrEnum):
    """What is noted of one old book of a consignment, as its history names it."""

    CONFIRM_OLD = "confirm_old"
    WITHDRAW_OLD = "withdraw_old"


class Guard(StrEnum):
    """What must be true before a step."""

    TITLES_COMPLETE = "titles_complete"
    FIGURES_COMPLETE = "figures_complete"
    LIST_COMPLETE = "list_complete"
    TITLES_MAY_GO = "titles_may_go"
    ALL_IN_PARCELS = "all_in_parcels"
    NO_EMPTY_PARCEL = "no_empty_parcel"
    WEIGHT_WITHIN_LIMIT = "weight_within_limit"
    OLD_BOOKS_CONFIRMED = "old_books_confirmed"
    PERMITS_IN_FORCE = "permits_in_force"
    WEIGHED = "weighed"
    TRACKING_GIVEN = "tracking_given"
    ADDRESSES_GIVEN = "addresses_given"
    WITHIN_CLAIM_TIME = "within_claim_time"


class ClaimGuard(StrEnum):
    """What must be true before a step of a claim."""

    REASON_GIVEN = "reason_given"
    FAULT_CHOSEN = "fault_chosen"
    WAS_LOST = "was_lost"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    RELEASE_LINES = "release_lines"
    TAKE_IN = "take_in"
    GIVE_UP = "give_up"
    OPEN_CLAIM = "open_claim"
    DROP_REFUSED_LINES = "drop_refused_lines"
    TELL_RESOLVED = "tell_resolved"
    SEND_REPLACEMENT = "send_replacement"
    CLOSE_IF_RESOLVED = "close_if_resolved"
    CHANGE_FAULT = "change_fault"
