"""One line that names several books: parted where it says how many there are of each, else its librarian is asked."""

import re

_MARKED = r"(?:《[^《》]+》|«[^«»]+»|“[^“”]+”)"
_COUNTED = r"(?:\s*[(]?(?:各|共)?\s*[\d一二两三四五六七八九十]{1,3}\s*(?:[册冊本套部]|экз|шт)\w*\.?[)]?)?"
_IN_MARKS = re.compile(rf"{_MARKED}{_COUNTED}")
_BETWEEN = re.compile(r"[\s,;、/+和与及.。]*")
_SEVERAL_NUMBERED = re.compile(r"\s*1\s*[.)、]\s*[^\W\d].*[\s,;]2\s*[.)、]\s*[^\W\d].*")
_OF_EACH = re.compile(
    rf"(?P<before>[^《》«»“”]{{0,40}})(?P<titles>{_MARKED}(?:[\s,，、/;；+和与及и]*{_MARKED}){{1,7}})"
    r"(?P<behind>[^《》«»“”]{0,60}?)(?:各\s*(?P<han>[\d一二两三四五六七八九十]{1,3}\s*[册冊本套部])|(?<!\w)по\s(?P<rest>\d{1,3}\s*(?:экз|шт|кн)))"
    r"(?P<more>[^《》«»“”]{0,80})"
)

_ENDS_IN_COPIES = re.compile(
    r"^[А-ЯЁ«《\u3400-\u9fff].*\s?[(,—–-]?\s?\w+\s?(?:экз|шт|[册本])\w*\.?\)?\.?$", re.IGNORECASE
)
"""A book with how many copies there are of it."""


def names_several(title: str, line: str) -> bool:
    """Whether titles in marks, and nothing else, stand side by side, or numbers count on within a line."""
    left, marked = _IN_MARKS.subn("", title)
    return (marked > 1 and _BETWEEN.fullmatch(left) is not None) or _SEVERAL_NUMBERED.fullmatch(line) is not None


def apart(line: str) -> list[str]:
    """Return the books of a line that tells how many there are of each: 《A》《B》各1本, «А», «Б» по 2 экз."""
    found = _OF_EACH.fullmatch(line.strip())
    if found is None:
        ways = ([piece.strip() for piece in re.split(sign, line)] for sign in ("[;；]", r"\s/\s"))
        return next((each for each in ways if len(each) > 1 and all(map(_ENDS_IN_COPIES.match, each))), [line])
    copies = found["han"] or found["rest"]
    behind = f"{found['behind'].rstrip()} {copies}{found['more']}"
    return [f"{found['before']}{title}{behind}" for title in re.findall(_MARKED, found["titles"])]
