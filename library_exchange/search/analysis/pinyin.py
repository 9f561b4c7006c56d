"""How Chinese is read: syllables of pinyin, family names in the reading they have as names."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

# Characters that are read otherwise when they are family names.
_FAMILY_NAMES = {
    "曾": "zeng1", "单": "shan4", "仇": "qiu2", "解": "xie4", "查": "zha1", "区": "ou1", "任": "ren2", "朴": "piao2",
    "尉": "wei4", "盖": "ge3", "翟": "zhai2", "覃": "qin2", "乐": "yue4", "宁": "ning4", "种": "chong2", "员": "yun4",
    "缪": "miao4", "燕": "yan1", "应": "ying1", "纪": "ji3", "那": "na1", "洗": "xian3", "冼": "xian3", "逄": "pang2",
    "折": "she2", "繁": "po2", "黑": "he4", "葛": "ge3", "华": "hua4", "哈": "ha3", "过": "guo1", "卜": "bu3",
    "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "单于": "chan2 yu2",
}  # fmt: skip
_WORDS = {
    "昌都": "chāng dū", "都柏林": "dū bó lín", "平凹": "píng wā",
}  # fmt: skip
"""Words whose readings the dictionary lacks or has wrong."""
_CAPITAL = "都"
"""At the end of a text this is a capital (dū): "all" (dōu) stands before what is said of all."""
_TONE = re.compile(r"^([a-zv]+)([1-5])$")


class Syllable(NamedTuple):
    """A syllable in the letters a to z (ü as v) and its tone (1 to 5); other text as it is, with tone 0."""

    letters: str
    tone: int


@cache
def _dictionary() -> ModuleType:
    """Return the dictionary of readings; it takes half a second to read, so it waits for the first who asks for one."""
    known = import_module("pypinyin")
    known.load_phrases_dict({word: [[each] for each in read.split()] for word, read in _WORDS.items()})
    _share(import_module("pypinyin.constants").PHRASES_DICT.values())
    return known


def _share(words: Iterable[list[list[str]]]) -> None:
    """Have equal readings of characters be one list: the dictionary gives each of its words lists of its own, 20 MB."""
    kept: dict[tuple[str, ...], list[str]] = {}
    for read in words:
        read[:] = [kept.setdefault(tuple(each), each) for each in read]


@lru_cache(maxsize=16_384)
def syllables(text: str, is_name: bool = False) -> tuple[Syllable, ...]:
    """Return the syllables of a simplified Chinese text; `is_name` reads its beginning as a family name."""
    family = _family_name(text) if is_name else ""
    read = _FAMILY_NAMES[family].split() if family else []
    found = [_syllable(part) for part in read]
    for word in _words_of()(text[len(family) :]):
        found += _read(word)
    if len(text) > 1 and text.endswith(_CAPITAL):
        found[-1] = Syllable("du", 1)
    return tuple(found)


@cache
def _words_of() -> Callable[[str], Iterable[str]]:
    _dictionary()
    seg: Callable[[str], Iterable[str]] = import_module("pypinyin.core").Pinyin().seg
    return seg


@lru_cache(maxsize=32_768)
def _read(word: str) -> tuple[Syllable, ...]:
    """Return the syllables of one word of the dictionary; titles differ, their words come again and again."""
    known = _dictionary()
    read = known.lazy_pinyin([word], style=known.Style.TONE3, neutral_tone_with_five=True)
    return tuple(map(_syllable, read))


def marked(text: str) -> list[str]:
    """Return the syllables of a Chinese text with the marks of their tones; other text as it is."""
    known = _dictionary()
    read = [readings[0] for readings in known.pinyin(text, style=known.Style.TONE)]
    if len(text) > 1 and text.endswith(_CAPITAL):
        read[-1] = "dū"
    return read


def _family_name(text: str) -> str:
    return next((text[:length] for length in (2, 1) if text[:length] in _FAMILY_NAMES), "")


def _syllable(part: str) -> Syllable:
    found = _TONE.match(part)
    return Syllable(found.group(1), int(found.group(2))) if found else Syllable(part, 0)
