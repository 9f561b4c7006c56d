"""Who may open the routes of this room: everybody; whether there is such a door says a setting."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {"sru.answer": PUBLIC}
