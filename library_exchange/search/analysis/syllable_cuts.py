"""Words in letters cut into syllables of Chinese: pinyin by its letters, Russian by the system of Palladius."""

import csv
import re
from functools import lru_cache
from importlib.resources import files

from library_exchange.search.analysis import latin

Sounds = tuple[str, ...]
"""The pinyin, without tones, that one written syllable may stand for."""
MOST_SPLITS = 4
LONGEST_WORD = 40
_CASE_ENDING = re.compile(r"(?:ом|ем|ами|ям|ах|[аяуюеыи])$")
_CASE_AFTER_VOWEL = re.compile(r"(?<=[аеоуыя])(?:ем|ями|ях|ям|[яюие])$")
SOFT = str.maketrans({"э": "е", "ё": "е", "ь": None, "ъ": None})
# Spellings outside the system that are met in print.
_ALSO = {"хой": "хуей", "ву": "у"}

ALIKE = (
    ("ци", "цы", "чи"),
    ("си", "сы", "ши", "щи"),
    ("цзи", "цзы", "чжи", "джи"),
    ("цза", "чжа", "джа"),
    ("цзо", "чжо"),
    ("цзу", "чжу", "джу"),
    ("сю", "сюй", "шу"),
    ("хуй", "хуэй", "хуи"),
    ("шен", "шэн", "сэн"),
    ("ше", "шэ", "сэ"),
    ("же", "жэ"),
    ("же", "чже"),
    ("е", "э"),
    ("жи", "жэ"),
    ("цин", "чин", "цзин"),
    ("н", "нь"),
)
"""Spellings of Chinese syllables that readers take for each other."""


@lru_cache(maxsize=32_768)
def splits_of(script: str, word: str) -> list[tuple[Sounds, ...]]:
    if script not in ("latin", "cyrillic") or len(word) > LONGEST_WORD:
        return []
    if script == "latin":
        return splits(letters(latin.plain(word)), True)
    word = word.translate(SOFT)
    ways = splits(word, False) + splits(_CASE_ENDING.sub("", word), False)
    return list(dict.fromkeys(ways + splits(_CASE_AFTER_VOWEL.sub("й", word), False)))


@lru_cache(maxsize=16_384)
def splits(word: str, is_latin: bool) -> list[tuple[Sounds, ...]]:
    known = _latin_syllables() if is_latin else _cyrillic_syllables()
    longest = max(map(len, known))
    ways: list[list[tuple[Sounds, ...]]] = [[()], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - longest), end):
            part = known.get(word[start:end])
            if part is not None:
                ways[end] += [(*before, part) for before in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:MOST_SPLITS]
    return ways[-1] if word else []


def letters(syllable: str) -> str:
    return syllable.replace("v", "u")


@lru_cache(maxsize=1)
def _latin_syllables() -> dict[str, Sounds]:
    return {letters(row["pinyin"]): (letters(row["pinyin"]),) for row in table("palladius.tsv")}


@lru_cache(maxsize=1)
def _cyrillic_syllables() -> dict[str, Sounds]:
    sounds: dict[str, Sounds] = {}
    for row in table("palladius.tsv"):
        written = row["cyrillic"].translate(SOFT)
        sounds[written] = tuple(dict.fromkeys((*sounds.get(written, ()), letters(row["pinyin"]))))
    return sounds | {other: sounds[written] for other, written in _ALSO.items()}


def table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def mistaken(word: str) -> list[str]:
    """Return what a word may be that writes Chinese by the system of Palladius, with one syllable taken for another."""
    slips = (
        word[:at] + other + word[at + len(one) :]
        for group in ALIKE
        for one in group
        for at in range(len(word))
        if word.startswith(one, at)
        for other in group
    )
    return [each for each in dict.fromkeys(slips) if each != word and splits_of("cyrillic", each)]
