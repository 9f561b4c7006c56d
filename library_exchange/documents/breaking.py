"""Breaking text into lines: Chinese between any two characters, other scripts between words."""

import re
from collections.abc import Callable

Measure = Callable[[str], float]

HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
"""Chinese characters and signs, as ranges of a pattern."""
_PIECES = re.compile(rf"[{HAN}]|[^\s{HAN}]+|\s+")
NOT_FIRST = frozenset("，。、；：？！）》」』】〉”’…—·,.;:?!)]}»")
"""Signs that may not begin a line."""
NOT_LAST = frozenset("（《「『【〈“‘([{«")
"""Signs that may not end a line."""


def lines(text: str, width: float, measure: Measure) -> list[str]:
    """Return `text` as lines no wider than `width` by `measure`; a word wider than a line is cut, after a hyphen
    if it has one. A line break in the text stays one. There is always at least one line, perhaps empty.
    """
    return [line for part in text.split("\n") for line in _of_paragraph(part, width, measure)]


def _of_paragraph(text: str, width: float, measure: Measure) -> list[str]:
    found: list[str] = []
    line, used = "", 0.0
    for piece in _unbreakable(text, width, measure):
        wide = measure(piece)
        if line and used + measure(piece.rstrip()) > width:
            found.append(line.rstrip())
            line, used = "", 0.0
            if piece.isspace():
                continue
        line, used = line + piece, used + wide
    return [*found, line.rstrip()]


def _unbreakable(text: str, width: float, measure: Measure) -> list[str]:
    """Return the pieces between which a line may end, none wider than `width`."""
    joined: list[str] = []
    for piece in _PIECES.findall(text):
        belongs = joined and not piece.isspace() and (piece[0] in NOT_FIRST or joined[-1][-1] in NOT_LAST)
        if belongs and not joined[-1].isspace():
            joined[-1] += piece
        else:
            joined.append(piece)
    return [part for piece in joined for part in _cut(piece, width, measure)]


def _cut(piece: str, width: float, measure: Measure) -> list[str]:
    if measure(piece) <= width:
        return [piece]
    found, part = [], ""
    for letter in piece:
        if part and measure(part + letter) > width:
            end = part.rfind("-") + 1 or len(part)
            found.append(part[:end])
            part = part[end:]
        part += letter
    return [*found, part]
