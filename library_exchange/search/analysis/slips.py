"""A slip of the finger: a letter more, less or another, or two exchanged; and which slips are the likeliest."""

from collections.abc import Iterator

FIRST_KEPT = 7
"""Of words shorter than this the first letter is taken for right: few err there, and many words differ in it."""
_CONFUSED = {
    "а": "о", "о": "а", "е": "и", "и": "еы", "ы": "и", "я": "ие", "э": "е", "б": "п", "п": "б", "д": "т", "т": "д",
    "в": "ф", "ф": "в", "з": "с", "с": "з", "г": "к", "к": "г", "ш": "щж", "щ": "ш", "ж": "ш", "й": "и", "ь": "ъ",
    "a": "eo", "e": "ai", "i": "ey", "o": "au", "u": "o", "y": "i", "c": "ks", "k": "c", "s": "cz", "z": "s",
}  # fmt: skip


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter more, less or another, or two exchanged, or not at all."""
    start = next((i for i, two in enumerate(zip(one, other, strict=False)) if two[0] != two[1]), None)
    if start is None:
        return abs(len(one) - len(other)) <= 1
    one, other = one[start:], other[start:]
    is_exchanged = one[:2] == other[1::-1] and one[2:] == other[2:]
    return is_exchanged or other[1:] in (one, one[1:]) or one[1:] == other


def first_wrong(word: str) -> int:
    """Return the first place in a word where a slip is looked for."""
    return 1 if len(word) < FIRST_KEPT else 0


def one_away(word: str, alphabet: str) -> Iterator[str]:
    """Yield what one slip makes of a word: letters exchanged, left out, mistaken or put in."""
    for i in range(first_wrong(word), len(word) + 1):
        head, tail = word[:i], word[i:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in alphabet)
        yield from (head + letter + tail for letter in alphabet)


def likely(word: str) -> Iterator[str]:
    """Yield what the commonest slips make of a word: letters that sound alike, doubled, left out or exchanged."""
    for i in range(first_wrong(word), len(word)):
        head, letter, tail = word[:i], word[i], word[i + 1 :]
        yield from (head + other + tail for other in _CONFUSED.get(letter, ""))
        yield head + tail
        yield head + letter * 2 + tail
        if tail:
            yield head + tail[0] + letter + tail[1:]
