"""Standing exchanges in the world whose doors are tried: one that runs, one proposed to Heihe, one of two strangers."""

from typing import Any

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.queries import day_at
from library_exchange.standing_exchange.queries.exchanges import issues_of, serials_of
from library_exchange.standing_exchange.rules.agreeing import StandingEvent
from library_exchange.standing_exchange.schemas import StandingInput
from library_exchange.standing_exchange.services import agreeing

SERIALS = {"ours_frequency": "quarterly", "ours_issn": "0476-031X", "theirs_frequency": "irregular"}


def fill(ids: dict[str, Any], librarian: Actor, theirs: Actor, trap: str) -> None:
    """Let them agree; strangers have an agreement already."""
    with transaction() as session:
        ids["standing"] = _proposed(session, librarian, theirs, trap, StandingEvent.ACCEPT)
        ids["proposed standing"] = _proposed(session, theirs, librarian, trap)
        first = Actor("person", library_id=ids["stranger"], roles=frozenset({Role.LIBRARIAN}))
        second = Actor("person", library_id=ids["other stranger"], roles=frozenset({Role.LIBRARIAN}))
        ids["strangers standing"] = _proposed(session, first, second, trap, StandingEvent.ACCEPT)
        serial = serials_of(session, [ids["standing"]])[ids["standing"]][0]
        issue = issues_of(session, [serial])[0]
        ids |= {"serial": serial.id, "issue": issue.id, "year of issue": issue.year}


def grow(ids: dict[str, Any], librarian: Actor, theirs: Actor, trap: str, n: int) -> None:
    """Let `n` more run."""
    with transaction() as session:
        for number in range(n):
            _proposed(session, librarian, theirs, f"{number} {trap}", StandingEvent.ACCEPT)


def _proposed(session: Any, author: Actor, partner: Actor, trap: str, *events: StandingEvent) -> int:
    year = day_at(session, author.library_id or 0, now()).year + 1
    titles = {"ours_title": trap, "theirs_title": trap}
    given = StandingInput.model_validate({"partner_id": partner.library_id, "first_year": year} | titles | SERIALS)
    made = agreeing.propose(session, author, given, now())
    for event in events:
        agreeing.take(session, partner, made, event, now())
    return made.id
