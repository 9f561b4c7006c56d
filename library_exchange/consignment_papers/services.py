"""Declaring: what the customs forms of a consignment say is written down by its libraries."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.consignment_papers.declared import details_of, rows_told
from library_exchange.consignment_papers.labels import DETAILS, SENT
from library_exchange.consignment_papers.models import CustomsDetails, DeclaredTitle, PostalCharge
from library_exchange.consignment_papers.schemas import ChargeInput, DeclaredInput, DetailsInput
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.procedure import Part
from library_exchange.shipping import policy
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.schemas import TitleInput
from library_exchange.shipping.services import titles, transitions


def declare(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    contents: Contents,
    details: DetailsInput,
    charges: Mapping[int, ChargeInput],
    declared: Mapping[int, DeclaredInput],
    at: datetime,
) -> None:
    """Write down what the forms say: of the consignment, of its parcels by id, of its titles by line.

    Raises Conflict once the parcels are handed over, or for another kind of a packed title; Forbidden unless `actor`
    works for one of the two libraries.
    """
    policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
    if consignment.state not in NOT_SENT:
        raise Conflict("already-sent", SENT, consignment=consignment.id)
    transitions.require_version(consignment, details.version)
    row = details_of(session, consignment) or CustomsDetails(consignment_id=consignment.id)
    for name in DETAILS:
        setattr(row, name, getattr(details, name))
    session.add(row)
    _charge(session, contents, charges)
    _declare_titles(session, actor, consignment, contents, declared, at)
    transitions.touch(session, consignment, at)
    audit.record(session, actor, "declare", "consignment", consignment.id, at=at, titles=len(declared))


def _charge(session: Session, contents: Contents, charges: Mapping[int, ChargeInput]) -> None:
    given = {each.id: charges[each.id].charge_minor for each in contents.parcels if each.id in charges}
    session.execute(sa.delete(PostalCharge).where(col(PostalCharge.parcel_id).in_(given)))
    session.add_all(
        PostalCharge(parcel_id=parcel_id, charge_minor=charge)
        for parcel_id, charge in given.items()
        if charge is not None
    )


def _declare_titles(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    contents: Contents,
    declared: Mapping[int, DeclaredInput],
    at: datetime,
) -> None:
    lines = {line.id: line for line in contents.going if line.id in declared}
    kinds = {
        each: TitleInput(material=declared[each].material)
        for each, line in lines.items()
        if declared[each].material not in (None, line.material)
    }
    titles.complete(session, actor, consignment, [lines[each] for each in kinds], kinds, at)
    rows = {each.line_id: each for each in session.scalars(rows_told(list(lines)))}
    for line_id in lines:
        row, given = rows.get(line_id) or DeclaredTitle(line_id=line_id), declared[line_id]
        row.origin, row.is_kind_told = given.origin, row.is_kind_told or given.material is not None
        session.add(row)
    session.flush()
