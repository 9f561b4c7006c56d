"""What finds names and titles that nobody listed, each way switched off in turn: `benchmarks.relevance --sources`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from library_exchange.catalogue.queries import searching
from library_exchange.search import clause_conditions, title_translations
from library_exchange.search.analysis import foreign_names, title_words

Off = Mapping[tuple[object, str], Callable[..., Any]]


def _nothing(*_asked: object) -> tuple[()]:
    return ()


SOURCES: Mapping[str, Off] = {
    "nothing switched off": {},
    "titles by the meanings of words": {
        (clause_conditions, "translated"): lambda *_asked: title_translations.NOT_TRANSLATED,
    },
    "… that are whole titles": {(title_translations, "_whole"): lambda *_asked: []},
    "… of romanised words": {(title_words, "_romanised"): dict},
    "… of numbers": {(title_words, "_of_number"): lambda _digits: {}},
    "names by their sound": {
        (foreign_names, name): _nothing for name in ("asked_in_letters", "asked_in_han", "asked_in_pinyin")
    },
    "names without what stands beside them": {(clause_conditions, "other_names"): lambda *_asked: []},
    "forms that records pair": {(searching, "meant"): lambda *_asked: []},
    "other texts that only may be meant": {(searching._Answer, "or_else"): lambda first, _other: first},
}
"""By what is switched off, what stands in the place of which function."""


@contextmanager
def without(source: str) -> Iterator[None]:
    """Have the search do without one of `SOURCES`; the index stays as it is."""
    with ExitStack() as off:
        for (where, name), other in SOURCES[source].items():
            off.enter_context(mock.patch.object(where, name, other))
        yield
