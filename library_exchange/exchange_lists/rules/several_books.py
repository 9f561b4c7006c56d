"""Whether one line names several books, so that its librarian is asked rather than one of them lost."""

import re

_MARKED = r"(?:《[^《》]+》|«[^«»]+»|“[^“”]+”)"
_COUNTED = r"(?:\s*[(]?(?:各|共)?\s*[\d一二两三四五六七八九十]{1,3}\s*(?:[册冊本套部]|экз|шт)\w*\.?[)]?)?"
_SEVERAL_MARKED = re.compile(rf"\W*{_MARKED}{_COUNTED}(?:\s*[,;、/+和и与及]*\s*{_MARKED}{_COUNTED})+[\s.。]*")
_SEVERAL_NUMBERED = re.compile(r"\s*1\s*[.)、]\s*[^\W\d].*[\s,;]2\s*[.)、]\s*[^\W\d].*")


def names_several(title: str, line: str) -> bool:
    """Whether titles in marks, and nothing else, stand side by side, or numbers count on within a line."""
    return _SEVERAL_MARKED.fullmatch(title) is not None or _SEVERAL_NUMBERED.fullmatch(line) is not None
