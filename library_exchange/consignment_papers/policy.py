"""Who may have the papers of a consignment and declare what they say: staff of its libraries."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {"shipping.paper": FOR_STAFF, "shipping.customs": FOR_STAFF}
