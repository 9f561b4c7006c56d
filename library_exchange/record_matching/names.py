"""Who wrote and who translated a book: names as keys, from headings or out of the statement of responsibility."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from library_exchange.core import life_years
from library_exchange.core.scripts import script_of
from library_exchange.core.text import without_brackets
from library_exchange.record_matching.keys import title_key
from library_exchange.record_matching.titles import sound_of_letters, sounds_of

_HAN_ROLE = re.compile(
    r"(?:等|合|编|主|原|译|選|选)*(?:编著|编写|主编|编译|翻译|译注|著|撰|编|作|译|绘|注|校|写|述|选|辑|等|作者|口述|文|图)+$"
)
_HAN_TRANSLATED = re.compile(r"[译譯]")
_TRANSLATED = re.compile(
    r"\bпер(?:\.|ев[её]л|евод)|\btransl?(?:ated|\.|ation)|\btr\.|[译譯]|\büber[s.]|\btraduit", re.IGNORECASE
)
_EDITED = re.compile(
    r"\bред(?:\.|акт|кол)|\bсост(?:\.|авит)|\bedit(?:ed|or)|\bcomp(?:\.|iled)|\bпод общ|主编|编$|\bхуд(?:\.|ож)|"
    r"\bвступ|\bпредисл|\bил(?:\.|люстр)|\bавт\.-сост|\bрец|\bотв\.|\bintrod|\billustr|\bforeword",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^.*?(?:пер(?:\.|ев[её]л[аи]?|евод)(?:\s+(?:с|со)\s+\S+)?|transl(?:ated|\.)?(?:\s+from\s+(?:the\s+)?\w+)?(?:\s+by)?|\bby)\s+",
    re.IGNORECASE,
)
_INITIAL = r"[A-ZА-ЯЁ](?:[a-zа-яё]{0,2})?\."
_BEFORE = re.compile(rf"((?:{_INITIAL}\s*-?){{1,3}})\s*([^\W\d_][\w'’ʹ-]+)")
_AFTER = re.compile(rf"([^\W\d_][\w'’ʹ-]+),?\s+((?:{_INITIAL}\s*){{1,3}})")
_FIRST_NAME_IN_FRONT = re.compile(
    rf"((?:{_INITIAL}\s*-?){{1,3}})\s*([^\W\d_][\w'’ʹ-]+)|"
    r"([^\W\d_]+\s+[^\W\d_]+(?:[оеё]вич|ич|[оеё]вна|ична|инична))\s+([^\W\d_][\w'’ʹ-]+)"
)
"""Initials, or a first name with a patronymic, and then the surname."""
_WORDS = re.compile(r"[^\W\d_][\w'’ʹ-]*\.?")
_SEPARATORS = re.compile(r"[,，、;；·]| и | and | & ")
_MOST_NAMES = 6
_ENOUGH_FOR_A_FIRST_NAME = 3


class Agreement(Enum):
    """Whether two books name the same person."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"
    OTHER_FIRST_NAME = "other first name"


@dataclass(frozen=True, slots=True)
class NameKey:
    """One form of a name: how surname, first initial and first name sound; `whole` is all of it without spaces."""

    script: str
    surname: str
    initial: str
    first_name: str
    whole: frozenset[str]


Person = frozenset[NameKey]
"""One person in all forms of the name that a record has."""


@lru_cache(maxsize=32_768)
def name_key(written: str) -> NameKey | None:
    """Return the key of a name in the order of headings: surname first."""
    bare = without_brackets(life_years.parted(written)[0])
    script = script_of(bare)
    if script in ("Hans", "Hant"):
        whole = title_key(bare)
        return NameKey("Han", whole, "", "", sounds_of(bare)) if whole else None
    bare = _in_order_of_headings(bare)
    surname, _, given = bare.partition(",") if "," in bare else bare.partition(" ")
    surname_sound = sound_of_letters(title_key(surname))
    if not surname_sound:
        return None
    first = next(iter(_WORDS.findall(given)), "")
    sound = sound_of_letters(title_key(first))
    is_full = len(first.rstrip(".")) >= _ENOUGH_FOR_A_FIRST_NAME and not first.endswith(".")
    return NameKey(script, surname_sound, sound[:1], sound if is_full else "", sounds_of(bare))


def _in_order_of_headings(name: str) -> str:
    """Return a name in letters with its surname first, where the order can be told."""
    found = _FIRST_NAME_IN_FRONT.fullmatch(name)
    return f"{found[2] or found[4]}, {found[1] or found[3]}" if found else name


def person_of(forms: Iterable[str]) -> Person:
    """Return a person by the forms of the name."""
    return frozenset(key for key in map(name_key, forms) if key)


