"""What a loan and a copy cost the requesting library: by the supplying one's rules, or as agreed with a partner."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.money import VOUCHERS
from library_exchange.core.regions import REGIONS
from library_exchange.directory import policy
from library_exchange.directory.models import Library, PartnerFee
from library_exchange.directory.schemas import PartnerFees


class Fee(NamedTuple):
    """A sum in minor units of a currency (ISO 4217) or of vouchers; of 0 it is free of charge."""

    minor: int
    currency: str


def fees_for(session: Session, suppliers: Iterable[Library], requesting_id: int, *, is_copy: bool) -> dict[int, Fee]:
    """Return by id what each of `suppliers` asks the requesting library for a loan, or for a copy; one query.

    What is agreed with that library stands before what the rules say.
    """
    asked = {each.id: each for each in suppliers}
    wanted = (col(PartnerFee.partner_id) == requesting_id, col(PartnerFee.library_id).in_(asked))
    agreed = {row.library_id: row for row in session.scalars(sa.select(PartnerFee).where(*wanted))} if asked else {}
    found = {}
    for number, library in asked.items():
        rule = agreed.get(number) or library
        minor = rule.copy_fee_minor if is_copy else rule.loan_fee_minor
        by_vouchers = isinstance(rule, PartnerFee) and rule.in_vouchers
        found[number] = Fee(minor, VOUCHERS if by_vouchers else REGIONS[library.country].currency)
    return found


def both_for(session: Session, supplier: Library, requesting: Library) -> tuple[Fee, Fee]:
    """Return what `supplier` asks the other library for a loan and for a copy; two queries."""
    loan, copy = (fees_for(session, [supplier], requesting.id, is_copy=each) for each in (False, True))
    return loan[supplier.id], copy[supplier.id]


def find_partner_fee(session: Session, library: Library, partner: Library) -> PartnerFee | None:
    """Return what `library` has agreed with `partner`, None where its rules count."""
    wanted = (col(PartnerFee.library_id) == library.id, col(PartnerFee.partner_id) == partner.id)
    return session.scalar(sa.select(PartnerFee).where(*wanted))


def agreed_by(session: Session, library: Library) -> list[tuple[Library, tuple[Fee, Fee]]]:
    """Return with which libraries `library` agreed on other fees than its rules say, and these; one query."""
    rows = session.execute(
        sa.select(PartnerFee, Library)
        .join(Library, col(Library.id) == col(PartnerFee.partner_id))
        .where(col(PartnerFee.library_id) == library.id)
        .order_by(col(Library.id))
    )
    own = REGIONS[library.country].currency
    units = [(partner, row, VOUCHERS if row.in_vouchers else own) for row, partner in rows]
    return [(partner, (Fee(row.loan_fee_minor, unit), Fee(row.copy_fee_minor, unit))) for partner, row, unit in units]


def is_by_voucher(session: Session, library: Library, partner: Library) -> bool:
    """Whether the two have agreed that one pays the other by IFLA vouchers; a library elsewhere notes nothing here."""
    both = (library.id, partner.id)
    wanted = (col(PartnerFee.library_id).in_(both), col(PartnerFee.partner_id).in_(both), col(PartnerFee.in_vouchers))
    return session.scalar(sa.select(col(PartnerFee.id)).where(*wanted).limit(1)) is not None


def agree(session: Session, actor: Actor, library: Library, partner: Library, given: PartnerFees) -> None:
    """Note what `library` asks `partner` for from now on, or that its rules count again.

    What was sent before keeps its fee. Raises Forbidden for all but the administrators of `library`, Conflict for a
    library with itself.
    """
    policy.require_editor(actor, library)
    if library.id == partner.id:
        raise Conflict("own-fees", library=library.id)
    row = find_partner_fee(session, library, partner)
    if given.is_agreed:
        row = row or PartnerFee(library_id=library.id, partner_id=partner.id, loan_fee_minor=0, copy_fee_minor=0)
        row.loan_fee_minor, row.copy_fee_minor = given.loan_fee_minor, given.copy_fee_minor
        row.in_vouchers = given.in_vouchers
        session.add(row)
    elif row is not None:
        session.delete(row)
    audit.record(session, actor, "agree_fees", "library", library.id, partner=partner.code, **given.model_dump())
