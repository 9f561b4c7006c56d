"""Whether a name on a book is the name of a known person, and a title that of a known work; nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from library_exchange.authority import names
from library_exchange.core import life_years

# Country marks that Chinese cataloguers put before the names of people of Russia and of her former republics.
RUSSIAN_MARKS = frozenset(
    [
        "俄",
        "俄国",
        "俄罗斯",
        "苏",
        "苏联",
        "前苏联",
        "沙俄",
        "帝俄",
        "苏俄",
        "白俄罗斯",
        "乌克兰",
        "吉尔吉斯斯坦",
        "吉尔吉斯",
    ]
)
FOREIGN_MARKS = RUSSIAN_MARKS | frozenset(
    [
        *("美", "美国", "英", "英国", "法", "法国", "德", "德国", "日", "日本", "韩", "韩国", "意", "意大利", "加"),
        *("加拿大", "朝", "朝鲜", "越", "越南", "印", "印度", "奥", "奥地利", "西", "西班牙", "葡", "葡萄牙", "波兰"),
        *("捷", "捷克", "挪", "挪威", "瑞典", "瑞士", "丹", "丹麦", "荷", "荷兰", "匈", "匈牙利", "澳", "澳大利亚"),
    ]
)
_MARKED = re.compile(r"[\[\](（)）〔〕【】;；/\d]")
_YEAR = re.compile(r"\d{3,4}")
LONG_NAME, LONG_TITLE = 3, 4
"""Characters from which a Chinese name in other letters, and a title without a known author, is hardly shared."""


class Sureness(IntEnum):
    """How much a match says."""

    NONE = 0
    POSSIBLE = 1
    SURE = 2


@dataclass(frozen=True)
class Known:
    """A person as far as linking needs it: all forms of the name, and whether outside evidence was found for them."""

    id: int
    origin: str
    dates: str | None
    forms: tuple[str, ...]
    is_checked: bool = True


@dataclass(frozen=True)
class Mention:
    """A name as a book has it, with the dates and the country mark beside it; the dates may stand in the name too."""

    value: str
    dates: str | None = None
    qualifier: str | None = None


@lru_cache(maxsize=names.REMEMBERED)
def keys_of(mention: Mention) -> frozenset[str]:
    """Return the keys under which the persons that may be meant are found."""
    mention = _without_years(mention)
    if names.has_han(mention.value):
        parts = names.han_parts(mention.value)
        return frozenset((names.HAN + "".join(parts), names.SURNAME + parts[-1]))
    surname, given = names.parted(mention.value)
    whole = names.WHOLE + surname + "".join(given)
    last = names.SURNAME + given[-1] if given and "," not in mention.value else whole
    return frozenset((whole, names.SURNAME + surname, last))


def is_whole_name(value: str, origin: str) -> bool:
    """Whether a name, as a book has it, is more than a surname and nothing but a name: no mark of a country, no role.

    `origin` is that of the person: a Chinese name has no sign between its parts.
    """
    if _MARKED.search(value):
        return False
    if names.has_han(value):
        return origin == "zh" or len(names.han_parts(value)) > 1
    return any(len(given) > 1 for given in names.parted(value)[1])


def match(mention: Mention, person: Known, sharing: int) -> Sureness:
    """Return how sure it is that `mention` is `person`; `sharing` is how many persons have a name it may be."""
    mention = _without_years(mention)
    if _speaks_against(mention, person):
        return Sureness.NONE
    found = _of_han(mention, person, sharing) if names.has_han(mention.value) else _of_letters(mention, person)
    if found and _same_birth(mention.dates, person.dates):
        found = Sureness.SURE
    return found if person.is_checked else min(found, Sureness.POSSIBLE)


def _without_years(mention: Mention) -> Mention:
    """Return a mention whose years of life stand beside the name, not in it."""
    value, years = life_years.parted(mention.value)
    return replace(mention, value=value, dates=mention.dates or years)


def _speaks_against(mention: Mention, person: Known) -> bool:
    marks = set(re.split(r"[;,，、\s]+", mention.qualifier or "")) & FOREIGN_MARKS
    if marks and person.origin == "zh":
        return True
    mine, theirs = _YEAR.findall(mention.dates or ""), _YEAR.findall(person.dates or "")
    return bool(mine and theirs) and not set(mine) & set(theirs)


def _same_birth(dates: str | None, known: str | None) -> bool:
    mine, theirs = _YEAR.findall(dates or ""), _YEAR.findall(known or "")
    return bool(mine and theirs) and mine[0] == theirs[0]


def _of_han(mention: Mention, person: Known, sharing: int) -> Sureness:
    parts = names.han_parts(mention.value)
    known = [names.han_parts(form) for form in person.forms if names.has_han(form)]
    is_same = parts in known or "".join(parts) in {"".join(form) for form in known}
    if is_same:
        return Sureness.SURE if sharing == 1 or len(parts) > 1 else Sureness.POSSIBLE
    if person.origin == "zh" or parts[-1] not in {form[-1] for form in known}:
        return Sureness.NONE
    if len(parts) < 2:
        return Sureness.POSSIBLE
    given = {form[0][0] for form in known if len(form) > 1}
    if given:
        return Sureness.SURE if parts[0][0] in given else Sureness.NONE
    is_russian = bool(set(re.split(r"[;,，、\s]+", mention.qualifier or "")) & RUSSIAN_MARKS)
    return Sureness.SURE if sharing == 1 and is_russian and person.origin == "ru" else Sureness.POSSIBLE


def _of_letters(mention: Mention, person: Known) -> Sureness:
    return best(_alike(mention.value, form, person) for form in person.forms if not names.has_han(form))


def _alike(value: str, form: str, person: Known) -> Sureness:
    surname, given = names.parted(value)
    known_surname, known_given = names.parted(form)
    if person.origin == "zh":
        is_same = surname + "".join(given) == known_surname + "".join(known_given)
        return _of_chinese(person) if is_same else Sureness.NONE
    if surname != known_surname and "," not in value and given and given[-1] == known_surname:
        surname, given = given[-1], (surname, *given[:-1])
    if surname != known_surname:
        return Sureness.NONE
    return _of_given(given, known_given)


def _of_chinese(person: Known) -> Sureness:
    longest = max((len(names.letters(form)) for form in person.forms if names.has_han(form)), default=0)
    return Sureness.SURE if longest >= LONG_NAME else Sureness.POSSIBLE


def _of_given(given: tuple[str, ...], known: tuple[str, ...]) -> Sureness:
    """Compare first names and patronymics, either of which may be an initial or missing."""
    if not given:
        return Sureness.POSSIBLE if known else Sureness.SURE
    pairs = list(zip(given, known, strict=False))
    if not pairs or not all(one.startswith(other) or other.startswith(one) for one, other in pairs):
        return Sureness.NONE
    is_telling = len(given[0]) > 2 or len(pairs) > 1
    return Sureness.SURE if is_telling else Sureness.POSSIBLE


@dataclass(frozen=True)
class Title:
    """A known work as far as linking needs it."""

    id: int
    person_id: int | None
    is_checked: bool = True


def match_work(
    title: str, work: Title, persons: Mapping[int, Sureness], has_names: bool, sharing: int
) -> tuple[Sureness, bool]:
    """Return how sure it is that a book of this title is an edition of `work`, and whether the author speaks for it.

    `persons` are those whom the book may name, `has_names` whether it names anybody, `sharing` the works of the title.
    """
    if work.person_id is not None and persons.get(work.person_id, Sureness.NONE):
        return (Sureness.SURE if work.is_checked else Sureness.POSSIBLE), True
    if has_names or sharing > 1:
        return Sureness.NONE, False
    is_long = len(names.letters(title)) >= LONG_TITLE if names.has_han(title) else len(title.split()) > 1
    return (Sureness.SURE if is_long and work.is_checked else Sureness.POSSIBLE), False


def best(found: Iterable[Sureness]) -> Sureness:
    """Return the surest of several matches."""
    return max(found, default=Sureness.NONE)
