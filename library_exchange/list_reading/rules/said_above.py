"""What stands in a plain line for the author or the publisher of the line above: «Он же», «Те же авторы», 同上."""

import re

from library_exchange.core.text import one_line

_AUTHOR = re.compile(
    r"(?:он|она|они)\s?же|(?:его|её|ее|их)\s?же|(?:тот|те)\sже\s(?:автор|авторы)|同[上前]著?|同一?作者|又",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(
    r"[,，;；]\s*(?P<words>同[上前]|там же|то же изд(?:-во|\.)?)\s*(?=[,，;；.]|$)"
    r"|(?<=\S)\s(?P<apart>同[上前](?:社)?)(?=\s|$)",
    re.IGNORECASE,
)


def is_same_author(author: str | None) -> bool:
    """Whether words that stand for an author mean that of the line above."""
    return author is not None and _AUTHOR.fullmatch(author.strip(" .,:")) is not None


_LED = re.compile(
    r"(?:\W*\d{0,3}\W*)(?:他的|她的|同上著?|同一?作者|同前|[–—-]{1,2}\s*(?:[\"”“„]\s*){2})\s*[:：]?\s*(?P<rest>(?:《|[А-ЯЁ«]).*)"
)
_WITHIN = re.compile(
    r"(?P<head>[^《》]{0,8}《[^《》]{1,80}》[\s,，、]*)(?:同上|同一?|前一?)作者(?:同上)?[\s,，、]*(?P<rest>.*)"
)


def of_same_author(line: str) -> str | None:
    """Return what a line tells of a book whose author is that of the line above: 同上:《题名》; else None."""
    if within := _WITHIN.fullmatch(line.strip()):
        return one_line(f"{within['head']} {within['rest']}")
    found = _LED.fullmatch(line.strip())
    return found["rest"] if found else None


def same_publisher(line: str) -> str:
    """Return the words by which a line says that its publisher is that of the line above; "" if it does not."""
    found = _PUBLISHER.search(line)
    return (found["words"] or found["apart"]) if found else ""


_ANOTHER = re.compile(
    r"(?:[\d.)]+\s+)?(?:то же|та же|тот же)(?:\s+(?:самое|издание))?\s*[.,:;–—-]\s*(?P<rest>.*\d{4}.*)", re.IGNORECASE
)
_PART = re.compile(r"[\s.,;:(]*(?:(?:Кн|Т|Ч|Вып|Том|Книга|Часть)\.?\s?[\dIVX]{1,4})\)?\.?$", re.IGNORECASE)
_BEGINS_IN_PART = re.compile(r"(?:Кн|Т|Ч|Вып|Том|Книга|Часть)\.?\s?[\dIVX]", re.IGNORECASE)


def another_edition(line: str) -> str | None:
    """Return what a line tells of another edition or part of the book above: «То же. Кн. 2. М., 1955»; else None."""
    found = _ANOTHER.fullmatch(line.strip())
    return found["rest"] if found else None


def tells_part(text: str) -> bool:
    """Whether words begin with which part of a book they tell of."""
    return _BEGINS_IN_PART.match(text) is not None


def without_part(title: str) -> str:
    """Return a title without the part of the book that ends it."""
    return _PART.sub("", title)
