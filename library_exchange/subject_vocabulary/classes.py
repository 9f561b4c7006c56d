"""Which topics a class number names: those whose number it begins with."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

from library_exchange.search.analysis import class_numbers
from library_exchange.search.port import Topic
from library_exchange.subject_vocabulary.vocabulary import SCHEMES, concepts

MOST_KEPT = 16_384


def topics_of(classes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the keys of the topics of class numbers, each given with its scheme; other schemes say nothing."""
    return tuple(sorted({key for scheme, number in classes for key in _named(scheme, number)}))


def topics_above(scheme: str, number: str) -> tuple[Topic, ...]:
    """Return the topics that a class number names, the narrowest first."""
    by_key = {concept.topic.key: concept.topic for concept in concepts()}
    return tuple(dict.fromkeys(by_key[key] for key in reversed(_named(scheme, number))))


@lru_cache(maxsize=MOST_KEPT)
def _named(scheme: str, number: str) -> tuple[str, ...]:
    starts = _starts().get(scheme, {})
    written = class_numbers.index_term(number)
    return tuple(key for end in range(1, len(written) + 1) for key in starts.get(written[:end], ()))


@cache
def _starts() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {scheme: defaultdict(list) for scheme in SCHEMES}
    for concept in concepts():
        for scheme, numbers in concept.classes.items():
            for number in numbers:
                found[scheme][class_numbers.index_term(_start(scheme, number))].append(concept.topic.key)
    return found


def _start(scheme: str, number: str) -> str:
    """Return how the numbers of a class begin: in DDC 510 is what begins with 51, 500 only what begins with 500.

    In BBK the country stands in brackets with more that tells it closer: 84(2Рос=Рус) is of 84(2).
    """
    if scheme == "bbk":
        return number.removesuffix(")")
    is_tens = scheme == "ddc" and len(number) == 3 and number.endswith("0") and not number.endswith("00")
    return number[:2] if is_tens else number
