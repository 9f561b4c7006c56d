"""Who may open the doors of slips: staff, for the requests of their own library."""

from library_exchange.core.rights import FOR_STAFF

ROUTES = {
    "loans.slip": FOR_STAFF,
    "loans.paper": FOR_STAFF,
    "loans.all_pull_slips": FOR_STAFF,
    "loans.ticked_pull_slips": FOR_STAFF,
}
