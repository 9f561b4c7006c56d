"""Letters of a round: who is to take part, who is to choose, who is to answer."""

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.notifications.services import notify_library
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.rounds import LAST_DAY, ProposalState, RoundState


def tell_organiser(session: Session, actor: Actor, found: Round) -> None:
    """Write to the library that a round was given to by somebody else."""
    organiser = session.get_one(Library, found.organiser_id)
    if actor.library_id != organiser.id:
        name, day = found.name_in(organiser.language), found.listing_from
        notify_library(session, organiser, "rounds/organise", name=name, listing_from=day, round_id=found.id)


def tell_libraries(session: Session, actor: Actor, found: Round) -> None:
    """Write to each library that has to do something in the round as it stands now, but to the actor's own."""
    members = {library.id for _member, library in queries.members(session, found)}
    day = getattr(found, LAST_DAY[found.state])
    for library in _concerned(session, found):
        if library.id != actor.library_id:
            told = {"name": found.name_in(library.language), "date": day, "round_id": found.id}
            is_member = library.id in members
            notify_library(session, library, "rounds/round", state=found.state.value, is_member=is_member, **told)


def _concerned(session: Session, found: Round) -> list[Library]:
    if found.state is RoundState.LISTING:
        return list(libraries(session))
    members = queries.members(session, found)
    if found.state is RoundState.SELECTING:
        choosing = queries.libraries_with_wants(session, found)
        return [library for _member, library in members if library.id in choosing]
    return [library for member, library in members if member.proposal is ProposalState.SENT]
