"""Which of many spellings are keys of known names: most that are not are told apart without the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.key_marks import KeyMarks
from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.core.among import among, as_parameter

OVERLAP = 1000
"""Numbers that are read again: of two writers at once the one with the lower numbers may be the later."""
MOST_LEFT = 500


@dataclass
class _Known:
    """The marks of the keys up to the number `last`."""

    marks: KeyMarks = field(default_factory=KeyMarks)
    last: int = 0

    def learn(self, session: Session) -> None:
        """Mark the keys that have come since; of a process's first question, all of them."""
        newest = session.connection().scalar(_newest()) or 0
        if newest == self.last:
            return
        new = _keys_after(session, self.last - OVERLAP)
        if self.marks.has_room_for(len(new)):
            self.marks.mark(new)
        else:
            self.marks = KeyMarks(_keys_after(session, 0))
        self.last = newest


def _keys_after(session: Session, number: int) -> list[str]:
    return list(session.scalars(sa.select(col(VariantKey.key)).where(col(VariantKey.id) > number)))


_known: WeakKeyDictionary[Any, _Known] = WeakKeyDictionary()


def known_among(session: Session, kinds: Sequence[str], letters: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return the keys of `kinds` and some of `letters` that names or titles have, in order, each with form and script.

    Two short database queries however many letters there are.
    """
    known = _known.setdefault(session.get_bind(), _Known())
    known.learn(session)
    left = [kind + each for each in letters if known.marks.may_have(each) for kind in kinds][:MOST_LEFT]
    rows = session.connection().execute(_among(), {"keys": as_parameter(left)}) if left else ()
    return [(key, value, script) for key, value, script in rows]


# Building a statement costs more than running it.
@cache
def _newest() -> Any:
    return sa.select(sa.func.max(col(VariantKey.id)))


@cache
def _among() -> Any:
    return (
        sa.select(col(VariantKey.key), col(VariantName.value), col(VariantName.script))
        .join(VariantName, col(VariantName.id) == col(VariantKey.variant_id))
        .where(among(col(VariantKey.key), "keys"))
        .order_by(col(VariantKey.key), col(VariantName.id))
    )
