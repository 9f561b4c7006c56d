"""Who may open the routes of this room, and who may change a library's rules."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Forbidden
from library_exchange.core.rights import PUBLIC, SIGNED_IN, Access
from library_exchange.directory.models import Library

ROUTES: dict[str, Access] = {
    "directory.index": PUBLIC,
    "directory.show": PUBLIC,
    "directory.edit": SIGNED_IN,
    "directory.our_house": SIGNED_IN,
    "directory.names": SIGNED_IN,
    "directory.words": SIGNED_IN,
    "directory.logo": SIGNED_IN,
    "directory.remove_logo": SIGNED_IN,
    "directory.logo_file": PUBLIC,
    "directory.partner_fees": SIGNED_IN,
    "directory.calendar": SIGNED_IN,
    "directory.set_weekdays": SIGNED_IN,
    "directory.add_closure": SIGNED_IN,
    "directory.remove_closure": SIGNED_IN,
}


def may_edit(actor: Actor, library: Library) -> bool:
    """Whether `actor` may change the rules and addresses of `library`."""
    is_its_admin = actor.library_id == library.id and Role.LIBRARY_ADMIN in actor.roles
    return is_its_admin or actor.is_platform_admin


def works_at(actor: Actor, library: Library) -> bool:
    """Whether `actor` may see what is kept of `library`, as its staff does and who runs the platform."""
    return (actor.is_staff and actor.library_id == library.id) or actor.is_platform_admin


def require_editor(actor: Actor, library: Library) -> None:
    """Raise Forbidden unless `actor` may change the rules and addresses of `library`."""
    if not may_edit(actor, library):
        raise Forbidden("not-its-administrator")
