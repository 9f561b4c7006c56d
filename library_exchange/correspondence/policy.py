"""Who may open the routes of this room."""

from library_exchange.core.rights import Access

ROUTES: dict[str, Access] = {}
