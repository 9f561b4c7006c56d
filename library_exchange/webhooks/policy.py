"""Who sees how deliveries go: staff; who registers, rolls, pauses and ends: the library's administrators."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "webhooks.show": FOR_STAFF,
    "webhooks.listed": FOR_LIBRARY_ADMIN,
    "webhooks.register": FOR_LIBRARY_ADMIN,
    "webhooks.pause": FOR_LIBRARY_ADMIN,
    "webhooks.resume": FOR_LIBRARY_ADMIN,
    "webhooks.roll": FOR_LIBRARY_ADMIN,
    "webhooks.end": FOR_LIBRARY_ADMIN,
    "webhooks.send_test": FOR_LIBRARY_ADMIN,
    "webhooks.send_again": FOR_LIBRARY_ADMIN,
    "webhooks.send_failed_again": FOR_LIBRARY_ADMIN,
}
