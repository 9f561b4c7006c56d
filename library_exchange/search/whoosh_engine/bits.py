"""Sets of documents as Python integers: bit n stands for document n of a segment."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import compress

# From this share of a segment on, a byte per document and one conversion are faster than setting bit after bit.
MANY_OF_ALL = 64
# From so many numbers on, one conversion of a set is faster than asking it for each.
MANY = 64

_POSITIONS = tuple(tuple(n for n in range(8) if byte >> n & 1) for byte in range(256))
_DIGITS = bytes(48 + bool(flag) for flag in range(256))
_FLAGS = bytes(digit == 49 for digit in range(256))


def of(documents: Iterable[int], size: int) -> int:
    """Return the set of `documents`, each below `size`."""
    field = bytearray(size // 8 + 1)
    for number in documents:
        field[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(field, "little")


def union(lists: Sequence[Sequence[int]], size: int) -> int:
    """Return the set of all documents in `lists`, each below `size`."""
    if sum(map(len, lists)) * MANY_OF_ALL < size:
        return of((number for documents in lists for number in documents), size)
    flags = bytearray(size)
    for documents in lists:
        for number in documents:
            flags[number] = 1
    return int(flags[::-1].translate(_DIGITS) or b"0", 2)


def members(bits: int) -> list[int]:
    """Return the documents of a set in ascending order."""
    data = as_bytes(bits)
    places = compress(_numbers(1 << len(data).bit_length()), data)
    return [(place << 3) + position for place in places for position in _POSITIONS[data[place]]]


@cache
def _numbers(size: int) -> tuple[int, ...]:
    # Of a `range` each number would be made anew every time, which takes longer than all else.
    return tuple(range(size))


def as_bytes(bits: int) -> bytes:
    """Return a set as bytes, the first eight documents in the first byte."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def have(bits: int, numbers: Sequence[int], size: int) -> list[bool]:
    """Return for each of the documents `numbers` whether it is in the set; many are looked up at once."""
    if not bits or len(numbers) < MANY:
        return [bool(bits >> number & 1) for number in numbers]
    flags = as_flags(bits, size)
    return [bool(flags[number]) for number in numbers]


def as_flags(bits: int, size: int) -> bytes:
    """Return a set as one byte per document, 1 for each that is in it."""
    return f"{bits:b}".encode().translate(_FLAGS)[::-1].ljust(size, b"\0")
