"""Who acts: a person, a partner library's message or the clock."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a person may be in a library."""

    READER = "reader"
    LIBRARIAN = "librarian"
    LIBRARY_ADMIN = "library_admin"


STAFF = frozenset({Role.LIBRARIAN, Role.LIBRARY_ADMIN})


@dataclass(frozen=True)
class Actor:
    """Somebody or something on whose behalf a service works.

    `library_id` is the library acted for; `roles` are the roles held there. `user_id` is known for persons only.
    """

    kind: Literal["person", "partner", "clock", "anonymous"]
    door: str = "web"
    library_id: int | None = None
    user_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_platform_admin: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the actor works in the library acted for."""
        return bool(self.roles & STAFF)

    @property
    def is_signed_in(self) -> bool:
        """Whether the actor is a known person."""
        return self.user_id is not None


ANONYMOUS = Actor(kind="anonymous")


def clock(door: str = "clock") -> Actor:
    """Return the actor of timed work."""
    return Actor(kind="clock", door=door)


def partner(library_id: int) -> Actor:
    """Return the actor for a message that another library sent to the library `library_id`."""
    return Actor(kind="partner", door="message", library_id=library_id)
