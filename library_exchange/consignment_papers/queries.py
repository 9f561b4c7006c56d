"""From a consignment's rows to its `Pack`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.citations.publishers import other_than
from library_exchange.consignment_papers.addresses import Address, address_of
from library_exchange.consignment_papers.declared import TitleDeclared, charges_of, details_of, titles_declared
from library_exchange.consignment_papers.labels import DETAILS
from library_exchange.consignment_papers.models import CustomsDetails
from library_exchange.consignment_papers.pack import Declared, Pack, PackLine, PackParcel
from library_exchange.consignment_papers.rules.customs_forms import customs_form
from library_exchange.consignment_papers.told_names import Told, names_told
from library_exchange.core.errors import Conflict
from library_exchange.core.regions import WRITTEN
from library_exchange.core.scripts import told_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import not_reached_by_post
from library_exchange.shipping.advice import wanted_by
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries import permissions
from library_exchange.shipping.queries.addressed import entered, posted_to, unreached
from library_exchange.shipping.queries.consignments import Contents, contents_of
from library_exchange.shipping.queries.gaps import gaps
from library_exchange.shipping.queries.regulations import Rules, rules_on
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import Direction, Guard
from library_exchange.shipping.rules.customs_rules import Missing
from library_exchange.shipping.rules.shipments import BEFORE_PACKING, NOT_SENT

LANGUAGES = ("zh", "ru", "en")
TEXTS = ("title", "annotation")
"""What is told of a title in each language in which it may be read."""


def pack_of(session: Session, consignment: Consignment, day: date) -> Pack:
    """Return the consignment as its papers see it on `day`.

    Raises Conflict while a title lacks its translation, weight or value: papers with holes are not made.
    """
    contents = contents_of(session, consignment)
    lacking = gaps(contents)
    if lacking or not contents.going:
        no_title = any(set(gap.missing) & {Missing.TITLE_ZH, Missing.TITLE_RU} for gap in lacking)
        guard = Guard.TITLES_COMPLETE if no_title or not lacking else Guard.FIGURES_COMPLETE
        raise Conflict("papers-incomplete", wanted_by(guard, contents), titles=len(lacking))
    rules = rules_on(session, day)
    listed = permissions.listed(session, consignment, contents, rules)
    declared = titles_declared(session, contents.going)
    told = names_told(session, contents.going)
    lines = {
        line.id: _named(_line(line, contents, rules, line in listed, declared[line.id]), told[line.id])
        for line in contents.going
    }
    stops = [leg.to_id for leg in contents.legs[:-1]]
    consignor, consignee, *via = _addresses(session, consignment, stops)
    charges = charges_of(session, contents.parcels)
    permit = next((each.permit_no for each in contents.clearances if each.direction is Direction.IMPORT), None)
    return Pack(
        number=consignment.number,
        made_on=day,
        mode=consignment.mode,
        currency=consignment.currency,
        consignor=consignor,
        consignee=consignee,
        via=tuple(via),
        legs_done=sum(leg.arrived_at is not None for leg in contents.legs[:-1]),
        permit_no=permit,
        return_by=consignment.return_by,
        parcels=tuple(
            replace(_parcel(each, contents, rules, consignment.currency, lines), charge_minor=charges.get(each.id))
            for each in contents.parcels
        ),
        lines=tuple(lines.values()),
        tag_mm=(rules.number(customs_rules.TAG_WIDTH), rules.number(customs_rules.TAG_HEIGHT)),
        declared=_declared(details_of(session, consignment)),
        is_packed=consignment.state not in BEFORE_PACKING,
    )


def _addresses(session: Session, consignment: Consignment, stops: list[int]) -> list[Address]:
    """Return the addresses of both ends and of the stops between, with what was entered for this consignment."""
    ids, known = (consignment.consignor_id, consignment.consignee_id, *stops), entered(session, consignment)
    return [address_of(session, session.get_one(Library, each), known.get(each, {})) for each in ids]


def require_addresses(session: Session, consignment: Consignment) -> None:
    """Raise Conflict while an address lacks that the post needs on the labels of parcels that are still to leave."""
    contents = contents_of(session, consignment)
    if lacks_address(session, consignment, contents):
        raise Conflict("addresses-lack", wanted_by(Guard.ADDRESSES_GIVEN, contents))


def lacks_address(session: Session, consignment: Consignment, contents: Contents) -> bool:
    """Whether parcels are still to be posted and the post knows no whole address of where they go, or of the sender.

    What is handed over by somebody needs none.
    """
    if unreached(session, consignment, contents.legs):
        return True
    if consignment.state not in NOT_SENT or not posted_to(session, consignment, contents.legs):
        return False
    sender = session.get_one(Library, consignment.consignor_id)
    return bool(not_reached_by_post(session, [sender], abroad=contents.languages.crosses))


def _declared(details: CustomsDetails | None) -> Declared:
    return Declared(**{name: getattr(details, name, None) or "" for name in DETAILS})


def _named(line: PackLine, told: Told) -> PackLine:
    return replace(
        line,
        author_zh=told.authors["zh"],
        author_ru=told.authors["ru"],
        publisher_zh=told.publishers["zh"],
        publisher_ru=told.publishers["ru"],
    )


def _line(
    line: ConsignmentLine, contents: Contents, rules: Rules, is_listed: bool, declared: TitleDeclared
) -> PackLine:
    numbers = {parcel.id: parcel.number for parcel in contents.parcels}
    same = ("number", "title", "language", "transliteration", "author", "year", "isbn", "copies")
    more = ("printed_isbn", "purpose", "goes_home")
    permit = ("export_permit_no", "export_permit_on", "volumes")
    told: dict[str, Any] = {
        f"{name}_{code}": told_in(getattr(line, f"{name}_{code}"), code) for name in TEXTS for code in WRITTEN
    }
    return PackLine(
        **told,
        **{name: getattr(line, name) for name in same + more + permit},
        publisher=other_than(line.title, line.publisher),
        weight_g=line.weight_g or 0,
        value_minor=line.value_minor or 0,
        material=declared.material,
        hs_code=rules.hs_codes[declared.material],
        origin=declared.origin,
        parcel=numbers[line.parcel_id] if line.parcel_id else None,
        is_listed=is_listed,
    )


def _parcel(parcel: Parcel, contents: Contents, rules: Rules, currency: str, lines: dict[int, PackLine]) -> PackParcel:
    service = contents.services[parcel.service_id]
    held = contents.in_parcel(parcel)
    value = sum((line.value_minor or 0) * line.copies for line in held)
    return PackParcel(
        number=parcel.number,
        kind=service.kind,
        service={code: service.name_in(code) for code in LANGUAGES},
        is_traceable=service.is_tracked or parcel.tracking_no is not None,
        gross_g=None if parcel.weight_g is None else max(parcel.weight_g, contents.net_g(parcel)),
        tracking_no=parcel.tracking_no,
        form=customs_form(service.kind, value, rules.value_limit(currency)),
        lines=tuple(lines[line.id] for line in held),
    )


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list, with the title and the consignment that it is about; `partner` is the other library."""

    claim: Claim
    line: ConsignmentLine
    number: str
    partner: Library
    is_outgoing: bool


def claims_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[ClaimRow]]:
    """Return how many claims there are of what the library sends or receives, and a page, the last one first.

    Two queries.
    """
    is_outgoing = col(Consignment.consignor_id) == library_id
    partner = sa.case((is_outgoing, col(Consignment.consignee_id)), else_=col(Consignment.consignor_id))
    mine = sa.or_(is_outgoing, col(Consignment.consignee_id) == library_id)
    joined = sa.select(Claim).join(Consignment, col(Consignment.id) == col(Claim.consignment_id)).where(mine)
    total = session.scalar(sa.select(sa.func.count()).select_from(joined.subquery())) or 0
    rows = session.execute(
        joined.add_columns(ConsignmentLine, Consignment, Library)
        .join(ConsignmentLine, col(ConsignmentLine.id) == col(Claim.line_id))
        .join(Library, col(Library.id) == partner)
        .order_by(col(Claim.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [
        ClaimRow(claim, line, found.number, library, found.consignor_id == library_id)
        for claim, line, found, library in rows
    ]
