"""Cards and print-outs of catalogues: a class mark above each book, the description below, its copies under it.

The marks tell where each book begins, whether or not empty lines part them. What the lines below hold is told by what
stands in them: a description between its signs, or author, title and imprint one below the other.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from library_exchange.citations.persons import PERSONS
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.broken_lines import together
from library_exchange.list_reading.rules.separators import is_rule

FEWEST = 2
MOST_OF_CARD = 12
"""In so many lines at most a card is told."""
CLASS = re.compile(
    r"^\s*(?:\d{1,3}[.)]\s+)?(?:[А-Я]?\d{2}(?:\.\d+)*(?:\([^()\s]{1,12}\)\d*)?(?:[А-Яа-я]{1,4}\d?)?"
    r"|[A-Z]{1,2}\d{1,4}(?:\.\d+)*(?:[/ ][A-Z]{1,2}\d{1,5}(?:[:=.-]\d{1,3})*)?)\s*$"
)
AUTHOR_MARK = re.compile(r"^\s*[А-ЯЁA-Z][-\s]?\d{1,3}[а-я]?\s*$")
COPIES = re.compile(
    r"^\s*(?:(?:Имеются\s)?Экз(?:емпляр\w*)?(?:\sв\sотделах)?|Кол-во|复本|册数|Всего|馆藏)\.?\s*[:：]\s*(?:по\s+|всего\s*:?\s*)?(?P<copies>\d{1,3})(?:\s*(?:компл|экз)\w*\.?)?(?:\s*[:–—-]?\s+(?P<remark>\S.*))?$",
    re.IGNORECASE,
)
HEADING = re.compile(r"^\s*[А-ЯЁ][\w-]+,\s+[А-ЯЁ][\w.\s-]{1,40}$")
_NUMBERED = re.compile(r"^\s*(?:\d{4}|[A-Z]\d{2,3})\s+(?P<heading>[^\W\d].*)")
"""A mark of four digits with the heading of the card behind it."""
_PART = re.compile(r"^\s*(?:Т|Ч|Кн|Вып)\.\s*\d{1,3}\.")
_PAGE = re.compile(r"\W*(?:(?:стр|с|page|第)\.?\s*)?\d{1,3}\s*页?\W*", re.IGNORECASE)
"""The number of a page, or of the next record."""
_ENDS_IN_COPIES = re.compile(r"\s+(?P<copies>\d{1,3})\s?экз(?:емпляр\w*)?\.?\s*$", re.IGNORECASE)
_DESCRIPTION = re.compile(
    r"(?P<title>[^/]{1,200}?)\s*/\s*(?P<author>[^/]{1,120}?)\s*\.\s*(?:-{1,2}|—+)\s*(?:(?P<edition>[^:,]{1,20}?)\s*\.\s*(?:-{1,2}|—+)\s*)?"
    r"(?P<place>[^:,/]{1,20})\s*:\s*(?P<publisher>[^,:/]{2,60}),\s*(?P<year>(?:1[5-9]|20)\d\d)(?P<rest>\D.*|)"
)
_IMPRINT = re.compile(
    r"(?:(?P<place>\S{2,5})\s+)?(?P<publisher>\S{3,20})\s+(?P<year>(?:1[5-9]|20)\d\d)(?:年(?:\d{1,2}月)?)?(?P<rest>\D.*|)"
)
_HAN_NAMES = re.compile(
    r"[\u3400-\u9fff·]{2,8}(?:[\s、,][\u3400-\u9fff·]{2,8}){0,3}(?:等)?(?:\s?(?:主编|编著|编|著|译))?"
)
_TAKEN = (
    ("copies", re.compile(r"(?:复本|馆藏|册数)\s*:\s*(\d{1,3})")),
    ("isbn", re.compile(r"ISBN[\s:]*([\d-]{9,16}[\dXx])")),
    ("price", re.compile(r"((?:CNY|RMB|[¥￥])\s?[\d.]+|[\d.]+\s?元)")),
    ("pages", re.compile(r"(?<!\d)(\d{1,4})\s*页")),
)
_COUNTED = re.compile(r"(?<!\d)(\d{1,3})\s*[册本套](?!\w)")
_NOT_SAID = re.compile(r"\d{1,3}(?:[x×*]\d{1,3})?\s?cm|注:|^\W+|\W+$")


class Card(NamedTuple):
    """A card as one line; what it tells part by part, if that is clear."""

    text: str
    cells: dict[str, str]


class Part(NamedTuple):
    """A card, or a line that stands between cards."""

    card: Card | None
    line: str = ""


def cards_in(lines: Sequence[str]) -> list[Part] | None:
    """Return the cards of a text and the lines between them; None if class marks do not part it."""
    starts = [at for at in range(len(lines)) if _opens(lines, at)]
    if len(starts) < FEWEST:
        return None
    is_apart = 2 * sum(not at or not lines[at - 1].strip() for at in starts) > len(starts)
    blocks: list[tuple[int, int]] = []
    for at, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        blocks.append((at, _end(lines, at, following, is_apart=is_apart)))
    books = {at: end for at, end in blocks if 1 < end - at <= MOST_OF_CARD and any(map(_is_told, lines[at:end]))}
    within = sum(end - at for at, end in books.items())
    other = [list(group) for _empty, group in groupby(lines, str.strip) if _empty]
    if len(books) < FEWEST or 2 * within < sum(map(len, other)):
        return None
    found: list[Part] = []
    at = 0
    while at < len(lines):
        if at in books:
            found.append(Part(read(lines[at : books[at]])))
        elif lines[at].strip():
            found.append(Part(None, one_line(lines[at])))
        at = books.get(at, at + 1)
    return found


def _opens(lines: Sequence[str], at: int) -> bool:
    """Whether a card begins at a line: a class mark with something below that is no class mark."""
    if at and CLASS.match(lines[at - 1]) and AUTHOR_MARK.match(lines[at]):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(CLASS.match(lines[at]) and below.strip() and not (CLASS.match(below) and not AUTHOR_MARK.match(below)))


def _is_told(line: str) -> bool:
    return not (CLASS.match(line) or AUTHOR_MARK.match(line)) and any(map(str.isalpha, line))


def _end(lines: Sequence[str], at: int, following: int, *, is_apart: bool) -> int:
    """Return where a card ends: at an empty line, if these part the cards, at a rule, or where the next begins."""
    ends = (each for each in range(at + 1, following) if is_rule(lines[each]) or (is_apart and not lines[each].strip()))
    return next(ends, following)


def read(block: Sequence[str]) -> Card:
    """Return a card; its class and its mark are the shelf's."""
    full = [line for line in block if line.strip() and not _PAGE.fullmatch(line)]
    body = [line for line in full if not (CLASS.match(line) or AUTHOR_MARK.match(line))]
    body = [found["heading"] if (found := _NUMBERED.match(line)) else line for line in body]
    told = [unicodedata.normalize("NFKC", line).strip() for line in body]
    cells = _described(told) or _one_below_the_other(told)
    return Card(one_line(" ".join(full)) if cells else as_line(body), cells or {})


