"""Writing what a library's record says: corrected by hand, entered anew, or taken over from a title of the union.

All goes the way of a record in a file: it is matched anew, and what librarians decided of titles stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BY_HAND, BibliographicRecord, SourceRecord
from library_exchange.catalogue.services import records, sources
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.holdings.queries.history import NOTHING, stand
from library_exchange.holdings.queries.look_alikes import look_alikes
from library_exchange.holdings.queries.own_records import copies_of, get_source, said_by, version_of
from library_exchange.holdings.rules import book_fields
from library_exchange.holdings.rules.codes import Act
from library_exchange.holdings.schemas import NewCopies
from library_exchange.holdings.services.copies import add, require_free, stated, take_on_word
from library_exchange.holdings.services.history import note
from library_exchange.marc.description import Description
from library_exchange.marc.encoding import Encoding

OWN = "own:"
"""What stands before the number of a record that was entered here."""
HELD = "held-already"
"""Why a book is not entered that the library seems to have."""
ALREADY = _l("Your library seems to have this book. Add a copy to its record, or say that this is another book.")
CHANGED = _l("Somebody has changed this record meanwhile. What you typed stands here still: compare, and save again.")


def correct(
    session: Session, actor: Actor, source_id: int, version: int, given: Mapping[str, Any], at: datetime
) -> SourceRecord:
    """Have a record of the actor's library say what the fields `given` say; its copies stay as they are.

    Raises NotFound for another library's, Conflict if somebody has changed it since it was `version`, or it is
    withdrawn.
    """
    source = get_source(session, actor.library_id, source_id, is_writing=True)
    if version_of(source) != version:
        raise Conflict("changed-meanwhile", CHANGED, source=source_id)
    if source.withdrawn_at is not None:
        raise Conflict("withdrawn", _l("This record is withdrawn. Take it back into the catalogue first."))
    said = said_by(source)
    corrected = book_fields.corrected(said, given)
    if corrected == said:
        return source
    before, after = book_fields.shown(said), book_fields.shown(corrected)
    fields = sorted(name for name in before if before[name] != after[name])
    stood = stand(session, source)
    write(session, source, corrected, at)
    note(session, actor, source, Act.CORRECTED, stood, at)
    audit.record(session, actor, "correct", "source_record", source.id, at=at, fields=fields)
    return source


def write(session: Session, source: SourceRecord, said: Description, at: datetime) -> None:
    """Keep what a record says now and match it anew; its copies go along and are what they were."""
    write_as_of(session, source, said, at, at)


def write_as_of(
    session: Session, source: SourceRecord, said: Description, corrected_at: datetime | None, at: datetime
) -> None:
    """Do as `write` does for a record last written by hand at `corrected_at`, None if it is again as it came."""
    said = replace(said, holdings=stated(copies_of(session, [source.id])[source.id]))
    kept = (source.profile, source.encoding, source.import_id, source.source_id, corrected_at)
    arrival = Arrival(said, source.raw, *kept)
    records.take_in(session, source.library_id, [arrival], at, anew=True)
    session.refresh(source)


def enter(
    session: Session,
    actor: Actor,
    given: Mapping[str, Any],
    copies: NewCopies,
    record_id: int | None,
    at: datetime,
    is_another: bool = False,
) -> SourceRecord:
    """Enter a book with its copies; return the new record of the actor's library.

    With `record_id` it says what that title of the union says, except where the fields `given` say something else. One
    without a language gets that of the letters of its title. Raises InvalidInput for the number of another copy,
    Conflict with the `alike` ones if the library has such a book already, unless somebody says that it `is_another`.
    """
    beginning = Beginning(said_of_title(session, record_id), record_id=record_id)
    return enter_from(session, actor, given, copies, beginning, at, is_another)


@dataclass(frozen=True)
class Beginning:
    """What a new record begins with: what it says, its bytes where it came in a format, the title it is taken from."""

    said: Description
    raw: bytes = b""
    profile: str = BY_HAND
    encoding: Encoding = Encoding.UTF_8
    record_id: int | None = None


def enter_from(
    session: Session,
    actor: Actor,
    given: Mapping[str, Any],
    copies: NewCopies,
    began: Beginning,
    at: datetime,
    is_another: bool = False,
) -> SourceRecord:
    """Do as `enter` does with a record that begins with what `began` says, and keeps its bytes."""
    library_id = _library(actor)
    require_free(session, library_id, copies)
    said = book_fields.with_language(book_fields.corrected(began.said, given))
    alike = [] if is_another else look_alikes(session, library_id, said)
    if alike:
        raise Conflict(HELD, ALREADY, alike=alike)
    number = free_number(session, library_id)
    said = replace(said, source_id=number, source_updated=None, holdings=(), is_deleted=False)
    arrival = Arrival(said, began.raw, began.profile, began.encoding, None, number, at)
    records.take_in(session, library_id, [arrival], at)
    source = sources.known(session, library_id, [number])[number]
    take_on_word(session, source, copies.call_number or None)
    add(session, source, copies, is_first=True)
    write(session, source, said, at)
    note(session, actor, source, Act.ENTERED, NOTHING, at)
    audit.record(session, actor, "enter", "source_record", source.id, at=at, from_record=began.record_id)
    return source


def said_of_title(session: Session, record_id: int | None) -> Description:
    """Return what the first library says of a title, without its copies; a book of which nothing is said for None.

    Of one that became part of another it is what is said of that. Raises NotFound for a title that is not in the
    catalogue.
    """
    if record_id is None:
        return book_fields.BLANK
    record = session.get(BibliographicRecord, record_id)
    stands = record_id if record is None or record.merged_into_id is None else record.merged_into_id
    told: Sequence[sources.Said] = sources.said_of(session, [stands]).get(stands, [])
    if not told:
        raise NotFound("record", record=record_id)
    return replace(told[0].description, holdings=(), source_id=None)


def _library(actor: Actor) -> int:
    if actor.library_id is None:
        raise NotFound("library")
    return actor.library_id


def free_number(session: Session, library_id: int) -> str:
    """Return the next of the numbers under which a library's records are entered here: own:1, own:2."""
    own = (col(SourceRecord.library_id) == library_id, col(SourceRecord.source_id).startswith(OWN))
    used = session.scalars(sa.select(col(SourceRecord.source_id)).where(*own)).all()
    numbers = [int(each.removeprefix(OWN)) for each in used if each.removeprefix(OWN).isdecimal()]
    return f"{OWN}{max(numbers, default=0) + 1}"
