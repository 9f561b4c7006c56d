"""Who may do what: the staff of a library practises, for its own library alone."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "practice_exchange.show": FOR_STAFF,
    "practice_exchange.begin": FOR_STAFF,
    "practice_exchange.act": FOR_STAFF,
    "practice_exchange.remove": FOR_STAFF,
}
