"""Deciding about two titles: they are one and are joined, or they are two and stay apart, whatever comes later."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.catalogue.services import index, judging, merging, records, title_doubts
from library_exchange.catalogue.services.sources import said_of
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.duplicates import labels
from library_exchange.duplicates.models import TitleAct, TitleChange
from library_exchange.duplicates.queries.titles import evidence, is_clearly_against, source_ids
from library_exchange.duplicates.services.titles import Seen, across, begin, claim, end


def join(session: Session, actor: Actor, seen: Seen, at: datetime, keep: int, is_sure: bool = False) -> TitleChange:
    """Join two titles to the one with the id `keep`, to which the address of the other leads from now on.

    All that refers to the other refers to this one. Raises Conflict, also where what libraries sent cannot be read any
    more, and InvalidInput where the evidence is clearly against it and nobody said that she `is_sure`.
    """
    other = _other(seen, keep)
    claim(session, actor, seen)
    said = said_of(session, seen)
    if len(said) != len(seen):
        raise Conflict("unreadable", labels.UNREADABLE, records=sorted(seen))
    if not is_sure and is_clearly_against(evidence(said[keep], said[other])):
        raise InvalidInput({"is_sure": labels.NOT_SURE}, labels.NOT_SURE)
    pairs = across(source_ids(session, keep), source_ids(session, other))
    names = [(number, said[number][0].description.title) for number in (keep, other)]
    change = begin(session, actor, TitleAct.MERGE, names, at)
    doubts = title_doubts.of(session, seen)
    merged = merging.merge(session, other, keep)
    session.expire_all()
    before = judging.judge(session, pairs, is_same=True, change_id=change.id)
    records.tell_anew(session, [keep], at)
    index.announce(session, [other])
    return end(session, change, merged.stored() | {"judged": before, "doubts": doubts})


def keep_apart(session: Session, actor: Actor, seen: Seen, at: datetime) -> TitleChange:
    """Remember that two records are of two titles; no rule joins them from now on."""
    one = min(seen)
    other = _other(seen, one)
    claim(session, actor, seen)
    said = said_of(session, seen)
    names = [(number, said[number][0].description.title if number in said else "") for number in (one, other)]
    change = begin(session, actor, TitleAct.KEEP_APART, names, at)
    pairs = across(source_ids(session, one), source_ids(session, other))
    before = judging.judge(session, pairs, is_same=False, change_id=change.id)
    doubts = [each for each in title_doubts.of(session, [one]) if other in each[:2]]
    title_doubts.forget(session, [(one, other)])
    return end(session, change, {"judged": before, "doubts": doubts})


def _other(seen: Seen, keep: int) -> int:
    others = [number for number in seen if number != keep]
    if len(others) != 1:
        raise Conflict("itself", labels.ITSELF, record=keep)
    return others[0]
