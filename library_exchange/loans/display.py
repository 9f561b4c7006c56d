"""What pages show of requests: words, dates and addresses instead of codes, instants and ids."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from sqlmodel import Session

from library_exchange.catalogue.labels import book_languages
from library_exchange.catalogue.models import Holding, Item
from library_exchange.core.clock import now
from library_exchange.core.i18n import _, _ln, _p, current, format_date, format_datetime
from library_exchange.core.tracking_numbers import doubts
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans.checks import CHECKS
from library_exchange.loans.forms import Refused, StepForm, chosen
from library_exchange.loans.labels import actions, code_names, history, sentences, states
from library_exchange.loans.labels.papers import GOES_WITHOUT_PAPERS, SENT_WITHOUT_PAPERS
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies, parcels, requests, suppliers, ways_to_send
from library_exchange.loans.rules.codes import Action, RequestingState, Side, SupplyingState
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.milestones import Milestone, milestones
from library_exchange.loans.rules.rota import ARRANGED_IN
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import COSTS_NOTHING, FULFILLED
from library_exchange.loans.rules.tasks import asks_first, next_action
from library_exchange.loans.schemas import BibliographicInfo, Part, StepInput
from library_exchange.loans.services.steps import is_late
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.web.confirming import Question
from library_exchange.web.ways_back import from_here, passed_on

MILESTONE_DATES = {
    Milestone.ASKED: "created_at",
    Milestone.AGREED: "answered_at",
    Milestone.SHIPPED: "shipped_at",
    Milestone.RECEIVED: "received_at",
    Milestone.IN_USE: "lent_at",
    Milestone.RETURNED: "return_shipped_at",
    Milestone.DELIVERED: "delivered_at",
    Milestone.READ: "closed_at",
}


def shown_loan(session: Session, loan: LoanRequest, language: str) -> dict[str, Any]:
    book = BibliographicInfo.model_validate(loan.book)
    home = session.get_one(Library, loan.library_id)
    return {
        "id": loan.id,
        "version": loan.version,
        "number": loan.request_no,
        "book": shown_book(book, language),
        "record_url": url_for("catalogue.record", record_id=loan.record_id, back=passed_on() or from_here())
        if loan.record_id
        else None,
        "scan": shown_copy(loan, home.day_at(now())),
        "is_copy": loan.service is ServiceType.COPY,
        "is_marked_copy": loan.service is ServiceType.COPY and not states.tells_of_pages(loan.side, loan.stands),
        "milestones": _shown_milestones(loan, home.zone),
        "needed_by": loan.needed_by,
        "due_on": loan.due_on,
        "note": loan.reader_note,
        "is_desk_note": loan.is_desk_note,
        "home": home.name_in(language),
        "is_closed": loan.closed_at is not None,
    }


def question(
    session: Session,
    loan: LoanRequest,
    action: Action,
    given: StepInput,
    at: datetime,
    back_url: str,
    prepares_papers: bool = True,
) -> Question | None:
    """Return what is asked before `action` is taken on the row as it stands, None for what usually comes next.

    It repeats what was `given` with the step; who accepts a condition is told which. Who sends a book over the border
    without papers is asked, too, if she `prepares_papers` at all; who finds a copy in order that nobody has opened
    hears that.
    """
    names_condition = action is Action.ACCEPT_CONDITION
    is_without = prepares_papers and action in SENT_WITHOUT_PAPERS and _lacks_papers(session, loan)
    told = [GOES_WITHOUT_PAPERS] if is_without else []
    name = SENT_WITHOUT_PAPERS[action] if is_without else actions.name(action, loan.due, loan.reads_there)
    is_told = names_condition or action is Action.ACCEPT_COPY
    if is_told or asks_first(loan.side, loan.stands, action, is_late(session, loan, at)):
        today = day_at(session, loan.library_id, at)
        told = [actions.consequence(loan.stands, action, loan.due_on, today), *told]
        told += [actions.NOT_OPENED] if action is Action.ACCEPT_COPY and _is_unopened(loan) else []
        told += [sentences.forgotten(_settled(loan))] if action is Action.UNDO_SETTLE else []
    told += doubts(given.tracking)
    if not told:
        return None
    title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
    number = loan.public_no if loan.side is Side.SUPPLYING else loan.request_no
    filled_in = chosen(session, action, given, loan.service, current().code)
    if names_condition:
        condition = code_names.name_of(code_names.CONDITIONS, loan.loan_condition, loan.service)
        filled_in = [(_p("loan", "Condition"), condition)] if condition else []
    return Question(name, told[0], back_url, f"{title} · {number}", filled_in, notices=told[1:])


def _lacks_papers(session: Session, loan: LoanRequest) -> bool:
    return parcels.lacks_papers(session, loan, parcels.find_waiting(session, loan))


def _settled(loan: LoanRequest) -> Any:
    return sentences.settled(loan.settlement, loan.settlement_minor, loan.settlement_currency)


def _is_unopened(loan: LoanRequest) -> bool:
    """Whether a file came that nobody has opened."""
    return loan.delivered_url is not None and not loan.copy_opened


def shown_book(book: BibliographicInfo, language: str) -> dict[str, Any]:
    title = book.title_in(language)
    return {
        "title": title,
        "authors": book.authors_in(language),
        "imprint": book.imprint,
        "languages": book_languages(book.spoken_in, language),
        "part": part_lines(book.part) if book.part else [],
        "isbn": book.isbn,
        "numbers": [(name, number) for name, number in _other_numbers(book) if number],
        "initial": next((letter for letter in title.original.value if letter.isalnum()), "·").upper(),
    }


def _other_numbers(book: BibliographicInfo) -> list[tuple[Any, str | None]]:
    return [(_("ISBN as printed, not verified"), book.printed_isbn), ("ISSN", book.issn), ("DOI", book.doi)]


def shown_copy(loan: LoanRequest, today: date) -> dict[str, Any] | None:
    """Return the file that came for the reader: until when and how often it can be opened; None if none came."""
    if loan.side is Side.SUPPLYING or loan.delivered_url is None or loan.copy_until is None:
        return None
    most = loan.copy_openings or 0
    return {
        "url": url_for("delivery.open_copy", loan_id=loan.id),
        "until": loan.copy_until,
        "opened": loan.copy_opened,
        "most": most,
        "is_over": today > loan.copy_until or loan.copy_opened >= most,
    }


def part_lines(part: Part) -> list[tuple[Any, str]]:
    """Return what is to be copied of a title, each with its name."""
    named = {
        _p("part", "Pages"): part.pages,
        _("Title of the part"): part.title,
        _("Author of the part"): part.author,
        _("Volume"): part.volume,
        _("Issue"): part.issue,
    }
    return [(name, told) for name, told in named.items() if told]


def _shown_milestones(loan: LoanRequest, zone: ZoneInfo) -> list[dict[str, Any]]:
    # Who is asked to cancel has crossed no milestone by that: it may not have answered at all.
    stands = loan.stands if loan.stands is not RequestingState.CANCEL_PENDING else loan.stood_before or loan.stands
    crossed, here, ahead = milestones(loan.side, stands, loan.service, loan.has_come, loan.was_lent)
    standing = [(milestone, "done") for milestone in crossed] + [(here, "here")] * (here is not None)
    return [
        {
            "label": states.MILESTONES[milestone],
            "note": _milestone_day(loan, milestone, zone) if state == "done" else None,
            "state": state,
        }
        for milestone, state in [*standing, *((milestone, "ahead") for milestone in ahead)]
        if milestone is not None
    ]


def _milestone_day(loan: LoanRequest, milestone: Milestone, zone: ZoneInfo) -> date | None:
    at: datetime | None = getattr(loan, MILESTONE_DATES[milestone])
    return at.astimezone(zone).date() if at else None


def for_staff(
    session: Session, loan: LoanRequest, forms: Sequence[StepForm], language: str, refused: Refused | None = None
) -> dict[str, Any]:
    home = session.get_one(Library, loan.library_id)
    is_late = is_overdue(loan.side, loan.stands, loan.due, loan.due_on, now().astimezone(home.zone).date())
    partner = session.get(Library, loan.partner_id) if loan.partner_id else None
    attempts = requests.attempts(session, loan)
    may_cost = loan.stands not in COSTS_NOTHING[loan.side]
    asks_a_library = loan.stands in ARRANGED_IN and loan.side is Side.REQUESTING
    ranked = next((form.suppliers for form in forms if form.suppliers), None)
    return {
        "number": loan.public_no,
        "side": states.SIDES[loan.side],
        "is_borrowing": loan.side is Side.REQUESTING,
        "may_object": loan.side is Side.REQUESTING and loan.stands is RequestingState.LOST,
        "state": states.PARCEL_BACK if _is_parcel_back(loan) else states.state(loan.side, loan.stands, loan.service),
        "tone": states.tone(loan.side, loan.stands, is_late),
        "is_late": is_late,
        "country": home.country,
        "due_chips": states.due_chips(loan.side, loan.stands, loan.due, is_late)
        + states.damage_chips(loan.side, loan.stands, loan.damage),
        "partner": _shown_library(partner, language) if partner else None,
        "partner_time": format_datetime(now().astimezone(partner.zone), rebase=False) if partner else "",
        "reader": requests.find_reader(session, loan) if loan.reader_id else None,
        "reason": code_names.name_of(code_names.REASONS, loan.reason, loan.service),
        "came_damaged": _came_damaged(loan, partner, language),
        "decline_reason": code_names.own_word(code_names.DECLINE_REASONS, loan.decline_reason),
        "call_number": loan.call_number,
        "local_check_on": loan.local_check_on,
        "barcode": copies.barcode_of(session, loan),
        "copy_url": _copy_url(session, loan),
        "facts": _shown_facts(session, loan, language, home.zone),
        "fees_url": url_for("deals.account", code=partner.code, _anchor="fees")
        if partner and loan.fee_minor and may_cost and not loan.came_back_unopened
        else None,
        "fee_entered": sentences.entered(loan.stands in FULFILLED[loan.side]),
        **(_shown_order(session, loan, language, attempts, ranked) if asks_a_library else {"has_order": False}),
        "asked": _shown_attempts(loan, attempts, language),
        "checks": [each for check in CHECKS.fillings().values() for each in check(session, loan, refused)],
        "correct_url": url_for("loans.correct_citation", loan_id=loan.id) if loan.is_correctable else None,
        "history": [_shown_event(event, home.zone) for event in requests.history(session, loan)],
        "questions": states.questions(loan.questions),
        "answer": loan.reader_answer,
        "waits_for": _waits_for(loan, partner, language),
    }


def _is_parcel_back(loan: LoanRequest) -> bool:
    return loan.stands is SupplyingState.RETURNING and loan.came_back_unopened


def _waits_for(loan: LoanRequest, partner: Library | None, language: str) -> Any:
    """Return for whom and what a request waits, or what to do if a lost book comes; None for what is one's own step."""
    if loan.stands in (RequestingState.LOST, SupplyingState.LOST):
        return (sentences.TURNED_UP if loan.has_turned_up else sentences.COMES_LATE)[loan.side]
    if loan.stands is RequestingState.READER_ASKED:
        return sentences.READER_ANSWERS_NEXT
    asked = next_action(loan.side, loan.stands, loan.due, service=loan.service)
    if partner is None or loan.closed_at is not None or asked is not None:
        return None
    return sentences.waits_for(loan.stands, partner.name_in(language), loan.service is ServiceType.COPY)


