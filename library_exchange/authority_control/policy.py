"""Who may open the pages on which names are kept: staff of every member library."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
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
}
