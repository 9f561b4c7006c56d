"""What stands in a colleague's name becomes another one's, who is told what is in hand."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import queries as people
from library_exchange.accounts.models import Membership, SavedFilter
from library_exchange.accounts.saved_filters import MOST_KEPT
from library_exchange.accounts.schemas import LONGEST_FILTER_NAME
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.handovers import labels, policy, queries
from library_exchange.handovers.rules import Kind, chosen, free_name, named_in_letter
from library_exchange.mail import services as mail
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import MOST_ALERTS

LETTER = "handovers/handed"


def get_giver(session: Session, actor: Actor, membership_id: int) -> Membership:
    """Return the membership of somebody on the staff whose things the actor may hand over; raises NotFound."""
    membership = people.get_staff_member(session, actor.library_id, membership_id)
    policy.require_giver(actor, membership)
    return membership


def hand_over(
    session: Session, actor: Actor, membership: Membership, to_id: int, kinds: Collection[str], at: datetime
) -> dict[str, int]:
    """Give what is ticked to a colleague, write to her, and return how much of each kind it was.

    Raises NotFound for whom it does not concern, InvalidInput where nothing is ticked, for somebody who is not there or
    who would have more than there is room for, Conflict where nothing is left of what was ticked.
    """
    policy.require_giver(actor, membership)
    taken = chosen(kinds, policy.is_herself(actor, membership))
    if not taken:
        raise InvalidInput({"kinds": labels.NOTHING_CHOSEN})
    if to_id not in {number for number, _name in queries.colleagues(session, membership, at)}:
        raise InvalidInput({"to": labels.NO_COLLEAGUE})
    receiver = people.get_user(session, session.get_one(Membership, to_id).user_id)
    _require_room(session, membership, receiver.id or 0, taken)
    things = queries.in_hand(session, membership, receiver.language, at) if Kind.IN_HAND in taken else []
    counts = {Kind.IN_HAND.value: len(things)} if things else {}
    counts |= _move(session, membership, receiver.id or 0, taken)
    if not counts:
        raise Conflict("nothing-there", labels.NOTHING_THERE)
    since = {"since": things[-1].at.isoformat()} if things else {}
    audit.record(session, actor, queries.HANDED, "membership", membership.id, at=at, to=to_id, **counts, **since)
    giver, library = people.get_user(session, membership.user_id), session.get_one(Library, membership.library_id)
    named = [
        (
            labels.SUBJECTS[each.subject],
            *labels.page_of(each.subject, each.id),
            named_in_letter(each.subject, each.name),
        )
        for each in things
    ]
    told = {
        "name": receiver.name,
        "giver": giver.name or giver.email,
        "library": library.name_in(receiver.language),
        "filters": counts.get(Kind.SHARED_FILTERS.value, 0) + counts.get(Kind.OWN_FILTERS.value, 0),
        "alerts": counts.get(Kind.ALERTS.value, 0),
        "things": named,
    }
    if receiver.email:
        mail.write(session, receiver.email, receiver.language, LETTER, told, library_id=library.id)
    return counts


def _require_room(session: Session, membership: Membership, to_user_id: int, kinds: Collection[Kind]) -> None:
    """Raise InvalidInput where a colleague would have more than she could keep herself."""
    shared = [kind is Kind.SHARED_FILTERS for kind in (Kind.SHARED_FILTERS, Kind.OWN_FILTERS) if kind in kinds]
    if queries.filters_then(session, membership, to_user_id, shared) > MOST_KEPT:
        raise InvalidInput({"to": labels.NO_ROOM_FOR_FILTERS})
    if Kind.ALERTS in kinds and queries.alerts_then(session, membership, to_user_id) > MOST_ALERTS:
        raise InvalidInput({"to": labels.NO_ROOM_FOR_ALERTS})


def _move(session: Session, membership: Membership, to_user_id: int, kinds: Collection[Kind]) -> dict[str, int]:
    counts = {}
    for kind in kinds:
        if kind not in queries.FOUND:
            continue
        rows = session.scalars(queries.FOUND[kind](membership)).all()
        for row in rows:
            if isinstance(row, SavedFilter):
                _give_filter(session, row, to_user_id)
            else:
                _give_alert(session, row, to_user_id)
        session.flush()
        if rows:
            counts[kind.value] = len(rows)
    return counts


def _give_filter(session: Session, row: SavedFilter, to_user_id: int) -> None:
    """Make a filter the colleague's; where she has one of the same name, it gets a number behind."""
    hers = (
        col(SavedFilter.user_id) == to_user_id,
        col(SavedFilter.library_id) == row.library_id,
        col(SavedFilter.page) == row.page,
    )
    names = session.scalars(sa.select(col(SavedFilter.name)).where(*hers)).all()
    row.name, row.user_id = free_name(row.name, names, LONGEST_FILTER_NAME), to_user_id
    session.flush()


def _give_alert(session: Session, row: SearchAlert, to_user_id: int) -> None:
    """Have the colleague told of a search; one of which she is told already goes."""
    same = (col(SearchAlert.user_id) == to_user_id, col(SearchAlert.query) == row.query)
    if session.scalar(sa.select(col(SearchAlert.id)).where(*same)) is None:
        row.user_id = to_user_id
    else:
        session.delete(row)
