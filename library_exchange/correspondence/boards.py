"""What public boards are about: rooms above say in `app.py` who may read a board, who moderates it, how it is named."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.hooks import Hook
from library_exchange.correspondence.subjects import Subject


@dataclass(frozen=True)
class Board:
    """A board as its readers meet it: what it is about, who moderates it, whether posts are taken."""

    subject: Subject
    moderators: frozenset[int]
    is_open: bool


Find = Callable[[Session, Actor, str], Board]
"""Returns the board about the subject with this id, named in the language being spoken; raises NotFound if hidden."""

KINDS: Hook[Find] = Hook()
"""The kinds of subjects that libraries may discuss."""


def get_board(session: Session, actor: Actor, kind: str, subject_id: str) -> Board:
    """Return a board; raises NotFound if there is none that the actor may see."""
    find = KINDS.find(kind)
    if find is None:
        raise NotFound("no-such-board", kind=kind)
    return find(session, actor, subject_id)
