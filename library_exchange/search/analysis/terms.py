"""Which terms a text is found by: the scripts' chains brought together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from library_exchange.search.analysis import foreign_names, han, latin, romanised, russian, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.romanised import FROM_CYRILLIC, FROM_LATIN
from library_exchange.search.analysis.russian import Case

# A word as it is printed, beside its dictionary form: for the exact word, and for words cut off by a star.
PRINTED = "="
# Two neighbouring words.
NEIGHBOURS = "_"
LONGEST_REMEMBERED = 60
WORDS_REMEMBERED = 16_384
"""Titles differ, their words come again and again."""
MOST_WORDS_OF_A_CHINESE = 3


def index_terms(text: str, is_name: bool = False) -> Mapping[str, int]:
    """Return the terms of `text` and how often each occurs; among them keys by which other scripts find it.

    `is_name` says that the text is a person's name, where even the first capital letter marks one.
    Neighbouring words also stand as one term ("_война и", "_и мир"): that is what a phrase is found by.
    """
    return _remembered(text, is_name) if len(text) <= LONGEST_REMEMBERED else _index_terms(text, is_name)


@lru_cache(maxsize=4096)
def _remembered(text: str, is_name: bool) -> Mapping[str, int]:
    """Return the terms of a short text: subjects, publishers and names come with many books."""
    return _index_terms(text, is_name)


def _index_terms(text: str, is_name: bool) -> Mapping[str, int]:
    ready = prepared(text)
    found = list(runs(ready))
    is_shouted = ready.isupper()
    terms: list[str] = []
    for position, run in enumerate(found):
        is_unsure = not is_name and (position == 0 or is_shouted)
        terms.extend(of_run(run, _case(run, is_unsure)))
        if run.script == "han":
            terms.extend(_in_other_scripts(run.text, is_name))
    for run, following in pairwise(found):
        if run.script == following.script == "han":
            terms.extend(syllables.keys_between(run.text, following.text, is_name))
    terms.extend(neighbours(found))
    terms.extend(_guesses(text, found, is_name))
    return Counter(terms)


def _guesses(text: str, found: Sequence[Run], is_name: bool) -> set[str]:
    """Return the keys under which names may meet that are written by their sound in another script."""
    # The first word of a title has a capital in any case.
    words = found if is_name or not found else [found[0]._replace(is_capital=False), *found[1:]]
    keys = {key for run in words for key in foreign_names.keys_of_word(run, is_name)}
    keys |= foreign_names.keys_of_pairs(found)
    if any(run.script == "han" for run in found):
        keys |= set(foreign_names.index_keys(text, is_name))
    elif is_name and len(found) <= MOST_WORDS_OF_A_CHINESE and len({run.script for run in found}) == 1:
        keys |= syllables.keys_of_name(found)
    return keys


def of_run(run: Run, case: Case = Case.UNSURE) -> Iterable[str]:
    """Return the terms of one run."""
    if run.script == "han":
        return han.index_terms(run.text)
    if run.script == "cyrillic":
        return _of_cyrillic(run.text, case)
    return _of_latin(run.text) if run.script == "latin" else (run.text,)


@lru_cache(maxsize=WORDS_REMEMBERED)
def _of_cyrillic(text: str, case: Case) -> tuple[str, ...]:
    words = _with_printed(russian.index_lemmas(text, case), text)
    return (*words, *(FROM_CYRILLIC + skeleton for skeleton in _skeletons(words)))


@lru_cache(maxsize=WORDS_REMEMBERED)
def _of_latin(text: str) -> tuple[str, ...]:
    word = latin.plain(text)
    skeletons = (FROM_LATIN + skeleton for skeleton in romanised.skeletons(text))
    return (*_with_printed((latin.stem(word),), word), *skeletons)


def neighbours(found: Sequence[Run]) -> list[str]:
    """Return one term for each two neighbouring runs; inside a Han run its pairs do that service."""
    return [f"{NEIGHBOURS}{_last(a)} {_first(b)}" for a, b in pairwise(found)]


def printed(run: Run) -> str:
    """Return the letters of a run as they are indexed, without reduction to a dictionary form."""
    return latin.plain(run.text) if run.script == "latin" else run.text


def other_scripts(run: Run) -> tuple[str, ...]:
    """Return the terms by which a word of a query is found where it is written in other letters."""
    if run.script == "latin":
        found = romanised.skeletons(run.text)
        return tuple(mark + skeleton for mark in (FROM_CYRILLIC, FROM_LATIN) for skeleton in found)
    if run.script == "cyrillic":
        return tuple(FROM_LATIN + skeleton for skeleton in _skeletons((*russian.query_lemmas(run.text), run.text)))
    return ()


def _skeletons(words: Iterable[str]) -> Iterable[str]:
    found = (skeleton for word in words for skeleton in romanised.skeletons(word.removeprefix(PRINTED)))
    return dict.fromkeys(found)


def _in_other_scripts(run: str, is_name: bool) -> Iterator[str]:
    yield from syllables.index_keys(run, is_name)
    for name in syllables.established(run):
        yield from index_terms(name, is_name=True)
        yield from (key for way in syllables.readings(list(runs(name))) for keys in way for key in keys)


def _case(run: Run, is_unsure: bool) -> Case:
    if not run.is_capital:
        return Case.LOWER
    return Case.UNSURE if is_unsure else Case.NAME


def _with_printed(lemmas: tuple[str, ...], word: str) -> tuple[str, ...]:
    return lemmas if word in lemmas else (*lemmas, PRINTED + word)


def _first(run: Run) -> str:
    return run.text[0] if run.script == "han" else _key(run)


def _last(run: Run) -> str:
    return run.text[-1] if run.script == "han" else _key(run)


def _key(run: Run) -> str:
    if run.script == "cyrillic":
        return russian.key(run.text)
    return latin.stem(latin.plain(run.text)) if run.script == "latin" else run.text
