"""Who published a book: names of publishing houses, in full, cut short, or as one of several in a statement."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from library_exchange.core.scripts import script_of
from library_exchange.record_matching.keys import title_key
from library_exchange.record_matching.titles import sound_of_letters, sounds_of

HOUSES = (
    ("Художественная литература", "Худлит", "Гослитиздат", "ГИХЛ", "Гос. изд-во художественной литературы"),
    ("Детская литература", "Детлит", "Детгиз", "Детиздат", "Гос. изд-во детской литературы"),
    ("Иностранная литература", "Издатинлит", "ИЛ", "Изд-во иностранной литературы"),
    ("Политиздат", "Госполитиздат", "Изд-во политической литературы", "Гос. изд-во политической литературы"),
    ("Восточная литература", "ИВЛ", "Изд-во восточной литературы"),
    ("Юридическая литература", "Юрлит", "Госюриздат", "Гос. изд-во юридической литературы"),
    ("Воениздат", "Военгиз", "Военное изд-во"),
    ("Учпедгиз", "Гос. учебно-педагогическое изд-во"),
    ("Музгиз", "Гос. музыкальное изд-во"),
    ("Географгиз", "Гос. изд-во географической литературы"),
    ("Академия наук СССР", "АН СССР", "Изд-во Академии наук СССР"),
    ("Московский университет", "МГУ", "Изд-во Московского университета", "Изд-во Московского гос. университета"),
    ("Ленинградский университет", "ЛГУ", "Изд-во Ленинградского университета"),
    ("Дальневосточный университет", "ДВГУ", "Изд-во Дальневосточного университета"),
    ("人民出版社", "人民社"),
    ("人民文学出版社", "人文社", "人民文学"),
    ("人民教育出版社", "人教社", "人教"),
    ("高等教育出版社", "高教社", "高教"),
    ("外语教学与研究出版社", "外研社"),
    ("上海外语教育出版社", "外教社"),
    ("社会科学文献出版社", "社科文献"),
    ("中国社会科学出版社", "中国社科"),
    ("中国青年出版社", "中青社"),
    ("中国大百科全书出版社", "大百科"),
    ("上海译文出版社", "译文出版社", "上海译文"),
    ("北京大学出版社", "北大出版社"),
    ("清华大学出版社", "清华出版社"),
    ("生活·读书·新知三联书店", "三联书店", "三联"),
)
"""Houses that go by several names, each first by the one that it has in full; what was renamed is one house."""

_PLACES = frozenset(
    {
        *("м", "л", "к", "п", "пг", "спб", "москва", "ленинград", "петроград", "петербург", "санктпетербург", "киев"),
        *("минск", "хабаровск", "владивосток", "благовещенск", "новосибирск", "свердловск", "екатеринбург", "казань"),
        *("иркутск", "чита", "красноярск", "якутск", "томск", "омск", "ростовнадону", "нижнийновгород", "горький"),
        *("北京", "上海", "天津", "重庆", "哈尔滨", "黑河", "长春", "沈阳", "大连", "广州", "南京", "成都", "武汉"),
        *("西安", "长沙", "济南", "杭州", "昆明", "香港", "台北", "moscow", "moskva", "leningrad", "beijing", "peking"),
        *("shanghai", "newyork", "london", "berlin", "paris", "hongkong", "taipei"),
    }
)
"""What a part of a statement must not be to count as a publisher: in letters."""
_UNTOLD = frozenset(("би", "sn", "бизд", "出版者不详", "出版社不详"))
_WORDS_OF_ALL = re.compile(
    r"\b(?:изд(?:-во|-ва|ательство|ательства|ат)?|издат(?:ельский)?|дом|центр|фирма|ооо|оао|зао|ао|the|press|"
    r"publish(?:ing|ers?)|verlag|house|books?|co|inc|ltd|company|editions?|group|izd-vo|izdatel\w*|i|и|and)\b|"
    r"出版社|出版公司|出版集团|有限公司|有限责任公司|股份|(?<=[\u4e00-\u9fff]{2})社\s*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,:;+/，、：；＋／]\s*")
_WORD = re.compile(r"[^\W\d_]+-[^\W\d_]+|[^\W\d_]+\.?|\d+")
_CONTRACTED = re.compile(r"(\w{1,3})-(\w{1,3})")
"""A word without its middle: ун-т, лит-ра."""
_SHORTEST_COMMON, _SHORTEST_PART = 4, 3
_CUT, _CUT_ALONE = 3, 4
"""How much of a word must be left where no full stop says that it is cut short, and of a name of one word."""
_OF_MANY = tuple(
    sound_of_letters(title_key(word))
    for word in ("книжное", "областное", "краевое", "окружное", "республиканское", "государственное", "университета")
)
"""Words that tell what kind of house it is, and not which: a record that has the town elsewhere says no more."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A name of a publisher: its script and sound; `words` sound one by one, `house` is set for one of `HOUSES`.

    Of a house that goes by several names `sound` is that of the first.
    """

    script: str
    sound: str
    words: tuple[tuple[str, bool], ...] = ()
    house: str = ""


@lru_cache(maxsize=8192)
def publishers_in(statement: str) -> tuple[Publisher, ...]:
    """Return the publishers that a statement names: all of it, and each part that is not a place; () for none."""
    found = [_publisher(statement)]
    parts = _BETWEEN.split(statement)
    if len(parts) > 1:
        found += [each for part in parts if title_key(part) not in _PLACES and (each := _publisher(part))]
    return tuple(dict.fromkeys(each for each in found if each and (each == found[0] or _is_telling(each))))


def is_one_publisher(one: Publisher, other: Publisher) -> bool:
    """Whether two names can be of one publisher: cut short, part of the other, or another name of a house."""
    if one.house and other.house:
        return one.house == other.house
    if is_one_perhaps(one, other):
        return False
    return is_one_sound(one.sound, other.sound) or _are_cut_short(one.words, other.words)


def is_one_perhaps(one: Publisher, other: Publisher) -> bool:
    """Whether one name only tells what kind of house it is, and the other is of that kind: Кн. изд-во."""
    short, long = sorted((one, other), key=lambda name: len(name.words))
    return (
        0 < len(short.words) <= len(long.words)
        and short.sound != long.sound
        and not short.house
        and all(any(_is_one_word(word, (known, False)) for known in _OF_MANY) for word in short.words)
        and all(any(_is_one_word(word, named) for named in long.words) for word in short.words)
    )


def is_one_sound(one: str, other: str) -> bool:
    """Whether two sounds of publishers can be of one: one name may be part of the other."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _SHORTEST_COMMON and short in long)


