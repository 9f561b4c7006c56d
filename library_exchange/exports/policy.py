"""Who may take records out: staff, those of their own library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "exports.listed": FOR_STAFF,
    "exports.order": FOR_STAFF,
    "exports.choose": FOR_STAFF,
    "exports.found": FOR_STAFF,
    "exports.order_found": FOR_STAFF,
    "exports.show": FOR_STAFF,
    "exports.file": FOR_STAFF,
}
