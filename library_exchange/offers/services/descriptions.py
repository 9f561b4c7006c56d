"""Cells in which several things stand: author and title, place, publisher and year; what is unsure stays together."""

import re
import unicodedata

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
    """Return what a description says, by the names of columns; all of it is the title where its parts are not clear."""
    given = one_line(unicodedata.normalize("NFKC", text))
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
        return {"title": given}
    author = found["author"].strip(" ,;:.·") + ("." if found["author"].strip(" ,;").endswith(".") else "")
    return {"title": found["title"].strip()} | ({"author": author} if author else {})


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
