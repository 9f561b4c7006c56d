"""Tables of answer links: which libraries are reached by letter, and what each letter asks."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, once
from library_exchange.loans.rules.codes import DueState


class LetterPartner(Row, table=True):
    """A library that nobody signs in for: it is reached by its mailbox and by post. A sponsor may print for it."""

    __tablename__ = "letter_partner"
    __table_args__ = (sa.CheckConstraint("sponsor_id <> library_id", name="sponsor_is_another"),)

    library_id: int = Field(foreign_key="library.id", unique=True)
    sponsor_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    since: datetime


class AnswerLink(Row, table=True):
    """A letter that asks the library of the row `loan_id` for one step; its link answers nothing else.

    `state` and `due` are how the row stood when it was written, `number` and `partner_id` what it was about then. It
    can be answered until the day `until`; on `remind_on` the library is reminded once, from `call_from` it should be
    called. It has ended when it was answered, by `action`, or when a newer letter took its place.
    """

    __tablename__ = "answer_link"
    __table_args__ = (
        sa.CheckConstraint("action IS NULL OR ended_at IS NOT NULL", name="answered_is_ended"),
        once("one_open_answer_link_per_request", "ended_at IS NULL", "loan_id"),
        sa.Index("ix_answer_link_partner", "partner_id", "call_from"),
    )

    loan_id: int = Field(foreign_key="loan_request.id", index=True)
    library_id: int = Field(foreign_key="library.id", index=True)
    partner_id: int | None = Field(default=None, foreign_key="library.id")
    number: str = Field(max_length=50)
    state: str = Field(max_length=20)
    due: DueState = Field(sa_type=enum_type(DueState, 20))
    version: int = 1
    made_at: datetime
    answer_by: date
    until: date
    remind_on: date
    call_from: date
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    action: str | None = Field(default=None, max_length=20)
