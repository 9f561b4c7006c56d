"""Saying from which servers a library's records are harvested: entered, chosen, paused, ended."""

from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.harvesting.queries import has_source, running
from library_exchange.harvesting.rules.runs import Outcome
from library_exchange.harvesting.schemas import Choice
from library_exchange.harvesting.services.asking import Introduced
from library_exchange.harvesting.services.orders import REMOVE, order

MOST_SOURCES = 20


def add(
    session: Session, actor: Actor, library_id: int, url: str, introduced: Introduced, at: datetime
) -> HarvestSource:
    """Note a server that has introduced itself; nothing is harvested before somebody chose what.

    Raises InvalidInput if it is known without a choice, or there are too many.
    """
    if has_source(session, library_id, url):
        raise InvalidInput({"url": _l("This server is entered already. Choose there what is harvested.")})
    mine = sa.select(sa.func.count()).select_from(HarvestSource).where(col(HarvestSource.library_id) == library_id)
    if (session.scalar(mine) or 0) >= MOST_SOURCES:
        raise InvalidInput({"url": _l("There are too many servers. End one that is not needed.")})
    source = HarvestSource(library_id=library_id, url=url, name="", next_at=at, created_at=at, changed_at=at)
    _keep_introduction(source, introduced)
    session.add(source)
    session.flush()
    # An address may hold what nobody else should know: the audit names the server alone.
    audit.record(session, actor, "add", "harvest_source", source.id, server=urlsplit(url).hostname)
    return source


def introduce_again(session: Session, actor: Actor, source: HarvestSource, introduced: Introduced) -> None:
    """Note what a server says of itself now."""
    _keep_introduction(source, introduced)
    audit.record(session, actor, "ask_again", "harvest_source", source.id)


def _keep_introduction(source: HarvestSource, introduced: Introduced) -> None:
    said = introduced.repository
    source.name, source.has_seconds, source.deleted = said.name, said.has_seconds, said.deleted
    source.offers = introduced.offers


def choose(session: Session, actor: Actor, source: HarvestSource, given: Choice, at: datetime) -> None:
    """Have a server harvested in a form, one set or all of it; another choice is tried at once, and from the beginning.

    Raises InvalidInput for what the server does not give.
    """
    if given.prefix not in {each["prefix"] for each in source.offers["formats"]}:
        raise InvalidInput({"prefix": _l("Choose one of the values offered.")})
    if given.set_spec and given.set_spec not in {spec for spec, _name in source.offers["sets"]}:
        raise InvalidInput({"set_spec": _l("Choose one of the values offered.")})
    if has_source(session, source.library_id, source.url, given.set_spec, source.id):
        raise InvalidInput({"set_spec": _l("This set is harvested already.")})
    is_new = (source.prefix, source.set_spec) != (given.prefix, given.set_spec)
    source.prefix, source.set_spec, source.often = given.prefix, given.set_spec, given.often
    if is_new:
        _stop_running(session, source, at)
        source.failures, source.failing_since, source.waits, source.changed_at = 0, None, 0, at
        source.is_paused, source.is_whole_next, source.next_at = False, True, at
        order(session, source)
    audit.record(session, actor, "choose", "harvest_source", source.id, prefix=given.prefix, set_spec=given.set_spec)


def harvest_now(session: Session, actor: Actor, source: HarvestSource, at: datetime, is_whole: bool = False) -> None:
    """Have a server harvested at once, all of it anew if that `is_whole`. Raises Conflict while it is, or is paused."""
    if source.prefix is None or source.is_paused:
        raise Conflict("not-harvested", sentence=_l("This server is not harvested now. Choose what, or go on first."))
    if source.next_at <= at:
        raise Conflict("being-harvested", sentence=_l("It is being harvested already. Reload the page in a minute."))
    if is_whole:
        _stop_running(session, source, at)
        source.is_whole_next = True
    source.next_at, source.waits = at, 0
    order(session, source)
    audit.record(session, actor, "harvest", "harvest_source", source.id, is_whole=is_whole)


def pause(session: Session, actor: Actor, source: HarvestSource) -> None:
    """Have a server left alone for now; a harvest that is at work stops behind its page, and goes on there later."""
    if source.is_paused:
        raise Conflict("paused", sentence=_l("It is paused already. Reload the page."))
    source.is_paused = True
    audit.record(session, actor, "pause", "harvest_source", source.id)


def go_on(session: Session, actor: Actor, source: HarvestSource, at: datetime) -> None:
    """Have a server that was left alone harvested again, at once."""
    if not source.is_paused:
        raise Conflict("not-paused", sentence=_l("It goes on already. Reload the page."))
    source.is_paused, source.next_at, source.waits = False, at, 0
    order(session, source)
    audit.record(session, actor, "go_on", "harvest_source", source.id)


def end(session: Session, actor: Actor, source: HarvestSource) -> None:
    """Have a server harvested no more, and forget it; what was taken in stays."""
    audit.record(session, actor, "end", "harvest_source", source.id, server=urlsplit(source.url).hostname)
    mine = sa.select(col(Harvest.id)).where(col(Harvest.source_id) == source.id, col(Harvest.has_pages))
    for harvest_id in session.scalars(mine).all():
        outbox.put(session, REMOVE, {"harvest": harvest_id})
    session.delete(source)


def _stop_running(session: Session, source: HarvestSource, at: datetime) -> None:
    row = running(session, source)
    if row is not None:
        row.outcome, row.reason, row.finished_at = Outcome.STOPPED, None, at
