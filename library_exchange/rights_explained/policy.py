"""Who may read who may do what: everybody."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {"rights_explained.show": PUBLIC}
