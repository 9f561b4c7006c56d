"""Who may read the help: everybody, also before signing in."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "help_pages.contents": PUBLIC,
    "help_pages.show": PUBLIC,
    "help_pages.about": PUBLIC,
    "help_pages.privacy": PUBLIC,
}
