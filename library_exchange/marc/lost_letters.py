"""Text whose letters were lost before it came: an encoding without them writes "?" for each, or a replacement sign."""

import re

_QUESTION_MARKS = re.compile(r"\?{2,}")
REPLACEMENT = "\ufffd"
FEWEST = 2


def has_lost_letters(text: str) -> bool:
    """Whether nothing but signs of lost letters, digits and punctuation is left of a text that had letters."""
    lost = sum(map(len, _QUESTION_MARKS.findall(text))) + text.count(REPLACEMENT)
    return lost >= FEWEST and not any(map(str.isalpha, text))
