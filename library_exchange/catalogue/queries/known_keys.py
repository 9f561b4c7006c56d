"""Which of many spellings are keys of known names: most that are not are told apart without the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import VariantKey

SLOTS_OF_A_KEY = 8
FEWEST_SLOTS = 1 << 16
OVERLAP = 1000
"""Numbers that are read again: of two writers at once the one with the lower numbers may be the later."""
MOST_LEFT = 500


@dataclass
class _Marks:
    """A byte for every remainder of a key's hash, 1 if some key has it, of the keys up to the number `last`.

    Keys that are gone leave their marks: a mark only says that it is worth asking the database.
    """

    marks: bytearray = field(default_factory=lambda: bytearray(FEWEST_SLOTS))
    count: int = 0
    last: int = 0

    def learn(self, session: Session) -> None:
        """Mark the keys that have come since; of a process's first question, all of them."""
        newest = session.scalar(sa.select(sa.func.max(col(VariantKey.id)))) or 0
        if newest == self.last:
            return
        new = self._keys_after(session, self.last - OVERLAP)
        if (self.count + len(new)) * SLOTS_OF_A_KEY > len(self.marks):
            new = self._keys_after(session, 0)
            slots = 1 << (2 * len(new) * SLOTS_OF_A_KEY).bit_length()
            self.marks, self.count = bytearray(max(slots, FEWEST_SLOTS)), 0
        marks, remainder = self.marks, len(self.marks) - 1
        for key in new:
            marks[hash(key) & remainder] = 1
        self.count += len(new)
        self.last = newest

    @staticmethod
    def _keys_after(session: Session, number: int) -> list[str]:
        return list(session.scalars(sa.select(col(VariantKey.key)).where(col(VariantKey.id) > number)))


_marks: WeakKeyDictionary[Any, _Marks] = WeakKeyDictionary()


def known_among(session: Session, keys: Iterable[str]) -> list[str]:
    """Return those of `keys` that names or titles have, in order; two short database queries however many there are."""
    known = _marks.setdefault(session.get_bind(), _Marks())
    known.learn(session)
    marks, remainder = known.marks, len(known.marks) - 1
    left = [key for key in keys if marks[hash(key) & remainder]][:MOST_LEFT]
    if not left:
        return []
    found = session.scalars(sa.select(col(VariantKey.key)).distinct().where(col(VariantKey.key).in_(left)))
    return sorted(found)
