"""Who may read how search works: everybody."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "catalogue.search_help": PUBLIC,
}
