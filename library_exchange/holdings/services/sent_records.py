"""Records in MARC that a program sends one by one: taken in as those of a file are, and told as done by its key.

Copies that such a record tells come with it when it is new. Later they are changed at their own door alone: a record
that is sent anew leaves them as they are.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services import doubting, records, sources
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.holdings.queries.history import NOTHING, stand
from library_exchange.holdings.queries.look_alikes import look_alikes
from library_exchange.holdings.queries.own_records import copies_of, get_source, version_of
from library_exchange.holdings.rules.codes import Act
from library_exchange.holdings.services.copies import stated
from library_exchange.holdings.services.correcting import ALREADY, CHANGED, HELD, free_number
from library_exchange.holdings.services.history import note
from library_exchange.marc.description import Description

SAME_NUMBER = _l("Your library has a record with this number. Change it at its own address.")
OTHER_NUMBER = _l("This record has another number than the one at this address.")
TAKEN_BARCODE = _l("Another copy of your library has one of these numbers.")
DELETED = _l("This record says that the book is there no more. Withdraw its copies instead.")


def enter(session: Session, actor: Actor, sent: Arrival, at: datetime, is_another: bool = False) -> SourceRecord:
    """Take a new record of the actor's library in with the copies that it tells; return it.

    One without a number gets one of ours. Raises InvalidInput for a record that says that it is deleted, Conflict if
    the library has one of that number, a copy with one of its bar codes, or such a book already, unless somebody says
    that it `is_another`; that names the `alike` ones.
    """
    library_id = _library(actor)
    said = _standing(sent)
    if said.source_id is None:
        sent = replace(sent, kept_as=free_number(session, library_id))
    known = sources.known(session, library_id, [sent.source_id]).get(sent.source_id)
    if known is not None and known.withdrawn_at is None:
        raise Conflict("number-taken", SAME_NUMBER, alike=[known.id])
    if doubting.taken_numbers(session, library_id, {0: said}, None):
        raise Conflict("barcode-taken", TAKEN_BARCODE)
    alike = [] if is_another else [each.source_id for each in look_alikes(session, library_id, said)]
    if alike:
        raise Conflict(HELD, ALREADY, alike=alike)
    stood = NOTHING if known is None else stand(session, known)
    records.take_in(session, library_id, [sent], at)
    source = sources.known(session, library_id, [sent.source_id])[sent.source_id]
    session.refresh(source)
    note(session, actor, source, Act.ENTERED, stood, at)
    audit.record(session, actor, "enter", "source_record", source.id, at=at, from_record=None)
    return source


def replace_record(
    session: Session, actor: Actor, source_id: int, version: int, sent: Arrival, at: datetime
) -> SourceRecord:
    """Have a record of the actor's library say what `sent` says, and be matched anew; its copies stay as they are.

    Raises NotFound for another library's, InvalidInput for one with another number or that says that it is deleted,
    Conflict if somebody has changed it since it was `version`, or it is withdrawn.
    """
    source = get_source(session, actor.library_id, source_id, is_writing=True)
    if version_of(source) != version:
        raise Conflict("changed-meanwhile", CHANGED, source=source_id)
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn. Take it back into the catalogue first."))
    said = _standing(sent)
    if said.source_id not in (None, source.source_id):
        raise InvalidInput({"record": OTHER_NUMBER})
    said = replace(said, holdings=stated(copies_of(session, [source.id])[source.id]))
    arrival = replace(sent, description=said, kept_as=source.source_id, import_id=source.import_id)
    if arrival.digest == source.digest:
        return source
    stood = stand(session, source)
    records.take_in(session, source.library_id, [arrival], at, anew=True)
    session.refresh(source)
    note(session, actor, source, Act.CORRECTED, stood, at)
    audit.record(session, actor, "correct", "source_record", source.id, at=at, fields=["record"])
    return source


def _standing(sent: Arrival) -> Description:
    if sent.description.is_deleted:
        raise InvalidInput({"record": DELETED})
    return sent.description


def _library(actor: Actor) -> int:
    if actor.library_id is None:
        raise NotFound("library")
    return actor.library_id
