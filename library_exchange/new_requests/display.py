"""What pages show of new requests: that a limit is reached, and what to look at before one goes out."""

from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.accounts.blocks import find_block
from library_exchange.accounts.labels import blocked_for_staff
from library_exchange.citations.cited import FIELDS as LONGEST
from library_exchange.core.clock import now
from library_exchange.core.i18n import _, current
from library_exchange.directory.models import Library
from library_exchange.loans.forms import Refused
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState, Side
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.requesting import WITHOUT_PARTNER
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.new_requests import arrivals, labels, other_side, queries, sounding
from library_exchange.new_requests.rules import proposed
from library_exchange.new_requests.schemas import LONGEST_PAGES
from library_exchange.new_requests.services.hindrances import hindrances
from library_exchange.own_editions import display as own_editions
from library_exchange.web.confirming import Question


def hindered(session: Session, loan: LoanRequest) -> Question | None:
    """Return what staff are asked who have just ordered for a reader who may not ask herself now."""
    found = hindrances(session, loan.library_id, loan.reader_id, now(), more=1)
    if not found:
        return None
    title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
    back_url = url_for("loans.new", record=loan.record_id)
    return Question(_("Order all the same"), found[0].to_staff, back_url, title)


def typed(book: BibliographicInfo) -> dict[str, str]:
    """Return what the form that corrects a citation is filled in with: the book as it was typed, field by field."""
    worded = [part.value for part in book.imprint if any(map(str.isalpha, part.value))]
    place, publisher, year = [*worded, "", "", ""][:3]
    part = book.part.model_dump() if book.part else {}
    told = {
        "title": book.title[0].value,
        "author": "; ".join(forms[0].value for forms in book.authors if forms),
        "place": place if len(worded) > 1 else "",
        "publisher": publisher or place,
        "year": next((part.value for part in book.imprint if part.value not in worded), year),
        "isbn": book.isbn or book.printed_isbn,
        "isbn_as_printed": "1" if book.printed_isbn else "",
        "issn": book.issn,
        "doi": book.doi,
        "pages": part.get("pages"),
        "part_title": part.get("title"),
        "part_author": part.get("author"),
        "volume": part.get("volume"),
        "issue": part.get("issue"),
    }
    return {name: value for name, value in told.items() if value}


def checks(session: Session, loan: LoanRequest, refused: Refused | None = None) -> list[dict[str, Any]]:
    """Return what staff should look at before a reader's request goes out, each with where to look.

    That it comes later than it is needed is told as long as it has not come, on both sides.
    """
    if loan.stands is not RequestingState.REVIEW or loan.side is not Side.REQUESTING:
        return _too_late(session, loan)
    found = queries.remarks(session, loan)
    held = [(url_for("catalogue.record", record_id=one), number or _("the record")) for one, number in found.held]
    others = _links([one for one in found.others if one.service is ServiceType.LOAN])
    copies = _links([one for one in found.others if one.service is ServiceType.COPY])
    told = [(labels.HELD_HERE, held), (labels.ASKED_BY_OTHERS, others), (labels.COPY_ASKED_BY_OTHERS, copies)]
    shown = [{"sentence": sentence, "links": links} for sentence, links in told if links]
    if not found.held:
        shown += own_editions.check(session, loan.library_id, found.editions)
    if found.is_gone:
        url = url_for("catalogue.record", record_id=loan.record_id)
        shown.insert(0, {"sentence": labels.NOWHERE_TO_ASK, "links": [(url, _("the record"))]})
    given = refused if refused and refused.action in (COMPLETING, Action.SEND) else None
    shown += _blocked(session, loan)
    return shown + _too_late(session, loan) + _completing(session, loan, found.lacks, given)


