"""Who may come by links of other systems: everybody."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "openurl.arrive": PUBLIC,
}
