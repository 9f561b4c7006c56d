"""Chinese in Latin and Cyrillic letters: pinyin without tones and Palladius, compared by pairs of syllables."""

import csv
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, pairwise, product

from library_exchange.search.analysis import latin, pinyin, russian
from library_exchange.search.analysis.folding import Run

PINYIN, PALLADIUS = "py:", "pl:"
MOST_SPLITS, MOST_READINGS = 4, 16
LONGEST_WORD = 40
_CASE_ENDING = re.compile(r"(?:ом|ем|ами|ям|ах|[аяуюеыи])$")
_SOFT = str.maketrans({"э": "е", "ё": "е", "ь": None, "ъ": None})
# Spellings outside the system that are met in print.
_ALSO = {"хой": "хуей", "ву": "у"}


def index_keys(run: str, is_name: bool) -> list[str]:
    """Return the keys of a run of Han characters: each two neighbouring syllables, joined, in both transcriptions."""
    read = [syllable.letters for syllable in pinyin.syllables(run, is_name)]
    cyrillic = _palladius()
    keys = [PINYIN + _letters(one + other) for one, other in pairwise(read)]
    return keys + [
        PALLADIUS + cyrillic[one] + cyrillic[other]
        for one, other in pairwise(read)
        if one in cyrillic and other in cyrillic
    ]


def established(run: str) -> Iterable[str]:
    """Return the Russian names, found in a run of Han characters, that do not follow the system: 北京 is Пекин."""
    return (russian_name for chinese, russian_name in _established().items() if chinese in run)


def readings(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return the ways in which `runs`, words in one script, can be read as Chinese; each way as the keys it needs.

    One syllable alone is no reading: too many words would be one.
    """
    if not runs or not _may_be_chinese(runs):
        return []
    ways = [_splits_of(run) for run in runs]
    mark = PINYIN if runs[0].script == "latin" else PALLADIUS
    found = []
    for way in islice(product(*ways), MOST_READINGS):
        joined = [syllable for word in way for syllable in word]
        found.append(tuple(mark + one + other for one, other in pairwise(joined)))
        if len(way) > 1 and all(len(word) > 1 for word in way):
            found.append(tuple(mark + one + other for word in way for one, other in pairwise(word)))
    return [keys for keys in dict.fromkeys(found) if keys]


def is_readable(run: Run) -> bool:
    """Whether a word can be cut into syllables of Chinese."""
    return run.script in ("latin", "cyrillic") and bool(_splits_of(run))


def _may_be_chinese(runs: Sequence[Run]) -> bool:
    """Whether at least one word is no word of the Russian dictionary: луна and папа would be Chinese too."""
    return runs[0].script == "latin" or any(not russian.is_known(run.text) for run in runs)


def _splits_of(run: Run) -> list[tuple[str, ...]]:
    if len(run.text) > LONGEST_WORD:
        return []
    if run.script == "latin":
        return _splits(_letters(latin.plain(run.text)), True)
    word = run.text.translate(_SOFT)
    return list(dict.fromkeys(_splits(word, False) + _splits(_CASE_ENDING.sub("", word), False)))


@lru_cache(maxsize=16_384)
def _splits(word: str, is_latin: bool) -> list[tuple[str, ...]]:
    known = _latin_syllables() if is_latin else _cyrillic_syllables()
    longest = max(map(len, known))
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - longest), end):
            part = known.get(word[start:end])
            if part is not None:
                ways[end] += [(*before, part) for before in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:MOST_SPLITS]
    return ways[-1] if word else []


def _letters(syllable: str) -> str:
    return syllable.replace("v", "u")


@lru_cache(maxsize=1)
def _palladius() -> dict[str, str]:
    return {row["pinyin"]: row["cyrillic"].translate(_SOFT) for row in _table("palladius.tsv")}


@lru_cache(maxsize=1)
def _latin_syllables() -> dict[str, str]:
    return {_letters(syllable): _letters(syllable) for syllable in _palladius()}


@lru_cache(maxsize=1)
def _cyrillic_syllables() -> dict[str, str]:
    return {syllable: syllable for syllable in _palladius().values()} | _ALSO


@lru_cache(maxsize=1)
def _established() -> dict[str, str]:
    return {row["chinese"]: row["russian"] for row in _table("established_names.tsv")}


def _table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))
