"""How far a harvest has come: all that a resumption token says, so that nothing is kept of those who harvest."""

from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, timedelta

from library_exchange.protocols.oai_pmh.rules.requests import Verb

LASTS = timedelta(days=7)
"""How long a harvest may take from its first page on; so long entries that were superseded are kept."""


@dataclass(frozen=True)
class Place:
    """Where a list goes on: behind the entry (`told_at`, `record_id`) of those that stood at the instant `begun_at`.

    Instants are seconds since 1970. `read_as` is the set that is read; `cursor` of `total` entries were given before.
    """

    verb: str
    prefix: str
    read_as: str
    since: int | None
    until: int | None
    begun_at: int
    told_at: int = 0
    record_id: int = 0
    cursor: int = 0
    total: int = 0

    @property
    def expires_at(self) -> datetime:
        """Until when the list can go on."""
        return datetime.fromtimestamp(self.begun_at, UTC) + LASTS

    def moved(self, told_at: int, record_id: int, count: int) -> "Place":
        """Return the place behind an entry, `count` entries on."""
        return replace(self, told_at=told_at, record_id=record_id, cursor=self.cursor + count)


def stored(place: Place) -> list[str | int | None]:
    """Return a place as a token says it."""
    return list(astuple(place))


def read(told: object, verb: Verb, now: datetime) -> Place | None:
    """Return the place that a token of ours names; None if it is of another verb, of another time, or over."""
    if not isinstance(told, list) or len(told) != len(fields(Place)) or told[0] != verb:
        return None
    place = Place(*told)
    return place if now < place.expires_at else None
