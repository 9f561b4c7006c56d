"""Books that leave by hand: a copy, a record, many records at once, each with its reason; and their coming back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from library_exchange.catalogue.followers import open_about, withdraw_offered
from library_exchange.catalogue.models import Item, LocalState, SourceRecord
from library_exchange.catalogue.services import index, records
from library_exchange.catalogue.services import withdrawing as records_leaving
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l, format_list
from library_exchange.holdings.models import Correction, Withdrawal
from library_exchange.holdings.queries.history import open_withdrawals, stand
from library_exchange.holdings.queries.own_records import (
    OwnCopy,
    get_source,
    last_withdrawal,
    said_by,
)
from library_exchange.holdings.rules.codes import Act
from library_exchange.holdings.schemas import Leaving
from library_exchange.holdings.services.copies import tell_states
from library_exchange.holdings.services.history import note


class Left(NamedTuple):
    """What left: the copies, and how many offers of them were withdrawn."""

    copies: int
    offers: int


def withdraw_record(
    session: Session,
    actor: Actor,
    source: SourceRecord,
    why: Leaving,
    at: datetime,
    undoes: Correction | None = None,
) -> Left:
    """Withdraw a record with all its copies; what is offered of them is withdrawn, too. It may take an act back.

    Raises Conflict if it is withdrawn already, or while a copy is promised or lent: with what it is promised by.
    """
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn already."))
    stood = stand(session, source)
    there = _there(list(stood.copies.values()))
    if any(each.is_promised for each in there):
        raise Conflict("item-promised", promised_by(session, source))
    offers = _note(session, source, there, why, at, is_whole=True)
    records_leaving.withdraw(session, source.library_id, [source.source_id], at)
    session.refresh(source)
    note(session, actor, source, Act.WITHDRAWN, stood, at, undoes)
    audit.record(session, actor, "withdraw", "source_record", source.id, at=at, reason=why.reason)
    return Left(len(there), offers)


def promised_by(session: Session, source: SourceRecord) -> str:
    """Return the sentence that says why a record stays: what is open about its copies."""
    told = open_about(session, source.library_id, source.record_id)
    if not told:
        return str(_l("A copy is promised or lent to another library, or on its way there. Finish that first."))
    what = format_list(told)
    return str(_l("A copy is promised or lent: %(what)s. Finish that first.", what=what))


def withdraw_copies(
    session: Session, actor: Actor, source: SourceRecord, going: Sequence[OwnCopy], why: Leaving, at: datetime
) -> Left:
    """Withdraw some copies of a record for one reason. Raises Conflict if one is promised or lent."""
    if any(each.is_promised for each in going):
        raise Conflict("item-promised", promised_by(session, source))
    offers = _note(session, source, going, why, at)
    for each in going:
        session.get_one(Item, each.id).local_state = LocalState.WITHDRAWN
        audit.record(session, actor, "withdraw", "item", each.id, at=at, reason=why.reason)
    session.flush()
    index.announce(session, [source.record_id])
    return Left(len(going), offers)


def restore(
    session: Session, actor: Actor, source_id: int, at: datetime, undoes: Correction | None = None
) -> SourceRecord:
    """Take a withdrawn record back: its copies are in the states that they were in. It may take an act back.

    Raises Conflict if it is not withdrawn.
    """
    source = get_source(session, actor.library_id, source_id, is_writing=True)
    if source.withdrawn_at is None:
        raise Conflict("not-withdrawn", _l("This record is in the catalogue already."))
    stood = stand(session, source)
    by_hand = last_withdrawal(session, source.id)
    kept = (source.source_id, source.corrected_at)
    arrival = Arrival(said_by(source), source.raw, source.profile, source.encoding, source.import_id, *kept)
    records.take_in(session, source.library_id, [arrival], at, anew=by_hand is not None)
    session.refresh(source)
    if by_hand is not None:
        tell_states(session, [(item_id, state) for item_id, state in by_hand.copies], source)
        by_hand.undone_at = at
    note(session, actor, source, Act.RESTORED, stood, at, undoes)
    for done in open_withdrawals(session, source.id):
        done.undone_at = at
    audit.record(session, actor, "restore", "source_record", source.id, at=at)
    return source


def _there(copies: Sequence[OwnCopy]) -> list[OwnCopy]:
    return [each for each in copies if each.state is not LocalState.WITHDRAWN]


def _note(
    session: Session,
    source: SourceRecord,
    copies: Sequence[OwnCopy],
    why: Leaving,
    at: datetime,
    is_whole: bool = False,
) -> int:
    """Keep what leaves and why, and withdraw what is offered of it; return how many offers went."""
    session.add(
        Withdrawal(
            library_id=source.library_id,
            source_record_id=source.id,
            reason=why.reason,
            note=why.reason_note or None,
            copies=[[each.id, str(each.state)] for each in copies],
            is_whole=is_whole,
            withdrawn_at=at,
        )
    )
    return withdraw_offered(session, [each.id for each in copies], at)
