"""Libraries, and records of the union catalogue: searched, and each in the form that is asked for."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, redirect, request

from library_exchange.catalogue.queries import pages, searching
from library_exchange.catalogue.queries.searching import Found
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.amounts import WRONG_UNITS
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_for, get_library
from library_exchange.marc.writing.files import Unwritable
from library_exchange.protocols.union_records.forms import FORMS as RECORD_FORMS
from library_exchange.protocols.union_records.queries import held_records
from library_exchange.protocols.union_records.written import written
from library_exchange.references import display as references
from library_exchange.references import labels as reference_labels
from library_exchange.references.queries.descriptions import description_of
from library_exchange.references.rules.forms import OF_RECORD, Form
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import catalogue as display
from library_exchange.rest_api.queries import own
from library_exchange.rest_api.queries.own import Piece
from library_exchange.rest_api.refusals import NotAcceptable
from library_exchange.rest_api.rules.paging import cursor_of
from library_exchange.rest_api.rules.record_forms import FORMS, FOUND_FORMS, FOUND_PROFILES, JSON, PROFILES, UNION_FORMS
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.views.answering import fields_of, link_to, listed, one_of, piece, told
from library_exchange.rest_api.views.door import bp
from library_exchange.search.port import FURTHEST_RECORD, Query, Sort
from library_exchange.web.guard import current_actor


@bp.get("/libraries")
def libraries() -> Response:
    """List the member libraries."""
    asked = piece()
    with reading() as session:
        rows = own.libraries(session, asked)
    return listed(answers.Libraries, rows, asked, lambda row: row.id, display.library)


@bp.get("/libraries/<code>")
def library(code: str) -> Response:
    """Tell of one library."""
    with reading() as session:
        return told(display.library(get_library(session, code)))


@bp.get("/records")
def records() -> Response:
    """Search the union catalogue, as its page does; every argument of that page's address is one here.

    The hits are told in JSON, or as whole records in the form that `Accept` names.
    """
    media_type = _media_type((JSON, *FOUND_FORMS))
    name = FOUND_PROFILES.get((media_type, one_of("profile", ("unimarc",))), FOUND_FORMS.get(media_type, ""))
    wanted, names = piece(), () if name else fields_of(answers.Records)
    asked = _asked()
    found, following = (_by_number if asked.sort is Sort.ADDED else _by_page)(asked, wanted)
    if name:
        with reading() as session:
            ids = [source.id for source in found.sources]
            whole = written(session, ids, RECORD_FORMS[name], display.pages_begin())
        answer = Response(display.whole_records(name, whole), content_type=f"{media_type}; charset=utf-8")
        answer.headers["X-Total-Count"] = str(found.total)
    else:
        answer = Response(display.records(found, names), content_type=JSON)
    if following is not None:
        answer.headers["Link"] = link_to(cursor_of(following))
    return answer


def _asked() -> SearchInput:
    """Return what the address asks for; raises InvalidInput for an order and for years that there are not."""
    one_of("sort", tuple(Sort))
    asked = SearchInput.from_address(request.args.to_dict(flat=False))
    years = {"year_from": asked.year_from, "year_to": asked.year_to}
    if wrong := [name for name, year in years.items() if name in request.args and year is None]:
        raise InvalidInput(dict.fromkeys(wrong, WRONG_UNITS["year"]))
    return asked


def _by_page(asked: SearchInput, wanted: Piece) -> tuple[Found, int | None]:
    """Return a page of what is found now, and the number of the next one; raises InvalidInput beyond the furthest."""
    limit, page = wanted.limit - 1, wanted.after or 1
    if page < 1 or page * limit > max(FURTHEST_RECORD, limit):
        raise InvalidInput({"cursor": _("Nobody reads so far into a search. Narrow it by filters.")})
    found = _found(asked.query(page, limit))
    return found, page + 1 if page * limit < min(found.total, FURTHEST_RECORD - limit) else None


def _by_number(asked: SearchInput, wanted: Piece) -> tuple[Found, int | None]:
    """Return the titles found behind one of them, and the number of the last if there are others; without an end."""
    found = _found(replace(asked.query(1, wanted.limit), below=wanted.after))
    shown = found.sources[: wanted.limit - 1]
    following = shown[-1].id if len(found.sources) > len(shown) else None
    return replace(found, sources=shown), following


def _found(query: Query) -> Found:
    with reading() as session:
        return searching.search(session, engine(), query, current().code, current_actor().library_id)


@bp.get("/records/<int(max=2147483647):record_id>")
def record(record_id: int) -> Response:
    """Tell of one record, in the form that `Accept` names; of one that became part of another, where that is."""
    media_type = _media_type((*FORMS, *UNION_FORMS))
    form = _form(media_type)
    if form is None and media_type == JSON:
        fields_of(answers.Record)
    with reading() as session:
        try:
            page = pages.record_page(session, record_id, current().code)
        except pages.Merged as merged:
            return redirect(at("records", merged.into), 301)  # type: ignore[return-value]
        if media_type in UNION_FORMS:
            [(_record_id, said)] = held_records(session, [record_id])
            written = RECORD_FORMS[UNION_FORMS[media_type]].write(said, f"{display.pages_begin()}{record_id}")
            return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{written}', content_type=media_type)
        if form is not None:
            kind = OF_RECORD[form]
            day = day_for(session, current_actor().library_id, now())
            try:
                content = references.file_of(session, record_id, form, kind, day)
            except Unwritable as refused:
                raise Conflict("no-room", reference_labels.TROUBLES[refused.trouble], record=record_id) from refused
            return Response(content, content_type=kind.media_type)
        version = page.told.record.version
        said = description_of(page.told)
    return told(display.record(record_id, version, said, page.rows))


def _media_type(known: Sequence[str]) -> str:
    """Return which of these media types is asked for; raises NotAcceptable where it is none of them."""
    asked = request.accept_mimetypes
    best = asked.best_match(known) if asked else JSON
    if best is None:
        raise NotAcceptable
    return best


def _form(media_type: str) -> Form | None:
    """Return the form of file that a media type means with the `profile` asked for, None for JSON."""
    form = FORMS.get(media_type)
    return PROFILES.get((form, request.args.get("profile", "")), form) if form is not None else None
