"""Who sees where files are fetched: staff; who sets it: the library's administrators."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "scheduled_imports.show": FOR_STAFF,
    "scheduled_imports.keep": FOR_LIBRARY_ADMIN,
    "scheduled_imports.fetch_now": FOR_LIBRARY_ADMIN,
    "scheduled_imports.stop": FOR_LIBRARY_ADMIN,
}
