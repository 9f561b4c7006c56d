"""A title that a Russian line tells in Chinese, too: the author, the Russian title, 《译名》, 2 тома."""

import re
import unicodedata
from typing import NamedTuple

from library_exchange.authority import chinese_names
from library_exchange.citations.persons import PERSONS
from library_exchange.citations.publishers import is_publisher
from library_exchange.list_reading.rules.bounds import LONGEST
from library_exchange.list_reading.rules.line_numbers import BULLET

_CHINESE = re.compile(
    r"(?P<before>.*[А-Яа-яЁё]{3,}[)»\".]?)\s*(?:《(?P<marked>[\u3400-\u9fff][^《》А-Яа-яЁё]{0,60})》|\((?P<put>[\u3400-\u9fff·]{2,30})\))"
    r"(?:\([\u3400-\u9fff]{2,12}\))?(?P<behind>[^《》]*)"
)
_HAN = re.compile("[\u3400-\u9fff]")
_INITIALS = re.compile(r"(?:[А-ЯЁ]\.\s?){1,2}[А-ЯЁ]|[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.")
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d\d)\s+(?P<publisher>[А-ЯЁ][\w.]+)(?=\s|$)")
_TITLE = re.compile(r"[А-ЯЁ][а-яё]+")


class OtherTitle(NamedTuple):
    """A line without the title that it tells in Chinese, and that title."""

    rest: str
    title: str


def chinese_title_in(text: str) -> OtherTitle | None:
    """Return the Chinese title beside a Russian one; None for a line that begins in Chinese or tells none."""
    given = unicodedata.normalize("NFKC", text)
    found = _CHINESE.fullmatch(given) if len(given) <= LONGEST else None
    if found is None or _HAN.search(found["before"]) or not _TITLE.search(found["before"]):
        return None
    before, behind = found["before"], found["behind"].strip(" ,")
    bare = BULLET.sub("", before).strip()
    if PERSONS.fullmatch(bare) or chinese_names.parted(bare) or chinese_names.without_comma(bare.replace(" ", ", ", 1)):
        return None
    if dated := _YEAR_FIRST.match(behind):
        behind = (
            f"{dated['publisher']}, {dated['year']}{behind[dated.end() :]}"
            if is_publisher(dated["publisher"])
            else behind
        )
    sign = " / " if _INITIALS.match(behind) else ", " if behind else ""
    return OtherTitle(f"{before}{sign}{behind}", found["marked"] or found["put"])
