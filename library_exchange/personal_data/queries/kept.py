"""What is kept about one person, part by part: at one library, or everywhere for herself."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, SavedFilter, SignIn, User
from library_exchange.core.i18n import LANGUAGES
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.mail.models import Mail
from library_exchange.offers.models import WantProposal
from library_exchange.personal_data.rules import Section
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reading_lists.models import ReadingList
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.second_factors.models import Passkey, SecondFactor

Value = str | int | bool | None
Kept = Mapping[Section, Sequence[Mapping[str, Value]]]


def kept_about(session: Session, user: User, library_id: int | None = None) -> Kept:
    """Return what is kept about a person: what the library `library_id` may know, or all where it is for herself.

    A library that has only invited her knows its own words and the address that it wrote to: her account, and the
    language she chose, are somebody else's until she accepts.
    """
    invited_by = _only_invited_by(session, user, library_id)
    language = invited_by.language if invited_by else user.language
    found = {
        Section.ACCOUNT: [_row(user, "email" if invited_by else "name email language created_at")],
        Section.MEMBERSHIPS: _memberships(session, user, library_id, language),
        Section.REQUESTS: _requests(session, user, library_id, language),
        Section.PROPOSALS: _proposals(session, user, library_id),
        Section.APPLICATIONS: _applications(session, user, library_id),
        Section.LETTERS: _letters(session, user, library_id, is_invited=invited_by is not None),
    }
    return found if library_id is not None else found | _hers_alone(session, user)


def _only_invited_by(session: Session, user: User, library_id: int | None) -> Library | None:
    """Return the library, if it has invited her and she has accepted nothing there."""
    there = (col(Membership.user_id) == user.id, col(Membership.library_id) == library_id)
    held = session.scalars(sa.select(col(Membership.is_open)).where(*there)).all()
    return session.get_one(Library, library_id) if held and all(held) else None


def _hers_alone(session: Session, user: User) -> dict[Section, list[dict[str, Value]]]:
    tables: dict[Section, tuple[Any, str, str]] = {
        Section.LISTS: (ReadingList, "created_at", "name created_at"),
        Section.SEARCHES: (SearchAlert, "created_at", "query often created_at"),
        Section.SIGN_INS: (SignIn, "created_at", "agent created_at seen_at"),
        Section.SECOND_FACTOR: (SecondFactor, "asked_at", "asked_at confirmed_at"),
        Section.PASSKEYS: (Passkey, "made_at", "name made_at used_at"),
        Section.FILTERS: (SavedFilter, "created_at", "page name query is_shared created_at"),
    }
    return {
        section: [
            _row(row, columns)
            for row in session.scalars(sa.select(table).where(table.user_id == user.id).order_by(getattr(table, first)))
        ]
        for section, (table, first, columns) in tables.items()
    }


def _memberships(session: Session, user: User, library_id: int | None, language: str) -> list[dict[str, Value]]:
    asked = sa.select(Membership, Library).join(Library, col(Library.id) == col(Membership.library_id))
    asked = _at(asked.where(col(Membership.user_id) == user.id), col(Membership.library_id), library_id)
    columns = "role card_no phone invited_name blocked_until block_reason block_words"
    rows = session.execute(asked.order_by(col(Membership.id)))
    return [_row(row, columns) | {"library": library.name_in(language)} for row, library in rows]


def _requests(session: Session, user: User, library_id: int | None, language: str) -> list[dict[str, Value]]:
    columns = (
        "request_no state created_at needed_by sent_at shipped_at received_at lent_at due_on return_shipped_at"
        " closed_at reader_note asked_of_reader reader_answer close_note"
    )
    asked = sa.select(LoanRequest).where(col(LoanRequest.reader_id) == user.id).order_by(col(LoanRequest.id))
    rows = session.scalars(_at(asked, col(LoanRequest.library_id), library_id))
    return [_row(row, columns) | {"title": _title(row, language)} for row in rows]


def _title(loan: LoanRequest, language: str) -> str:
    block = BibliographicInfo.model_validate(loan.book).title_in(language if language in LANGUAGES else "en")
    return block.shown.value


def _proposals(session: Session, user: User, library_id: int | None) -> list[dict[str, Value]]:
    asked = sa.select(WantProposal).where(col(WantProposal.reader_id) == user.id).order_by(col(WantProposal.id))
    rows = session.scalars(_at(asked, col(WantProposal.library_id), library_id))
    return [_row(row, "title author note state created_at answered_at") for row in rows]


def _applications(session: Session, user: User, library_id: int | None) -> list[dict[str, Value]]:
    if user.email is None:
        return []
    asked = sa.select(ReaderApplication).where(col(ReaderApplication.email) == user.email)
    rows = session.scalars(_at(asked, col(ReaderApplication.library_id), library_id))
    return [_row(row, "name email card_no phone words state asked_at decided_at reason_words") for row in rows]


def _letters(session: Session, user: User, library_id: int | None, *, is_invited: bool) -> list[dict[str, Value]]:
    if user.email is None:
        return []
    asked = sa.select(Mail).where(col(Mail.recipient) == user.email).order_by(col(Mail.id))
    rows = session.scalars(_at(asked, col(Mail.library_id), library_id))
    columns = "recipient created_at sent_at" if is_invited else "recipient language subject created_at sent_at"
    return [_row(row, columns) for row in rows]


def _at(asked: Any, column: Any, library_id: int | None) -> Any:
    return asked if library_id is None else asked.where(column == library_id)


def _row(row: Any, columns: str) -> dict[str, Value]:
    return {name: _plain(getattr(row, name)) for name in columns.split()}


def _plain(value: Any) -> Value:
    """Return a value as files write it: days and instants as of ISO 8601, codes as they are."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    plain: Value = value
    return plain
