"""Who may open the routes of this room; whether a system may speak is told by its key and address."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "iso18626.receive": PUBLIC,
}
