"""Claims that the coordinator decides, with what she needs to judge: both libraries, the days, what each side said."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, format_kilograms
from library_exchange.core.money import format_money
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.shipping import policy
from library_exchange.shipping.display.claim_history import done_in, shown, words_in
from library_exchange.shipping.display.claims import picture_facts, row_of
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.queries.pictures import pictures_of
from library_exchange.shipping.rules.claims import DECISIONS
from library_exchange.shipping.services.accounted import accounted

Libraries = Mapping[int, Library]


def disputed_rows(session: Session, actor: Actor, language: str) -> list[dict[str, Any]]:
    """Return the claims that the coordinator must decide; a fixed number of queries."""
    parts = frozenset({Part.COORDINATOR})
    found = consignments.disputes(session)
    claims = [claim for claim, _line, _consignment in found]
    titled = titles_of(session, [line for _claim, line, _consignment in found], language)
    pictures = pictures_of(session, claims)
    libraries = _libraries(session, {end for _c, _l, one in found for end in (one.consignor_id, one.consignee_id)})
    done, counting = done_in(session, claims), accounted(session, [line for _claim, line, _consignment in found])
    parcels = _parcels(session, [line for _claim, line, _consignment in found])
    names = {each.id: each.name_in(language) for each in libraries.values()}
    words = words_in(session, actor, done, {claim.id: one.id for claim, _line, one in found}, "")
    return [
        row_of(claim, line, parts, titled[line.id], line.id in counting)
        | picture_facts(claim, pictures.get(claim.id, []), parts, None)
        | _case(actor, line, consignment, libraries, language)
        | {"meanings": _meanings(claim, consignment, libraries, language, line.id in counting)}
        | {"said": shown(done[claim.id], names, libraries[consignment.consignee_id].zone, words)}
        | {"parcel": parcels.get(line.parcel_id or 0)}
        for claim, line, consignment in found
    ]


def _parcels(session: Session, lines: Sequence[ConsignmentLine]) -> Mapping[int, str]:
    """Return of parcels by their ids the number under which they went and what the scale said; one query."""
    ids = {line.parcel_id for line in lines if line.parcel_id is not None}
    return {
        each.id: " · ".join(
            [each.tracking_no or _("Parcel %(number)s", number=each.number)]
            + ([_("%(weight)s kg", weight=format_kilograms(each.weight_g))] if each.weight_g else [])
        )
        for each in session.scalars(sa.select(Parcel).where(col(Parcel.id).in_(sorted(ids))))
    }


def _libraries(session: Session, ids: Collection[int]) -> Libraries:
    return {each.id: each for each in session.scalars(sa.select(Library).where(col(Library.id).in_(sorted(ids))))}


def _case(
    actor: Actor,
    line: ConsignmentLine,
    consignment: Consignment,
    libraries: Libraries,
    language: str,
) -> dict[str, Any]:
    ends = (libraries[consignment.consignor_id], libraries[consignment.consignee_id])
    names = [each.name_in(language) for each in ends]
    received = consignment.received_at.astimezone(ends[1].zone).date() if consignment.received_at else None
    return {
        "consignment": consignment.number,
        "consignment_url": url_for("shipping.show", consignment_id=consignment.id)
        if policy.may_see(actor, consignment)
        else None,
        "ends": [
            (each.country, name, url_for("directory.show", code=each.code))
            for each, name in zip(ends, names, strict=True)
        ],
        "mode": consignment_labels.MODES[consignment.mode],
        "handed_on": consignment.handed_on,
        "received_on": received,
        "value": format_money(line.value_minor * line.copies, consignment.currency)
        if line.value_minor is not None
        else None,
    }


def _meanings(
    claim: Claim, consignment: Consignment, libraries: Libraries, language: str, is_accounted: bool
) -> list[tuple[Any, Any]]:
    """Return each decision with what it means for the accounts."""
    consignor, consignee = (
        libraries[end].name_in(language) for end in (consignment.consignor_id, consignment.consignee_id)
    )
    return [
        (claim_labels.CLAIM_STEPS[event], claim_labels.meaning(event, claim.fault, consignor, consignee, is_accounted))
        for event in DECISIONS
    ]