def _came_damaged(loan: LoanRequest, partner: Library | None, language: str) -> Any:
    """Return what to do with a borrowed book of which damage was reported; None of any other."""
    damage = code_names.name_of(code_names.DAMAGES, loan.damage)
    return sentences.came_damaged(loan.stands, damage, partner.name_in(language)) if damage and partner else None


def _shown_facts(session: Session, loan: LoanRequest, language: str, zone: ZoneInfo) -> list[tuple[Any, Any]]:
    """Return what else is known of the request, each with its name; what nobody told is left out."""
    holder = session.get(Library, loan.holder_id) if loan.holder_id else None
    named = {
        _p("loan", "Fee"): sentences.fee(loan.fee_minor, loan.fee_currency, loan.came_back_unopened)
        if loan.partner_id and loan.stands not in COSTS_NOTHING[loan.side]
        else None,
        _("As it was asked for"): loan.book_as_asked and BibliographicInfo.model_validate(loan.book_as_asked).as_typed,
        _("They pay at most"): sentences.most(loan.most_minor, loan.most_currency, loan.fee_minor, loan.fee_currency),
        _("Way of payment"): code_names.name_of(code_names.PAYMENT_METHODS, loan.payment_method),
        _("Why not the own copy"): code_names.name_of(code_names.OWN_COPIES, loan.own_copy),
        _p("loan", "Condition"): code_names.name_of(code_names.CONDITIONS, loan.loan_condition, loan.service),
        _("Why later"): code_names.name_of(code_names.RETRY_REASONS, loan.reason_retry),
        _("Ask again from"): loan.retry_after and format_date(loan.retry_after),
        _("Renewed"): _ln("%(num)s time", "%(num)s times", loan.renewals) if loan.renewals else None,
        _("Why not renewed"): _why_not_renewed(loan),
        _("Parcel there"): sentences.parcel(loan.ship_method, loan.tracking_no),
        _("Parcel back"): sentences.parcel(loan.return_method, loan.return_tracking_no),
        _("Sent on to"): holder and holder.name_in(language),
        _("Damage"): code_names.name_of(code_names.DAMAGES, loan.damage),
        _("What is wrong with the copy"): code_names.name_of(code_names.COPY_FAULTS, loan.copy_fault),
        _("Copyright statement accepted"): _accepted(session, loan, zone),
        _("Settled"): _settled(loan),
        _("Why closed (stays here)"): loan.close_note,
        _("Partner's answer"): _told_status(loan, zone),
    }
    return [(name, told) for name, told in named.items() if told]


