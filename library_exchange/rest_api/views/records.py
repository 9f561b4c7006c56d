"""Records of the key's library: entered, changed, sent anew; and the files in which many come at once."""

from io import BytesIO

from flask import Response, request
from sqlmodel import Session
from werkzeug.exceptions import UnsupportedMediaType

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.rights import library_of
from library_exchange.holdings.queries.own_records import copies_of, get_source, said_by, version_of
from library_exchange.holdings.rules import book_fields
from library_exchange.holdings.schemas import NewCopies
from library_exchange.holdings.services import correcting, sent_records
from library_exchange.imports.queries.imports import get_import
from library_exchange.imports.services.copies import rule_of
from library_exchange.marc import reading as marc
from library_exchange.marc.copy_rules import as_told
from library_exchange.marc.formats import recognised
from library_exchange.marc.labels import REJECTION_REASONS
from library_exchange.marc.profiles.tables import Profile
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import own as display
from library_exchange.rest_api.queries import own
from library_exchange.rest_api.routes import MARC
from library_exchange.rest_api.rules.preconditions import tag_of
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.schemas.inputs import NewRecord, RecordChange
from library_exchange.rest_api.views.answering import (
    body,
    carried_out_once,
    given,
    listed,
    one_of,
    piece,
    require_version,
    told,
)
from library_exchange.rest_api.views.door import bp
from library_exchange.web.guard import current_actor

HOLDING = "/holdings/<int(max=2147483647):holding_id>"


@bp.get(HOLDING)
def holding(holding_id: int) -> Response:
    """Tell of one of the library's records."""
    with reading() as session:
        return _told(session, get_source(session, current_actor().library_id, holding_id))


def _told(session: Session, source: SourceRecord, status: int = 200) -> Response:
    copies = copies_of(session, [source.id])[source.id]
    found = display.holding(source, own.card_of(session, source), copies)
    location = at("holdings", source.id) if status == 201 else None
    return told(found, found.etag, status, location)


@bp.post("/records")
def add_record() -> Response:
    """Enter a record of the library, as fields or in MARC, with its copies."""
    is_another = one_of("another", ("1",)) == "1"
    if request.mimetype in MARC:

        def act(session: Session) -> Response:
            source = sent_records.enter(session, current_actor(), _sent(session), now(), is_another)
            return _told(session, source, 201)

        return carried_out_once(act)
    asked = given(NewRecord)
    if not asked.title and asked.record_id is None:
        raise InvalidInput({"title": _("Fill in this field.")})
    named = set(RecordChange.model_fields) | {"printed_isbn"}
    fields = asked.model_dump(include=named, exclude_unset=True)
    copies = NewCopies(**asked.model_dump(include=set(NewCopies.model_fields), exclude_unset=True))

    def enter(session: Session) -> Response:
        stands = book_fields.shown(correcting.said_of_title(session, asked.record_id))
        source = correcting.enter(
            session, current_actor(), stands | fields, copies, asked.record_id, now(), asked.is_another or is_another
        )
        return _told(session, source, 201)

    return carried_out_once(enter)


def _sent(session: Session) -> Arrival:
    """Return the one record in MARC that came. Raises InvalidInput for none, for several, for one not to be read."""
    profile = one_of("profile", [each.value for each in Profile])
    raw = body()
    rule = as_told(rule_of(session, library_of(current_actor()), str(recognised(raw) or "")))
    found = list(marc.read(BytesIO(raw), profile=Profile(profile) if profile else None, copies=rule))
    if len(found) != 1:
        raise InvalidInput({"record": _("Send one record at a time; many go in a file.")})
    [one] = found
    if isinstance(one, marc.Rejected):
        raise InvalidInput({"record": REJECTION_REASONS[one.reason]})
    return Arrival(one.description, one.raw, one.profile, one.encoding)


@bp.patch(HOLDING)
def change_holding(holding_id: int) -> Response:
    """Change what a record says; what is not named stays."""
    asked = given(RecordChange)
    with transaction() as session:
        source, version = _version(session, holding_id)
        fields = book_fields.shown(said_by(source)) | asked.model_dump(exclude_unset=True)
        return _told(session, correcting.correct(session, current_actor(), holding_id, version, fields, now()))


@bp.put(HOLDING)
def replace_holding(holding_id: int) -> Response:
    """Take a record as it is sent anew in MARC; its copies stay as they are."""
    if request.mimetype not in MARC:
        raise UnsupportedMediaType
    with transaction() as session:
        _source, version = _version(session, holding_id)
        sent = _sent(session)
        return _told(session, sent_records.replace_record(session, current_actor(), holding_id, version, sent, now()))


def _version(session: Session, holding_id: int) -> tuple[SourceRecord, int]:
    """Return a record with its version, which the request must name."""
    source = get_source(session, current_actor().library_id, holding_id, is_writing=True)
    version = version_of(source)
    require_version(tag_of(version))
    return source, version


@bp.get("/imports")
def imports() -> Response:
    """List the library's files of records, the newest first."""
    asked = piece()
    with reading() as session:
        rows = own.imports(session, library_of(current_actor()), asked)
    return listed(answers.Imports, rows, asked, lambda row: row.id, display.taken_in)


@bp.get("/imports/<int(max=2147483647):import_id>")
def import_(import_id: int) -> Response:
    """Tell how one file of records stands."""
    with reading() as session:
        return told(display.taken_in(get_import(session, current_actor().library_id, import_id)))
