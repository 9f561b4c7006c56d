"""What public discussions are about: rooms above say who may read one, who moderates it, how it is named."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.hooks import Hook
from library_exchange.correspondence.topics import Topic


@dataclass(frozen=True)
class Discussion:
    """A discussion as its readers meet it: what it is about, who moderates it, whether posts are taken."""

    subject: Topic
    moderators: frozenset[int]
    is_open: bool


Find = Callable[[Session, Actor, str], Discussion]
"""Returns the discussion of the subject with this id, named in the language being spoken; NotFound if hidden."""

KINDS: Hook[Find] = Hook()
"""The kinds of subjects that libraries may discuss."""


def get_discussion(session: Session, actor: Actor, kind: str, subject_id: str) -> Discussion:
    """Return a discussion; raises NotFound if there is none that the actor may see."""
    find = KINDS.find(kind)
    if find is None:
        raise NotFound("no-such-discussion", kind=kind)
    return find(session, actor, subject_id)
