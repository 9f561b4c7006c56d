"""Who may set the rules of post and customs: the platform's administrator."""

from library_exchange.core.rights import FOR_PLATFORM, Access

ROUTES: dict[str, Access] = {
    "shipping.rules": FOR_PLATFORM,
}
