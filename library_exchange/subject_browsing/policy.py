"""Who may browse by subject: everybody."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "subject_browsing.top": PUBLIC,
    "subject_browsing.scheme": PUBLIC,
    "subject_browsing.show": PUBLIC,
}
