"""The ways in which readers write a name or a title: each takes it and returns what is typed, or None if none."""

import csv
import random
import re
from collections import defaultdict
from functools import cache

import iuliia
from opencc_purepy import OpenCC
from pymorphy3 import MorphAnalyzer
from pypinyin import Style, lazy_pinyin

from benchmarks.ground import SHARED_DATA
from library_exchange.core.scripts import script_of, to_simplified

_HEAD = re.compile(r"\s*[:：;；(（/]\s*|[.。]\s+|\s[-–—]\s")
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN_KEYS, CYRILLIC_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./?@#", 'ёйцукенгшщзхъфывапролджэячсмитьбю.,"№'
NEIGHBOURS = {"cyrillic": "йцукенгшщзхъфывапролджэячсмитьбю", "latin": "qwertyuiopasdfghjklzxcvbnm"}
CASES = ("gent", "datv", "ablt", "loct")
SCHEMES = (iuliia.ALA_LC, iuliia.BGN_PCGN, iuliia.GOST_779, iuliia.GOST_52535, iuliia.SCIENTIFIC, iuliia.ICAO_DOC_9303)
NOUNS = ("книги", "романы", "рассказы", "произведения", "сочинения")


def head(title: str) -> str:
    """Return a title proper without what follows it."""
    return _HEAD.split(title.strip(), maxsplit=1)[0].strip(' «»《》“”"….')


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(text)


def plain(text: str) -> str:
    """Return a text as it is compared: simplified, letters alone, in small ones."""
    return "".join(words(to_simplified(text))).casefold().replace("ё", "е")


def as_it_is(name: str, _chance: random.Random) -> str:
    """As it is printed."""
    return name


@cache
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


def inflected(title: str, chance: random.Random) -> str | None:
    """A title of nouns and adjectives in another case, each noun with what agrees with it."""
    parts = words(title)
    parses = [next(iter(_dictionary().parse(part))) for part in parts]
    if len(parts) > 4 or len("".join(parts)) + len(parts) - 1 != len(title) or script_of(title) != "Cyrl":
        return None
    case, changed, is_later = chance.choice(CASES), [], False
    for part, parse in zip(parts, parses, strict=True):
        fits = parse.tag.POS in ("NOUN", "ADJF") and parse.tag.case == "nomn" and not is_later
        other = parse.inflect({case}) if fits else None
        is_later = is_later or (parse.tag.POS == "NOUN" and parse.tag.case != "nomn")
        changed.append(other.word if other else part)
    query = " ".join(changed)
    return query if query.casefold() != title.casefold() else None


def inflected_name(name: str, chance: random.Random) -> str | None:
    """A name in another case, in the order of speech."""
    surname, _comma, given = name.partition(",")
    parts = words(given)[:1] + words(surname) if given and "." not in given else words(surname)
    if not parts or any(len(part) == 1 for part in parts):
        return None
    case = chance.choice(CASES)
    changed = [_in_case(part, case) for part in parts]
    return " ".join(changed) if changed != parts else None


def _in_case(name: str, case: str) -> str:
    parses = _dictionary().parse(name)
    fitting = [parse for parse in parses if parse.tag.case == "nomn" and {"Surn", "Name"} & set(parse.tag.grammemes)]
    other = fitting[0].inflect({case}) if fitting else None
    return other.word.title() if other else name


def books_of(name: str, chance: random.Random) -> str | None:
    """A kind of books and the surname of their author in the genitive."""
    changed = _in_case(name, "gent")
    return f"{chance.choice(NOUNS)} {changed}" if changed != name else None


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def traditional(name: str, _chance: random.Random) -> str | None:
    """In traditional characters."""
    if script_of(name) == "Hant":
        return name
    changed = _traditional().convert(name)
    return changed if changed != name else None


def simplified(name: str, _chance: random.Random) -> str | None:
    """In simplified characters."""
    changed = to_simplified(name)
    return changed if changed != name else None


def other_signs(name: str, chance: random.Random) -> str | None:
    """With quotation marks, other dots and dashes, in capitals, in full width, е for ё."""
    ways = [f"《{name}》" if _HAN.search(name) else f"«{name}»", f"“{name}”", name.upper(), name.lower(), f"  {name}. "]
    ways += [name.replace("ё", "е"), name.replace("ё", "е").upper()] if "ё" in name else []
    ways += [name.replace("·", other) for other in ("•", "．", "・", " ", "", "‧")] if "·" in name else []
    changed = [way for way in ways if way != name]
    return chance.choice(changed) if changed else None


def old(title: str, _chance: random.Random) -> str | None:
    """In the spelling before 1918 as far as rules tell: і before vowels, ъ after final consonants, -аго."""
    changed = re.sub(r"и(?=[аеёиоуыэюяй])", "і", title)
    changed = re.sub(r"ого\b", "аго", changed)
    changed = re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])(?=\W|$)(?<=\w\w\w)", "ъ", changed)
    return changed if changed != title else None