def _accepted(session: Session, loan: LoanRequest, zone: ZoneInfo) -> Any:
    """Return when the statement on copyright was accepted; the lender hears only that, of a member, it was."""
    if loan.side is Side.SUPPLYING and loan.service is ServiceType.COPY:
        partner = session.get(Library, loan.partner_id)
        return None if partner is None or partner.is_remote else _("by the reader, in the requesting library")
    if loan.copyright_accepted_at is None:
        return None
    return format_date(loan.copyright_accepted_at.astimezone(zone).date())


def _why_not_renewed(loan: LoanRequest) -> Any:
    """Return why the loan was not renewed, as the library that said so reads it, or the one that was told."""
    told = code_names.own_word if loan.side is Side.SUPPLYING else code_names.name_of
    return told(code_names.RENEWAL_REFUSALS, loan.renewal_refusal)


def _told_status(loan: LoanRequest, zone: ZoneInfo) -> Any:
    if loan.told_status is None or loan.told_status_at is None:
        return None
    day = format_date(loan.told_status_at.astimezone(zone).date())
    return _("%(status)s (%(date)s)", status=code_names.STATUSES[loan.told_status], date=day)


def _shown_library(library: Library, language: str) -> dict[str, Any]:
    return {
        "name": library.name_in(language),
        "city": library.city_in(language),
        "country": library.country,
        "code": library.code,
        "is_remote": library.is_remote,
        "url": url_for("directory.show", code=library.code),
    }


