"""Which of many spellings are keys of known names: most that are not are told apart without the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.core.among import among, as_parameter

SLOTS_OF_A_KEY = 8
FEWEST_SLOTS = 1 << 16
OVERLAP = 1000
"""Numbers that are read again: of two writers at once the one with the lower numbers may be the later."""
MOST_LEFT = 500


@dataclass
class _Marks:
    """A byte for every remainder of a key's hash, 1 if some key has it, of the keys up to the number `last`.

    A key is marked without its kind: the same letters are looked for as a surname, as a whole name and as a title.
    Keys that are gone leave their marks: a mark only says that it is worth asking the database.
    """

    marks: bytearray = field(default_factory=lambda: bytearray(FEWEST_SLOTS))
    count: int = 0
    last: int = 0

    def learn(self, session: Session) -> None:
        """Mark the keys that have come since; of a process's first question, all of them."""
        newest = session.connection().scalar(_newest()) or 0
        if newest == self.last:
            return
        new = self._keys_after(session, self.last - OVERLAP)
        if (self.count + len(new)) * SLOTS_OF_A_KEY > len(self.marks):
            new = self._keys_after(session, 0)
            slots = 1 << (2 * len(new) * SLOTS_OF_A_KEY).bit_length()
            self.marks, self.count = bytearray(max(slots, FEWEST_SLOTS)), 0
        marks, remainder = self.marks, len(self.marks) - 1
        for key in new:
            marks[hash(key[key.find(":") + 1 :]) & remainder] = 1
        self.count += len(new)
        self.last = newest

    @staticmethod
    def _keys_after(session: Session, number: int) -> list[str]:
        return list(session.scalars(sa.select(col(VariantKey.key)).where(col(VariantKey.id) > number)))


_marks: WeakKeyDictionary[Any, _Marks] = WeakKeyDictionary()


def known_among(session: Session, kinds: Sequence[str], letters: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return the keys of `kinds` and some of `letters` that names or titles have, in order, each with form and script.

    Two short database queries however many letters there are.
    """
    known = _marks.setdefault(session.get_bind(), _Marks())
    known.learn(session)
    marks, remainder = known.marks, len(known.marks) - 1
    left = [kind + each for each in letters if marks[hash(each) & remainder] for kind in kinds][:MOST_LEFT]
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
