"""Cells in which several things stand: author and title, place, publisher and year; what is unsure stays together."""

import re
import unicodedata

from library_exchange.citations import listed
from library_exchange.citations.pasted import take_apart
from library_exchange.core.text import one_line
from library_exchange.offers.rules import amounts

_INITIALS = re.compile(
    r"(?P<author>(?:[A-ZА-ЯЁ][\w’'-]+,?\s+(?:[A-ZА-ЯЁ][a-zа-яё]?\.\s?-?){1,2}(?:[,;]\s+)?){1,4})(?P<title>(?![,;])\S.{2,})"
)
_IN_MARKS = re.compile(r"(?P<author>[^《》]{0,60})《(?P<title>[^《》]+)》(?:著|编)?")
_SHORT_NAME = re.compile(r"(?P<author>[\u3400-\u9fff·]{2,8})\s+(?P<title>[\u3400-\u9fff]\S*)")
_BETWEEN = re.compile(r"\s*/\s*")
_EXTENT = re.compile(r"[–—-]\s*(?P<pages>[\d\s,\[\]IVXLivxl]+(?:с|页|p)\b\.?)")
_YEARS = re.compile(r"[,，.;\s\[(©c]*(?<!\d)(?:1[4-9]\d\d|20\d\d)(?!\d)[\d\s年月日г.,\-–—/)\]]*$")
_PUBLISHER = re.compile(r"出版|书局|书店|印书馆|издат|изд-во|\bpress\b|\bpubl", re.IGNORECASE)


def author_and_title(text: str, *, is_author_first: bool) -> dict[str, str]:
    """Return what a description says, by the names of columns; where its parts are not clear, it is `unsure` too."""
    given = one_line(unicodedata.normalize("NFKC", text))
    if " / " in given and (whole := listed.read(given)) and whole.is_sure:
        return in_one_line(given)[0]
    cited = take_apart(given)
    if cited is not None and cited.title and not cited.part:
        extent = _EXTENT.search(given)
        told = {name: getattr(cited, name) for name in ("title", "author", "year", "publisher", "isbn")}
        told |= {"pages": extent["pages"]} if extent else {}
        return {name: value for name, value in told.items() if value}
    parts = _BETWEEN.split(given)
    if len(parts) == 2 and all(any(map(str.isalpha, part)) for part in parts):
        author, title = parts if is_author_first and " / " not in given else reversed(parts)
        return {"author": author, "title": title}
    ways = (_INITIALS, _IN_MARKS, _SHORT_NAME) if is_author_first else (_IN_MARKS,)
    found = next(filter(None, (way.fullmatch(given) for way in ways)), None)
    if found is None:
        told, is_sure = in_one_line(given)
        return told if is_sure else told | {"unsure": given}
    author = found["author"].strip(" ,;:.·") + ("." if found["author"].strip(" ,;").endswith(".") else "")
    return {"title": found["title"].strip()} | ({"author": author} if author else {})


def in_one_line(text: str) -> tuple[dict[str, str], bool]:
    """Return what a line says, by the names of columns, and whether it can be read in no other way."""
    found = listed.read(text)
    if found is None:
        return {"title": text}, True
    told = {"title": found.title, "author": found.author, "publisher": found.publisher, "year": found.year}
    return {name: value for name, value in told.items() if value}, found.is_sure


def imprint(text: str) -> dict[str, str]:
    """Return publisher and year of an imprint: "М. : Наука, 1987"; a place alone is not kept."""
    given = one_line(unicodedata.normalize("NFKC", text))
    years = _YEARS.search(given)
    rest = (given[: years.start()] if years else given).strip(" ,;.")
    _place, colon, publisher = rest.partition(":")
    name = (publisher if colon else rest if _PUBLISHER.search(rest) else "").strip()
    told = {"publisher": name} if name else {}
    if years:
        told["year"] = years[0].strip(" ,;，")
    elif amounts.years_in(given):
        told["year"] = given
    return told
