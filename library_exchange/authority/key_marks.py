"""Marks by which keys that nobody has are told apart without asking the database."""

from collections.abc import Sequence

SLOTS_OF_A_KEY = 8
FEWEST_SLOTS = 1 << 16


class KeyMarks:
    """A byte for every remainder of a key's hash, 1 if some key has it.

    A key is marked without its kind: the same letters are looked for as a surname, as a whole name and as a title.
    Keys that are gone leave their marks: a mark only says that it is worth asking the database.
    """

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._marks = bytearray(max(1 << (2 * len(keys) * SLOTS_OF_A_KEY).bit_length(), FEWEST_SLOTS))
        self._count = 0
        self.mark(keys)

    def has_room_for(self, more: int) -> bool:
        """Whether so many keys more leave most marks free."""
        return (self._count + more) * SLOTS_OF_A_KEY <= len(self._marks)

    def mark(self, keys: Sequence[str]) -> None:
        """Mark the keys."""
        marks, remainder = self._marks, len(self._marks) - 1
        for key in keys:
            marks[hash(key[key.find(":") + 1 :]) & remainder] = 1
        self._count += len(keys)

    def may_have(self, letters: str) -> int:
        """Whether some key with these letters may be there: 0 if none is."""
        return self._marks[hash(letters) & (len(self._marks) - 1)]
