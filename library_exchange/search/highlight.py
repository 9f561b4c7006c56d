"""Which stretches of a shown text answer the query, in whatever script and form it was asked."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from library_exchange.search.analysis import han, russian, syllables
from library_exchange.search.analysis.folding import NAME_DOT, Run, runs, simplified, visible
from library_exchange.search.analysis.romanised import FROM_CYRILLIC
from library_exchange.search.analysis.russian import Case
from library_exchange.search.analysis.terms import PRINTED, of_run, printed
from library_exchange.search.port import Marks

Span = tuple[int, int]
MOST_READ, LONGEST_READ = 4096, 500
"""A page asks about each of its texts more than once, about a long one hardly."""
# What the folding leaves as it is, letter by letter; combining signs among the Cyrillic letters are none of it.
_PLAIN = re.compile(r"[ -~«»—–А-яЁё\u4e00-\u9fff]*")


def spans(shown: str, marks: Marks) -> Sequence[Span]:
    """Return (start, end) of what to mark in `shown`, in order, neither overlapping nor touching."""
    return _in_short(shown, marks) if len(shown) <= LONGEST_READ else _spans(*_words(shown), marks)


@lru_cache(maxsize=MOST_READ)
def _in_short(shown: str, marks: Marks) -> Sequence[Span]:
    """Return the spans of a short text: whether something is marked in it is asked before where."""
    return _spans(*_read(shown), marks)


def _spans(written: Sequence[Run], places: Sequence[Span] | None, marks: Marks) -> list[Span]:
    initials = _initials(marks.words)
    found = [
        span
        for run in written
        for span in (_in_han(run, marks) if run.script == "han" else _word(run, marks, initials))
    ]
    if marks.names:
        found += _named(written, marks)
    if places is None:
        return _joined(sorted(found))
    return _joined(sorted((places[start][0], places[end - 1][1]) for start, end in found))


def _named(written: Sequence[Run], marks: Marks) -> list[Span]:
    """Return where whole names stand that the query means, in whatever script."""
    found: list[Span] = []
    written_in_han = {letter for run in written if run.script == "han" for letter in run.text}
    for name in marks.names:
        if len(name) == 1 and name[0][:1] in written_in_han:
            found += [(r.start + a, r.start + b) for r in written for a, b in _occurrences(name[0], r.text)]
            continue
        for start in range(len(written) - len(name) + 1):
            stretch = written[start : start + len(name)]
            if _is_name(stretch, name):
                found.append((stretch[0].start, stretch[-1].end))
    return found


def _is_name(written: Sequence[Run], name: Sequence[str]) -> bool:
    """Whether words are a name, of which all but one may be shortened to initials: Толстой Л."""
    same = [run.text == part for run, part in zip(written, name, strict=True)]
    return any(same) and all(
        is_same or (len(run.text) == 1 and part.startswith(run.text))
        for is_same, run, part in zip(same, written, name, strict=True)
    )


@lru_cache(maxsize=MOST_READ)
def _initials(words: frozenset[str]) -> frozenset[str] | None:
    """Return with what these terms begin; None if they may mean Russian words by their sound."""
    return None if any(word.startswith(FROM_CYRILLIC) for word in words) else frozenset(word[:1] for word in words)


def _word(run: Run, marks: Marks, initials: frozenset[str] | None) -> list[Span]:
    is_asked = printed(run).startswith(marks.starts) or not marks.words.isdisjoint(_terms(run, marks, initials))
    return [(run.start, run.end)] if is_asked else []


def _terms(run: Run, marks: Marks, initials: frozenset[str] | None) -> Iterable[str]:
    """Return the terms of a word that may be marked; to look up in the dictionary what most words are not costs."""
    if run.script != "cyrillic" or initials is None or PRINTED + run.text in marks.words:
        return of_run(run)
    return russian.index_lemmas(run.text, Case.UNSURE) if russian.may_begin_with(run.text, initials) else ()


def _in_han(run: Run, marks: Marks) -> list[Span]:
    found: list[Span] = []
    for asked in marks.han:
        whole = _occurrences(asked, run.text)
        parts = [] if whole else [word for word in han.words(asked) if len(word) > 1]
        found += whole or [span for word in parts for span in _occurrences(word, run.text)]
    if marks.pinyin:
        found += [span for word in _heard(run, marks) for span in _occurrences(word, run.text)]
    return [(run.start + start, run.start + end) for start, end in found]


def _heard(run: Run, marks: Marks) -> Iterator[str]:
    """Yield the words of a run, and the whole of it, that sound as was asked in letters."""
    for word in (run.text, *han.words(run.text)):
        if any(syllables.joined_pinyin(word, is_name) in marks.pinyin for is_name in (True, False)):
            yield word


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


def _words(shown: str) -> tuple[Sequence[Run], Sequence[Span] | None]:
    """Return the runs of `shown` folded as for the index; where each character came from, None if it stayed there."""
    if _PLAIN.fullmatch(shown):
        folded = simplified(shown)
        if len(folded) == len(shown) and not NAME_DOT.search(folded):
            return tuple(runs(folded)), None
    folded, places = _located(shown)
    return tuple(runs(folded)), places


_read = lru_cache(maxsize=MOST_READ)(_words)


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
