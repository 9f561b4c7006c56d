"""The book of a request: copied from the catalogue when asked for, so that later corrections change no letter of it."""

import secrets
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.catalogue.models import TextForm as RecordForm
from library_exchange.citations.schemas import Described
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.no_names import is_no_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.core.titles import HEADING, Written
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo, Part, TextForm
from library_exchange.new_requests import sounding
from library_exchange.new_requests.rules import is_serial
from library_exchange.new_requests.schemas import Completion, NewRequest, Wanted

OF_WHICH_ISSUE = _l(
    "A journal or newspaper has many issues: tell the year, the volume or the number in which these pages are."
)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST_FORM = 1000


def new_request_no() -> str:
    """Return a fresh public number of a request; it tells nothing about who asks, when, or how many ask."""
    return "R-" + "".join(secrets.choice(LETTERS) for _ in range(8))


def book_of_record(session: Session, record_id: int) -> BibliographicInfo:
    """Return what the catalogue's card says of the record; raises NotFound."""
    record = session.get(BibliographicRecord, record_id)
    if record is None:
        raise NotFound("record", RECORD_GONE, record=record_id)
    card = record.card
    return BibliographicInfo(
        title=_forms(card.get("titles", ())) or (_typed(record.sort_title or record.title_key),),
        authors=tuple(_forms(forms) for forms in card.get("authors", ()) if forms) or _stated(session, record_id),
        imprint=tuple(Written(value=value, lang=lang) for value, lang in card.get("imprint", ())),
        isbn=_isbn(session, record_id),
        record_id=record_id,
        languages=tuple(record.languages),
    )


def _stated(session: Session, record_id: int) -> tuple[tuple[TextForm, ...], ...]:
    """Return who made a book without an author, as its statement of responsibility says: an editor, a museum."""
    said = sa.select(col(RecordForm.value)).where(
        col(RecordForm.record_id) == record_id,
        col(RecordForm.field) == "responsibility",
        col(RecordForm.kind) == "original",
    )
    found = session.scalar(said.order_by(col(RecordForm.position), col(RecordForm.id)).limit(1))
    return ((_typed(one_line(found)[:LONGEST_FORM]),),) if found else ()


def book_of_request(session: Session, given: NewRequest) -> BibliographicInfo:
    """Return the book somebody asks for; raises NotFound for an unknown record, InvalidInput without any title."""
    return described(given) if given.record_id is None else book_of_record(session, given.record_id)


def described(given: Described) -> BibliographicInfo:
    """Return the book as somebody describes it; raises InvalidInput without any title."""
    title = one_line(given.title or "")
    if not title:
        raise InvalidInput({"title": _l("Fill in this field.")})
    return BibliographicInfo(
        title=(_typed(title),),
        authors=((_typed(one_line(given.author)),),) if given.author and not is_no_name(given.author) else (),
        imprint=tuple(
            Written(value=value, lang=html_lang(script_of(value)) if any(map(str.isalpha, value)) else "")
            for value in (given.place, given.publisher, given.year)
            if value
        ),
        isbn=given.isbn,
        printed_isbn=given.printed_isbn,
        issn=given.issn,
        doi=given.doi,
    )


def completed(book: BibliographicInfo, lacks: Collection[Lack], given: Completion) -> BibliographicInfo:
    """Return `book` with what is `given` of all that it lacks."""
    authors, imprint, part = book.authors, book.imprint, book.part
    if given.author and Lack.AUTHOR in lacks and not is_no_name(given.author):
        authors = ((_typed(given.author),),)
    if given.year and Lack.YEAR in lacks:
        imprint = (*imprint, Written(value=given.year, lang=""))
    if part is not None and given.pages and Lack.PAGES in lacks:
        part = part.model_copy(update={"pages": given.pages})
    title = (*book.title, sounding.form_of(book, given.title_there)) if given.title_there else book.title
    if authors and given.author_there and given.author_there != authors[0][0].value:
        authors = ((*authors[0], sounding.author_form(authors[0][0].value, given.author_there)), *authors[1:])
    return book.model_copy(update={"title": title, "authors": authors, "imprint": imprint, "part": part})


def part_of_request(given: Wanted, service: ServiceType) -> Part | None:
    """Return the part of the title that is to be copied, None if the book itself is asked for; raises InvalidInput."""
    if service is not ServiceType.COPY:
        return None
    if not given.pages:
        raise InvalidInput({"pages": _l("Name the pages, for example 12-27.")})
    is_typed = isinstance(given, NewRequest) and given.record_id is None
    if is_typed and is_serial(given.title or "", given.issn) and not (given.year or given.volume or given.issue):
        raise InvalidInput({"issue": OF_WHICH_ISSUE})
    told = {"title": given.part_title, "author": given.part_author, "volume": given.volume, "issue": given.issue}
    return Part(pages=one_line(given.pages), **{name: one_line(text) for name, text in told.items() if text})


def _forms(written: Sequence[Sequence[Any]]) -> tuple[TextForm, ...]:
    """Return the forms as a request keeps them; what a linked person or work is called is a translation there."""
    kinds = {HEADING: "translation"}
    return tuple(
        TextForm(value=value[:LONGEST_FORM], lang=lang, kind=kinds.get(kind, kind), machine=machine)
        for value, lang, kind, machine in written
    )


def _typed(value: str) -> TextForm:
    return TextForm(value=value, lang=html_lang(script_of(value)))


def _isbn(session: Session, record_id: int) -> str | None:
    return session.scalar(
        sa.select(col(Identifier.value))
        .where(col(Identifier.record_id) == record_id, col(Identifier.kind) == "isbn", col(Identifier.is_valid))
        .order_by(col(Identifier.id))
        .limit(1)
    )
