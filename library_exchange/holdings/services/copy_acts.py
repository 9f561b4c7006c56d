"""What a librarian does to copies: one is added or changed, those of many records are changed by one act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from library_exchange.catalogue.followers import open_about_copy
from library_exchange.catalogue.models import LocalState, SourceRecord
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.filling import Scope, filled
from library_exchange.core.i18n import _l
from library_exchange.holdings.queries.history import stand
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of, get_copy, get_source, said_by, version_of
from library_exchange.holdings.rules.codes import Act, Reason, Together
from library_exchange.holdings.schemas import CopyChange, CopyGiven, Leaving, NewCopies, TickedAct
from library_exchange.holdings.services import copies, correcting, withdrawing
from library_exchange.holdings.services.history import note

MARKS = {Together.CALL_NUMBER: "call_number", Together.PLACE: "place"}
"""What a copy may lack, and what a change of several fills in."""
EMPTY = _l("Fill in this field. To take it away from one copy, open that copy.")
CHANGED = _l("Somebody has changed this copy meanwhile. Open it again and look at what stands there now.")
CHANGED_SOME = _l("Somebody has changed one of these copies meanwhile. Look at them again, and tick anew.")


class Changed(NamedTuple):
    """What became of a copy: its record, how many offers of it ended, and what is still open about it, in words."""

    source_id: int
    offers: int
    still_open: Sequence[str] = ()


class Stays(NamedTuple):
    """A ticked record that was left as it is, and why."""

    source: SourceRecord
    why: str


class Done(NamedTuple):
    """What became of ticked records: those done, those that stay, ended offers, replaced marks."""

    records: Sequence[SourceRecord]
    stay: Sequence[Stays]
    offers: int
    replaced: int = 0


def add(session: Session, actor: Actor, source_id: int, given: NewCopies, at: datetime) -> SourceRecord:
    """Add copies to a record of the actor's library.

    Raises InvalidInput for the number of another copy, Conflict for a withdrawn record.
    """
    source = get_source(session, actor.library_id, source_id, is_writing=True)
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn. Take it back into the catalogue first."))
    copies.require_free(session, source.library_id, given)
    stood = stand(session, source)
    made = copies.add(session, source, given)
    correcting.write(session, source, said_by(source), at)
    note(session, actor, source, Act.COPIES_ADDED, stood, at)
    audit.record(session, actor, "add_copies", "source_record", source.id, at=at, items=made)
    return source


def change(session: Session, actor: Actor, item_id: int, given: CopyChange, at: datetime) -> Changed:
    """Change a copy of the actor's library, or withdraw it for the reason given.

    Raises InvalidInput if no reason is given or another copy has the number, Conflict if somebody has changed it since
    it was seen, or it is promised and was to be elsewhere.
    """
    copy = get_copy(session, actor.library_id, item_id)
    source = get_source(session, actor.library_id, copy.source_id, is_writing=True)
    if given.seen != copy.seen:
        raise Conflict("changed-meanwhile", CHANGED, item=item_id)
    stood = stand(session, source)
    if given.state is LocalState.WITHDRAWN and copy.state is not LocalState.WITHDRAWN:
        if given.reason is None:
            raise InvalidInput({"reason": _l("Choose why the copy is withdrawn.")})
        stays = CopyGiven.model_validate(given.model_dump() | {"state": copy.state})
        copies.change(session, source, copy, stays, at)
        why = Leaving(reason=given.reason, reason_note=given.reason_note)
        offers = withdrawing.withdraw_copies(session, actor, source, [copy], why, at).offers
    else:
        offers = copies.change(session, source, copy, given, at)
    _tell(session, actor, source, copy, at)
    note(session, actor, source, Act.COPIES_CHANGED, stood, at)
    is_lent_no_more = given.state is LocalState.NOT_LENT is not copy.state
    return Changed(source.id, offers, open_about_copy(session, item_id) if is_lent_no_more else ())


def withdraw_ticked(
    session: Session, actor: Actor, source_id: int, ticked: Mapping[int, str], why: Leaving, at: datetime
) -> tuple[SourceRecord, withdrawing.Left]:
    """Withdraw the ticked copies of a record, each named by its id with what was seen of it.

    Raises NotFound for a copy of another record, Conflict if one was changed meanwhile, or is promised or lent.
    """
    source = get_source(session, actor.library_id, source_id, is_writing=True)
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn already."))
    own = {each.id: each for each in copies_of(session, [source.id])[source.id]}
    if not ticked.keys() <= own.keys():
        raise NotFound("item")
    going = [own[each] for each in ticked]
    if any(each.seen != ticked[each.id] or each.state is LocalState.WITHDRAWN for each in going):
        raise Conflict("changed-meanwhile", CHANGED_SOME)
    stood = stand(session, source)
    left = withdrawing.withdraw_copies(session, actor, source, going, why, at)
    correcting.write(session, source, said_by(source), at)
    note(session, actor, source, Act.COPIES_WITHDRAWN, stood, at)
    return source, left


def act_on(session: Session, actor: Actor, rows: Sequence[tuple[int, int]], given: TickedAct, at: datetime) -> Done:
    """Do one thing to all ticked records, each named by its id and version; return what became of them.

    A record stays that somebody has changed meanwhile, that is withdrawn, or of which a copy is promised or lent and
    should leave or be elsewhere. Raises InvalidInput if nothing is told of what it is to be, or why.
    """
    _require_told(given)
    done: list[SourceRecord] = []
    stay: list[Stays] = []
    offers, replaced = 0, 0
    for source_id, version in rows:
        source = get_source(session, actor.library_id, source_id, is_writing=True)
        try:
            with session.begin_nested():
                ended, over = _act(session, actor, source, version, given, at)
        except Conflict as refused:
            stay.append(Stays(source, str(refused.sentence)))
        else:
            done.append(source)
            offers += ended
            replaced += over
    return Done(done, stay, offers, replaced)


def _require_told(given: TickedAct) -> None:
    needed: dict[Together, tuple[str, object, Any]] = {
        Together.WITHDRAW: ("reason", given.reason, _l("Choose why they are withdrawn.")),
        Together.CALL_NUMBER: ("new_call_number", given.new_call_number, EMPTY),
        Together.PLACE: ("new_place", given.new_place, EMPTY),
    }
    name, told, sentence = needed.get(given.act, ("", True, None))
    if not told:
        raise InvalidInput({name: sentence})


def _act(
    session: Session, actor: Actor, source: SourceRecord, version: int, given: TickedAct, at: datetime
) -> tuple[int, int]:
    """Do one thing to one record; return how many offers ended, and in how many copies a mark became another."""
    if version_of(source) != version:
        raise Conflict("changed-meanwhile", _l("Somebody has changed this record meanwhile."))
    if given.act is Together.WITHDRAW:
        why = Leaving(reason=given.reason or Reason.OTHER)
        return withdrawing.withdraw_record(session, actor, source, why, at).offers, 0
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn already."))
    stood = stand(session, source)
    there = [each for each in stood.copies.values() if each.state is not LocalState.WITHDRAWN]
    marks = {name: getattr(given, f"new_{name}")} if (name := MARKS.get(given.act)) else {}
    over = [each for each in there if filled({name: getattr(each, name) for name in marks}, marks, {})]
    if name and given.scope is Scope.GAPS:
        gaps = [each for each in there if not getattr(each, name)]
        if there and not gaps:
            raise Conflict("filled", _l("All its copies have one already, and it stays."))
        there, over = gaps, []
    offers = sum(copies.change(session, source, copy, _as_told(copy, given), at) for copy in there)
    correcting.write(session, source, said_by(source), at)
    note(session, actor, source, Act.COPIES_CHANGED, stood, at)
    audit.record(session, actor, "change_copies", "source_record", source.id, at=at, act=given.act)
    return offers, len(over)


def _as_told(copy: OwnCopy, given: TickedAct) -> CopyGiven:
    is_shelf, is_place = given.act is Together.CALL_NUMBER, given.act is Together.PLACE
    return CopyGiven(
        barcode=copy.barcode or "",
        call_number=given.new_call_number if is_shelf else copy.call_number or "",
        copy_place=given.new_place if is_place else copy.place or "",
        state=given.new_state if given.act is Together.STATE else copy.state,
    )


def _tell(session: Session, actor: Actor, source: SourceRecord, before: OwnCopy, at: datetime) -> None:
    """Have the record say what its copies are now, and note what became of this one."""
    if source.withdrawn_at is None:
        correcting.write(session, source, said_by(source), at)
    after = get_copy(session, actor.library_id, before.id)
    facts = {"state": str(after.state), "before": str(before.state), "call_number": after.call_number}
    audit.record(session, actor, "change", "item", before.id, at=at, **facts)
