"""Why a book leaves, what a record may lack, and what is done to many at once."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a copy or a whole record is withdrawn."""

    WORN_OUT = "worn_out"
    LOST = "lost"
    SUPERSEDED = "superseded"
    GIVEN_AWAY = "given_away"
    BY_MISTAKE = "by_mistake"
    OTHER = "other"


class Lack(StrEnum):
    """What a title may lack, so that readers do not find it in some way."""

    ISBN = "isbn"
    YEAR = "year"
    LANGUAGE = "language"
    CLASS = "class"
    TRANSLITERATION = "transliteration"


class Shown(StrEnum):
    """Which of the library's records are listed."""

    STANDING = "standing"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a librarian did by hand to a record of her library or to copies of it."""

    ENTERED = "entered"
    CORRECTED = "corrected"
    COPIES_ADDED = "copies_added"
    COPIES_CHANGED = "copies_changed"
    COPIES_WITHDRAWN = "copies_withdrawn"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class Together(StrEnum):
    """What is done to the copies of all ticked records by one act."""

    WITHDRAW = "withdraw"
    CALL_NUMBER = "call_number"
    PLACE = "place"
    STATE = "state"


NO_COPIES = "none"
"""What is asked for instead of a state, to find records of which no copy is left."""
