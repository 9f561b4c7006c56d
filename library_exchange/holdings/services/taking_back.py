"""Taking an act by hand back: what stood before it stands again, as far as nobody has built on it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import LocalState, SourceRecord
from library_exchange.catalogue.services.sources import unpacked
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.holdings.models import Correction, Withdrawal
from library_exchange.holdings.queries.history import Stand, get_correction, stand, told_of, why_it_stays
from library_exchange.holdings.queries.own_records import get_source, said_by
from library_exchange.holdings.rules import parts
from library_exchange.holdings.rules.codes import Act, Reason
from library_exchange.holdings.schemas import CopyGiven, Leaving
from library_exchange.holdings.services import copies, correcting, withdrawing
from library_exchange.holdings.services.history import note

BUILT_ON = "built-on"
"""Why an act is not taken back: it was already, or somebody has gone on from there."""


def take_back(session: Session, actor: Actor, correction_id: int, at: datetime) -> Correction:
    """Have stand again what stood before an act by hand of the actor's library.

    A book that was entered and copies that were added are withdrawn as entered by mistake. Raises NotFound for another
    library's act, Conflict with the reason if it was taken back meanwhile or somebody has built on it.
    """
    done = get_correction(session, actor.library_id, correction_id)
    source = get_source(session, actor.library_id, done.source_record_id, is_writing=True)
    session.refresh(done)
    stood = stand(session, source)
    why_not = why_it_stays(done, stood)
    if why_not is not None:
        raise Conflict(BUILT_ON, why_not, correction=done.id)
    _by_act(session, actor, source, done, stood, at)
    done.undone_at = at
    session.flush()
    audit.record(session, actor, "take_back", "source_record", source.id, at=at, act=done.act, correction=done.id)
    return done


def _by_act(session: Session, actor: Actor, source: SourceRecord, done: Correction, stood: Stand, at: datetime) -> None:
    mistake = Leaving(reason=Reason.BY_MISTAKE)
    if done.act is Act.WITHDRAWN:
        withdrawing.restore(session, actor, source.id, at, done)
    elif done.act is Act.ENTERED:
        withdrawing.withdraw_record(session, actor, source, mistake, at, done)
    elif done.act is Act.COPIES_ADDED:
        going = [stood.copies[item_id] for item_id, *_more in done.copies]
        withdrawing.withdraw_copies(session, actor, source, going, mistake, at)
        _write(session, source, done, stood, at)
        note(session, actor, source, Act.COPIES_WITHDRAWN, stood, at, done)
    else:
        _put_copies_back(session, source, done, stood, at)
        _write(session, source, done, stood, at)
        note(session, actor, source, _SEEN_AS[done.act], stood, at, done)


_SEEN_AS = {
    Act.CORRECTED: Act.CORRECTED,
    Act.COPIES_CHANGED: Act.COPIES_CHANGED,
    Act.COPIES_WITHDRAWN: Act.COPIES_CHANGED,
}
"""As what an act is written down that takes one of these back."""


def _put_copies_back(session: Session, source: SourceRecord, done: Correction, stood: Stand, at: datetime) -> None:
    for item_id, number, before, _after in done.copies:
        copy = stood.copies[item_id]
        given = CopyGiven.model_validate(told_of(copy) | before)
        try:
            copies.change(session, source, copy, given, at)
        except InvalidInput as taken:
            sentence = _l(
                "Another copy has the number now that copy %(number)s had. Correct it by hand.", number=number
            )
            raise Conflict(BUILT_ON, sentence, item=item_id) from taken
    back = {item_id for item_id, _number, _before, after in done.copies if after.get("state") == LocalState.WITHDRAWN}
    of_record = (col(Withdrawal.source_record_id) == source.id, col(Withdrawal.undone_at).is_(None))
    for row in session.scalars(sa.select(Withdrawal).where(*of_record, ~col(Withdrawal.is_whole))):
        if back.issuperset(item_id for item_id, _state in row.copies):
            row.undone_at = at


def _write(session: Session, source: SourceRecord, done: Correction, stood: Stand, at: datetime) -> None:
    """Have the record say what it said; if nobody wrote in it after that act, it counts as it counted before."""
    said = said_by(source)
    if done.said_before is not None and done.said_after is not None:
        said = parts.taken_back(said, unpacked(done.said_before), unpacked(done.said_after))
    corrected_at = done.corrected_before if stood.corrected_at == done.done_at else at
    correcting.write_as_of(session, source, said, corrected_at, at)
