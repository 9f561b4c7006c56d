"""Whether one line names several books, so that its librarian is asked rather than one of them lost."""

import re

_MARKED = r"(?:《[^《》]+》|«[^«»]+»|“[^“”]+”)"
_COUNTED = r"(?:\s*[(]?(?:各|共)?\s*[\d一二两三四五六七八九十]{1,3}\s*(?:[册冊本套部]|экз|шт)\w*\.?[)]?)?"
_IN_MARKS = re.compile(rf"{_MARKED}{_COUNTED}")
_BETWEEN = re.compile(r"[\s,;、/+和与及.。]*")
_SEVERAL_NUMBERED = re.compile(r"\s*1\s*[.)、]\s*[^\W\d].*[\s,;]2\s*[.)、]\s*[^\W\d].*")


def names_several(title: str, line: str) -> bool:
    """Whether titles in marks, and nothing else, stand side by side, or numbers count on within a line."""
    left, marked = _IN_MARKS.subn("", title)
    return (marked > 1 and _BETWEEN.fullmatch(left) is not None) or _SEVERAL_NUMBERED.fullmatch(line) is not None
