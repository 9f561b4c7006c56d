"""What names and addresses may be in the language of the other side, by rule: a proposal that somebody has to read.

Chinese becomes Russian by the system of Palladius and English by pinyin, Russian becomes English by BGN/PCGN. No rule
leads from Russian into Chinese: there each name has characters that were once chosen for it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from library_exchange.core.scripts import is_latin, russian_in_latin, to_simplified
from library_exchange.search.analysis import han, syllables


class Body(NamedTuple):
    """How the name of a body ends in Chinese, and how it is called in Russian and in English after its place."""

    ending: str
    ru: str
    en: str


BODIES = (
    Body("少年儿童图书馆", "Детская библиотека {}", "{} Children's Library"),
    Body("大学图书馆", "Библиотека университета {}", "{} University Library"),
    Body("学院图书馆", "Библиотека института {}", "{} Institute Library"),
    Body("中学图书馆", "Библиотека средней школы {}", "{} Middle School Library"),
    Body("省图书馆", "Библиотека провинции {}", "{} Provincial Library"),
    Body("市图书馆", "Библиотека города {}", "{} City Library"),
    Body("县图书馆", "Библиотека уезда {}", "{} County Library"),
    Body("区图书馆", "Библиотека района {}", "{} District Library"),
    Body("图书馆", "Библиотека {}", "{} Library"),
    Body("阅览室", "Читальный зал {}", "{} Reading Room"),
)
"""The longer endings first: the first that fits is taken."""
PLACES = {
    "哈尔滨": ("Харбин", "Harbin"),
    "齐齐哈尔": ("Цицикар", "Qiqihar"),
    "海拉尔": ("Хайлар", "Hailar"),
    "呼和浩特": ("Хух-Хото", "Hohhot"),
    "乌鲁木齐": ("Урумчи", "Urumqi"),
}
"""Places that are called otherwise in Russian and in English than the systems would have it."""
LONGEST_PLACE = 4
"""Characters of a name of a place that is written as one word."""
ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
"""What stands in brackets behind a name."""
_UNIT = re.compile("(?<=..)[省市县区]$")
"""What stands at the end of a place in an address and is no part of its name."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_CODE = re.compile("[<>{}$%=]")
"""What stands in no name and in no address: a text with it is not read by rule."""
_MARKS = str.maketrans("，。（）：、　", ",.():, ")
CYRILLIC = re.compile("[\u0400-\u04ff]")


def proposed_name(known: Mapping[str, str], language: str) -> str:
    """Return what a library may be called in a language, by its names in others; empty if no rule tells it.

    What stands in brackets behind a name is no part of it.
    """
    known = {code: ASIDE.sub("", name) or name for code, name in known.items()}
    chinese = to_simplified(known.get("zh", "").strip())
    body = next((each for each in BODIES if chinese.endswith(each.ending)), None)
    if language in ("ru", "en") and body is not None:
        place = proposed_place({"zh": chinese.removesuffix(body.ending)}, language)
        return (body.ru if language == "ru" else body.en).format(place) if place else ""
    return proposed_place(known, language)


def proposed_place(known: Mapping[str, str], language: str) -> str:
    """Return what a town may be called in a language, by its names in others; empty if no rule tells it."""
    chinese, russian = to_simplified(known.get("zh", "").strip()), known.get("ru", "").strip()
    place = _UNIT.sub("", chinese)
    if language in ("ru", "en") and place in PLACES:
        return PLACES[place][language == "en"]
    if language == "ru" and place:
        return _in_russian(place)
    if language == "en" and place:
        found = _word(place) if len(place) <= LONGEST_PLACE and _HAN.fullmatch(place) else in_pinyin(place)
        return found if is_latin(found) else ""
    return in_latin(russian) if language == "en" else ""


def _in_russian(place: str) -> str:
    """Return a place as Russian writes it: in one word if it is short enough for a name, else word by word."""
    found = syllables.place_in_russian(place) if len(place) <= LONGEST_PLACE else syllables.words_in_russian(place)
    return found or ""


def in_latin(text: str) -> str:
    """Return a line of an address or a name in Latin letters, empty if there is a letter in it that no rule reads."""
    written = to_simplified(text)
    made = in_pinyin(written) if _HAN.search(written) else text
    found = russian_in_latin(made) if CYRILLIC.search(made) else made
    return found if is_latin(found) and not _CODE.search(found) else ""


def in_pinyin(text: str) -> str:
    """Return a text in Han characters in pinyin without tones, word by word, each with a capital; the rest as it is."""
    spelt = _HAN.sub(lambda run: f" {_words(run.group())} ", to_simplified(text))
    return re.sub(r"\s+(?=[,.)])|(?<=\() ", "", " ".join(spelt.translate(_MARKS).split()))


def _words(run: str) -> str:
    return " ".join(_word(each) for each in han.short_words(run))


def _word(word: str) -> str:
    return syllables.spelt_pinyin(word).capitalize()
