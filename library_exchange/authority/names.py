"""Under which keys names and titles meet that are written in different letters, orders and cases."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from library_exchange.core.text import without_brackets
from library_exchange.search.analysis import romanised, russian, syllables
from library_exchange.search.analysis.folding import HAN as HAN_CHARACTERS
from library_exchange.search.analysis.folding import Run, characters, prepared, runs

WHOLE, SURNAME, TITLE, HAN, PINYIN = "n:", "s:", "t:", "h:", "py:"
"""What a key is of: a whole name or a surname by its sound, a title by its sound, Han characters, their pinyin."""
LONGEST_KEY = 200
MOST_WAYS = 24
MOST_READINGS = 3
REMEMBERED = 16_384
"""How many names and titles are remembered with what was found of them: many books name the same people."""
TITLES_REMEMBERED = 4096
"""One title is asked for several times while its book is taken in, and hardly later."""
ARTICLES = frozenset({"the", "a", "an"})
_CUT_OFF = {"c": "h", "k": "h", "s": "h", "z": "h", "t": "s"}
SHORTEST_CUT = 2
"""A word of more letters than this may be cut off inside two that are one sound: "Lyak" begins Lyakhov."""
_DOTS = re.compile(r"[·•・‧∙⋅᛫.]")
_ROLE = re.compile(r"\s+(?:原著|编著|译著|主编|选编|编译|译注|校注|著|着|编|译|撰|等|绘|注)$")
_LETTER_OR_DIGIT = re.compile("[A-Za-zА-Яа-я0-9]")
_HAN = re.compile(f"[{HAN_CHARACTERS}]")
_BETWEEN = re.compile(r"[、，,;；/：:\s]+")
_INITIAL = re.compile(r"(?<=\w)\.(?=\w)")
_TITLE_END = re.compile(r"\s*[:：;；/—]\s*|[.。]\s+|\s+[-–]\s+")
_VOLUME = re.compile(
    r"(?:第[一二三四五六七八九十\d]+[卷册部集]|[上中下]册|全[一二三四五六七八九十两\d]+[册卷部]|全本|全集)$"
)


def of_person(value: str, is_chinese: bool) -> set[str]:
    """Return the keys of one form of a person's name; `is_chinese` says that the family name comes first, undotted."""
    if has_han(value):
        parts = han_parts(value)
        whole = "".join(parts)
        pinyin = {PINYIN + read for read in (_pinyin(whole, is_chinese), _pinyin(whole, False)) if read}
        return _short({HAN + whole} | pinyin | (set() if is_chinese else {SURNAME + parts[-1]}))
    return _short(set(_of_letters(value, is_chinese)))


def of_work(value: str) -> set[str]:
    """Return the keys of one form of a title."""
    if has_han(value):
        text = letters(value)
        read = _pinyin("".join(run.text for run in runs(prepared(value)) if run.script == "han"), False)
        return _short({HAN + text} | ({PINYIN + read} if read and len(text) > 1 else set()))
    found = _without_article(list(runs(prepared(value))))
    return _short({TITLE + "".join(way) for way in (_printed(found), _reduced(found))} - {TITLE})


def of_start(found: Sequence[Run]) -> list[str]:
    """Return how the keys begin under which a name or title stands whose first words, the last cut off, are `found`."""
    text = "".join(run.text for run in found)
    if any(run.script == "han" for run in found):
        return [HAN + text, SURNAME + text]
    kinds = (WHOLE, TITLE, SURNAME) if len(found) == 1 else (WHOLE, TITLE)
    is_latin = all(run.script == "latin" for run in found)
    last = found[-1]
    rest = _CUT_OFF.get(last.text[-1], "") if is_latin and len(last.text) > SHORTEST_CUT else ""
    ways = [[*found[:-1], last._replace(text=last.text + more)] for more in dict.fromkeys(("", rest))]
    sounds = dict.fromkeys("".join(_printed(way)) for way in ways)
    return [*(kind + sound for kind in kinds for sound in sounds if sound), *([PINYIN + text] if is_latin else [])]


@lru_cache(maxsize=TITLES_REMEMBERED)
def of_title(value: str) -> str:
    """Return the one key by which a title on a book is compared."""
    if has_han(value):
        return (HAN + letters(value))[:LONGEST_KEY]
    return (TITLE + "".join(_printed(_without_article(list(runs(prepared(value)))))))[:LONGEST_KEY]


def of_query(found: Sequence[Run]) -> set[str]:
    """Return the keys under which the words of a query may be a name or a title, in any case of Russian."""
    if any(run.script == "han" for run in found):
        text = "".join(run.text for run in found)
        return _short({HAN + text, SURNAME + text})
    keys = {PINYIN + read for read in syllables.pinyin_of(found)}
    for kind, words in ((WHOLE, found), (TITLE, _without_article(found))):
        ways = islice(product(*[_sounds_of(run) for run in words]), MOST_WAYS)
        keys |= {kind + "".join(way) for way in ways}
    if len(found) == 1 and may_be_surname(found[0]):
        keys |= {SURNAME + sound for sound in _sounds_of(found[0])}
    return _short(keys - {WHOLE, TITLE, SURNAME})


