"""Letters to libraries without accounts: one for each step that is theirs, and one reminder."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from library_exchange.answer_links import queries, rules
from library_exchange.answer_links.labels import question
from library_exchange.answer_links.models import AnswerLink
from library_exchange.answer_links.schemas import ASK, Sign, Terms
from library_exchange.core import outbox, versions
from library_exchange.core.i18n import format_date, speaking
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import add_working_days
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.tasks import act_by
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.notifications.services import notify_library


def take_over(session: Session, loan: LoanRequest) -> bool:
    """Have a letter written after the commit if the row's library is reached by letter; return whether it is."""
    if queries.find_partner(session, loan.library_id) is None:
        return False
    outbox.put(session, ASK, {"loan": loan.id})
    return True


def ask(session: Session, loan_id: int, terms: Terms, sign: Sign, at: datetime, again: bool = False) -> None:
    """Write the one letter that asks the library of a row for its next step, as the row stands now.

    Nothing is written twice: where the same is asked already, only `again` has a new letter take the old one's place.
    A letter that nobody has answered is called back when nothing is asked any more.
    """
    loan = session.get_one(LoanRequest, loan_id)
    before = queries.find_open(session, loan_id)
    asked = rules.answers(loan.side, loan.stands, loan.due, loan.service)
    if before is not None:
        if asked and _asks_the_same(before, loan) and not again:
            return
        versions.change(session, before, {"ended_at": at})
    home = session.get_one(Library, loan.library_id)
    if asked and queries.find_partner(session, loan.library_id) is not None:
        link = _new_link(session, loan, home, terms, at)
        write(session, link, loan, "asked", sign)
    elif before is not None:
        notify_library(session, home, "answer_links/called_back", **_told(session, before, loan, sign))


def write(session: Session, link: AnswerLink, loan: LoanRequest, name: str, sign: Sign) -> None:
    """Put the letter `name` with the link into the outbox, to the library's mailbox in its language."""
    home = session.get_one(Library, loan.library_id)
    notify_library(session, home, f"answer_links/{name}", **_told(session, link, loan, sign))


def remind(session: Session, link_id: int, sign: Sign) -> None:
    """Write the reminder of a letter, unless it was answered meanwhile."""
    link = session.get_one(AnswerLink, link_id)
    loan = session.get_one(LoanRequest, link.loan_id)
    if link.ended_at is None and rules.answers(loan.side, loan.stands, loan.due, loan.service):
        write(session, link, loan, "reminder", sign)


def _asks_the_same(link: AnswerLink, loan: LoanRequest) -> bool:
    return (link.state, link.due, link.number) == (loan.state, loan.due, loan.public_no)


def _new_link(session: Session, loan: LoanRequest, home: Library, terms: Terms, at: datetime) -> AnswerLink:
    calendar, today = calendar_of(session, home), home.day_at(at)
    remind_on = add_working_days(calendar, today, terms.wait_days)
    answer_by = act_by(loan.side, loan.stands, loan.due, today, loan.due_on, calendar)
    until = today + timedelta(days=terms.days)
    link = AnswerLink(
        loan_id=loan.id,
        library_id=loan.library_id,
        partner_id=loan.partner_id,
        number=loan.public_no,
        state=loan.state,
        due=loan.due,
        made_at=at,
        answer_by=min(max(answer_by or remind_on, today), until),
        until=until,
        remind_on=remind_on,
        call_from=add_working_days(calendar, remind_on, terms.wait_days),
    )
    session.add(link)
    session.flush()
    return link


def _told(session: Session, link: AnswerLink, loan: LoanRequest, sign: Sign) -> dict[str, Any]:
    """Return what the letters tell: the book, the other library and the day; nothing of a reader."""
    home = session.get_one(Library, loan.library_id)
    partner = session.get(Library, loan.partner_id) if loan.partner_id else None
    book = BibliographicInfo.model_validate(loan.book)
    title = book.title_in(home.language)
    with speaking(home.language):
        told = {
            "question": str(question(loan)),
            "answer_by": format_date(link.answer_by, "long"),
            "until": format_date(link.until, "long"),
        }
    return told | {
        "number": link.number,
        "title": title.shown.value,
        "pages": book.part.in_one_line if book.part else "",
        "translation": title.beside.value if title.beside else "",
        "partner": partner.name_in(home.language) if partner else "",
        "token": sign(link.id, link.library_id, link.loan_id, link.state),
    }
