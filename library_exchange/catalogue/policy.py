"""Who may open the routes of the catalogue."""

from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access

ROUTES: dict[str, Access] = {
    "openurl.arrive": PUBLIC,
    "catalogue.home": PUBLIC,
    "catalogue.search": PUBLIC,
    "catalogue.advanced": PUBLIC,
    "catalogue.suggest": PUBLIC,
    "catalogue.record": PUBLIC,
    "catalogue.person": PUBLIC,
    "catalogue.work": PUBLIC,
    "catalogue.names": FOR_STAFF,
    "catalogue.decide_name": FOR_STAFF,
    "catalogue.decide_work": FOR_STAFF,
    "catalogue.new_entry": FOR_STAFF,
    "catalogue.add_entry": FOR_STAFF,
    "catalogue.keep": FOR_STAFF,
    "catalogue.add_form": FOR_STAFF,
    "catalogue.find_to_merge": FOR_STAFF,
    "catalogue.merge": FOR_STAFF,
    "catalogue.choose_to_split": FOR_STAFF,
    "catalogue.split": FOR_STAFF,
    "catalogue.find_books": FOR_STAFF,
    "catalogue.record_names": FOR_STAFF,
    "catalogue.link_record": FOR_STAFF,
    "catalogue.unlink_record": FOR_STAFF,
    "catalogue.name_changes": FOR_STAFF,
    "catalogue.undo_change": FOR_STAFF,
    "catalogue.set_item_state": FOR_STAFF,
}
