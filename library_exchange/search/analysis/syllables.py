"""Chinese in Latin and Cyrillic letters: Palladius is read back into pinyin, and pairs of syllables are compared."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise, product

from library_exchange.search.analysis import han, latin, pinyin, russian
from library_exchange.search.analysis.folding import Run, simplified
from library_exchange.search.analysis.syllable_cuts import SOFT, Sounds, letters, splits, splits_of, table

# Like every mark of other scripts it begins with what no word begins with: no star leads to it.
KEY = ":p:"
READ = ":k:"
"""Before two syllables that a name in letters has, if it is read as Chinese."""
Keys = tuple[str, ...]
Words = tuple[tuple[str, str], ...]
"""Words, each with its script."""

MOST_READINGS = 16
LEAST_SYLLABLES = 2
LONGEST_PART = 2
"""Syllables of a family name or a given name."""
# A word of Latin letters with single numbers behind some of them.
_UMLAUT = re.compile("[üǖǘǚǜ]")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_A_TO_Z = re.compile("[A-Za-z]")
_LATIN_RUN = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z\u00c0-\u024f]+)*")
_WITHOUT_VOWEL = {"n": "en", "ng": "en"}
"""Syllables of pinyin without a vowel (嗯), and as what they are read."""
_APOSTROPHE = re.compile("['’ʼ]")
_TONED = re.compile(r"\b(?=[^\W_]*\d)(?:[^\W\d_]+\d?)+\b")
_WORD = re.compile(r"\b(?=[^\W_]*[A-Za-z])[^\W_]+\b")
_TONE = re.compile(r"(?<=[^\W\d_])[1-5](?!\d)")
_VOWELS = frozenset("аеёиоуыэюя")


def index_keys(run: str, is_name: bool) -> list[str]:
    """Return the keys of a run of Han characters: each two neighbouring syllables in pinyin, joined."""
    read = [letters(syllable.letters) for syllable in pinyin.syllables(run, is_name)]
    return [KEY + one + other for one, other in pairwise(read)]


def keys_between(run: str, following: str, is_name: bool) -> list[str]:
    """Return the key of the last syllable of a run of Han characters and the first of the run after it."""
    before, after = pinyin.syllables(run, is_name), pinyin.syllables(following)
    return [KEY + letters(before[-1].letters + after[0].letters)]


def established(run: str) -> Iterable[str]:
    """Return the Russian names, found in a run of Han characters, that do not follow the system: 北京 is Пекин."""
    return (russian_name for chinese, russian_name in _established().items() if chinese in run)


def readings(runs: Sequence[Run]) -> list[tuple[Keys, ...]]:
    """Return the ways in which `runs`, words in one script, can be read as Chinese.

    Each way is what it needs: of each of its groups of keys, one. Cyrillic letters leave open -n or -ng (син, синь).
    One syllable alone is no reading: too many words would be one.
    """
    return list(_readings(tuple((run.script, run.text) for run in runs))) if runs else []


@lru_cache(maxsize=256)
def _readings(words: Words) -> tuple[tuple[Keys, ...], ...]:
    if not _may_be_chinese(words):
        return ()
    ways = [splits_of(*word) for word in words]
    found = []
    for way in islice(product(*ways), MOST_READINGS):
        joined = [syllable for word in way for syllable in word]
        found.append(_keys(joined))
        if len(way) > 1 and all(len(word) > 1 for word in way):
            found.append(tuple(keys for word in way for keys in _keys(word)))
    return tuple(keys for keys in dict.fromkeys(found) if keys)


def spelled(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return the syllables of pinyin, without tones, that all of `runs` are together, in every way to cut them."""
    ways = islice(product(*(splits_of(run.script, run.text) for run in runs)), MOST_READINGS)
    return [tuple(sounds[0] for word in way for sounds in word) for way in ways]


def keys_of_name(runs: Sequence[Run]) -> set[str]:
    """Return the keys of a name in letters that may be Chinese: pairs of syllables in every way to read it.

    A name that does not follow the system has those of the Chinese one, too: Лу Синь is 鲁迅.
    """
    keys = {as_read(key) for way in readings(runs) for keys in way for key in keys}
    chinese = _established_persons().get(" ".join(run.text for run in runs))
    return keys | set(read_as(chinese)) if chinese else keys


def read_as(run: str) -> list[str]:
    """Return the keys by which a name in Han characters is found where it is written in letters."""
    return [as_read(key) for key in index_keys(run, is_name=True)]


def as_read(key: str) -> str:
    """Return the key of two syllables for names in letters."""
    return READ + key.removeprefix(KEY)


@lru_cache(maxsize=1)
def _established_persons() -> dict[str, str]:
    """Return the persons whom Russian names otherwise than the system does, by that name in small letters."""
    return {written.casefold(): chinese for chinese, written in _established().items() if " " in written}


