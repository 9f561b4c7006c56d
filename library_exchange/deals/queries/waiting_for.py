"""What waits for a library in its dealings with another one: found, and as the list of its work shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.deals.models import Agreement, Box, BoxLine, Settlement
from library_exchange.deals.rules.boxes import BoxState, LineState
from library_exchange.deals.rules.settling import SettlementState
from library_exchange.directory.models import Library


def _other(table: type[Agreement] | type[Box], library_id: int) -> Any:
    return sa.case((col(table.first_id) == library_id, col(table.second_id)), else_=col(table.first_id))


def agreements(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the agreements whose terms the library has to answer."""
    partner = _other(Agreement, library_id)
    return entries(Agreement, col(Agreement.turn_id) == library_id, since=col(Agreement.touched_at), partner=partner)


def boxes(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the boxes to whose present proposal the library has not agreed."""
    sides = ((Box.first_id, Box.first_accepted), (Box.second_id, Box.second_accepted))
    asked = [
        sa.and_(col(side) == library_id, sa.func.coalesce(col(consent), -1) != col(Box.round_no))
        for side, consent in sides
    ]
    is_proposed = col(Box.state) == BoxState.PROPOSED
    return entries(Box, is_proposed, sa.or_(*asked), since=col(Box.touched_at), partner=_other(Box, library_id))


def agreed_boxes(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the library's boxes of which agreed books lie in no consignment yet."""
    is_party = sa.or_(col(Box.first_id) == library_id, col(Box.second_id) == library_id)
    is_agreed = col(Box.state).in_((BoxState.ACCEPTED, BoxState.UNDER_WAY))
    is_to_send = sa.exists().where(
        col(BoxLine.box_id) == col(Box.id),
        col(BoxLine.state) == LineState.AGREED,
        col(BoxLine.consignment_id).is_(None),
    )
    return entries(Box, is_party, is_agreed, is_to_send, since=col(Box.touched_at), partner=_other(Box, library_id))


def settlements(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the settlements that the partner proposed and the library has to answer."""
    is_party = sa.or_(col(Settlement.creditor_id) == library_id, col(Settlement.debtor_id) == library_id)
    is_asked = sa.and_(col(Settlement.state) == SettlementState.SENT, col(Settlement.proposer_id) != library_id)
    proposer = col(Settlement.proposer_id)
    return entries(Settlement, is_party, is_asked, since=col(Settlement.proposed_at), partner=proposer)


def agreement_lines(_session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how agreements stand on the list; no query."""
    what, task = as_written(_("Exchange agreement")), _("Answer the terms")
    return {each: Line(what, task, "deals.show_agreement", {"agreement_id": each}) for each in ids}


def box_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how boxes stand on the list that are to be agreed to; two queries."""
    return _box_lines(session, library_id, ids, language, _("Agree or change the proposal"))


def agreed_box_lines(session: Session, library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how boxes stand on the list whose consignments are to be made; two queries."""
    return _box_lines(session, library_id, ids, language, _("Make the consignments"))


def _box_lines(session: Session, library_id: int, ids: Sequence[int], language: str, task: str) -> Mapping[int, Line]:
    """Return boxes under the names of the partners: the boxes of each pair are numbered for themselves."""
    found = session.scalars(sa.select(Box).where(col(Box.id).in_(ids))).all()
    partners = {box.other(library_id) for box in found}
    rows = session.scalars(sa.select(Library).where(col(Library.id).in_(partners)))
    names = {library.id: library.name_in(language) for library in rows}
    return {
        box.id: Line(
            as_written(_("Box %(number)s with %(library)s", number=box.number, library=names[box.other(library_id)])),
            task,
            "deals.show_box",
            {"box_id": box.id},
        )
        for box in found
    }


def settlement_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how settlements stand on the list; one query."""
    codes = session.execute(
        sa.select(col(Settlement.id), col(Library.code))
        .join(Library, col(Library.id) == col(Settlement.proposer_id))
        .where(col(Settlement.id).in_(ids))
    )
    what, task = as_written(_("Exchange account")), _("Confirm or dispute the settlement")
    return {settlement_id: Line(what, task, "deals.account", {"code": code}) for settlement_id, code in codes}
