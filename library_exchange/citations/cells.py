"""Cells of tables in which several things stand: author and title, place, publisher and year.

Catalogues and exchange lists are taken apart alike; what is unsure stays together.
"""

import re
import unicodedata
from collections.abc import Mapping

from library_exchange.citations import listed, parted
from library_exchange.citations.books import Listed
from library_exchange.citations.pasted import WHOLE_NAME, take_apart
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import names_publisher
from library_exchange.core.text import han_years, one_line

_INITIALS = re.compile(
    r"(?P<author>(?:[A-ZА-ЯЁ][\w’'-]+,?\s+(?:[A-ZА-ЯЁ][a-zа-яё]?\.\s?-?){1,2}(?:[,;]\s+)?){1,4})(?P<title>(?![,;])\S.{2,})"
)
_WHOLE = re.compile(
    rf"(?P<author>{WHOLE_NAME}|[А-ЯЁA-Z][\w’'-]+,\s[А-ЯЁA-Z][\w’'-]+(?:\s[А-ЯЁA-Z][\w’'-]+)?)\.\s(?P<title>(?!\S{{1,4}}\.\s?\d)\S.+)"
)
_IN_MARKS = re.compile(r"(?P<author>[^《》]{0,60})《(?P<title>[^《》]+)》(?:著|编)?")
_SHORT_NAME = re.compile(r"(?P<author>[\u3400-\u9fff·]{2,8})\s+(?P<title>[\u3400-\u9fff]\S*)")
_BETWEEN = re.compile(r"\s*/\s*")
_AREA = re.compile(r"(?:(?<=\w\w)\.)?\s*[–—-]\s+.*$")
_EXTENT = re.compile(r"[–—-]\s*(?P<pages>[\d\s,\[\]IVXLivxl]+(?:с|页|p)\b\.?)")
_YEARS = re.compile(r"[,，.;\s\[(©c]*(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)[\d\s年月日г.,\-–—/)\]]*$")
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)")
_MISTYPED = re.compile(r"[,，.;\s]+[12][\dlIOoОо]{3}\W*$")
"""A year with letters for digits: it is told apart all the same, for who keeps it to look at."""
_NO_YEAR = re.compile(
    r"(?:(?:^|[,，;\[(©])\s*(?=\d{3,6}\D*$)|(?<!No)\s+(?=\d{4,6}\D*$)|(?<=[\u3400-\u9fff])(?=\d{4,6}\D*$))"
    r"\d+\s*(?:年|года?|г)?[\s.\])]*$"
)
"""A number that stands where the year does and can be none, as 20017: whoever keeps it tells so."""
LONGEST = 2000
"""A longer cell is no description of a book; taking it apart would last."""
_COLON = re.compile(r"\s*[:：]\s*")
_COMMA = re.compile(r"\s*[,，]\s*")


def taken_apart(told: Mapping[str, str]) -> dict[str, str]:
    """Return what the cells of a row say, as `parts_of` does; what is unsure stays together as the title."""
    apart = parts_of(told)
    unsure = apart.pop("unsure", None)
    return apart if unsure is None else {**imprint(told.get("imprint", "")), "title": unsure, **told}


def parts_of(told: Mapping[str, str]) -> dict[str, str]:
    """Return what the cells of a row say, by the names of columns; those that hold several things are taken apart.

    A column that holds one of them alone is believed before. What is `unsure` is there as it stood, too.
    """
    apart: dict[str, str] = {}
    for name in ("author_title", "title_author"):
        if told.get(name) and not told.get("title"):
            apart |= author_and_title(told[name], is_author_first=name == "author_title")
    if told.get("imprint"):
        apart = imprint(told["imprint"]) | apart
    return apart | dict(told)