def may_be_surname(run: Run) -> bool:
    """Whether a word is written or known as a surname: «белый» alone is a colour, «Белый» may be a poet."""
    if run.script != "cyrillic":
        return len(run.text) > 2
    return run.is_capital or not russian.is_known(run.text) or russian.readings(run.text)[0].is_surname


def is_surely_surname(run: Run) -> bool:
    """Whether a word among others is a surname and hardly anything else."""
    if run.script != "cyrillic":
        return run.is_capital
    best = russian.readings(run.text)[0]
    return not russian.is_known(run.text) or best.is_surname or (run.is_capital and best.is_only_name)


def titles_in(value: str) -> list[str]:
    """Return what may be the title of a work in a title proper: itself, its head, its parts, without marks in brackets.

    "Title. Volume 1" and "题名（全四册）" hold the title of a work; "A ; B ; C" holds three.
    """
    bare = without_brackets(value)
    parts = [part for part in _TITLE_END.split(bare) if part]
    several = parts if ";" in bare or "；" in bare else parts[:1]
    volumeless = [_VOLUME.sub("", part).strip() for part in (bare, *several)]
    return [title for title in dict.fromkeys([value, bare, *several, *volumeless]) if _has_letters(title)]


def _has_letters(text: str) -> bool:
    return bool(_LETTER_OR_DIGIT.search(text)) or bool(letters(text))


@lru_cache(maxsize=REMEMBERED)
def has_han(text: str) -> bool:
    """Whether a text has Han characters."""
    return not text.isascii() and bool(_HAN.search(characters(text)))


def letters(text: str) -> str:
    """Return a text as nothing but its folded, simplified letters and digits."""
    return "".join(run.text for run in runs(prepared(text)))


def han_parts(name: str) -> list[str]:
    """Return the parts of a name in Han characters between its dots: 列夫·托尔斯泰 has two."""
    parts = [letters(part) for part in _DOTS.split(_ROLE.sub("", without_brackets(characters(name))))]
    return [part for part in parts if part] or [""]


def each_of(name: str) -> list[str]:
    """Return the single names in a text that may hold several: 残雪、邓晓芒 are two; letters are left as they are."""
    if not has_han(name):
        return [name]
    bare = _ROLE.sub("", without_brackets(name))
    parts = [part.strip() for part in _BETWEEN.split(bare)]
    return list(dict.fromkeys([name, *(part for part in parts if len(part) > 1)]))


@lru_cache(maxsize=REMEMBERED)
def parted(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the sounds of surname and further names of a name in letters; without a comma the surname is first."""
    surname, comma, given = _INITIAL.sub(". ", name).partition(",")
    words = [sound for sound in map(_sound, runs(prepared(surname))) if sound]
    if comma:
        return "".join(words), tuple(sound for sound in map(_sound, runs(prepared(given))) if sound)
    return (words[0] if words else ""), tuple(words[1:])


def _of_letters(value: str, is_chinese: bool) -> Iterator[str]:
    for sound in (_sound, _lemma_sound):
        words = [word for word in (sound(run) for run in runs(prepared(_INITIAL.sub(". ", value)))) if word]
        yield WHOLE + "".join(words)
        if is_chinese:
            continue
        surname, comma, _given = value.partition(",")
        first = len(list(runs(prepared(surname)))) if comma else 1
        family, given = "".join(words[:first]), words[first:]
        if comma:
            initials = "".join(word[0] for word in given)
            orders = [(*given, family), (family, *given[:1]), (*given[:1], family), (family, initials)]
            yield from (WHOLE + "".join(order) for order in (*orders, (initials, family)))
        # Толстая read as a form of Толстой would make one surname of two.
        if (comma or len(words) == 1) and (sound is _sound or not surname.endswith("ая")):
            yield SURNAME + family


def _printed(found: Iterable[Run]) -> list[str]:
    return [_sound(run) for run in found]


def _reduced(found: Iterable[Run]) -> list[str]:
    return [_lemma_sound(run) for run in found]


def _sound(run: Run) -> str:
    return romanised.sound(russian.modern(run.text) if run.script == "cyrillic" else run.text)


def _lemma_sound(run: Run) -> str:
    return romanised.sound(russian.key(run.text)) if run.script == "cyrillic" else _sound(run)


def _sounds_of(run: Run) -> list[str]:
    if run.script != "cyrillic":
        return list(romanised.sounds(run.text))
    return list(_russian_sounds(run.text))


@lru_cache(maxsize=REMEMBERED)
def _russian_sounds(text: str) -> tuple[str, ...]:
    lemmas = [romanised.sound(reading.lemma) for reading in russian.readings(text)[:MOST_READINGS]]
    return tuple(dict.fromkeys((romanised.sound(russian.modern(text)), *lemmas)))


def _without_article(found: Sequence[Run]) -> Sequence[Run]:
    return found[1:] if len(found) > 1 and found[0].text in ARTICLES else found


def _pinyin(text: str, is_name: bool) -> str:
    return syllables.joined_pinyin(text, is_name)


def _short(keys: Iterable[str]) -> set[str]:
    return {key[:LONGEST_KEY] for key in keys}
