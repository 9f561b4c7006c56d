"""Who may open the routes of the catalogue."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "catalogue.home": PUBLIC,
    "catalogue.search": PUBLIC,
    "catalogue.advanced": PUBLIC,
    "catalogue.suggest": PUBLIC,
    "catalogue.record": PUBLIC,
    "catalogue.person": PUBLIC,
    "catalogue.work": PUBLIC,
    "catalogue.names": FOR_STAFF,
    "catalogue.decide_name": FOR_STAFF,
    "catalogue.set_item_state": FOR_STAFF,
    "catalogue.imports": FOR_STAFF,
    "catalogue.new_import": FOR_STAFF,
    "catalogue.show_import": FOR_STAFF,
    "catalogue.choose_for_import": FOR_STAFF,
    "catalogue.start_import": FOR_STAFF,
    "catalogue.discard_import": FOR_STAFF,
    "catalogue.rejected": FOR_STAFF,
}
