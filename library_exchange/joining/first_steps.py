"""The first steps of a new member: which of them are done is told by what is in the database, never ticked by hand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership
from library_exchange.catalogue.models import Holding, Import, ImportState, SourceRecord
from library_exchange.catalogue.services.index import PUT, REBUILD
from library_exchange.core.actor import STAFF
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.joining.models import NewMember
from library_exchange.joining.rules import VOLUNTARY, FirstStep

_LIBRARY = col(NewMember.library_id)


def _has(table: Any, *conditions: Any) -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(sa.literal(1)).select_from(table).where(col(table.library_id) == _LIBRARY, *conditions))


def _address(form: AddressForm) -> sa.ColumnElement[bool]:
    written = (col(PostalAddress.street) != "", col(PostalAddress.city) != "")
    return _has(PostalAddress, col(PostalAddress.form) == form, *written)


def _saved(*actions: str) -> sa.ColumnElement[bool]:
    """Return the condition that the audit of the library notes one of `actions`.

    Who has saved a page has looked at it, even if it says what stood there.
    """
    ours = (col(AuditEntry.subject) == "library", col(AuditEntry.subject_id) == _LIBRARY)
    return sa.exists(sa.select(sa.literal(1)).select_from(AuditEntry).where(*ours, col(AuditEntry.action).in_(actions)))


def _is_found() -> sa.ColumnElement[bool]:
    """Return the condition that the index has learnt all that it was told until the first file was taken in."""
    done = (col(Import.library_id) == _LIBRARY, col(Import.state) == ImportState.DONE)
    first = sa.select(sa.func.min(col(Import.finished_at))).where(*done).scalar_subquery()
    to_learn = (col(OutboxMessage.kind).in_((PUT, REBUILD)), col(OutboxMessage.done_at).is_(None))
    behind = (
        sa.select(sa.literal(1)).select_from(OutboxMessage).where(*to_learn, col(OutboxMessage.created_at) <= first)
    )
    return sa.and_(_has(Holding), _has(Import, col(Import.state) == ImportState.DONE), ~sa.exists(behind))


def _has_colleagues() -> sa.ColumnElement[bool]:
    staff = (col(Membership.library_id) == _LIBRARY, col(Membership.role).in_(STAFF))
    counted = sa.select(sa.func.count(sa.distinct(col(Membership.user_id)))).where(*staff)
    return counted.scalar_subquery() > 1


DONE: Mapping[FirstStep, sa.ColumnElement[bool]] = {
    FirstStep.ADDRESS: sa.and_(*(_address(form) for form in AddressForm)),
    FirstStep.RULES: _saved("update_policy"),
    FirstStep.DAYS: _saved("set_weekdays"),
    FirstStep.FILE: _has(SourceRecord),
    FirstStep.FOUND: _is_found(),
    FirstStep.PEOPLE: _has_colleagues(),
    FirstStep.BORROW: _saved("practised_borrowing"),
    FirstStep.LEND: _saved("practised_lending"),
    FirstStep.EXCHANGE: _saved("practised_exchange"),
}
"""By which a step of the library of a `NewMember` is seen to be done."""


def get_member(session: Session, library_id: int | None) -> NewMember:
    """Return how a library has joined; raises NotFound for one that was here before there were first steps."""
    found = session.scalar(sa.select(NewMember).where(col(NewMember.library_id) == library_id))
    if found is None:
        raise NotFound("no-new-member")
    return found


def steps_of(session: Session, member: NewMember) -> dict[FirstStep, bool]:
    """Return each step in its order, and whether it is done; one query."""
    asked = sa.select(*(condition.label(step.value) for step, condition in DONE.items()))
    row = session.execute(asked.where(col(NewMember.id) == member.id)).one()
    return {step: bool(is_done) for step, is_done in zip(DONE, row, strict=True)}


def to_take(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the library while a needed first step is open and it has not put them away."""
    needed = (condition for step, condition in DONE.items() if step not in VOLUNTARY)
    mine = (library_id == _LIBRARY, col(NewMember.put_away_at).is_(None))
    return entries(NewMember, *mine, ~sa.and_(*needed), since=col(NewMember.since))


def lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how the first steps stand on the list of work; one query."""
    library = session.get_one(Library, library_id)
    block = title_block([TitleForm(library.name_in(language), LANGUAGES[language].tag)], language)
    return dict.fromkeys(ids, Line(block, _("Take the first steps"), "joining.first_steps"))
