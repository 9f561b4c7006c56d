"""Libraries abroad that are played: partners that speak ISO 18626 over real HTTP, for tests of a connection.

    def test_a_book_from_abroad(foreign):
        abroad = foreign("supplier", peer=address_of_ours)     # on a free port, in threads of this process
        ...                                                    # our library sends its request to abroad.url
        settle(abroad)                                         # until it has nothing more to say
        assert abroad.statuses == ["WillSupply", "Loaned"]     # what it said; `abroad.heard` is what it was told

- `foreign(role, **options)`: `role` is `supplier`, `requester` or `both`; the options are those of
  `library_exchange.simulated_partner.desk.Options`: `peer`, `edition`, `symbol`, `delay` (seconds; 0.05 unless said),
  `headers` (its key), `demanded` (the key it wants), `scenario`, `quirks`. Schemas are taken where shared/data is.
- As supplier it plays the scenario that the request names: `MOCK:SUP:WILLSUPPLY_LOANED` in the note, else the
  supplier's record id, else `scenario`, else it answers Unfilled; a request without an address of its own is answered
  to `peer`. All scenarios, habits (`LOANED+TWICE`) and markers are tables in `simulated_partner/scenarios.py`.
- As requester it begins with `abroad.asks("Anna Karenina", "LOANED", note="#RENEW#")`, or by a posted PatronRequest.
- Answers come later: `settle(abroad, …)` waits until all have nothing under way; an outbox of ours is drained by the
  test, so that one settles and drains in turn until neither has anything to say.
- `abroad.journal.entries()` has every message, raw, with its confirmation; `abroad.invalid` those that break the schema
  of their edition, wherever they came from.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from library_exchange.core.settings import CHECKOUT
from library_exchange.simulated_partner.desk import Options, Role
from library_exchange.simulated_partner.editions import EDITIONS, VERSIONS
from library_exchange.simulated_partner.journal import Entry
from library_exchange.simulated_partner.partner import Partner, settle
from library_exchange.simulated_partner.reading import Heard, read
from library_exchange.simulated_partner.writing import Wish

SCHEMAS = CHECKOUT.parent / "shared" / "data" / "iso18626" / "xsd"
__all__ = ["Foreign", "Make", "foreign", "settle"]


class Foreign(Partner):
    """A partner with what tests ask of it."""

    def asks(self, title: str, record_id: str = "", note: str = "", **more: Any) -> str:
        """Send a request to the peer; return its id."""
        return self.start(Wish(record_id=record_id, title=title, note=note, **more))

    def _messages(self, direction: str) -> list[Heard]:
        # A message that was answered by nobody, or refused, was not heard.
        return [read(entry.body) for entry in self.journal.entries() if entry.direction == direction and entry.kind]

    @property
    def heard(self) -> list[Heard]:
        return self._messages("got")

    @property
    def said(self) -> list[Heard]:
        return self._messages("sent")

    @property
    def statuses(self) -> list[str]:
        """What it said as supplier."""
        return [m.text("statusInfo/status") for m in self.said if m.kind == "supplyingAgencyMessage"]

    @property
    def actions(self) -> list[str]:
        """What it said as requester after its request."""
        return [m.text("action") for m in self.said if m.kind == "requestingAgencyMessage"]

    @property
    def invalid(self) -> list[tuple[Entry, list[str]]]:
        """Messages and confirmations that break the schema of the edition they name; of any, if they name none."""
        return [
            (entry, faults)
            for entry in self.journal.entries()
            for body, found in ((entry.body, entry.faults), (entry.answer, entry.answer_faults))
            if found and (faults := _broken(body, found))
        ]


def _broken(body: bytes, found: dict[str, list[str]]) -> list[str]:
    edition = VERSIONS.get(read(body).version)
    if edition:
        return found[edition]
    return [] if any(not faults for faults in found.values()) else found[EDITIONS[0]]


Make = Callable[..., Foreign]


@pytest.fixture
def foreign() -> Iterator[Make]:
    """Play a library abroad on a free port until the test ends."""
    playing: list[Foreign] = []

    def play(role: str = "both", **options: Any) -> Foreign:
        options.setdefault("schemas", SCHEMAS if SCHEMAS.is_dir() else None)
        abroad = Foreign(Options(role=Role(role), **options))
        abroad.start_server()
        playing.append(abroad)
        return abroad

    yield play
    for abroad in playing:
        abroad.stop()
