"""How alike two titles are, in whatever script, case and punctuation they are written."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from library_exchange.core.scripts import script_of
from library_exchange.record_matching.keys import title_key
from library_exchange.search.analysis import pinyin, romanised, syllables
from library_exchange.search.analysis.folding import HAN, letters, prepared, runs

_HAN_RUN = re.compile(f"[{HAN}]+")
_SPACED_COLON = re.compile(r"\s+[:;=/]\s+|\s*[:：]\s*|——|\s+[—–]\s+")
_SENTENCE = re.compile(r"(?<=\w{3})(?:\.\s+(?=[«\"]?[A-ZА-ЯЁ])|。)")
"""Where a title goes on after a full stop, which is no initial's: «Русская идея. Основные проблемы»."""
_BRACKETED = re.compile(
    r"\[[^\]]*(?:ресурс|resource|资源|recording|текст|text|ноты|music|карт|map)[^\]]*\]", re.IGNORECASE
)
_WORD = re.compile(r"[^\s.,:;/()\[\]–—-]+")
_AUTHOR_IN_FRONT = re.compile(r"^[А-ЯЁ][а-яё-]+,?\s+(?:[А-ЯЁ]\.\s*){1,2}(?=\S{3})")
_DIGIT = re.compile("[0-9]")
_PLAIN_RUSSIAN = re.compile(r"[А-Яа-яЁё .,:;!?()\[\]«»\"/=+–—-]*")
_RUSSIAN_WORD = re.compile("[а-я]+")
_LEADING_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_LONGEST_PALLADIUS, _MOST_PALLADIUS = 8, 4
_LONG_ENOUGH = 12
_READABLE_KEY = 40
_STEM, _ALIKE = 4, 0.6
TITLES_REMEMBERED = 4096
"""One title is asked for several times while its book is taken in, and hardly later: words are met for ever."""
_ABSTRACT = "автореф"
"""A dissertation and its abstract have one title."""
_FORMS = frozenset(
    {
        *("учеб", "посо", "для", "студ", "вузо", "курс", "рома", "моно", "науч", "изда", "по", "спец", "рек", "реко"),
        *("a", "nove", "text", "book", "the", "长篇", "篇小", "小说", "教材", "专著"),
    }
)
"""Beginnings of words that say what form a book has, and seldom which book it is."""


class Likeness(IntEnum):
    """How one title stands to another."""

    NONE = 0
    BEGINNING = 1
    OTHER_SUBTITLE = 2
    FIRST_SENTENCE = 3
    OTHER_FORM = 4
    WITHOUT_SUBTITLE = 5
    EQUAL = 6


@dataclass(frozen=True, slots=True)
class TitleKeys:
    """One form of a title: letters alone, of the title proper and with the rest; `sounds` is how each is read.

    `sounds` are letters from a to z in which a romanised title meets the original; `rest` the beginnings of the words
    that follow the title proper; `first` is how the first sentence of a title of several sounds.
    """

    script: str
    base: str
    full: str
    base_sounds: frozenset[str]
    full_sounds: frozenset[str]
    rest: frozenset[str]
    first: frozenset[str] = frozenset()


def keys_of_title(title: str, rest: str = "") -> TitleKeys:
    """Return the keys of a title and of what follows it; a subtitle inside the title is told by its mark."""
    plain = _AUTHOR_IN_FRONT.sub("", _LEADING_ARTICLE.sub("", _BRACKETED.sub(" ", title)).strip()) or title
    proper = _SPACED_COLON.split(plain, maxsplit=1)[0]
    if not title_key(proper):
        proper = plain
    full = f"{plain} {rest}" if rest else plain
    base_key, full_key = title_key(proper), title_key(full)
    script = script_of(proper)
    base_sounds = sounds_of(proper) | {sound_of_letters(base_key) or base_key}
    return TitleKeys(
        script="Han" if script in ("Hans", "Hant") else script,
        base=base_key,
        full=full_key,
        base_sounds=base_sounds,
        full_sounds=base_sounds if full_key == base_key else sounds_of(full) | {sound_of_letters(full_key) or full_key},
        rest=_beginnings(full[len(proper) :]) if full_key != base_key else frozenset(),
        first=_first_sentence(proper),
    )


def _first_sentence(proper: str) -> frozenset[str]:
    first, *more = _SENTENCE.split(proper, maxsplit=1)
    return sounds_of(first) if more and title_key(first) else frozenset()


@lru_cache(maxsize=TITLES_REMEMBERED)
def sounds_of(text: str) -> frozenset[str]:
    """Return how a text may sound, in letters from a to z without spaces: 红楼梦, Hong lou meng, Хун лоу мэн meet."""
    visible = unicodedata.normalize("NFC", text)
    if any(map(str.isdigit, visible)):
        visible = syllables.without_tone_numbers(visible)
    found = {sound_of_letters(title_key(visible))}
    if not _HAN_RUN.search(visible):
        # Read word by word, for letters of two words that meet are not one sound: Evgenij Onegin.
        found.add("".join(map(_sound_of_word, _WORD.findall(visible))))
        found.update(_palladius(visible) if script_of(visible) == "Cyrl" else ())
    return frozenset(each for each in found if each)


