"""What is told of a library's own things: copies, records, loans, consignments, accounts. Readers are in none."""

from collections.abc import Mapping, Sequence
from typing import Any

from library_exchange.catalogue.models import Import, SourceRecord
from library_exchange.core.actor import Actor
from library_exchange.holdings.queries.own_records import OwnCopy, version_of
from library_exchange.ledger.queries import PartnerFigures
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.inputs import input_of
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import texts
from library_exchange.rest_api.rules.inputs import FIELDS_OF
from library_exchange.rest_api.rules.preconditions import tag_of
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.schemas import exchange as exchange_answers
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import Contents

Codes = Mapping[int | None, str]
LOAN_FIELDS = tuple(
    name
    for name in answers.Loan.model_fields
    if name not in ("number", "partner", "book", "steps", "href", "side", "service", "state")
)
CONSIGNMENT_FIELDS = tuple(
    name
    for name in exchange_answers.Consignment.model_fields
    if name not in ("consignor", "consignee", "parcels", "lines", "href")
)


def item(copy: OwnCopy, record_id: int) -> answers.Item:
    """Return a copy."""
    return answers.Item.model_construct(
        id=copy.id,
        holding_id=copy.source_id,
        record_id=record_id,
        barcode=copy.barcode,
        call_number=copy.call_number,
        copy_place=copy.place,
        state=copy.state.value,
        is_promised=bool(copy.is_promised),
        etag=tag_of(copy.seen),
        href=at("items", copy.id),
    )


def holding(source: SourceRecord, card: texts.Card, copies: Sequence[OwnCopy]) -> answers.Holding:
    """Return a record of the library with its copies."""
    return answers.Holding(
        id=source.id,
        record_id=source.record_id,
        source_id=source.source_id,
        is_withdrawn=source.withdrawn_at is not None,
        titles=texts.titles(card),
        items=[item(each, source.record_id) for each in copies],
        etag=tag_of(version_of(source)),
        href=at("holdings", source.id),
    )


IMPORT_FIELDS = tuple(name for name in answers.ImportTold.model_fields if name not in ("state", "changed", "href"))


def taken_in(row: Import) -> answers.ImportTold:
    """Return how a file of records stands."""
    return answers.ImportTold(
        state=row.state.value,
        changed=f"{at('holdings')}?import_id={row.id}",
        href=at("imports", row.id),
        **{name: getattr(row, name) for name in IMPORT_FIELDS},
    )


def loan(row: LoanRequest, actor: Actor, codes: Codes) -> answers.Loan:
    """Return a library's side of a request, with the steps that its state allows now."""
    return answers.Loan(
        side=row.side.value,
        service=row.service.value,
        state=row.state,
        number=row.public_no,
        partner=codes.get(row.partner_id),
        book=_book(row.book),
        steps=[_step(row, action) for action in policy.actions_open_to(actor, row)],
        href=at("loans", row.id),
        **{name: getattr(row, name) for name in LOAN_FIELDS},
    )


def _book(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, [], ())}


def _step(row: LoanRequest, action: Any) -> answers.StepLink:
    found = row.step(action)
    return answers.StepLink(
        action=action.value,
        asks=[field for asks in input_of(action, row.service) for field in FIELDS_OF.get(asks, (asks.value,))],
        is_grave=found is not None and found.is_grave,
        href=at("loans", row.id, "steps"),
    )


def consignment(row: Consignment, codes: Codes, contents: Contents | None = None) -> exchange_answers.Consignment:
    """Return a consignment, with what lies in it if that is known."""
    parcels = contents.parcels if contents else ()
    numbers = {parcel.id: parcel.number for parcel in parcels}
    return exchange_answers.Consignment(
        consignor=codes[row.consignor_id],
        consignee=codes[row.consignee_id],
        parcels=[
            exchange_answers.ParcelTold(
                number=each.number, state=each.state, weight_g=each.weight_g, tracking_no=each.tracking_no
            )
            for each in parcels
        ],
        lines=[
            exchange_answers.LineTold(
                number=each.number,
                state=each.state,
                title=each.title,
                language=each.language,
                author=each.author,
                year=each.year,
                isbn=each.isbn,
                copies=each.copies,
                parcel=numbers.get(each.parcel_id or 0),
            )
            for each in (contents.lines if contents else ())
        ],
        href=at("consignments", row.id),
        **{name: getattr(row, name) for name in CONSIGNMENT_FIELDS},
    )


def account(code: str, rows: Sequence[PartnerFigures]) -> exchange_answers.Account:
    """Return how the library stands with each partner."""
    return exchange_answers.Account(
        library=code,
        balances=[
            exchange_answers.Balance(
                partner=row.partner.code,
                book=row.book,
                unit=row.unit,
                given=row.figures.given,
                received=row.figures.received,
                balance=row.figures.balance,
            )
            for row in rows
        ],
    )