def people_in_statement(statement: str) -> tuple[list[Person], list[Person]]:
    """Return the authors and the translators that a statement of responsibility names, as far as it can be told."""
    authors: list[Person] = []
    translators: list[Person] = []
    for segment in re.split(r"\s*[;；]\s*", statement):
        if _TRANSLATED.search(segment):
            before, name = _around_translator(segment)
            translators += _names_in(name)
            authors += _names_in(before)
        elif not _EDITED.search(segment):
            authors += _names_in(segment)
    return authors[:_MOST_NAMES], translators[:_MOST_NAMES]


def agreement(ones: Iterable[Person], others: Iterable[Person]) -> Agreement:
    """Return whether one of these persons is one of those; unknown where nothing is named or scripts cannot meet."""
    verdicts = {_persons(one, other) for one in ones for other in others}
    for verdict in (Agreement.SAME, Agreement.OTHER_FIRST_NAME, Agreement.UNKNOWN):
        if verdict in verdicts:
            return verdict
    return Agreement.OTHER if verdicts else Agreement.UNKNOWN


def _persons(one: Person, other: Person) -> Agreement:
    verdicts = {_names(a, b) for a in one for b in other}
    order = (Agreement.SAME, Agreement.OTHER_FIRST_NAME, Agreement.OTHER)
    return next((each for each in order if each in verdicts), Agreement.UNKNOWN)


def _names(a: NameKey, b: NameKey) -> Agreement:
    if a.whole & b.whole:
        return Agreement.SAME
    if "Han" in (a.script, b.script):
        if a.script != b.script:
            return Agreement.UNKNOWN
        return Agreement.SAME if _is_part_of_name(a.surname, b.surname) else Agreement.OTHER
    if a.surname != b.surname:
        if a.script == b.script and _turned(a, b):
            return Agreement.SAME
        return Agreement.OTHER if a.script == b.script else Agreement.UNKNOWN
    if a.script != b.script:
        return Agreement.SAME if a.initial == b.initial or not (a.initial and b.initial) else Agreement.UNKNOWN
    if a.first_name and b.first_name:
        return Agreement.SAME if a.first_name == b.first_name else Agreement.OTHER_FIRST_NAME
    if a.initial and b.initial and a.initial != b.initial:
        return Agreement.OTHER_FIRST_NAME
    return Agreement.SAME


def _is_part_of_name(one: str, other: str) -> bool:
    """Whether a foreign name in Han characters is the other without first names: 托尔斯泰, 列夫托尔斯泰."""
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and long.endswith(short)


def _turned(a: NameKey, b: NameKey) -> bool:
    """Whether a name is the other with the first name in front, as title pages have it; that may be an initial."""
    return any(
        one.first_name == other.surname
        and (other.first_name == one.surname or (not other.first_name and other.initial == one.surname[:1]))
        for one, other in ((a, b), (b, a))
        if one.first_name
    )


def _around_translator(segment: str) -> tuple[str, str]:
    """Return what stands before the word for translating in one breath with the author, and the translator."""
    if _HAN_TRANSLATED.search(segment):
        *before, name = re.split(r"(?<=[著撰作])[\s,，]+", segment)
        return (before[0] if before else ""), name
    found = _LEAD.match(segment)
    return "", segment[found.end() :] if found else re.sub(_TRANSLATED, " ", segment)


def _names_in(segment: str) -> list[Person]:
    bare = without_brackets(segment).strip(" .,/")
    if not bare:
        return []
    if script_of(bare) in ("Hans", "Hant"):
        return _han_names(bare)
    written = [(surname, initials) for initials, surname in _BEFORE.findall(bare)]
    written = written or _AFTER.findall(bare)
    if written:
        return [person_of([f"{surname}, {initials}"]) for surname, initials in written]
    return [person for part in _SEPARATORS.split(_LEAD.sub("", bare)) if (person := _in_full(part))]


def _han_names(segment: str) -> list[Person]:
    found = []
    for part in re.split(r"[,，、;；\s]+", re.sub(r"\s*[·•・]\s*", "", segment)):
        name = _HAN_ROLE.sub("", part)
        if 2 <= len(name) <= 12 and (person := person_of([name])):
            found.append(person)
    return found


def _in_full(part: str) -> Person:
    """Return a person named in full, first name in front; in Russian with a patronymic between."""
    words = _WORDS.findall(part)
    if not 2 <= len(words) <= 3 or any(word[0].islower() for word in words):
        return frozenset()
    return person_of([f"{words[-1]}, {' '.join(words[:-1])}", f"{words[0]}, {' '.join(words[1:])}"])
