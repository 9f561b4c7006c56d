"""Who sees terms and who sets them."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_PLATFORM, FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "retention.own": FOR_STAFF,
    "retention.set_own": FOR_LIBRARY_ADMIN,
    "retention.of_platform": FOR_PLATFORM,
    "retention.set_of_platform": FOR_PLATFORM,
}
