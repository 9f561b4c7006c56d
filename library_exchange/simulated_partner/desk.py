"""What both roles of a partner share: who it is, how it writes, its post."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import RLock

from library_exchange.simulated_partner.editions import V1_2
from library_exchange.simulated_partner.post import Post
from library_exchange.simulated_partner.writing import Agency, Envelope

Refusal = tuple[str, str]
"""The type and the value of an error in a confirmation."""


class Role(StrEnum):
    SUPPLIER = "supplier"
    REQUESTER = "requester"
    BOTH = "both"


SYMBOLS = {Role.SUPPLIER: "SUP", Role.REQUESTER: "REQ", Role.BOTH: "MOCK"}


@dataclass(frozen=True)
class Options:
    """How a partner is to be; `port` 0 takes a free one."""

    role: Role = Role.BOTH
    host: str = "127.0.0.1"
    port: int = 0
    peer: str = ""
    peer_symbol: str = ""
    address: str = ""
    symbol: str = ""
    agency_type: str = "MOCK"
    edition: str = V1_2
    delay: float = 0.05
    scenario: str = ""
    quirks: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    demanded: Mapping[str, str] = field(default_factory=dict)
    schemas: Path | None = None

    @property
    def own(self) -> Agency:
        return Agency(self.agency_type, self.symbol or SYMBOLS[self.role])


class HttpError(Exception):
    """The message is answered by a bare HTTP error."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Desk:
    """Where both roles work: one at a time."""

    options: Options
    post: Post
    address: str = ""
    lock: RLock = field(default_factory=RLock)

    def envelope(self, quirks: frozenset[str], *, has_version: bool = True) -> Envelope:
        edition = self.options.edition
        version = edition if has_version and "NOVERSION" not in quirks else ""
        return Envelope(edition, version, "UNQUALIFIED" not in quirks)
