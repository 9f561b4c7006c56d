"""What a target is: a catalogue elsewhere, the protocol it speaks, and how it wants to be asked."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

MOST_RECORDS = 50
"""So many records at most are asked for at once, and kept of an answer, whatever a target sends."""
USUAL_RECORDS = 10
MOST_SECONDS = 10.0
"""A target that takes longer is given up."""
MOST_BYTES = 4_000_000
Z3950_PORT = 210


class Protocol(StrEnum):
    """How a target is asked."""

    SRU = "sru"
    Z3950 = "z3950"


class SruVersion(StrEnum):
    """Which version of SRU a target is asked in; answers of all are understood."""

    V1_1 = "1.1"
    V1_2 = "1.2"
    V2_0 = "2.0"


class Relation(StrEnum):
    """How words are asked for in CQL: as the target is used to, all of them, or as one phrase."""

    EQUAL = "="
    ALL = "all"
    ADJACENT = "adj"


class Syntax(StrEnum):
    """In which format a target is asked for records over Z39.50, by the names of its standard."""

    MARC21 = "usmarc"
    UNIMARC = "unimarc"
    RUSMARC = "rusmarc"
    XML = "xml"


class Trouble(StrEnum):
    """Why a target gave no records; the first ones are those of `core.outgoing.Unreached`."""

    NO_SUCH_SERVER = "no_such_server"
    NOT_PUBLIC = "not_public"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"
    REDIRECTED = "redirected"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    REFUSED = "refused"
    NOT_THERE = "not_there"
    SERVER_ERROR = "server_error"
    NOT_UNDERSTOOD = "not_understood"
    DIAGNOSTIC = "diagnostic"
    NO_PROGRAM = "no_program"
    BUSY = "busy"


class AnswerState(StrEnum):
    """How far a target is that was asked."""

    ASKING = "asking"
    ANSWERED = "answered"
    FAILED = "failed"


KEPT_FOR = {
    AnswerState.ANSWERED: timedelta(minutes=10),
    AnswerState.FAILED: timedelta(minutes=1),
    AnswerState.ASKING: timedelta(seconds=30),
}
"""So long the same question is not asked of a target again: by then who was asking it is surely gone."""


def is_fresh(state: AnswerState, began_at: datetime, at: datetime) -> bool:
    """Whether an answer that was asked for at `began_at` still stands."""
    return at - began_at < KEPT_FOR[state]


class NoRecords(Exception):
    """A target gave no records: why, and what it said itself of that, if it did."""

    def __init__(self, why: Trouble, detail: str = "") -> None:
        super().__init__(str(why))
        self.why = why
        self.detail = detail[:300]


class Indexes(NamedTuple):
    """The names under which a target lists titles, authors, ISBNs and all words: of CQL, or numbers of Bib-1."""

    title: str
    author: str
    isbn: str
    any: str


USUAL_INDEXES = {
    Protocol.SRU: Indexes("dc.title", "dc.creator", "bath.isbn", "cql.anywhere"),
    Protocol.Z3950: Indexes("4", "1003", "7", "1016"),
}
"""What is asked for where the operator names nothing else."""


@dataclass(frozen=True)
class Target:
    """All that is needed to ask a target: `address` is a URL for SRU, host:port/database for Z39.50.

    `record_schema` is what it is asked for over SRU, `syntax` the same over Z39.50. `profile` and `encoding` are told
    only where records do not show them by themselves.
    """

    protocol: Protocol
    address: str
    indexes: Indexes
    version: SruVersion = SruVersion.V1_1
    record_schema: str = ""
    relation: Relation = Relation.EQUAL
    syntax: Syntax = Syntax.MARC21
    profile: Profile | None = None
    encoding: Encoding | None = None
    page_size: int = USUAL_RECORDS
    username: str = ""
    password: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a librarian looks for: the thirteen digits of an ISBN, or words of title and author, or any words."""

    isbn: str = ""
    title: str = ""
    author: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return any(astuple(self))

    @property
    def digest(self) -> str:
        """What the question is kept under: nobody reads from it what was looked for."""
        return hashlib.sha256("\n".join(astuple(self)).encode()).hexdigest()


class Place(NamedTuple):
    """Where a Z39.50 target is."""

    host: str
    port: int
    database: str


def place_of(address: str) -> Place | None:
    """Return the place that `host:port/database` names, a host in IPv6 in brackets; None for what names none."""
    server, _slash, database = address.partition("/")
    host, colon, port = server.rpartition(":")
    if not colon or server.endswith("]"):
        host, port = server, str(Z3950_PORT)
    bare = host.removeprefix("[").removesuffix("]")
    is_number = port.isascii() and port.isdecimal() and len(port) <= len("65535") and 0 < int(port) < 1 << 16
    if not bare or not is_number or not _is_plain(bare, ".-:") or not _is_plain(database, "._-+"):
        return None
    return Place(bare, int(port), database)


def _is_plain(text: str, signs: str) -> bool:
    return bool(text) and text.isascii() and all(each.isalnum() or each in signs for each in text)
