"""Who may fill in the form with fields: everybody."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "catalogue.advanced": PUBLIC,
}