def _blocked(session: Session, loan: LoanRequest) -> list[dict[str, Any]]:
    """Return that the reader of a request is blocked, with the page on which staff end it; nothing if she is not."""
    found = find_block(session, loan.library_id, loan.reader_id, now()) if loan.reader_id else None
    if found is None:
        return []
    url = url_for("accounts.block", membership_id=found.id)
    return [{"sentence": blocked_for_staff(found), "links": [(url, _("Change the block"))]}]


def _too_late(session: Session, loan: LoanRequest) -> list[dict[str, Any]]:
    """Return the warning that a request comes too late, none where it comes in time or no day was named."""
    expected_on = arrivals.find_expected_day(session, loan, now()) if loan.needed_by else None
    if loan.needed_by is None or expected_on is None or expected_on <= loan.needed_by:
        return []
    if loan.partner_id is None or loan.stands in WITHOUT_PARTNER:
        return [{"sentence": labels.no_library_in_time(loan.needed_by, expected_on), "links": []}]
    library = session.get_one(Library, loan.partner_id).name_in(current().code)
    told = labels.arrives_too_late if loan.side is Side.SUPPLYING else labels.supplied_too_late
    return [{"sentence": told(loan.needed_by, expected_on, library), "links": []}]


def _links(found: list[LoanRequest]) -> list[tuple[str, str]]:
    return [(url_for("loans.show", loan_id=one.id), one.request_no) for one in found]


COMPLETING = "complete"
"""What the form that completes a citation is called on the page of a request."""
FIELDS: dict[Lack, dict[str, Any]] = {
    Lack.AUTHOR: {"maxlength": LONGEST["author"]},
    Lack.YEAR: {"maxlength": LONGEST["year"], "inputmode": "numeric"},
    Lack.PAGES: {"maxlength": LONGEST_PAGES},
}


def _completing(
    session: Session, loan: LoanRequest, lacks: tuple[Lack, ...], refused: Refused | None
) -> list[dict[str, Any]]:
    """Return what the book of a request lacks and who cannot read it, and one form for all that is filled in of it.

    It is sent with the request, too, where that can be sent.
    """
    one_sided = _one_sided(session, loan, refused)
    missing = _missing(loan, lacks, refused)
    told = [{"sentence": sentence, "links": []} for part in (one_sided, missing) for sentence in part[0]]
    if not told:
        return []
    prefix = refused.action if refused else COMPLETING
    fields = [
        field | {"id": f"{prefix}-{field['name']}", "error": refused.errors.get(field["name"]) if refused else None}
        for field in (*one_sided[1], *missing[1])
    ]
    url = url_for("loans.complete_citation", loan_id=loan.id)
    form = {"url": url, "fields": fields, "version": loan.version, "goes_with": str(Action.SEND)}
    return [*told[:-1], told[-1] | {"form": form}]


Part = tuple[list[Any], list[dict[str, Any]]]
"""What is said, and the fields that mend it."""


def _one_sided(session: Session, loan: LoanRequest, refused: Refused | None) -> Part:
    """Return that only one side can read the title of a book that was typed, with what is proposed for the other."""
    book = BibliographicInfo.model_validate(loan.book)
    sound = sounding.proposed(book) if loan.record_id is None else None
    if sound is None:
        return [], []
    fields = other_side.fields(session, book, sound, refused.given if refused else None)
    return [labels.ONE_SIDED[other_side.readers_of(sound)]], fields


def _missing(loan: LoanRequest, lacks: tuple[Lack, ...], refused: Refused | None) -> Part:
    """Return what the book of a request lacks, with a field for each, and what its reader has answered.

    What was refused stays in its field.
    """
    if not lacks:
        return [], []
    told = labels.lacking(lacks)
    if loan.reader_answer:
        told.append(labels.answered(loan.reader_answer))
    given = refused.given if refused else proposed(loan.questions, loan.reader_answer or "")
    return told, [
        {"name": str(lack), "label": labels.FIELDS[lack], "value": given.get(lack, ""), "required": False}
        | FIELDS[lack]
        for lack in lacks
    ]