def as_line(block: Sequence[str]) -> str:
    """Return the lines of a card as one: heading, description, parts, copies."""
    body = [one_line(line) for line in block if not (CLASS.match(line) or AUTHOR_MARK.match(line))]
    copies = next(filter(None, map(COPIES.match, body)), None)
    body = [line for line in body if not COPIES.match(line)]
    parts = [line.split(" – ")[0].strip(" .") for line in body if _PART.match(line)]
    body = [line for line in body if not _PART.match(line)]
    at_end = next((found for line in body[1:] if (found := _ENDS_IN_COPIES.search(line))), None) if not copies else None
    body = [_ENDS_IN_COPIES.sub("", line) for line in body] if at_end else body
    has_heading = len(body) > 1 and (HEADING.match(body[0]) or PERSONS.fullmatch(body[0].rstrip(". ") + "."))
    text = f"{body[0].rstrip('. ')}. " if has_heading and body[0][-2:-1].islower() else f"{body[0]} "
    for line in body[1:]:
        text = together(text, line)
    text = one_line(text) + (f" – {', '.join(parts)}." if parts else "")
    return text + (told_copies(copies) if copies else f" – {at_end['copies']} экз." if at_end else "")


def told_copies(copies: re.Match[str]) -> str:
    """Return the number of copies that a line of its own tells, with what is said of them, as a line ends with it."""
    return f" – {copies['copies']} экз." + (f" ({copies['remark']})" if copies["remark"] else "")


def _described(body: Sequence[str]) -> dict[str, str] | None:
    """Return what a description between its signs tells: 题名/责任者.--地:社,年; else None."""
    for many in range(1, min(len(body), 4) + 1):
        found = _DESCRIPTION.fullmatch("".join(body[:many]))
        if found is not None and re.search("[\u3400-\u9fff]", found["title"]):
            author, _sign, others = found["author"].partition(";")
            told = {"title": found["title"], "author": author, "place": found["place"]}
            told |= {"publisher": found["publisher"].strip(), "year": found["year"]}
            about = [others, found["edition"] or "", found["rest"].strip(" .")]
            return _with_rest(told, about, body[many:], is_counted=False)
    return None


def _one_below_the_other(body: Sequence[str]) -> dict[str, str] | None:
    """Return what lines tell of which one is the imprint, those above it author and title; else None."""
    found = next(((at, way) for at, line in enumerate(body) if at and (way := _imprint(line))), None)
    if found is None:
        return None
    at, imprint = found
    is_led = at > 1 and _HAN_NAMES.fullmatch(body[0])
    told = {"author": re.sub(r"\s+", "; ", body[0])} if is_led else {}
    told |= {"title": " ".join(body[1 if is_led else 0 : at])}
    told |= {name: imprint[name] for name in ("place", "publisher", "year") if imprint[name]}
    return _with_rest(told, [imprint["rest"]], body[at + 1 :], is_counted=True)


def _imprint(line: str) -> re.Match[str] | None:
    found = _IMPRINT.fullmatch(line)
    if found is None or not re.search("[\u3400-\u9fff]", line) or (found["place"] and not is_place(found["place"])):
        return None
    return found if is_publisher(found["publisher"]) or found["publisher"].endswith("社") else None


def _with_rest(told: dict[str, str], about: Sequence[str], below: Sequence[str], *, is_counted: bool) -> dict[str, str]:
    """Return what a card tells with the lines below its description: number, price, pages, copies, remarks."""
    said = list(about)
    for line in below:
        rest = line
        for name, way in (*_TAKEN, *((("copies", _COUNTED),) if is_counted else ())):
            if name not in told and (found := way.search(rest)):
                told[name] = found[1]
                rest = f"{rest[: found.start()]}  {rest[found.end() :]}"
        said += re.split(r"\s{2,}|;", rest)
    remarks = [one_line(_NOT_SAID.sub("", one_line(_NOT_SAID.sub("", each)))) for each in said]
    told["remark"] = "; ".join(each for each in remarks if any(map(str.isalnum, each)))
    told["quantity"] = told.pop("copies", "")
    return {name: cell for name, cell in told.items() if cell}
