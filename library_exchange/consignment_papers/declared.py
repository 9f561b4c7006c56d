"""What is declared of a consignment on its customs forms, and what is proposed where nobody looked yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.consignment_papers.models import CustomsDetails, DeclaredTitle, PostalCharge
from library_exchange.consignment_papers.rules.proposals import Catalogued, Ground, kind_of, origin_of
from library_exchange.shipping.models import Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.rules.codes import Material


@dataclass(frozen=True)
class TitleDeclared:
    """A title's kind and country of origin, each with the ground it stands on."""

    material: Material
    kind_ground: Ground
    origin: str
    origin_ground: Ground


def rows_told(line_ids: Sequence[int]) -> sa.Select[Any]:
    """Return the query for what somebody declared of these titles."""
    return sa.select(DeclaredTitle).where(col(DeclaredTitle.line_id).in_(line_ids))


def titles_declared(session: Session, lines: Sequence[ConsignmentLine]) -> dict[int, TitleDeclared]:
    """Return by line what its customs form says; two queries."""
    told = {each.line_id: each for each in session.scalars(rows_told([line.id for line in lines]))}
    known = _catalogued(session, sorted({line.isbn for line in lines if line.isbn}))
    found = {}
    for line in lines:
        record, said = known.get(line.isbn or ""), told.get(line.id)
        kind = kind_of(line.title, line.material, bool(said and said.is_kind_told), record)
        origin = origin_of(line.title, line.language, said.origin if said else None, record)
        found[line.id] = TitleDeclared(*kind, *origin)
    return found


def _catalogued(session: Session, isbns: Sequence[str]) -> dict[str, Catalogued]:
    if not isbns:
        return {}
    record = BibliographicRecord
    rows = session.execute(
        sa.select(col(Identifier.value), col(record.record_type), col(record.bib_level), col(record.country))
        .join(record, col(record.id) == col(Identifier.record_id))
        .where(col(Identifier.kind) == "isbn", col(Identifier.value).in_(isbns))
        .order_by(col(record.id).desc())
    )
    return {isbn: Catalogued(kind, level, country) for isbn, kind, level, country in rows}


def details_of(session: Session, consignment: Consignment) -> CustomsDetails | None:
    """Return what the forms of `consignment` say beside its titles, None while nobody wrote anything."""
    found: CustomsDetails | None = session.scalar(
        sa.select(CustomsDetails).where(col(CustomsDetails.consignment_id) == consignment.id)
    )
    return found


def charges_of(session: Session, parcels: Sequence[Parcel]) -> dict[int, int]:
    """Return what the post took, by parcel, as far as it was written down."""
    wanted = sa.select(PostalCharge).where(col(PostalCharge.parcel_id).in_([each.id for each in parcels]))
    return {each.parcel_id: each.charge_minor for each in session.scalars(wanted)}
