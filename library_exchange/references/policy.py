"""Who may take a record along: everybody, as with the page that shows it."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "references.record_file": PUBLIC,
    "references.hits_file": PUBLIC,
}
