"""Who may open the routes of this room, and which parts a library has in an agreement, a settlement, a box."""

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import ExchangeError, Forbidden, NotFound
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.core.steps import Taking, nobodys
from library_exchange.deals.models import Agreement, Box, Settlement
from library_exchange.deals.rules import agreements

ROUTES: dict[str, Access] = {
    "deals.agreements": FOR_STAFF,
    "deals.new_agreement": FOR_STAFF,
    "deals.draft_agreement": FOR_STAFF,
    "deals.show_agreement": FOR_STAFF,
    "deals.edit_agreement": FOR_STAFF,
    "deals.change_agreement": FOR_STAFF,
    "deals.move_agreement": FOR_STAFF,
    "deals.boxes": FOR_STAFF,
    "deals.boxes_file": FOR_STAFF,
    "deals.box_file": FOR_STAFF,
    "deals.open_box": FOR_STAFF,
    "deals.show_box": FOR_STAFF,
    "deals.tick": FOR_STAFF,
    "deals.counter": FOR_STAFF,
    "deals.move_box": FOR_STAFF,
    "deals.not_found": FOR_STAFF,
    "deals.account": FOR_STAFF,
    "deals.period_act": FOR_STAFF,
    "deals.statement_file": FOR_STAFF,
    "deals.fees_act": FOR_STAFF,
    "deals.consignment_act": FOR_STAFF,
    "deals.settle": FOR_STAFF,
    "deals.move_settlement": FOR_STAFF,
}


def parts_in_agreement(actor: Actor, agreement: Agreement) -> frozenset[Part]:
    """Return which parts `actor` has in an agreement."""
    author_id = agreement.author_id
    return nobodys(actor) or agreements.parts(
        rights.home_of(actor), author_id, agreement.other(author_id), agreement.turn_id
    )


def parts_in_settlement(actor: Actor, settlement: Settlement) -> frozenset[Part]:
    """Return which parts `actor` has in a settlement: its library proposed it, or is to answer."""
    library_id = rights.home_of(actor)
    if library_id not in (settlement.creditor_id, settlement.debtor_id):
        return nobodys(actor)
    return by(Part.AUTHOR if library_id == settlement.proposer_id else Part.PARTNER)


def parts_in_box(actor: Actor, box: Box) -> frozenset[Part]:
    """Return which parts `actor` has in a box; its two libraries have the same."""
    return by(Part.PARTNER) if rights.home_of(actor) in (box.first_id, box.second_id) else nobodys(actor)


def not_yours(taking: Taking, party: ExchangeError, *party_ids: int) -> ExchangeError:
    """Return why a step is not the actor's: it is the clock's, it is others' of whom she knows nothing, or `party`."""
    if taking.step.by <= {Part.CLOCK, Part.SERVICE}:
        return Forbidden("clock-only")
    return party if rights.home_of(taking.actor) in party_ids else NotFound("another-librarys")