def _shown_order(
    session: Session,
    loan: LoanRequest,
    language: str,
    attempts: Sequence[requests.Attempt],
    ranked: list[suppliers.Supplier] | None,
) -> dict[str, Any]:
    """Return the libraries still to be asked with their reasons, those left out, and those that may be added.

    They are `ranked` already where a form offers them.
    """
    found = suppliers.suppliers(session, loan, now()) if ranked is None else ranked
    out = suppliers.left_out(session, loan)
    asked = [one.library.id for one in attempts if one.attempt.number is not None]
    known = [*asked, *(one.library.id for one in found), *(library.id for library in out)]
    to_add, to_connect = suppliers.others(session, loan, known)
    return {
        "has_order": True,
        "is_held_somewhere": loan.record_id is not None and any(not one.library.is_remote for one in found),
        "suppliers": [
            _shown_library(one.library, language) | {"id": one.library.id, "reasons": sentences.rank_reasons(one.facts)}
            for one in found
        ],
        "left_out": [_shown_library(library, language) | {"id": library.id} for library in out],
        "to_connect": [_shown_library(each, language) for each in to_connect],
        "to_add": [(each.id, each.name_in(language)) for each in to_add],
    }


def _shown_attempts(loan: LoanRequest, attempts: Sequence[requests.Attempt], language: str) -> list[dict[str, Any]]:
    return [
        _shown_library(one.library, language)
        | {
            "state": states.attempt(one.attempt.state, one.attempt.number == loan.attempt, loan.stands),
            "reason": code_names.name_of(code_names.REASONS, one.attempt.reason, loan.service),
        }
        for one in attempts
        if one.attempt.number is not None
    ]


def _shown_event(event: requests.Event, zone: ZoneInfo) -> dict[str, Any]:
    at = format_datetime(event.at.astimezone(zone), rebase=False)
    return {"at": at, "label": history.event(event.action, event.by_clock, event.to), "by_partner": event.by_partner}


def _copy_url(session: Session, loan: LoanRequest) -> str | None:
    """Return where the promised copy stands among those of its record; None for no copy, or one without a number."""
    item = session.get(Item, loan.item_id) if loan.item_id else None
    if item is None or item.barcode is None:
        return None
    holding = session.get_one(Holding, item.holding_id)
    return url_for("catalogue.record", record_id=holding.record_id, _anchor="own")


def ways(session: Session, loan: LoanRequest, at: datetime) -> list[tuple[str, Any]]:
    """Return how the book may travel to the partner, the usual way first: alone, or with what goes there anyway.

    Of a consignment that waits for a permission the choice says so: the book would wait with it.
    """
    modes, together = ways_to_send.ways(session, loan)
    found = [(str(mode), _("alone, %(mode)s", mode=consignment_labels.MODES[mode])) for mode in modes]
    for each in together:
        named = {"number": each.number, "mode": consignment_labels.MODES[each.mode]}
        waits = ways_to_send.waits_for_permission(session, loan, each, at)
        told = (
            _("with %(number)s, %(mode)s: it waits for a permission to cross, and the book with it", **named)
            if waits
            else _("with %(number)s, %(mode)s", **named)
        )
        found.append((str(each.id), told))
    return found