def pinyin_of(runs: Sequence[Run]) -> list[str]:
    """Return the pinyin, joined and without tones, that `runs`, words in one script, may stand for; none if no way.

    Text of one syllable is none: too many words would be one.
    """
    return list(pinyin_of_words(tuple((run.script, run.text) for run in runs))) if runs else []


@lru_cache(maxsize=256)
def pinyin_of_words(words: Words) -> tuple[str, ...]:
    """Return what `pinyin_of` does for words that are known by themselves."""
    # Hardly any title is Chinese: the first word that cannot be read so tells it.
    if not all(splits_of(*word) for word in words) or not _may_be_chinese(words):
        return ()
    ways = [splits_of(*word) for word in words]
    found = []
    for way in islice(product(*ways), MOST_READINGS):
        sounds = [syllable for word in way for syllable in word]
        if len(sounds) > 1:
            found += ["".join(spelled) for spelled in islice(product(*sounds), MOST_READINGS)]
    return tuple(dict.fromkeys(found))


def in_russian(name: str, family: int) -> str | None:
    """Return a name in Han characters by the system of Palladius, its first `family` characters as the family name.

    Names that Russian writes otherwise are written so: 鲁迅 is Лу Синь.
    """
    if name in _established():
        return _established()[name]
    written = [_palladius().get(syllable.letters) for syllable in pinyin.syllables(name, True)]
    if None in written or len(written) != len(name):
        return None
    parts = [_together([each for each in part if each]) for part in (written[:family], written[family:])]
    return " ".join(part.capitalize() for part in parts)


def pinyin_in_russian(title: str, original: str = "") -> str | None:
    """Return a title in pinyin, each syllable a word of its own, by the system of Palladius, None if it is not that.

    Numbers and marks stay, Roman numerals and signs that nobody can read aloud too, and words in other letters that
    the `original` in Han characters has as well: LED灯. A text with any other word that is no syllable may be of
    any language.
    """
    words = set(_LETTERS.findall(title))
    kept = _spelled_alike(original)
    written = {word: _read_aloud(word) for word in words if not _stays(word, kept)}
    if not written or None in written.values():
        return None
    found = _LETTERS.sub(lambda word: written.get(word.group()) or word.group(), title)
    return found[:1].upper() + found[1:]


def _read_aloud(syllable: str) -> str | None:
    spelled = _spelled(syllable)
    return _palladius().get(_WITHOUT_VOWEL.get(spelled, spelled))


def _stays(word: str, kept: frozenset[str]) -> bool:
    """Whether a word of a title in pinyin is none of pinyin: it has no Latin letter, or stands so in the original."""
    return not _A_TO_Z.search(unicodedata.normalize("NFD", word)) or _alike(word) in kept


def _spelled_alike(text: str) -> frozenset[str]:
    """Return the words in Latin letters of a text in Han characters."""
    return frozenset(_alike(word) for word in _LATIN_RUN.findall(unicodedata.normalize("NFKC", text)))


