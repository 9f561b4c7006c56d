"""Who may open the routes of this room: who manages the library."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, Access

ROUTES: dict[str, Access] = {
    "api_keys.listed": FOR_LIBRARY_ADMIN,
    "api_keys.make": FOR_LIBRARY_ADMIN,
    "api_keys.revoke": FOR_LIBRARY_ADMIN,
}
