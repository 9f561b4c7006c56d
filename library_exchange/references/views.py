"""Files of one record, and of the hits of a search; open to everybody, as the pages are."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import MOST_SAVED, SearchInput
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_for
from library_exchange.marc.writing.files import Unwritable
from library_exchange.references import display, labels
from library_exchange.references.queries.descriptions import descriptions, merged_into
from library_exchange.references.rules.forms import OF_HITS, OF_RECORD
from library_exchange.web.downloads import download
from library_exchange.web.guard import current_actor

bp = Blueprint("references", __name__)


@bp.get("/r/<int:record_id>/files/<form>")
def record_file(record_id: int, form: str) -> Response:
    """Give one record as a file. The address of a record that became part of another leads to that one's."""
    chosen = next((each for each in OF_RECORD if each.value == form), None)
    if chosen is None:
        raise NotFound("no-such-form")
    kind = OF_RECORD[chosen]
    with reading() as session:
        into = merged_into(session, record_id)
        if into is not None:
            return redirect(url_for("references.record_file", record_id=into, form=form), 301)
        try:
            day = day_for(session, current_actor().library_id, now())
            content = display.file_of(session, record_id, chosen, kind, day)
        except Unwritable as refused:
            raise Conflict("no-room", labels.TROUBLES[refused.trouble], record=record_id) from refused
    name = f"record-{record_id}-{chosen.value}.{kind.ending}"
    told = _("Record %(number)s", number=record_id)
    return download(content, kind.media_type, name, f"{told} {chosen.value}")


@bp.get("/search/files/<form>")
def hits_file(form: str) -> Response:
    """Give the first hits of a search as a file; the address tells what is asked for, as that of the page does."""
    chosen = next((each for each in OF_HITS if each.value == form), None)
    if chosen is None:
        raise NotFound("no-such-form")
    asked = SearchInput.from_address(request.args.to_dict(flat=False))
    with reading() as session:
        found = searching.search(session, engine(), asked.query(1, MOST_SAVED), current().code)
        content = display.written(descriptions(session, [source.id for source in found.sources]), chosen)
    kind = OF_HITS[chosen]
    told = _("Books found: %(words)s", words=asked.q) if asked.q else _("Books found")
    return download(content, kind.media_type, f"hits.{kind.ending}", told)
