"""What a profile asks of an offer: its subject, its author under every name, its series; who a typed author is."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.linking import Known
from library_exchange.authority.names import has_han
from library_exchange.catalogue.authority_models import LinkState, Person, PersonLink, VariantName
from library_exchange.known_titles.queries.typed_names import persons_meant
from library_exchange.offers.models import Offer, Want, WantAuthor
from library_exchange.record_matching.keys import author_key, author_keys

AUTHOR = "aut"


def find_author(session: Session, author: str) -> Known | None:
    """Return the person whom the catalogue knows under a name that a profile gives, if that can be just one."""
    found = persons_meant(session, author)
    return found[0] if len(found) == 1 else None


def keys_of(session: Session, profile: Want) -> set[str]:
    """Return the keys of the author of a profile: of all her names, if the catalogue knows her, else as written."""
    forms = session.scalars(sa.select(col(VariantName.value)).where(col(VariantName.person_id) == profile.person_id))
    found = set(_keys_of_person(forms)) if profile.person_id is not None else set()
    return found or set(author_keys(profile.author or "")[:1])


def _keys_of_person(forms: Iterable[str]) -> Iterable[str]:
    """Yield keys of names that are whole, or in characters: a surname alone in letters may be that of a namesake."""
    for form in forms:
        surname, comma, given = form.partition(",")
        for name in (form, f"{given.split()[0]} {surname}" if comma and given.strip() else form):
            key = author_key(name)
            if " " in key or has_han(key):
                yield key


def asks_author() -> sa.ColumnElement[bool]:
    """Return the condition on Offer and Want that the book is by the author of the profile, if that names one."""
    is_written = sa.exists(
        sa.select(col(WantAuthor.id))
        .where(
            col(WantAuthor.want_id) == col(Want.id),
            col(Offer.author_keys).like(sa.literal("%|") + col(WantAuthor.key) + sa.literal("|%")),
        )
        .correlate(Offer, Want)
    )
    stands = sa.func.coalesce(col(Person.merged_into_id), col(Person.id))
    is_linked = sa.exists(
        sa.select(col(PersonLink.id))
        .join(Person, stands == col(PersonLink.person_id))
        .where(
            col(Person.id) == col(Want.person_id),
            col(PersonLink.record_id) == col(Offer.record_id),
            col(PersonLink.state) == LinkState.CONFIRMED,
            sa.or_(col(PersonLink.role).is_(None), col(PersonLink.role) == AUTHOR),
        )
        .correlate(Offer, Want)
    )
    return sa.or_(col(Want.author).is_(None), is_written, is_linked)


def asks_series() -> sa.ColumnElement[bool]:
    """Return the condition on Offer and Want that the book is of the series of the profile, if that names one."""
    key = col(Want.series_key)
    return sa.or_(key == "", key == col(Offer.series_key), key == col(Offer.title_key))


def fits_else() -> sa.ColumnElement[bool]:
    """Return the condition that an offer has what a profile asks for beside its subject, as far as it asks."""
    asked = (
        (col(Want.language), col(Want.language) == col(Offer.language)),
        (col(Want.level), col(Want.level) == col(Offer.level)),
        (col(Want.year_from), col(Want.year_from) <= col(Offer.year)),
        (col(Want.year_to), col(Want.year_to) >= col(Offer.year)),
    )
    return sa.and_(*(sa.or_(column.is_(None), fits) for column, fits in asked), asks_author(), asks_series())