def _alike(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def name_in_russian(family: str, given: str) -> str | None:
    """Return a name whose parts are in pinyin by the system of Palladius, None unless both parts can be read so.

    Names that Russian writes otherwise than the system are written so.
    """
    spelled = [_spelled(part) for part in (family, given)]
    ways = [_cut(part) for part in spelled]
    if not all(ways):
        return None
    known = _established_in_pinyin().get(" ".join(spelled))
    return known or " ".join(_together([_palladius()[each] for each in way]).capitalize() for way in ways)


def families_in_russian(family: str, given: str) -> set[str]:
    """Return the pinyin, joined and without tones, of what `family` may be if both words name a Chinese in Russian.

    A given name of Russian is none of Chinese, even if it can be read so: Дина.
    """
    if not (family.isalpha() and given.isalpha()):
        return set()
    written = [splits(part.casefold().translate(SOFT), False) for part in (family, given)]
    if not written[0] or not any(len(way) <= LONGEST_PART for way in written[1]) or _is_russian_name(given.casefold()):
        return set()
    return {"".join(spelled) for way in written[0] for spelled in islice(product(*way), MOST_READINGS)}


def _is_russian_name(word: str) -> bool:
    return russian.is_known(word) and any(reading.is_only_name for reading in russian.readings(word))


def letters_of_pinyin(word: str) -> str:
    """Return a word of pinyin as keys have it: in small letters from a to z, without tones."""
    return letters(_spelled(word))


def pinyin_of_family(family: str) -> str:
    """Return a family name in pinyin, joined and without tones, in the reading that it has as a name."""
    return "".join(letters(syllable.letters) for syllable in pinyin.syllables(family, True))


def _cut(word: str) -> tuple[str, ...]:
    """Return the one or two syllables of a part of a name; inside it a syllable begins with a vowel only after ' ."""
    known = _palladius()
    if word in known:
        return (word,)
    halves = [_APOSTROPHE.split(word)] if _APOSTROPHE.search(word) else [[word[:at], word[at:]] for at in _cuts(word)]
    return next((tuple(way) for way in halves if len(way) == LONGEST_PART and all(each in known for each in way)), ())


def _cuts(word: str) -> Iterable[int]:
    return (at for at in range(1, len(word)) if word[at] not in "aeo")


@lru_cache(maxsize=1)
def _established_in_pinyin() -> dict[str, str]:
    """Return the names of persons that do not follow the system, by their two parts in pinyin."""
    persons = ((chinese, written) for chinese, written in _established().items() if " " in written)
    return {
        f"{pinyin_of_family(chinese[:1])} {''.join(each.letters for each in pinyin.syllables(chinese[1:]))}": written
        for chinese, written in persons
    }


def words_in_russian(name: str) -> str | None:
    """Return the name of a body in Han characters as Palladius writes it, word by word; None if it has other letters.

    人民文学出版社 is Жэньминь вэньсюэ чубаньшэ.
    """
    plain = simplified(name.strip())
    runs = _HAN.findall(plain)
    if not runs or any(map(str.isalpha, _HAN.sub("", plain))):
        return None
    written = {run: _words_written(run) for run in runs}
    if None in written.values():
        return None
    found = _HAN.sub(lambda run: written[run.group()] or "", plain)
    return found[:1].upper() + found[1:]


def _words_written(run: str) -> str | None:
    found = []
    for word in han.short_words(run):
        sounds = [_palladius().get(syllable.letters) for syllable in pinyin.syllables(word)]
        if None in sounds or len(sounds) != len(word):
            return None
        found.append(_together([sound for sound in sounds if sound]))
    return " ".join(found)


def _spelled(word: str) -> str:
    """Return a syllable with or without its tone as the table has it: ü is v."""
    return latin.plain(_UMLAUT.sub("v", unicodedata.normalize("NFC", word.casefold())))


def _together(written: Sequence[str]) -> str:
    """Return syllables as one word: ъ parts an n from a vowel that is not its own."""
    word = ""
    for syllable in written:
        word += ("ъ" if word.endswith("н") and syllable[0] in _VOWELS else "") + syllable
    return word


def place_in_russian(place: str) -> str | None:
    """Return the name of a place in Han characters as Russian writes it (黑河 is Хэйхэ), None if it cannot."""
    written = [_palladius().get(syllable.letters) for syllable in pinyin.syllables(place)]
    if place in _established():
        return _established()[place]
    if None in written or len(written) != len(place):
        return None
    return _together([each for each in written if each]).capitalize()


def spelt_pinyin(word: str) -> str:
    """Return a word of Han characters in pinyin, joined and without tones, as it is printed: 西安 is xi'an."""
    read = [syllable.letters.replace("v", "ü") for syllable in pinyin.syllables(word)]
    return "".join(("'" if at and each[:1] in "aeo" else "") + each for at, each in enumerate(read))


def joined_pinyin(run: str, is_name: bool) -> str:
    """Return the pinyin of a run of Han characters, joined and without tones; empty for a single character."""
    read = [letters(syllable.letters) for syllable in pinyin.syllables(run, is_name)]
    return "".join(read) if len(read) > 1 else ""


def without_tone_numbers(text: str) -> str:
    """Return `text` without the numbers of tones after syllables: "wei2 cheng2" is "wei cheng".

    One syllable alone may be anything ("b1"), and so may a text with words that are no syllables ("mp3").
    """
    toned = _TONED.findall(text)
    read = {word: splits(letters(latin.plain(_TONE.sub("", word).casefold())), True) for word in _WORD.findall(text)}
    known = [read.get(word) or [] for word in toned]
    if not toned or not all(known):
        return text
    counted = read.values() if all(read.values()) else known
    if sum(len(ways[0]) for ways in counted) < LEAST_SYLLABLES:
        return text
    return _TONED.sub(lambda word: _TONE.sub("", word.group()), text)


def _keys(way: Sequence[Sounds]) -> tuple[Keys, ...]:
    return tuple(tuple(KEY + one + other for one, other in product(*two)) for two in pairwise(way))


def is_readable(run: Run) -> bool:
    """Whether a word can be cut into syllables of Chinese."""
    return bool(splits_of(run.script, run.text))


def _may_be_chinese(words: Words) -> bool:
    """Whether a word is none of the Russian dictionary, or all are single syllables: луна and папа would be Chinese."""
    if words[0][0] == "latin" or any(not russian.is_known(text) for _script, text in words):
        return True
    ways = [splits_of(*word) for word in words]
    return len(words) > 1 and all(some and min(map(len, some)) == 1 for some in ways)


@lru_cache(maxsize=1)
def _palladius() -> dict[str, str]:
    return {row["pinyin"]: row["cyrillic"] for row in table("palladius.tsv")}


@lru_cache(maxsize=1)
def _established() -> dict[str, str]:
    return {row["chinese"]: row["russian"] for row in table("established_names.tsv")}
