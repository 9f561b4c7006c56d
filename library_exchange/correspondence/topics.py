"""What threads are about: rooms above say in `app.py` which libraries share a topic, and how it is shown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.titles import TitleForm


@dataclass(frozen=True)
class Topic:
    """One topic as a library's staff sees it: its name in her language, perhaps a title in the title's own `lang`.

    `endpoint` and `values` lead to its page; `slots` are what may fill the slots of phrases, `known` what fills those
    of one phrase, by its number; `likely` is the phrase offered first. `titles` are those of the books that it is
    about, each in all its forms.
    """

    name: str
    endpoint: str
    values: Mapping[str, Any]
    title: str = ""
    lang: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    titles: Sequence[Sequence[TitleForm]] = ()
    likely: int | None = None
    known: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


Partners = Callable[[Session, Actor, str], frozenset[int]]
"""Returns the libraries that share the topic with the actor's; raises NotFound if the actor may not know of it."""
Describe = Callable[[Session, int, Collection[str], str], Mapping[str, Topic]]
"""Returns by id those of the topics that the library has a page of, in a language; by a fixed number of queries."""


@dataclass(frozen=True)
class TopicKind:
    """A kind of topic and what its room knows of it."""

    partners: Partners
    describe: Describe


KINDS: Hook[TopicKind] = Hook()
"""The kinds of topics that libraries may write to each other about."""


def partners_of(session: Session, actor: Actor, kind: str, subject_id: str) -> frozenset[int]:
    """Return the libraries that the staff of the actor's library may write to about the topic; raises NotFound."""
    found = KINDS.find(kind)
    if found is None or not actor.is_staff:
        raise NotFound("no-such-topic", kind=kind)
    return found.partners(session, actor, subject_id)


def described(
    session: Session, library_id: int, topics: Collection[tuple[str, str]], language: str
) -> dict[tuple[str, str], Topic]:
    """Return by kind and id those of `topics` that the library has a page of."""
    found: dict[tuple[str, str], Topic] = {}
    for name, kind in sorted(KINDS.fillings().items()):
        ids = [subject_id for of_kind, subject_id in topics if of_kind == name]
        known = kind.describe(session, library_id, ids, language) if ids else {}
        found |= {(name, subject_id): subject for subject_id, subject in known.items()}
    return found