def _is_telling(publisher: Publisher) -> bool:
    return len(publisher.sound) >= _SHORTEST_PART


def _publisher(name: str) -> Publisher | None:
    key = title_key(name)
    if not key or key in _UNTOLD:
        return None
    bare, script = _bare(name), script_of(name)
    house = _house(key, title_key(bare), tuple(_words(name)))
    sound = max(sounds_of(_bare(house) if house else bare) or sounds_of(name), key=len, default="")
    script = "Han" if script in ("Hans", "Hant") else script
    return Publisher(script, sound, tuple(_words(bare)), house) if sound else None


def _bare(name: str) -> str:
    """Return a name without the words that most publishers have, unless hardly anything is left."""
    bare = _WORDS_OF_ALL.sub(" ", name)
    is_han = script_of(name) in ("Hans", "Hant")
    return bare if len(title_key(bare)) >= (_SHORTEST_PART if is_han else 1) else name.replace("出版社", "社")


def _house(key: str, bare: str, words: Sequence[tuple[str, bool]]) -> str:
    by_key, by_words = _houses()
    found = by_key.get(key) or by_key.get(bare)
    return found or next((house for known, house in by_words if _are_cut_short(words, known)), "")


@lru_cache(maxsize=1)
def _houses() -> tuple[dict[str, str], list[tuple[tuple[tuple[str, bool], ...], str]]]:
    """Return the houses by the letters of each name, and with the words of each name of several."""
    by_key = {title_key(way): house[0] for house in HOUSES for name in house for way in (_bare(name), name)}
    by_words = [(tuple(_words(name)), house[0]) for house in HOUSES for name in house]
    return by_key, [(words, house) for words, house in by_words if len(words) > 1]


def _words(name: str) -> Iterator[tuple[str, bool]]:
    """Give how each word sounds and whether it is cut short; of one without its middle what is left in front."""
    if script_of(name) in ("Hans", "Hant"):
        return
    for word in _WORD.findall(unicodedata.normalize("NFKC", name)):
        contracted = _CONTRACTED.fullmatch(word)
        for part in (contracted[1],) if contracted else word.split("-"):
            if sound := sound_of_letters(title_key(part)):
                yield sound, bool(contracted) or part.endswith(".")


def _are_cut_short(ones: Sequence[tuple[str, bool]], others: Sequence[tuple[str, bool]]) -> bool:
    """Whether two names have the same words in order, of which some are cut short: Худож. лит."""
    if not ones or len(ones) != len(others):
        return False
    if len(ones) == 1:
        (one, is_cut), (other, is_other_cut) = ones[0], others[0]
        return one == other or (
            (is_cut or is_other_cut) and min(len(one), len(other)) >= _CUT_ALONE and _begins(one, other)
        )
    return all(_is_one_word(one, other) for one, other in zip(ones, others, strict=True))


def _is_one_word(one: tuple[str, bool], other: tuple[str, bool]) -> bool:
    short, long = sorted((one, other), key=lambda word: len(word[0]))
    return short[0] == long[0] or ((short[1] or len(short[0]) >= _CUT) and long[0].startswith(short[0]))


def _begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
