"""Names in the cell of authors: who wrote, who translated, who compiled, by the words that stand beside the names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from library_exchange.core import life_years
from library_exchange.core.no_names import is_no_name
from library_exchange.core.text import folded, one_line
from library_exchange.marc.relators import CHINESE_WORDS, UNIMARC_CODES, relator_codes
from library_exchange.marc.shortened_names import is_same_name

AUTHOR = "aut"
_GROUPS = re.compile(r"\s*[;；|\n]\s*")
_HAN = r"[\u3400-\u9fff]"
_NAMES = re.compile(r"\s*[、,，]\s*")
_RUN_ON = "著撰译编绘辑注校"
"""Single characters that are roles where they follow a name at once; 书, 图 and others end names as well."""
_WORDS = sorted((word for word in CHINESE_WORDS if len(word) > 1 or word in _RUN_ON), key=len, reverse=True)
_ENDS = r"(?=$|[\s,，、])"
_CHINESE = re.compile(
    rf"(?P<names>.*?{_HAN}{{2}}|.*?[)\]〕】）]\s?\S+?)\s*(?P<others>等)?\s*(?P<role>{'|'.join(_WORDS)}){_ENDS}"
)
_APART = re.compile(
    rf"(?P<names>.*{_HAN}.*?)(?P<others>等)?\s*[(（\[ ]\s*(?P<role>{'|'.join(CHINESE_WORDS)})\s*[)）\]]?"
)
_BEFORE = re.compile(rf"(?P<role>{'|'.join(_WORDS)})(?:\s*[:：]\s*|\s+)(?P<names>.*{_HAN}.*)")
_COUNTRY = re.compile(r"[(（\[〔【［][\u4e00-\u9fff]{1,4}[)）\]〕】］]")
_TOGETHER = frozenset(("aut", "edt", "com"))
"""What several may have done together: one word stands behind all their names."""
_ETC = re.compile(r"\s*(?:等|и\s+др\.?|\[и\s+др\.?\]|et\s+al\.?)\s*$", re.IGNORECASE)
_EDITED = (
    r"(?:под\s+(?:(?:общ(?:ей|\.)|науч(?:ной|\.)|общей и научной)\s+)?ред(?:акцией|\.)"
    r"|(?:отв|гл|науч|общ)\.?\s*ред(?:актор|\.)|ред(?:актор|\.|-сост\.?)|ed(?:ited)?\s+by|ed\.)"
)
_TRANSLATED = (
    r"(?:авториз\.\s*)?пер(?:евод|\.)(?:\s+с(?:о)?\s+[\w-]+\.?(?:\s+яз(?:ыка|\.))?)?|переводчик[и]?"
    r"|transl?(?:ated)?\.?(?:\s+by)?"
)
_COMPILED = r"(?:авт(?:ор|\.)?\s*-\s*)?сост(?:авител[ьи]|авил[аи]?|\.)(?:\s+и\s+ред\.)?|comp(?:iled)?\.?(?:\s+by)?"
_RUSSIAN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"\[?(?:{pattern})\s*:?\s+(?P<names>\S.*)", re.IGNORECASE))
    for role, pattern in (
        ("trl", _TRANSLATED),
        ("edt", _EDITED),
        ("com", _COMPILED),
        ("ill", r"(?:ил(?:л)?(?:юстр)?\.|худож(?:ник|\.)|рис\.|ill(?:ustrated)?\.?(?:\s+by)?)"),
        ("aui", r"(?:авт\.\s*)?(?:предисл|вступ\.?\s*ст)\.?"),
        ("aut", r"авт(?:ор|ы|\.)"),
    )
)
_BEHIND = re.compile(r"(?P<names>.*\S)\s*[,(\[]\s*(?P<role>[^()\[\],]{2,20}?)\s*[)\]]?\.?")
_ROLE_WORDS = frozenset(
    {
        *("сост", "составитель", "ред", "редактор", "пер", "переводчик", "ил", "худож", "авт", "автор", "отв ред"),
        *("editor", "translator", "compiler", "illustrator"),
    }
)
_GENITIVE = (
    ("ского", "ский"), ("цкого", "цкий"), ("ской", "ская"), ("цкой", "цкая"),
    ("овой", "ова"), ("евой", "ева"), ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"),
    ("ова", "ов"), ("ева", "ев"), ("ёва", "ёв"), ("ина", "ин"), ("ына", "ын"),
)  # fmt: skip
"""How surnames end behind "под ред.", and how they are called; others stay as they stand."""
_SURNAME = re.compile(r"[А-ЯЁ][а-яё]{3,}(?=$|[\s,])")

_ROW_NUMBER = re.compile(
    r"\s*(?:(?:№|No\.?)?\s*\d{1,4}\s*[.)、．）:]\s*|[(（\[]\d{1,4}[)）\]]\s*|№\s*\d{1,4}\s+|\d{1,4}\s+|[①-⑳]\s*[.、]?\s*"
    r"|[一二三四五六七八九十]{1,3}\s*、\s*|[(（][一二三四五六七八九十]{1,3}[)）]\s*|[IVX]{1,5}[.)]\s*(?=[А-ЯЁA-Z][\w’'-]+,?\s+[А-ЯЁA-Z]\.))"
    r"(?=[^\W\d_]|[\[(〔【«\"])"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name, what its bearer did, as a MARC relator code, and the years of life that stand beside it."""

    name: str
    role: str = AUTHOR
    dates: str = ""

    @property
    def unimarc_role(self) -> str:
        """The role as UNIMARC $4 has it."""
        return _NUMBERS.get(self.role, self.role)


