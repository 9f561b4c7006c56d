"""Keys of programs: one of each library that opens everything, and one that a page can revoke."""

from typing import Any

from library_exchange.api_keys import services
from library_exchange.api_keys.rules import Scope
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction


def fill(ids: dict[str, Any], trap: str) -> None:
    """Make the keys; what each shows stands under the name of its library."""
    with transaction() as session:
        for name in ("heihe", "amur", "stranger"):
            administrator = Actor("person", library_id=ids[name], roles=frozenset({Role.LIBRARY_ADMIN}))
            given = NewApiKey(purpose=trap[:80])
            made, text = services.make(session, administrator, given, tuple(Scope), now())
            ids |= {f"key of {name}": text, "api key": made.id if name == "heihe" else ids["api key"]}
