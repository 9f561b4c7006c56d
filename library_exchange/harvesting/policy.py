"""Who sees where records are harvested: staff; who sets it: the library's administrators."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "harvesting.listed": FOR_STAFF,
    "harvesting.show": FOR_STAFF,
    "harvesting.pages": FOR_STAFF,
    "harvesting.page": FOR_STAFF,
    "harvesting.add": FOR_LIBRARY_ADMIN,
    "harvesting.ask_again": FOR_LIBRARY_ADMIN,
    "harvesting.choose": FOR_LIBRARY_ADMIN,
    "harvesting.harvest_now": FOR_LIBRARY_ADMIN,
    "harvesting.harvest_all": FOR_LIBRARY_ADMIN,
    "harvesting.pause": FOR_LIBRARY_ADMIN,
    "harvesting.go_on": FOR_LIBRARY_ADMIN,
    "harvesting.end": FOR_LIBRARY_ADMIN,
}
