"""Who may keep what a library has by hand: its own staff, as they send its files."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "holdings.listed": FOR_STAFF,
    "holdings.act_on_ticked": FOR_STAFF,
    "holdings.export": FOR_STAFF,
    "holdings.lacks": FOR_STAFF,
    "holdings.on_word": FOR_STAFF,
    "holdings.new": FOR_STAFF,
    "holdings.enter": FOR_STAFF,
    "holdings.show": FOR_STAFF,
    "holdings.correct": FOR_STAFF,
    "holdings.add_copy": FOR_STAFF,
    "holdings.withdraw_copies": FOR_STAFF,
    "holdings.print_labels": FOR_STAFF,
    "holdings.copy": FOR_STAFF,
    "holdings.change_copy": FOR_STAFF,
    "holdings.withdraw": FOR_STAFF,
    "holdings.restore": FOR_STAFF,
    "holdings.history": FOR_STAFF,
    "holdings.all_corrections": FOR_STAFF,
    "holdings.take_back": FOR_STAFF,
}
