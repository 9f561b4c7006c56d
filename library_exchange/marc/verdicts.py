"""What can be said of a record in a file: why it was refused, or what had to be put right."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from library_exchange.marc.kinds import FileKind


class RejectionReason(StrEnum):
    """Why a record was not taken; the words a librarian reads are in `labels`."""

    EMPTY = "empty"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    TRUNCATED = "truncated"
    BAD_LEADER = "bad-leader"
    BAD_DIRECTORY = "bad-directory"
    UNREADABLE_TEXT = "unreadable-text"
    NO_TITLE = "no-title"
    LOST_LETTERS = "lost-letters"
    NOT_A_BOOK = "not-a-book"
    ABOVE_HEADINGS = "above-headings"
    NO_COPIES = "no-copies"
    DELETED = "deleted"
    NOT_MARC = "not-marc"
    BAD_XML = "bad-xml"
    FORBIDDEN_XML = "forbidden-xml"
    BAD_JSON = "bad-json"
    BAD_ARCHIVE = "bad-archive"
    UNPACKS_TOO_LARGE = "unpacks-too-large"


class Repair(StrEnum):
    """What was wrong with a record that was taken all the same; nothing is lost but what the repairs of
    rounded numbers, too many copies and union lists tell of.
    """

    RECORD_LENGTH = "record-length"
    DIRECTORY = "directory"
    DOUBLE_ENCODING = "double-encoding"
    LINE_BREAK = "line-break"
    TERMINATOR = "terminator"
    TWO_ENCODINGS = "two-encodings"
    SUBFIELD_CODE = "subfield-code"
    COPIES_WITHOUT_NUMBER = "copies-without-number"
    ROUNDED_NUMBER = "rounded-number"
    DOUBTFUL_NUMBER = "doubtful-number"
    DOUBTFUL_YEAR = "doubtful-year"
    DOUBTFUL_COPIES = "doubtful-copies"
    UNKNOWN_STATE = "unknown-state"
    SHARED_NUMBER = "shared-number"
    JOINED_NUMBER = "joined-number"
    LANGUAGE_BY_SCRIPT = "language-by-script"
    FROM_ROW_ABOVE = "from-row-above"
    NOTHING_ABOVE = "nothing-above"
    TOO_MANY_COPIES = "too-many-copies"
    UNION_LIST = "union-list"
    NO_NUMBER = "no-number"


DOUBTFUL = frozenset(
    (
        *(Repair.DOUBTFUL_NUMBER, Repair.DOUBTFUL_YEAR, Repair.DOUBTFUL_COPIES, Repair.UNKNOWN_STATE),
        *(Repair.SHARED_NUMBER, Repair.ROUNDED_NUMBER, Repair.NOTHING_ABOVE),
    )
)
"""What nothing was done about: somebody should look it up in the file."""


class Damaged(Exception):
    """A record that cannot be read; carries the reason and a detail in English for the report.

    `kind` says what the whole file is, where it is something else than records.
    """

    def __init__(self, reason: RejectionReason, detail: str, kind: FileKind | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.kind = kind


class Slice(NamedTuple):
    """The bytes of one record and where they start in the file."""

    offset: int
    raw: bytes


class ByteSource(Protocol):
    """All that reading needs of a file; an empty block is its end."""

    def read(self, count: int, /) -> bytes: ...
