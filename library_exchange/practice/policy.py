"""Who may do what: the staff of a library practises, for its own library alone."""

from library_exchange.core.rights import FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "practice.overview": FOR_STAFF,
    "practice.begin": FOR_STAFF,
    "practice.show": FOR_STAFF,
    "practice.act": FOR_STAFF,
    "practice.remove": FOR_STAFF,
}