def slipped(name: str, chance: random.Random) -> str | None:
    """With one slip in one word of at least five letters."""
    long = [found for found in _WORD.finditer(name) if len(found.group()) > 4]
    if not long:
        return None
    word = chance.choice(long)
    return name[: word.start()] + _slip(word.group(), chance) + name[word.end() :]


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1)
    head_, letter, tail = word[:place], word[place], word[place + 1 :]
    kind = chance.choice(("left out", "doubled", "exchanged", "neighbour", "vowel"))
    keys = NEIGHBOURS["latin" if word.isascii() else "cyrillic"]
    if kind == "left out":
        return head_ + tail
    if kind == "doubled":
        return head_ + letter * 2 + tail
    if kind == "exchanged" and tail[0] != letter:
        return head_ + tail[0] + letter + tail[1:]
    if kind == "vowel":
        for one, other in ("оа", "ао", "еи", "ие", "ae", "ea", "oa", "iy", "yi"):
            if one in word[1:]:
                return word[0] + word[1:].replace(one, other, 1)
    at = keys.find(letter)
    return head_ + (keys[(at + 1) % len(keys)] if at >= 0 else letter * 2) + tail


@cache
def _alike() -> dict[str, list[str]]:
    """Return the characters of Chinese titles by their sound, those that are met often."""
    counts: dict[str, int] = defaultdict(int)
    for row in _table("golden/catalogue.csv"):
        for character in "".join(_HAN.findall(to_simplified(row["title"] + row["subjects"] + row["contributors"]))):
            counts[character] += 1
    found = defaultdict(list)
    for character in sorted(counts, key=lambda each: (-counts[each], each)):
        found[lazy_pinyin(character)[0]].append(character)
    return found


def homophone(name: str, chance: random.Random) -> str | None:
    """With one character that sounds the same."""
    if len(name) < 3 or not _HAN.fullmatch(name):
        return None
    places = chance.sample(range(1, len(name)), len(name) - 1)
    for place in places:
        others = [other for other in _alike()[lazy_pinyin(name)[place]][:6] if other != name[place]]
        if others:
            return name[:place] + chance.choice(others) + name[place + 1 :]
    return None


def part(title: str, chance: random.Random) -> str | None:
    """Two or three neighbouring words of a longer title, or four characters of it."""
    if _HAN.fullmatch(title):
        start = chance.randint(0, max(0, len(title) - 4))
        return title[start : start + 4] if len(title) > 5 else None
    parts = title.split()
    if len(parts) < 5:
        return None
    start = chance.randint(0, len(parts) - 3)
    chosen = parts[start : start + 3]
    return " ".join(chosen).strip(",.:;") if sum(len(word) for word in chosen) > 14 else None


def hyphenated(name: str, _chance: random.Random) -> str | None:
    """A Chinese name in Cyrillic letters as it was written formerly: the given name with a hyphen."""
    if len(_bare(name)) != 3:
        return None
    read = [_palladius().get(each.replace("ü", "v"), "") for each in lazy_pinyin(_bare(name))]
    return f"{read[0].title()} {read[1].title()}-{read[2]}"


def other_keyboard(name: str, _chance: random.Random) -> str:
    """Typed with the keyboard in Latin letters."""
    return name.lower().translate(str.maketrans(CYRILLIC_KEYS, LATIN_KEYS))


def pinyin(name: str, _chance: random.Random) -> str | None:
    """Syllable by syllable without tones."""
    return " ".join(lazy_pinyin(_bare(name))) if _is_short(name) else None


def pinyin_with_tones(name: str, chance: random.Random) -> str | None:
    """With the marks of tones, or with their numbers."""
    style = chance.choice((Style.TONE, Style.TONE, Style.TONE3))
    return chance.choice(("", " ")).join(lazy_pinyin(_bare(name), style=style)) if _is_short(name) else None


def pinyin_joined(name: str, chance: random.Random) -> str | None:
    """As one word, or with a capital as names are written."""
    if not _is_short(name):
        return None
    syllables = lazy_pinyin(_bare(name))
    cut = chance.choice((0, 0, 1, 2)) if len(syllables) > 2 else 0
    return "".join(syllables) if not cut else f"{''.join(syllables[:cut])} {''.join(syllables[cut:])}".title()


def _bare(name: str) -> str:
    return "".join(_HAN.findall(to_simplified(name)))


def _is_short(name: str) -> bool:
    return 1 < len(_bare(name)) < 9 and not _WORD.findall(_HAN.sub("", name))


@cache
def _palladius() -> dict[str, str]:
    return {row["pinyin_ascii"]: row["cyrillic"] for row in _table("transcription/palladius.csv")}


def palladius(name: str, chance: random.Random) -> str | None:
    """In Cyrillic letters, by syllables or as one word."""
    if not _is_short(name):
        return None
    read = [_palladius().get(each.replace("ü", "v")) for each in lazy_pinyin(_bare(name))]
    if None in read:
        return None
    written = chance.choice(("", " ")).join(each for each in read if each)
    return written[0].upper() + written[1:]


def palladius_in_a_case(name: str, _chance: random.Random) -> str | None:
    """A Chinese name in the genitive: the last consonant takes an ending."""
    written = palladius(name, random.Random(0))
    if not written or len(_bare(name)) < 2:
        return None
    first, *rest = (_palladius().get(each.replace("ü", "v"), "") for each in lazy_pinyin(_bare(name)))
    given = "".join(rest)
    if given.endswith(("ь", "й")):
        given = given[:-1] + "я"
    elif given[-1] in "бвгджзклмнпрстфхцчшщ":
        given += "а"
    else:
        return None
    return f"{first.title()} {given.title()}"


def romanised(name: str, chance: random.Random) -> str | None:
    """In Latin letters by one of the systems."""
    if script_of(name) != "Cyrl":
        return None
    made: str = chance.choice(SCHEMES).translate(name.replace("ё", "е").replace("Ё", "Е"))
    return made


def _table(name: str) -> list[dict[str, str]]:
    with (SHARED_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