@lru_cache(maxsize=32_768)
def _sound_of_word(word: str) -> str:
    return sound_of_letters(title_key(word))


@lru_cache(maxsize=TITLES_REMEMBERED)
def sound_of_letters(letters: str) -> str:
    """Return how letters without spaces sound; Chinese in pinyin without tones, -ng as -n."""
    in_pinyin = _HAN_RUN.sub(lambda run: _read(run.group()), letters)
    return romanised.sound_of_text(in_pinyin).replace("ng", "n")


def likeness(ones: Iterable[TitleKeys], others: Iterable[TitleKeys]) -> Likeness:
    """Return how alike two titles are at best, each in all its forms."""
    best = Likeness.NONE
    for one in ones:
        for other in others:
            best = max(best, _likeness(one, other))
            if best is Likeness.EQUAL:
                return best
    return best


def short_key(sound: str) -> str:
    """Return a sound short enough for a key: a long one as a digest."""
    return sound if len(sound) <= _READABLE_KEY else blake2b(sound.encode(), digest_size=10).hexdigest()


def _read(run: str) -> str:
    joined = syllables.joined_pinyin(run, False)
    return joined or "".join(each.letters for each in pinyin.syllables(run)).replace("v", "u")


def _palladius(text: str) -> list[str]:
    """Return how a text in Russian letters sounds if it is Chinese."""
    words = () if _DIGIT.search(text) else _words(text)
    if not 0 < len(words) <= _LONGEST_PALLADIUS or not all(script == "cyrillic" for script, _word in words):
        return []
    found = (romanised.sound(each).replace("ng", "n") for each in syllables.pinyin_of_words(words))
    return list(dict.fromkeys(found))[:_MOST_PALLADIUS]


def _words(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a text, each with its script; of plain Russian, where nothing is to be put right, at once."""
    if _PLAIN_RUSSIAN.fullmatch(text):
        return tuple(("cyrillic", word) for word in _RUSSIAN_WORD.findall(letters(text)))
    return tuple((run.script, run.text) for run in runs(prepared(text)))


def _likeness(one: TitleKeys, other: TitleKeys) -> Likeness:
    in_letters = one.script == other.script != "Latn"
    a = (frozenset((one.base,)), frozenset((one.full,))) if in_letters else (one.base_sounds, one.full_sounds)
    b = (frozenset((other.base,)), frozenset((other.full,))) if in_letters else (other.base_sounds, other.full_sounds)
    if a[1] & b[1]:
        return Likeness.EQUAL
    if a[0] & b[1] or b[0] & a[1]:
        return Likeness.WITHOUT_SUBTITLE
    if a[0] & b[0]:
        nested = any(x in y or y in x for x in a[1] for y in b[1])
        return Likeness.WITHOUT_SUBTITLE if nested else _of_subtitles(one.rest, other.rest)
    if _goes_on(one, other) or _goes_on(other, one):
        # What follows a full stop is a subtitle where the other has one that says so too, and else anything.
        is_told = bool(one.rest or one.first) and bool(other.rest or other.first)
        if is_told and _begins(one.full_sounds, other.full_sounds):
            return Likeness.WITHOUT_SUBTITLE
        return Likeness.NONE if is_told else Likeness.FIRST_SENTENCE
    return Likeness.BEGINNING if _begins(a[1], b[1]) else Likeness.NONE


def _goes_on(one: TitleKeys, other: TitleKeys) -> bool:
    """Whether the first sentence of a title is the other's title proper, or its first sentence too."""
    return bool(one.first & (other.base_sounds | other.first))


def _of_subtitles(one: frozenset[str], other: frozenset[str]) -> Likeness:
    """Return how alike titles are that differ in the words after them: some of these only tell the form of the book."""
    if (_ABSTRACT in one) != (_ABSTRACT in other):
        return Likeness.OTHER_SUBTITLE
    telling = [words - _FORMS for words in (one, other)]
    shared = len(telling[0] & telling[1])
    is_alike = shared >= _ALIKE * min(map(len, telling))
    return Likeness.OTHER_FORM if is_alike else Likeness.OTHER_SUBTITLE


@lru_cache(maxsize=8192)
def _beginnings(text: str) -> frozenset[str]:
    """Return the first letters of each word, and each two characters of Chinese."""
    found: set[str] = set()
    for word in re.findall(r"[^\W_]+", text):
        letters = title_key(word)
        if _HAN_RUN.match(letters):
            found.update(letters[at : at + 2] for at in range(max(1, len(letters) - 1)))
        else:
            found.add(_ABSTRACT if letters.startswith(_ABSTRACT) else letters[:_STEM])
    return frozenset(found)


def _begins(ones: frozenset[str], others: frozenset[str]) -> bool:
    pairs = (sorted((a, b), key=len) for a in ones for b in others)
    return any(len(short) >= _LONG_ENOUGH and long.startswith(short) for short, long in pairs)
