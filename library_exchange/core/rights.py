"""Rights as data: each room's `policy.ROUTES` names every door and who may pass."""

from dataclasses import dataclass, field

from library_exchange.core.actor import STAFF, Actor, Role
from library_exchange.core.errors import Forbidden, NotFound


@dataclass(frozen=True)
class Access:
    """Who may use a route: everybody, every signed-in person, holders of a role, or the platform's administrators.

    The last ones alone where it `needs` them, beside the others where it `lets` them in.
    What a person may see behind the door is narrowed further by the room's queries.
    """

    is_public: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)
    needs_platform_admin: bool = False
    lets_platform_admin: bool = False

    def allows(self, actor: Actor) -> bool:
        """Whether `actor` may pass."""
        if self.is_public:
            return True
        if self.needs_platform_admin:
            return actor.is_platform_admin
        if self.lets_platform_admin and actor.is_platform_admin:
            return True
        return actor.is_signed_in and (not self.roles or bool(self.roles & actor.roles))


PUBLIC = Access(is_public=True)
SIGNED_IN = Access()
FOR_STAFF = Access(roles=STAFF)
FOR_STAFF_AND_PLATFORM = Access(roles=STAFF, lets_platform_admin=True)
FOR_LIBRARY_ADMIN = Access(roles=frozenset({Role.LIBRARY_ADMIN}))
FOR_PLATFORM = Access(needs_platform_admin=True)


def home_of(actor: Actor) -> int | None:
    """Return the library that the actor works in; None for readers, strangers and who is no person."""
    return actor.library_id if actor.is_staff else None


def library_of(actor: Actor) -> int:
    """Return the library that the actor works in; raises Forbidden for who works in none."""
    if actor.library_id is None or not actor.is_staff:
        raise Forbidden("not-staff")
    return actor.library_id


def require_platform(actor: Actor) -> None:
    """Raise Forbidden unless `actor` runs the platform."""
    if not actor.is_platform_admin:
        raise Forbidden("not-the-platform")


def require_party(actor: Actor, *library_ids: int | None) -> int:
    """Return the actor's library; raises NotFound unless its staff acts and it is one of `library_ids`."""
    if not actor.is_staff or actor.library_id is None or actor.library_id not in library_ids:
        raise NotFound("another-librarys")
    return actor.library_id
