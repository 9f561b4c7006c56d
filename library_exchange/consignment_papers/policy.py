"""Who may have papers and lists of consignments and declare what papers say: staff of their libraries."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "shipping.paper": FOR_STAFF,
    "shipping.confirm_old": FOR_STAFF,
    "shipping.withdraw_old": FOR_STAFF,
    "shipping.customs": FOR_STAFF,
    "shipping.index_file": FOR_STAFF,
    "shipping.claims_file": FOR_STAFF,
}
