"""What the index must know of the persons and works that records belong to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from library_exchange.authority.tags import AUTHOR, TITLE, of_person, of_work
from library_exchange.catalogue.authority_models import LinkState, PersonLink, VariantName, WorkLink
from library_exchange.search.port import SearchableEntity

SHOWN = (LinkState.CONFIRMED, LinkState.CANDIDATE)


def entities_of(session: Session, record_ids: Sequence[int]) -> dict[int, list[SearchableEntity]]:
    """Return the persons and works of each of these records with all their forms; four queries."""
    persons = list(
        session.scalars(
            sa.select(PersonLink).where(col(PersonLink.record_id).in_(record_ids), col(PersonLink.state).in_(SHOWN))
        )
    )
    works = list(
        session.scalars(
            sa.select(WorkLink).where(col(WorkLink.record_id).in_(record_ids), col(WorkLink.state).in_(SHOWN))
        )
    )
    names = _forms(session, col(VariantName.person_id), {link.person_id for link in persons})
    titles = _forms(session, col(VariantName.work_id), {link.work_id for link in works})
    found: dict[int, list[SearchableEntity]] = defaultdict(list)
    for person in persons:
        is_certain = person.state is LinkState.CONFIRMED
        entity = SearchableEntity(AUTHOR, of_person(person.person_id), names[person.person_id], is_certain)
        found[person.record_id].append(entity)
    for work in works:
        is_certain = work.state is LinkState.CONFIRMED
        entity = SearchableEntity(TITLE, of_work(work.work_id), titles[work.work_id], is_certain)
        found[work.record_id].append(entity)
    return found


def _forms(session: Session, owner: Mapped[int | None], ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    wanted = list(ids)
    if not wanted:
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        sa.select(owner, col(VariantName.value)).where(owner.in_(wanted)).order_by(col(VariantName.id))
    )
    for entity, value in rows:
        if entity is not None:
            found[entity].append(value)
    return {entity: tuple(values) for entity, values in found.items()}