def author_and_title(text: str, *, is_author_first: bool) -> dict[str, str]:
    """Return what a description says, by the names of columns; where its parts are not clear, it is `unsure` too."""
    given = one_line(unicodedata.normalize("NFKC", text))
    if len(given) >= LONGEST:
        return {"title": given, "unsure": given}
    if not is_author_first and " / " in given and (whole := listed.read(given)) and whole.is_sure:
        return in_one_line(given)[0]
    cited = take_apart(given)
    if cited is not None and cited.title and not cited.part:
        extent = _EXTENT.search(given)
        told = {name: getattr(cited, name) for name in ("title", "author", "year", "place", "publisher", "isbn")}
        told |= {"pages": extent["pages"]} if extent else {}
        return {name: value for name, value in told.items() if value}
    parts = _BETWEEN.split(given)
    if len(parts) == 2 and all(any(map(str.isalpha, part)) for part in parts):
        if is_author_first and " / " not in given:
            return {"author": parts[0], "title": parts[1]}
        return _with_statement(parts[0], _AREA.sub("", parts[1]), is_author_first)
    ways = (_INITIALS, _WHOLE, _IN_MARKS, _SHORT_NAME) if is_author_first else (_IN_MARKS,)
    found = next(filter(None, (way.fullmatch(given) for way in ways)), None)
    if found is None:
        told, is_sure = in_one_line(given)
        return told if is_sure else told | {"unsure": given}
    author = _name(found["author"])
    return {"title": found["title"].strip()} | ({"author": author} if author else {})


def in_one_line(text: str) -> tuple[dict[str, str], bool]:
    """Return what a line says, by the names of columns, and whether it can be read in no other way."""
    found = listed.read(text)
    if found is None or not found.is_sure:
        pieces = parted.read(text)
        tells_more = found is None or (pieces and (pieces.is_sure or len(told_of(pieces)) > len(told_of(found))))
        found = pieces if tells_more else found
    found = parted.refined(found, text)
    if found is None:
        return {"title": text}, True
    return told_of(found), found.is_sure


def told_of(found: Listed) -> dict[str, str]:
    """Return what a line tells of a book, by the names of columns."""
    told = {"title": found.title, "author": found.author, "publisher": found.publisher, "year": found.year}
    told |= {"volume": found.volume, "translated_title": found.parallel}
    return {name: value for name, value in told.items() if value}


def _with_statement(title: str, statement: str, is_author_first: bool) -> dict[str, str]:
    """Return title and author of "Лу Синь. Подлинная история А-Кью / Лу Синь ; пер. с кит.", without the heading."""
    if not is_author_first:
        return {"title": title, "author": statement}
    first = re.split(r"[;,]", statement)[0].strip()
    if title.startswith(f"{first}. "):
        return {"title": title[len(first) + 2 :].strip(), "author": statement}
    headed = _INITIALS.fullmatch(title)
    return {"title": headed["title"].strip() if headed else title, "author": statement}


def _name(author: str) -> str:
    return author.strip(" ,;:.·") + ("." if author.strip(" ,;").endswith(".") else "")


def imprint(text: str) -> dict[str, str]:
    """Return place, publisher and year of an imprint: "М. : Наука, 1987", "北京，人民文学出版社，1987.10"."""
    given = han_years(one_line(unicodedata.normalize("NFKC", text)))
    years = _YEARS.search(given) or _MISTYPED.search(given) or _NO_YEAR.search(given)
    rest = given
    if years:
        # The stop of a short word is its own, that between two areas is not.
        rest = given[: years.start()] + ("." if years[0].startswith((".,", "..")) else "")
    told = _place_and_publisher(rest.strip(" ,;") if rest.endswith(".") and years else rest.strip(" ,;."))
    if years:
        told["year"] = years[0].strip(" ,;，.[(©c") or years[0]
    elif _YEAR.search(given):
        told["year"] = given
    return {name: value for name, value in told.items() if value}


def _place_and_publisher(text: str) -> dict[str, str]:
    parts = _COLON.split(text, maxsplit=1)
    if len(parts) == 1:
        parts = _COMMA.split(text, maxsplit=1)
    if len(parts) == 1:
        return {"publisher" if names_publisher(text) else "place": text}
    place, publisher = parts
    is_turned = is_place(publisher) or (names_publisher(place) and not names_publisher(publisher))
    if is_turned and not is_place(place):
        place, publisher = publisher, place
    return {"place": place, "publisher": publisher}
