"""Which words of lists are names of persons whom the authority file knows, and no titles that it knows."""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.names import SURNAME, of_person, of_title
from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.core.db import pieces

_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_SURNAME = re.compile(r"[А-ЯЁ][а-яё]{3,}(?:-[А-ЯЁ][а-яё]+)?")


def persons_named(session: Session, words: Iterable[str]) -> frozenset[str]:
    """Return which of the words are a person's name, whole in characters or the surname in letters, and no work's."""
    given = sorted(set(words))
    keys = {_key(each): each for each in given if _SURNAME.fullmatch(each)}
    han = [each for each in given if _HAN_NAME.fullmatch(each)]
    persons: set[str] = set()
    for piece in pieces(han):
        named = sa.select(col(VariantName.value)).where(col(VariantName.value).in_(piece))
        persons.update(session.scalars(named.where(col(VariantName.person_id).is_not(None))))
    for piece in pieces(sorted(keys)):
        surnames = sa.select(col(VariantKey.key)).where(col(VariantKey.key).in_(piece))
        persons.update(keys[key] for key in session.scalars(surnames))
    titles = {of_title(each): each for each in persons}
    for piece in pieces(sorted(titles)):
        of_works = sa.select(col(VariantKey.key)).join(VariantName, col(VariantName.id) == col(VariantKey.variant_id))
        of_works = of_works.where(col(VariantName.work_id).is_not(None), col(VariantKey.key).in_(piece))
        persons -= {titles[key] for key in session.scalars(of_works)}
    return frozenset(persons)


def _key(surname: str) -> str:
    return next((key for key in sorted(of_person(surname, is_chinese=False)) if key.startswith(SURNAME)), "")
