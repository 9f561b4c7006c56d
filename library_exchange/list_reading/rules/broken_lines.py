"""Lines that a mail or a page has broken: where they were broken is told by all of them, not by one.

A program breaks a line where its next word would pass the margin, so that the margin of a text can be told from its
longest lines. Numbers that run on from entry to entry tell that what stands between two of them belongs to the first.
"""

import re
import unicodedata
from collections.abc import Sequence

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.line_numbers import IN_A_CIRCLE

NARROWEST, WIDEST = 30, 110
FEWEST_AT_MARGIN = 3
FEWEST_NUMBERS = 3
NEAR = 14
"""A broken line ends so near the margin at most: words are no longer."""
NEAR_IN_HAN = 3
"""Characters are broken anywhere."""
_HAN = re.compile("[\u3400-\u9fff]+")
_FIRST = re.compile(r"[\u3400-\u9fff《]|[^\s\u3400-\u9fff]+")
_NUMBER = re.compile(r"\s*[(\[№]?\s*(?P<number>\d{1,3})\s*(?:[.)、．）\]】]|\s(?=\S))")
_CUT_WORD = re.compile(r"[а-яё]-$")


def margin_of(lines: Sequence[str]) -> int:
    """Return at which width a text was broken, 0 if it was not: several lines come near it and none passes."""
    all_widths = [_width(line.rstrip()) for line in lines if line.strip()]
    # A few lines that nobody broke stand in a letter around a list that a mail has.
    widths = [width for width in all_widths if width <= WIDEST]
    if 10 * len(widths) < 9 * len(all_widths):
        return 0
    margin = max(widths, default=0)
    is_han = 3 * sum(len(found) for found in _HAN.findall("".join(lines))) > sum(map(str.isalpha, "".join(lines)))
    near = sum(1 for width in widths if width > margin - (NEAR_IN_HAN if is_han else NEAR))
    is_broken = NARROWEST <= margin <= WIDEST and near >= FEWEST_AT_MARGIN and 4 * near >= len(widths)
    return margin if is_broken else 0


def is_broken(line: str, following: str, margin: int) -> bool:
    """Whether the first word of the line that follows did not fit any more."""
    first = _FIRST.match(following.lstrip())
    width = _width(line.rstrip())
    return (
        bool(margin and first) and width > margin - 2 * NEAR and width + 1 + _width(first[0] if first else "") > margin
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def running(lines: Sequence[str]) -> dict[int, int]:
    """Return which lines begin with numbers that run on from one, by their places; none if these are too few."""
    found: dict[int, int] = {}
    for at, line in enumerate(lines):
        told = _NUMBER.match(IN_A_CIRCLE.sub(lambda each: f"{unicodedata.normalize('NFKC', each[1])}. ", line))
        if told and int(told["number"]) == len(found) + 1:
            found[at] = len(found) + 1
    return found if len(found) >= FEWEST_NUMBERS else {}


def together(above: str, line: str) -> str:
    """Return two parts of a broken line as one; a word that was broken is whole again."""
    above, line = above.rstrip(), line.strip()
    if _CUT_WORD.search(above) and re.match("[а-яё]", line):
        return one_line(above[:-1] + line)
    if above.endswith("ISB") and line.startswith("N"):
        return above + line
    is_han = re.search("[\u3400-\u9fff]$", above) and re.match("[\u3400-\u9fff]", line)
    return f"{above}{'' if is_han else ' '}{line}"
