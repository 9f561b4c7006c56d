"""Who reads what crossed borders: administrators of a library what it sent, who runs the platform all."""

from library_exchange.core.actor import Role
from library_exchange.core.rights import Access

FOR_ADMINISTRATORS = Access(roles=frozenset({Role.LIBRARY_ADMIN}), lets_platform_admin=True)
ROUTES: dict[str, Access] = {
    "border_transfers.listed": FOR_ADMINISTRATORS,
    "border_transfers.file": FOR_ADMINISTRATORS,
}
