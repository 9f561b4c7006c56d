"""What a librarian's word on a book teaches: the person has the name by which the book calls her."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import linking
from library_exchange.authority.facts import LANGUAGES
from library_exchange.authority_control.services import change_log
from library_exchange.authority_control.services.change_log import FORM, Journal
from library_exchange.catalogue.authority_models import EntityKind, LinkState, Origin, Person, PersonLink
from library_exchange.core.actor import Actor
from library_exchange.core.scripts import script_of

FROM_BOOK = "book"
"""How the source of a form begins that came from a link, before the library that made it."""


def teach(session: Session, actor: Actor, done: Journal, link: Any) -> list[str]:
    """Give a person the name by which she was linked, if it is a whole one that she has not; return what is new."""
    if not isinstance(link, PersonLink):
        return []
    key = (EntityKind.PERSON, link.person_id, link.name)
    origin = session.get_one(Person, link.person_id).origin
    if not linking.is_whole_name(link.name, origin) or change_log.find(session, FORM, key) is not None:
        return []
    script = script_of(link.name)
    form = {"script": script, "kind": "variant", "language": LANGUAGES.get(script), "scheme": None}
    done.make(FORM, key, form | {"source": f"{FROM_BOOK}:{actor.library_id}"})
    return [link.name]


def forget(session: Session, done: Journal, link: Any) -> list[str]:
    """Take from a person the name that a link taught that is wrong, unless another link has it; nothing is new."""
    if isinstance(link, PersonLink):
        key = (EntityKind.PERSON, link.person_id, link.name)
        form = change_log.find(session, FORM, key)
        if form is not None and form.source.startswith(f"{FROM_BOOK}:") and not _has_others(session, link):
            done.delete(FORM, key, form)
    return []


def _has_others(session: Session, link: PersonLink) -> bool:
    others = sa.select(col(PersonLink.id)).where(
        col(PersonLink.person_id) == link.person_id,
        col(PersonLink.name) == link.name,
        col(PersonLink.origin) == Origin.PERSON,
        col(PersonLink.state) == LinkState.CONFIRMED,
        col(PersonLink.id) != link.id,
    )
    return session.scalars(others.limit(1)).first() is not None
