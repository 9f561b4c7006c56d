"""Who may open the routes of this room, and what a library may do with a programme or a list."""

from library_exchange.core import rights
from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import NotFound
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access
from library_exchange.core.steps import nobodys
from library_exchange.programmes.models import BookList, Pledge, Programme
from library_exchange.programmes.rules import (
    PUBLIC_LISTS,
    PUBLIC_PROGRAMMES,
    ProgrammeState,
    parts_in_list,
    parts_in_programme,
)

FOLLOWS = clock("programmes")
"""Who takes the steps that follow by themselves from what somebody did."""

ROUTES: dict[str, Access] = {
    "programmes.index": PUBLIC,
    "programmes.show": PUBLIC,
    "programmes.list_file": PUBLIC,
    "programmes.programme_file": PUBLIC,
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


def parts_in(actor: Actor, programme: Programme) -> frozenset[Part]:
    """Return which parts the actor has in the programme."""
    return nobodys(actor) or parts_in_programme(rights.home_of(actor), programme.author_id, programme.partner_id)


def parts_of(actor: Actor, book_list: BookList, programme: Programme) -> frozenset[Part]:
    """Return which parts the actor has in the list."""
    return nobodys(actor) or parts_in_list(rights.home_of(actor), book_list.editor_id, programme.organisers)


def parts_in_pledge(actor: Actor, pledge: Pledge) -> frozenset[Part]:
    """Return which parts the actor has in the pledge."""
    return nobodys(actor) or (by(Part.OWNER) if rights.home_of(actor) == pledge.library_id else by())


def require_to_see(actor: Actor, programme: Programme) -> None:
    """Raise NotFound unless the programme is public or the actor's library organises it.

    The organiser that was asked sees it from the day it is proposed.
    """
    if programme.state in PUBLIC_PROGRAMMES or Part.AUTHOR in parts_in(actor, programme):
        return
    if Part.PARTNER not in parts_in(actor, programme) or programme.state is ProgrammeState.DRAFT:
        raise NotFound("no-such-programme")


def require_to_see_list(actor: Actor, book_list: BookList, programme: Programme) -> None:
    """Raise NotFound unless the list is public or the actor's library is its editor."""
    is_public = book_list.state in PUBLIC_LISTS and programme.state in PUBLIC_PROGRAMMES
    if not is_public and Part.EDITOR not in parts_of(actor, book_list, programme):
        raise NotFound("no-such-list")


def require_editor(actor: Actor, book_list: BookList) -> None:
    """Raise NotFound unless the actor works in the list's editing library."""
    if not actor.is_staff or actor.library_id != book_list.editor_id:
        raise NotFound("another-librarys")