_NUMBERS = {code: number for number, code in reversed(UNIMARC_CODES.items())}


def without_row_number(author: str) -> str:
    """Return the names of a cell without the number of the row before them: "1. Иванов И.", 三、许厚泽."""
    return _ROW_NUMBER.sub("", author, count=1) if _ROW_NUMBER.match(author) else author


def people(cell: str, usual: str = AUTHOR) -> tuple[Person, ...]:
    """Return who a cell names; who has no word beside the name did the `usual`."""
    read = _of_han if re.search(_HAN, cell) else _of_letters
    groups = filter(None, map(one_line, _GROUPS.split(without_row_number(cell))))
    found = (_dated(person) for group in groups for person in read(group, usual))
    return tuple(
        dict.fromkeys(each for each in found if any(map(str.isalpha, each.name)) and not is_no_name(each.name))
    )


def same_person(one: Person, other: Person) -> bool:
    """Whether two names of one book are one person's: "Достоевский Ф.М." and "Ф. М. Достоевский"."""
    return one.role == other.role and is_same_name(one.name, other.name)


def _dated(person: Person) -> Person:
    name, years = life_years.parted(person.name)
    return replace(person, name=name, dates=years) if years else person


def _of_han(given: str, usual: str) -> Iterator[Person]:
    """Yield the persons of "肖洛霍夫著 金人译": a word belongs to the names before it."""
    rest = given
    while rest:
        told = _BEFORE.fullmatch(rest) or _CHINESE.match(rest) or _APART.fullmatch(rest)
        names = [name for name in _NAMES.split(_ETC.sub("", told["names"] if told else rest)) if name]
        roles = relator_codes(told["role"]) if told else ()
        rest = rest[told.end() :].strip(" ,，、") if told else ""
        if rest and _COUNTRY.fullmatch(rest):
            names[-1], rest = f"{names[-1]} {rest}", ""
        for place, name in enumerate(names, 1):
            is_meant = place == len(names) or not _TOGETHER.isdisjoint(roles)
            yield from (Person(name.strip(), role) for role in (roles if is_meant else ()) or (usual,))


def _of_letters(given: str, usual: str) -> Iterator[Person]:
    """Yield the persons of "под ред. А. Б. Петрова" or "Иванов И. И. (сост.)"."""
    for role, pattern in _RUSSIAN:
        if told := pattern.fullmatch(given):
            names = _ETC.sub("", told["names"].strip(" ]")).strip()
            is_genitive = folded(given).lstrip("[ ").startswith(("под ", "пер"))
            yield from (Person(_called(name) if is_genitive else name, role) for name in _several(names))
            return
    behind = _BEHIND.fullmatch(given)
    word = one_line(folded(behind["role"]).replace(".", " ")) if behind else ""
    if behind and word in _ROLE_WORDS:
        yield from (Person(name, relator_codes(word)[0]) for name in _several(behind["names"]))
        return
    yield from (Person(name, usual) for name in _several(_ETC.sub("", given)))


def _several(names: str) -> list[str]:
    """Return the names of "А. Б. Петров, И. Иванов" and "Иванов И. И., Петров П. П."; "Иванов, Иван" is one."""
    parts = [one_line(part) for part in re.split(r"\s*[,、]\s*|\s+и\s+(?=[А-ЯЁ]\.?)", names) if one_line(part)]
    return parts if len(parts) > 1 and all(re.search(r"\w\s+\w|\w\.\s?\w", part) for part in parts) else [names.strip()]


def _called(name: str) -> str:
    """Return a name in the genitive as it is called, where its ending tells that for sure."""
    surname = _SURNAME.search(name)
    ending = next(((old, new) for old, new in _GENITIVE if surname and surname[0].endswith(old)), None)
    if surname and ending:
        name = name[: surname.end() - len(ending[0])] + ending[1] + name[surname.end() :]
    return name
