"""Notes without any capital letter: «стругацкие пикник на обочине 1 шт аст 2009», «он же час быка м. мпи 1988».

Nothing in such a line tells names from words by its form; what tells them is where they stand in all lines alike (who
wrote, the title, the publisher before the year), endings of surnames, and publishers and places that are known. Whoever
sent the list is asked about each line.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import spelling_of
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.manners import bare, has_ending_of_surname
from library_exchange.list_reading.rules.said_above import is_same_author

FEWEST = 4
SHARE = 0.8
"""So many of the lines with a year have no capital letter."""
LONGEST = 300
_MOST_WORDS = 4
_YEAR = re.compile(r"(?<![\d.-])(?:1[89]|20)\d\d(?![\d.-])(?:\s?г(?:ода?)?\.?(?!\w))?")
_COPIES = re.compile(r"(?<![\d.])(\d{1,3})\s?(?:шт|экз|экземпляр|книг|кн)(?:[а-я]*)\.?(?!\w)")
_NAMED = re.compile(r"(?P<name>[а-яё]+(?:-[а-яё]+)?\s(?:[а-яё]\.\s?){1,2})\s*(?P<rest>\S.*)")
_SAME = re.compile(r"(?P<same>(?:он|она|они|его|её|ее|их)\sже)[\s,.:–—-]+(?P<rest>\S.*)")
_FAMILY_OF_SEVERAL = re.compile(r".+(?:ские|цкие|овы|евы|ины|еры|аны)")
_SET = re.compile(r"\s*\(([^()]*)\)\s*")


class Note(NamedTuple):
    """A line, and what it tells of a book part by part; nothing for one that tells of none."""

    text: str
    cells: dict[str, str]


def notes_in(lines: Sequence[str]) -> list[Note] | None:
    """Return the lines of a list of notes; None if most of those with a year have capital letters."""
    full = [one_line(line) for line in lines if line.strip()]
    dated = [line for line in full if _YEAR.search(line) and len(line) <= LONGEST]
    small = [line for line in dated if line == line.lower() and re.search("[а-яё]{3}", line)]
    if len(small) < FEWEST or len(small) < SHARE * len(dated):
        return None
    found: list[Note] = []
    author = ""
    for line in full:
        for text in _books(line) if line in small else [line]:
            cells = _cells(text, author) if line in small else {}
            author = cells.get("author", author)
            found.append(Note(text, cells))
    return found


def _books(line: str) -> list[str]:
    """Return the books of a line, if commas or stops part several of which each has a year."""
    pieces = [piece.strip() for piece in re.split(r"[,;]", line)]
    dated = [piece for piece in pieces if _YEAR.search(piece)]
    return pieces if len(dated) > 1 and len(dated) == len(pieces) else [line]


def _cells(line: str, author: str) -> dict[str, str]:
    """Return what a note tells, with the `author` of the one above where it says so."""
    text = bare(line)
    copies = _COPIES.search(text)
    text = one_line(f"{text[: copies.start()]} {text[copies.end() :]}") if copies else text
    years = list(_YEAR.finditer(text))
    if not years:
        return {}
    before, behind = text[: years[-1].start()].strip(" ,.;"), text[years[-1].end() :].strip(" ,.;")
    remarks = _SET.findall(before)
    words, publisher = _publisher_behind(_SET.sub(" ", before))
    wrote, title = _author_before(words, author)
    condition = condition_of(behind)
    told = {
        "author": wrote,
        "title": title[:1].upper() + title[1:],
        "publisher": publisher,
        "year": years[-1][0][:4],
        "quantity": copies[1] if copies else "",
        "condition": behind if condition else "",
        "remark": "; ".join(filter(None, (*remarks, "" if condition else behind))),
        "unsure": line,
    }
    return {name: cell for name, cell in told.items() if cell} if title else {}


def _publisher_behind(text: str) -> tuple[str, str]:
    """Return what stands before the publisher that ends the words before a year, and the publisher."""
    words = text.replace(",", " ").split()
    ways = [(words[:-many], " ".join(words[-many:])) for many in range(min(_MOST_WORDS, len(words) - 1), 0, -1)]
    for head, last in ways:
        if (known := spelling_of(last)) is not None:
            return " ".join(head[:-1] if len(head) > 1 and _is_town(head[-1]) else head), known
    for head, last in ways:
        if len(head) > 1 and _is_town(head[-1]):
            return " ".join(head[:-1]), last
    return " ".join(words), ""


def _is_town(word: str) -> bool:
    """Whether a word is a place; of single letters only those of Moscow and Leningrad are no words of a title."""
    return is_place(word) and (len(word.strip(".")) > 1 or word.strip(".") in "мл")


def _author_before(text: str, above: str) -> tuple[str, str]:
    """Return the author with whom a note begins, "" if none does, and the title."""
    if (same := _SAME.fullmatch(text)) and is_same_author(same["same"]):
        return above, same["rest"]
    if named := _NAMED.fullmatch(text):
        return named["name"].strip().title(), named["rest"]
    words = text.split()
    if len(words) > 2 and not _is_family(words[0]) and has_ending_of_surname(words[1]):
        return " ".join(words[:2]).title(), " ".join(words[2:])
    if len(words) > 1 and _is_family(words[0]):
        return words[0].title(), " ".join(words[1:])
    return "", text


def _is_family(word: str) -> bool:
    return has_ending_of_surname(word) or _FAMILY_OF_SEVERAL.fullmatch(word) is not None
