"""Who may ask for a book: readers of the own library, and its staff."""

from library_exchange.core.actor import STAFF, Role
from library_exchange.core.rights import FOR_STAFF, Access

FOR_MEMBERS = Access(roles=STAFF | {Role.READER})

ROUTES: dict[str, Access] = {
    "loans.new": FOR_MEMBERS,
    "loans.ask": FOR_MEMBERS,
    "loans.ask_again": FOR_MEMBERS,
    "loans.complete_citation": FOR_STAFF,
    "loans.correct_citation": FOR_STAFF,
}
