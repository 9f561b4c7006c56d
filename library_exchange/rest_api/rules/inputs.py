"""Under which names a program tells what a step asks for."""

from collections.abc import Mapping

from library_exchange.loans.rules.inputs import Asks

FIELDS_OF: Mapping[Asks, tuple[str, ...]] = {
    Asks.SUPPLIER: ("supplier_id",),
    Asks.ITEM: ("item_id", "barcode"),
    Asks.HOLDER: ("holder_id",),
    Asks.SUM: ("settlement_minor",),
    Asks.CURRENCY: ("settlement_currency",),
}
"""Of all others the field is called as what is asked."""
