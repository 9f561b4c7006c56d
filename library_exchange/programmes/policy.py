"""Who may open the routes of this room, and what a library may do with a programme or a list."""

from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import NotFound
from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import (
    PUBLIC_LISTS,
    PUBLIC_PROGRAMMES,
    ProgrammeState,
    Side,
    sides_in_programme,
    sides_of_list,
)

FOLLOWS = clock("programmes")
"""Who takes the steps that follow by themselves from what somebody did."""

ROUTES: dict[str, Access] = {
    "programmes.index": PUBLIC,
    "programmes.show": PUBLIC,
    "programmes.show_list": PUBLIC,
    "programmes.show_title": PUBLIC,
    "programmes.new": FOR_STAFF,
    "programmes.draft": FOR_STAFF,
    "programmes.edit": FOR_STAFF,
    "programmes.change": FOR_STAFF,
    "programmes.move": FOR_STAFF,
    "programmes.choose_list": FOR_STAFF,
    "programmes.new_list": FOR_STAFF,
    "programmes.draft_list": FOR_STAFF,
    "programmes.edit_list": FOR_STAFF,
    "programmes.change_list": FOR_STAFF,
    "programmes.move_list": FOR_STAFF,
    "programmes.new_title": FOR_STAFF,
    "programmes.add_title": FOR_STAFF,
    "programmes.drop_title": FOR_STAFF,
    "programmes.pledge": FOR_STAFF,
    "programmes.withdraw": FOR_STAFF,
}


def _home(actor: Actor) -> int | None:
    return actor.library_id if actor.is_staff else None


def sides_in(actor: Actor, programme: Programme) -> frozenset[Side]:
    """Return which sides of the programme the actor stands for."""
    if actor.kind == "clock":
        return frozenset({Side.CLOCK})
    return sides_in_programme(_home(actor), programme.author_id, programme.partner_id)


def sides_of(actor: Actor, book_list: BookList, programme: Programme) -> frozenset[Side]:
    """Return which sides of the list the actor stands for."""
    if actor.kind == "clock":
        return frozenset({Side.CLOCK})
    return sides_of_list(_home(actor), book_list.editor_id, programme.organisers)


def require_to_see(actor: Actor, programme: Programme) -> None:
    """Raise NotFound unless the programme is public or the actor's library organises it.

    The organiser that was asked sees it from the day it is proposed.
    """
    if programme.state in PUBLIC_PROGRAMMES or Side.AUTHOR in sides_in(actor, programme):
        return
    if Side.PARTNER not in sides_in(actor, programme) or programme.state is ProgrammeState.DRAFT:
        raise NotFound("no-such-programme")


def require_to_see_list(actor: Actor, book_list: BookList, programme: Programme) -> None:
    """Raise NotFound unless the list is public or the actor's library is its editor."""
    is_public = book_list.state in PUBLIC_LISTS and programme.state in PUBLIC_PROGRAMMES
    if not is_public and Side.EDITOR not in sides_of(actor, book_list, programme):
        raise NotFound("no-such-list")


def require_editor(actor: Actor, book_list: BookList) -> None:
    """Raise NotFound unless the actor works in the list's editing library."""
    if not actor.is_staff or actor.library_id != book_list.editor_id:
        raise NotFound("another-librarys")
