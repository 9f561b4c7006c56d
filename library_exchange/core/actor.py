"""Who acts: a person, a partner library's message, a library's own program or the clock."""

from dataclasses import dataclass, field, replace
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
    Who came by a signed link has no role anywhere and acts on the one row `row_id` of the library, and on nothing else.
    """

    kind: Literal["person", "partner", "key", "clock", "anonymous"]
    door: str = "web"
    library_id: int | None = None
    user_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    is_platform_admin: bool = False
    row_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the actor works in the library acted for."""
        return bool(self.roles & STAFF)

    @property
    def is_signed_in(self) -> bool:
        """Whether the actor is a known person."""
        return self.user_id is not None

    def at_desk(self) -> "Actor":
        """Return the actor as its library's desk, for what a step brings about beyond the row that a link was for."""
        return self if self.row_id is None else replace(self, row_id=None, roles=frozenset({Role.LIBRARIAN}))


ANONYMOUS = Actor(kind="anonymous")


def clock(door: str = "clock") -> Actor:
    """Return the actor of timed work."""
    return Actor(kind="clock", door=door)


def partner(library_id: int) -> Actor:
    """Return the actor for a message that another library sent to the library `library_id`."""
    return Actor(kind="partner", door="message", library_id=library_id)


def by_link(library_id: int, row_id: int) -> Actor:
    """Return the actor for a library that answers by a signed link about its row `row_id`."""
    return Actor(kind="partner", door="link", library_id=library_id, row_id=row_id)


def by_key(library_id: int, key_id: int) -> Actor:
    """Return the actor for a program that works at the desk of a library by its key, which the door names."""
    return Actor(kind="key", door=f"api {key_id}", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))


def on_paper(library_id: int, row_id: int) -> Actor:
    """Return the actor for a library that answered about its row `row_id` on a sheet, which somebody enters for it."""
    return Actor(kind="partner", door="paper", library_id=library_id, row_id=row_id)
