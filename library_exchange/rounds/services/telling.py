"""Letters of a round: who is to take part, who is to choose, who is to answer."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.notifications.services import notify_library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import shown_title
from library_exchange.rounds import labels
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.rounds import LAST_DAY, PROLONGED, ProposalState, RoundState


def tell_organiser(session: Session, actor: Actor, found: Round) -> None:
    """Write to the library that a round was given to by somebody else."""
    organiser = session.get_one(Library, found.organiser_id)
    if actor.library_id != organiser.id:
        name, day = name_for(session, found, organiser.language), found.listing_from
        notify_library(session, organiser, "rounds/organise", name=name, listing_from=day, round_id=found.id)


def name_for(session: Session, found: Round, language: str) -> str:
    """Return what a letter in `language` calls a round: without a name in it, whose round it is and when."""
    own = getattr(found, f"name_{language}", None)
    if own:
        return str(own)
    organiser = session.get_one(Library, found.organiser_id)
    with speaking(language):
        return labels.round_of(organiser.name_in(language), found.listing_from, found.selecting_until)


def tell_libraries(session: Session, actor: Actor, found: Round) -> None:
    """Write to each library that has to do something in the round as it stands now, but to the actor's own."""
    members = {library.id for _member, library in queries.members(session, found)}
    for library in _concerned(session, found):
        if library.id != actor.library_id:
            _tell(session, library, found, "rounds/round", is_member=library.id in members)


def remind(session: Session, found: Round, awaited: Iterable[Library]) -> None:
    """Write once more to libraries from which the round waits for something."""
    for library in awaited:
        _tell(session, library, found, "rounds/remind")


def _tell(session: Session, library: Library, found: Round, letter: str, **more: Any) -> None:
    name, day = name_for(session, found, library.language), getattr(found, LAST_DAY[found.state])
    told = {"state": found.state.value, "name": name, "date": day, "round_id": found.id}
    notify_library(session, library, letter, **told, **more)


def tell_prolonged(session: Session, actor: Actor, found: Round, moved: Collection[str]) -> None:
    """Write to who takes part which days are later now, but to the actor's own library."""
    days = {name: getattr(found, name) if name in moved else None for name in PROLONGED[found.state]}
    told = {"listing_until": None, "selecting_until": None, "answer_until": None} | days
    for _member, library in queries.members(session, found):
        if library.id != actor.library_id:
            name = name_for(session, found, library.language)
            notify_library(session, library, "rounds/prolonged", name=name, round_id=found.id, **told)


def tell_lost(session: Session, found: Round, library_id: int, role: str, offer_ids: Collection[int]) -> None:
    """Write to a library what a lost book means for it: it loses, keeps, sends it on or receives it."""
    library = session.get_one(Library, library_id)
    titles = [
        shown_title(session, offer, library.language).shown.value for offer in queries.by_id(session, Offer, offer_ids)
    ]
    told = {"role": role, "titles": titles, "date": found.answer_until, "round_id": found.id}
    notify_library(session, library, "rounds/lost", name=name_for(session, found, library.language), **told)


def invited(session: Session, actor: Actor) -> list[Library]:
    """Return to whom letters go when the lists of a round are opened by `actor`; they are all libraries but its own."""
    return [library for library in libraries(session) if library.id != actor.library_id]


def _concerned(session: Session, found: Round) -> list[Library]:
    if found.state is RoundState.LISTING:
        return list(libraries(session))
    members = queries.members(session, found)
    if found.state is RoundState.SELECTING:
        choosing = queries.libraries_with_wants(session, found)
        return [library for _member, library in members if library.id in choosing]
    return [library for member, library in members if member.proposal is ProposalState.SENT]
