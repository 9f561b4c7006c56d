"""Lines that part the books of a list and say nothing: rules of signs, the number of what stands below."""

import re

_RULE = re.compile(r"[\s=_*─━–—~#.+-]{3,}")
_NUMBER = re.compile(r"\d{1,3}[.)]?")
_RECORD_NUMBER = re.compile(
    r"\s*(?:[\[(№#]|第|записи?ь?|record|记录)?\s*\d{1,4}\s*(?:[\])./]|条|из\s\d+|of\s\d+|/\s?\d+)?\s*", re.IGNORECASE
)


def is_rule(line: str) -> bool:
    """Whether a line is drawn with signs: ------, * * *."""
    return _RULE.fullmatch(line) is not None


def is_number(line: str) -> bool:
    """Whether a line is a bare number, as cards bear it; № 3 may be an issue, and 1985 a year."""
    return _NUMBER.fullmatch(line.strip()) is not None


def is_record_number(line: str) -> bool:
    """Whether a line is the number of a record whose parts stand behind their names: [12], «Запись 12», «12 из 40»."""
    return _RECORD_NUMBER.fullmatch(line) is not None
