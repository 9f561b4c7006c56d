"""What the pages of letters show: the question with its answers, letters that wait, those to telephone about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup
from sqlmodel import Session

from library_exchange.answer_links import labels, queries, rules
from library_exchange.answer_links.models import AnswerLink
from library_exchange.core.actor import by_link
from library_exchange.core.i18n import _, current, format_date
from library_exchange.core.worklist import Line
from library_exchange.directory.models import Library
from library_exchange.loans.display import shown_book
from library_exchange.loans.forms import Refused, StepForm, step_forms
from library_exchange.loans.labels import states
from library_exchange.loans.labels.history import event
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.other_systems import Exchange
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.tasks import is_asked
from library_exchange.loans.schemas import BibliographicInfo


def shown(session: Session, link: AnswerLink, loan: LoanRequest) -> dict[str, Any]:
    """Return what whoever has the link is told: the book, both libraries, the question; nothing of a reader."""
    language = current().code
    partner = session.get(Library, link.partner_id) if link.partner_id else None
    return {
        "number": link.number,
        "version": loan.version,
        "question": labels.question(loan),
        "book": shown_book(BibliographicInfo.model_validate(loan.book), language),
        "home": session.get_one(Library, link.library_id).name_in(language),
        "partner": partner.name_in(language) if partner else "",
        "partner_is": labels.PARTNERS[loan.side],
        "city": partner.city_in(language) if partner else "",
        "country": partner.country if partner else "",
        "mailbox": partner.mailbox if partner else "",
        "needed_by": loan.needed_by,
        "due_on": loan.due_on,
        "answer_by": link.answer_by,
        "state": states.state(loan.side, loan.stands, loan.service),
        "answered": event(link.action) if link.action else None,
        "is_closed": loan.closed_at is not None,
        "copy_url": loan.delivered_url if Action.ACCEPT_COPY in _answers(loan) else None,
    }


def answer_forms(session: Session, loan: LoanRequest, at: datetime, refused: Refused | None) -> list[StepForm]:
    """Return the forms of the answers, the likeliest first."""
    asked, actor = _answers(loan), by_link(loan.library_id, loan.id)
    found = {form.action: form for form in step_forms(session, actor, loan, current().code, at, refused)}
    return [found[action] for action in asked if action in found and not found[action].blocked]


def _answers(loan: LoanRequest) -> tuple[Action, ...]:
    return rules.answers(loan.side, loan.stands, loan.due, loan.service)


def of_loan(session: Session, loan: LoanRequest) -> Exchange | None:
    """Return that the partner was asked by letter, with the way to print it, for staff of the loan's library.

    Where the next step is the library's own, no letter waits for an answer.
    """
    may_wait = loan.partner_id is not None and not is_asked(loan.side, loan.stands, loan.due)
    link = queries.find_letter_to_partner(session, loan) if may_wait else None
    if link is None:
        return None
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, link.library_id)
    told = {"library": partner.name_in(current().code), "date": format_date(home.day_at(link.made_at))}
    sentence = _(
        "%(library)s is asked by letter: one with a link was written on %(date)s. It answers there or on paper.", **told
    )
    url = url_for("answer_links.letter", link_id=link.id)
    enter_url = url_for("answer_links.on_paper", link_id=link.id)
    part = render_template("answer_links/_on_loan.html", sentence=sentence, letter_url=url, enter_url=enter_url)
    return Exchange(Markup(part), Markup(""))  # noqa: S704


def letter_rows(found: Sequence[queries.OpenLetter], at: datetime) -> list[dict[str, Any]]:
    """Return the letters that wait as the list shows them."""
    language = current().code
    return [
        {
            "id": each.link.id,
            "number": each.link.number,
            "title": BibliographicInfo.model_validate(each.loan.book).title_in(language),
            "library": each.library.name_in(language),
            "country": each.library.country,
            "phone": each.library.desk_phone,
            "question": labels.question(each.loan),
            "answer_by": each.link.answer_by,
            "reminded_at": each.link.reminded_at,
            "is_silent": each.link.reminded_at is not None and each.link.call_from <= each.library.day_at(at),
            "letter_url": url_for("answer_links.letter", link_id=each.link.id),
            "enter_url": url_for("answer_links.on_paper", link_id=each.link.id),
            "again_url": url_for("answer_links.write_again", link_id=each.link.id),
        }
        for each in found
    ]


def partner_rows(found: Sequence[queries.PartnerRow]) -> list[dict[str, Any]]:
    """Return the libraries that are reached by letter as the list shows them."""
    language = current().code
    return [
        {
            "id": each.partner.id,
            "country": each.library.country,
            "name": each.library.name_in(language),
            "mailbox": each.library.mailbox,
            "sponsor": each.sponsor.name_in(language) if each.sponsor else "",
        }
        for each in found
    ]


def silent_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how letters that nobody answers stand on the list of work; one query."""
    return {
        number: Line(
            BibliographicInfo.model_validate(each.loan.book).title_in(language),
            _to_call(each.library.desk_phone),
            "answer_links.letters",
            {"_anchor": f"letter-{number}"},
        )
        for number, each in queries.letters_by_id(session, ids).items()
    }


def _to_call(phone: str | None) -> str:
    if phone:
        return _("No answer by letter, call them: %(phone)s", phone=phone)
    return _("No answer by letter, call them")
