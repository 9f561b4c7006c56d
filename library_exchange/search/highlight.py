"""Which stretches of a shown text answer the query, in whatever script and form it was asked."""

import unicodedata
from collections.abc import Iterator

from library_exchange.search.analysis import han
from library_exchange.search.analysis.folding import NAME_DOT, Run, runs, simplified, visible
from library_exchange.search.analysis.terms import of_run, printed
from library_exchange.search.port import Marks

Span = tuple[int, int]


def spans(shown: str, marks: Marks) -> list[Span]:
    """Return (start, end) of what to mark in `shown`, in order, neither overlapping nor touching."""
    folded, places = _located(shown)
    found = [
        (places[start][0], places[end - 1][1])
        for run in runs(folded)
        for start, end in (_in_han(run, marks) if run.script == "han" else _word(run, marks))
    ]
    return _joined(sorted(found))


def _word(run: Run, marks: Marks) -> list[Span]:
    is_asked = not marks.words.isdisjoint(of_run(run)) or printed(run).startswith(marks.starts)
    return [(run.start, run.end)] if is_asked else []


def _in_han(run: Run, marks: Marks) -> list[Span]:
    found: list[Span] = []
    for asked in marks.han:
        whole = _occurrences(asked, run.text)
        parts = [] if whole else [word for word in han.words(asked) if len(word) > 1]
        found += whole or [span for word in parts for span in _occurrences(word, run.text)]
    return [(run.start + start, run.start + end) for start, end in found]


def _occurrences(part: str, text: str) -> list[Span]:
    found, at = [], text.find(part)
    while at != -1:
        found.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return found


def _joined(found: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _located(shown: str) -> tuple[str, list[Span]]:
    """Return `shown` folded as for the index, and for each of its characters where that came from."""
    letters: list[str] = []
    places: list[Span] = []
    for start, end in _written_together(shown):
        for letter in visible(shown[start:end]):
            letters.append(letter)
            places.append((start, end))
    text = "".join(letters)
    as_a_whole = simplified(text)
    text = as_a_whole if len(as_a_whole) == len(text) else "".join(simplified(letter)[:1] for letter in text)
    dropped = {place for dot in NAME_DOT.finditer(text) for place in range(*dot.span())}
    kept = [place for place in range(len(text)) if place not in dropped]
    return "".join(text[place] for place in kept), [places[place] for place in kept]


def _written_together(text: str) -> Iterator[Span]:
    """Yield where each letter with its combining marks stands."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            if start < place:
                yield start, place
            start = place
