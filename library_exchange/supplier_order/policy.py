"""Who may arrange the order in which libraries are asked: staff of the library that asks."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {"loans.rearrange": FOR_STAFF, "loans.place_all": FOR_STAFF}
