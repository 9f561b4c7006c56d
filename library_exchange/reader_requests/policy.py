"""Who may see her own requests: whoever is signed in."""

from library_exchange.core.rights import SIGNED_IN, Access

ROUTES: dict[str, Access] = {"loans.mine": SIGNED_IN}
