"""Which volume of a set a record is: its number in whatever writing, as one key."""

import re
import unicodedata
from functools import lru_cache

from library_exchange.core.han_numbers import HAN_NUMBER, han_number
from library_exchange.core.scripts import to_simplified
from library_exchange.record_matching.keys import title_key

LAST = "last"
"""下: the second volume of two or the third of three."""

_LETTER = "="
"""Before a letter that tells one series or section from another."""
_ROMAN = r"(?=[IVXLCІХС])(?:X[CL]|L?X{0,4})?(?:I[XV]|V?I{0,4})"
_HAN_UNIT = "卷册集辑部编分期篇回本"
_RUSSIAN_UNIT = (
    r"т(?:омы?|\.)|тт\.|ч(?:асть|\.)|кн(?:ига|\.)|вып(?:уск|\.)|сб\.|разд(?:ел|\.)|отд\.|№|т(?=\s*\d)|ч(?=\s*\d)|"
    r"выпуск|книга|полутом|номер|цз(?:юань|\.)|цэ"
)
_LATIN_UNIT = (
    r"v(?:ol(?:ume)?)?\.?|volume|pt\.?|part|book|bk\.?|no\.|nr\.?|n°|issue|b(?:an)?d\.?|teil|tl\.?|t\.|tom(?:e|\.)?|"
    r"ch(?:ast[ʹ'’]?|\.)|kn(?:iga|\.)|vyp(?:usk|\.)|parte|partie|livre|libro|fasc\.?|di|juan|ce|ji"
)
_UNIT = rf"(?:{_RUSSIAN_UNIT}|{_LATIN_UNIT})"
_ORDINAL_NAMES = (
    r"перв\w+|втор\w+|трет\w+|четверт\w+|пят\w+|one|two|three|four|five|first|second|third|fourth|fifth|один|два|три"
)
_NUMBER = rf"(?:\d+(?:\s*[-–—/]\s*\d+)?(?!\d)|(?-i:{_ROMAN})|(?:{_ORDINAL_NAMES}|(?-i:[A-ZА-Я])))(?!\w)"
_WESTERN = (
    rf"(?<!\w){_UNIT}\s*\[?{_NUMBER}\]?|(?<!\w)(?:{_ORDINAL_NAMES}|\d+(?:-?[йяе])?)\s+(?:том|часть|книга|выпуск)(?!\w)"
)
_CHINESE = (
    rf"第\s*(?:[{HAN_NUMBER}]+|\d+)\s*[{_HAN_UNIT}](?:\s*[上中下])?|[卷册](?:\s*之)?\s*(?:[{HAN_NUMBER}]+|\d+|[上中下])"
    r"|(?<!\w)(?:(?:shang|zhong|xia)|di\s*(?:yi|er|san|si|wu|\d+))\s*(?:ce|juan|ji|bu)(?!\w)"
    rf"|[上中下]\s*[{_HAN_UNIT}]|(?<=[\s(（·:：,，.])[上中下](?=[)）\s]*$)|(?<=[(（])[{HAN_NUMBER}]+(?=[)）])"
)
_DESIGNATION = re.compile(rf"{_CHINESE}|{_WESTERN}", re.IGNORECASE)
_TAIL = re.compile(
    rf"(?:^|[\s.,:;：，；·/(（\[-]+|(?<=[\u4e00-\u9fff]))((?:(?:{_CHINESE}|{_WESTERN})[\s.,:;：，]*)+)[\])）\s.]*$",
    re.IGNORECASE,
)
_BARE_TAIL = re.compile(rf"\s*[.:：,(（]\s*(\d{{1,2}}|{_ROMAN}|[{HAN_NUMBER}]{{1,3}})\s*[)）]?\.?$")
_COUNTED_TAIL = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s*([Ⅰ-Ⅻ]|\d{{1,2}}|{_ROMAN})$|(?<=\w\w)\s+([Ⅰ-Ⅻ]|(?=[IVXІХ]{{2}}){_ROMAN})$"
)
"""A number alone at the end, as of 西游记Ⅱ and «Рокки II»; not a single letter, which may be a word."""
_INSIDE = re.compile(rf"[.,:;]\s+({_CHINESE}|{_WESTERN})\s*[.,:：]\s*(\S.*)$", re.IGNORECASE)
_ABBREVIATED_VOLUME = re.compile(r"\b[VvTt]\.\s*(?=\d)")
_LONGEST_NUMBER = 9
_WHOLE_SET = re.compile(
    r"[\s(（\[]*(?:全|共)\s*(?:[一二三四五六七八九十百两]+|\d+)\s*[卷册集冊本][\])）\s]*"
    r"|[\s:,(]*\bв\s+(?:\d+|двух|трех|четырех|пяти|шести)(?:-?[хи]+)?\s*(?:т|ч|кн|томах|частях|книгах|вып)\b\.?\)?"
    r"|[\s:,(]*\bin (?:\d+|two|three|four|five|six) (?:volumes?|vols?|parts?|pts?|books?)\b\.?\)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|[\u4e00-\u9fff〇]+|[^\W\d_]+")
