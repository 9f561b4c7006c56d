"""Libraries that ask to join, in the world whose doors are tried: one at the platform, one at its sponsor, Heihe."""

from typing import Any

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.models import LibraryKind
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication, NewMember
from library_exchange.joining.rules import ApplicationState as State
from library_exchange.joining.signing import LINKS


def fill(ids: dict[str, Any], trap: str) -> None:
    """Let three libraries ask: one is not confirmed, one waits for its sponsor, one for the platform."""
    ids["application"] = _asked(ids, trap, State.AT_PLATFORM)
    ids["vouching"] = _asked(ids, trap, State.AT_SPONSOR)
    ids["unconfirmed"] = _asked(ids, trap, State.UNCONFIRMED)
    ids["application link"] = LINKS.sign(ids["unconfirmed"])
    with transaction() as session:
        session.add(NewMember(library_id=ids["heihe"], since=now()))
        _ask_meaning(session, ids, ids["application"])
    _asked(ids, trap, State.DECLINED, reason="other", reason_words=trap, decided_at=now())


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """Let `n` more libraries wait for each."""
    for _number in range(n):
        waiting = _asked(ids, trap, State.AT_PLATFORM)
        with transaction() as session:
            _ask_meaning(session, ids, waiting)
        _asked(ids, trap, State.AT_SPONSOR)


def _ask_meaning(session: Any, ids: dict[str, Any], application_id: int) -> None:
    asked = {"application_id": application_id, "library_id": ids["heihe"], "language": "ru"}
    session.add(ApplicationMeaning(**asked, asked_at=now()))


def _asked(ids: dict[str, Any], trap: str, state: State, **more: Any) -> int:
    with transaction() as session:
        row = LibraryApplication(
            state=state,
            name_ru=trap,
            country="CN",
            city=trap,
            kind=LibraryKind.NGO,
            sponsor_id=ids["heihe"],
            person_name=trap,
            person_function=trap,
            email="head@reading-room.example",
            language="zh",
            mailbox="desk@reading-room.example",
            words=trap,
            asked_at=now(),
            confirmed_at=None if state is State.UNCONFIRMED else now(),
            **more,
        )
        session.add(row)
        session.flush()
        return row.id
