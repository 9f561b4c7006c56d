"""Who may open the routes of the catalogue."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "catalogue.home": PUBLIC,
    "catalogue.search": PUBLIC,
    "catalogue.suggest": PUBLIC,
    "catalogue.record": PUBLIC,
    "catalogue.person": PUBLIC,
    "catalogue.work": PUBLIC,
    "catalogue.set_item_state": FOR_STAFF,
    "catalogue.set_item_number": FOR_STAFF,
}