_WORDS = (
    dict.fromkeys(("上", "один", "one", "first", "shang", "yi"), "1")
    | dict.fromkeys(("中", "два", "two", "second", "zhong", "er"), "2")
    | dict.fromkeys(("три", "three", "third", "san"), "3")
    | dict.fromkeys(("four", "fourth", "si"), "4")
    | dict.fromkeys(("five", "fifth", "wu"), "5")
    | dict.fromkeys(("下", "xia"), LAST)
)
_STEMS = {"перв": "1", "втор": "2", "трет": "3", "четверт": "4", "пят": "5", "шест": "6"}
_UNIT_WORD = re.compile(
    r"т|тт|том[аы]?|ч|часть|кн|книга|вып|выпуск|сб|разд|раздел|отд|номер|полутом|цз|цзюань|цэ|й|я|е|v|vol|volume|pt|part|book|bk|no|nr|n|issue|"
    r"bd|band|teil|tl|t|tom|tome|ch|chast|kn|kniga|vyp|vypusk|parte|partie|livre|libro|fasc|di|juan|ce|ji|the"
)
_CYRILLIC_ROMAN = str.maketrans("ІХСМ", "IXCM")
_ROMAN_NUMBER = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})|X[LC](?:IX|IV|V?I{0,3})|LX{0,3}(?:IX|IV|V?I{0,3})|I{4}")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@lru_cache(maxsize=16_384)
def number_key(text: str) -> tuple[str, ...]:
    """Return the numbers in the designation of a volume, in order; its letters where it has none.

    It is that of a series too where a letter tells it ("Серия А, вып. 2").
    "Т. 1", "Том I", "1", "v. 1", "第一册" and "上" are one key, and "Т. 2, кн. 4" is that of a part of a volume.
    """
    prepared = to_simplified(unicodedata.normalize("NFKC", text)).replace("№", " ")
    prepared = _ABBREVIATED_VOLUME.sub(" ", prepared)
    tokens = [token for word in _TOKEN.findall(prepared) for token in _tokens(word)]
    numbers = [token for token in tokens if token.isdigit() or token == LAST or token.startswith(_LETTER)]
    numbers = numbers if any(token.isdigit() or token == LAST for token in numbers) else []
    if numbers:
        return tuple(numbers)
    letters = "".join(tokens).replace(_LETTER, "") or title_key(text)
    return (letters,) if letters else ()


@lru_cache(maxsize=2048)
def split_tail(title: str) -> tuple[str, str]:
    """Return a title without the designation of a volume at its end, and that; what counts a whole set goes too."""
    bare = _WHOLE_SET.sub(" ", title).strip() or title
    found = _TAIL.search(bare) or _BARE_TAIL.search(bare) or _COUNTED_TAIL.search(bare)
    if found is None:
        inside = _INSIDE.search(bare)
        return (f"{bare[: inside.start()]} : {inside[2]}", inside[1]) if inside else (bare, "")
    if not title_key(bare[: found.start()]):
        return bare, ""
    return bare[: found.start()].strip(" .,:;：，；([（-"), next(filter(None, found.groups())).strip()


@lru_cache(maxsize=8192)
def designation_in(text: str) -> str:
    """Return the last designation of a volume in other title information ("учебник. Ч. 2"), or nothing."""
    found = _DESIGNATION.findall(_WHOLE_SET.sub(" ", text))
    return found[-1] if found else ""


@lru_cache(maxsize=2048)
def names_whole_set(text: str) -> bool:
    """Whether a text says that the book is in several volumes (в 3 т., 全二册)."""
    return bool(_WHOLE_SET.search(text))


def are_one_volume(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two keys of volumes can be of one; 下 may be the second and the third."""
    return len(one) == len(other) and all(
        a == b or {a, b} in ({LAST, "2"}, {LAST, "3"}) for a, b in zip(one, other, strict=True)
    )


def _tokens(word: str) -> list[str]:
    if word.isdecimal():
        return [str(int(word)) if len(word) <= _LONGEST_NUMBER else word]
    roman = word.translate(_CYRILLIC_ROMAN)
    if roman.isupper() and _ROMAN_NUMBER.fullmatch(roman):
        return [str(_roman(roman))]
    low = word.casefold()
    if "\u4e00" <= low[0] <= "\u9fff" or low[0] == "〇":
        return _han_tokens(low)
    if low in _WORDS:
        return [_WORDS[low]]
    stem = next((number for start, number in _STEMS.items() if low.startswith(start)), None)
    if stem is not None:
        return [stem]
    if _UNIT_WORD.fullmatch(low):
        return []
    return [_LETTER + low if len(word) == 1 and word.isupper() else low]


def _han_tokens(run: str) -> list[str]:
    found: list[str] = []
    for piece in re.findall(rf"[{HAN_NUMBER}两]+|[上中下]|[^{HAN_NUMBER}两上中下]+", run):
        if piece in _WORDS:
            found.append(_WORDS[piece])
        elif piece[0] in HAN_NUMBER + "两":
            found.append(str(han_number(piece[:_LONGEST_NUMBER])))
        elif bare := re.sub(rf"[第之{_HAN_UNIT}]", "", piece):
            found.append(bare)
    return found


def _roman(written: str) -> int:
    values = [_ROMAN_VALUES[each] for each in written]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
