"""Who may send the book of a request in a consignment: staff of its library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "loans.consign": FOR_STAFF,
    "loans.take_out": FOR_STAFF,
    "loans.extended": FOR_STAFF,
}
