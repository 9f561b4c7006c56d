"""Whom a request may be asked of next: ranked by the published keys, arranged by staff, each with its reasons."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.fees import fees_for
from library_exchange.directory.lending import is_not_connected
from library_exchange.directory.likely_holders import find_region, likeliest_first, reads
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.rota import StaffOrder
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.shipping.queries.carriers import carriers

MOVED, ADDED, UNLIKELY = "moved", "added", "unlikely"
"""What a reason says that is not a key: staff's change, or that the library does not read the language of the book."""


@dataclass(frozen=True)
class Supplier:
    """A library that may be asked, and the facts of its rank, to be kept and shown."""

    library: Library
    facts: dict[str, Any]

    @property
    def is_doubtful(self) -> bool:
        """Whether only a person sends a request there: the book is in a language that nobody there reads."""
        return UNLIKELY in self.facts and MOVED not in self.facts


def staff_order(loan: LoanRequest) -> StaffOrder:
    """Return what staff has changed of the order for a request."""
    return StaffOrder(**{name: tuple(ids) for name, ids in (loan.staff_order or {}).items()})


def suppliers(session: Session, loan: LoanRequest, at: datetime) -> list[Supplier]:
    """Return the libraries that may be asked now, in the order in which they are; who was asked is not among them."""
    home, staff = session.get_one(Library, loan.library_id), staff_order(loan)
    asked = requests.asked_library_ids(session, loan)
    found = {each.library.id: each for each in _by_keys(session, home, loan, at, asked)}
    by_keys = list(found)
    found |= _added(session, staff, [home.id, *asked, *found])
    arranged = staff.arranged(by_keys)
    if arranged == replace(staff, order=()).arranged(by_keys):  # all stand where the keys put them again
        staff = replace(staff, moved=())
    ranked = [_marked(found[each], staff) for each in arranged if each in found]
    return _with_fees(session, loan, ranked)


def _with_fees(session: Session, loan: LoanRequest, ranked: list[Supplier]) -> list[Supplier]:
    """Return `ranked` with what each member asks, also those that no key has found; one query if there are such.

    What a library of another system asks for is not known here.
    """
    lacking = [one.library for one in ranked if "fee_minor" not in one.facts and not one.library.is_remote]
    fees = fees_for(session, lacking, loan.library_id, is_copy=loan.service is ServiceType.COPY)
    return [
        replace(one, facts=one.facts | {"fee_minor": fee.minor, "fee_currency": fee.currency})
        if (fee := fees.get(one.library.id))
        else one
        for one in ranked
    ]


def _by_keys(
    session: Session, home: Library, loan: LoanRequest, at: datetime, asked: Collection[int]
) -> list[Supplier]:
    lenders = copies.other_lenders(session, home, asked)
    if loan.record_id is None:
        return _likely(session, home, BibliographicInfo.model_validate(loan.book), lenders)
    found = copies.candidates(session, home, loan.record_id, at, asked, is_copy=loan.service is ServiceType.COPY)
    members = [Supplier(one.library, one.reasons()) for one in found]
    return members + [Supplier(library, _of_system(library)) for library in lenders if library.is_remote]


def _likely(session: Session, home: Library, book: BibliographicInfo, lenders: list[Library]) -> list[Supplier]:
    origin = find_region(book.title[0].value, book.languages)
    if origin is None:
        return [Supplier(library, _of_system(library)) for library in lenders]
    under_way, places = carriers(session), [part.value for part in book.imprint]
    ranked = likeliest_first(lenders, origin, places, lambda each: under_way.days(each, home))
    return [Supplier(each, _of_system(each) | ({} if reads(each, origin) else {UNLIKELY: True})) for each in ranked]


def _of_system(library: Library) -> dict[str, Any]:
    return {"is_remote": True} if library.is_remote else {}


def _added(session: Session, staff: StaffOrder, without: Collection[int]) -> dict[int, Supplier]:
    """Return the lending libraries that staff has added and no key has found."""
    wanted = [each for each in staff.added if each not in without]
    if not wanted:
        return {}
    can_be_asked = sa.not_(is_not_connected())
    lenders = sa.select(Library).where(col(Library.id).in_(wanted), col(Library.lends), can_be_asked)
    return {library.id: Supplier(library, {}) for library in session.scalars(lenders)}


def _marked(one: Supplier, staff: StaffOrder) -> Supplier:
    told = {ADDED: one.library.id in staff.added, MOVED: one.library.id in staff.moved}
    return replace(one, facts=one.facts | {name: True for name, is_so in told.items() if is_so})


def left_out(session: Session, loan: LoanRequest) -> list[Library]:
    """Return the libraries that staff has left out."""
    ids = staff_order(loan).left_out
    if not ids:
        return []
    return list(session.scalars(sa.select(Library).where(col(Library.id).in_(ids)).order_by(col(Library.code))))


def others(session: Session, loan: LoanRequest, known: Collection[int]) -> tuple[list[Library], list[Library]]:
    """Return the lending libraries that may be added, and those of other systems that cannot be asked yet; one query.

    `known` are those in the order, left out of it, or asked.
    """
    home = session.get_one(Library, loan.library_id)
    to_add: list[Library] = []
    to_connect: list[Library] = []
    for library, is_closed in session.execute(copies.lenders(home).add_columns(is_not_connected())):
        if is_closed:
            to_connect.append(library)
        elif library.id not in known:
            to_add.append(library)
    return to_add, to_connect
