"""From a reader's query to conditions on terms: what must hold, what must not, and what decides rank."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from library_exchange.search.analysis import han, identifiers, latin, russian
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.terms import PRINTED, neighbours, printed
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    IDENTIFIER,
    AllOf,
    AnalysedQuery,
    AnyOf,
    Condition,
    Marks,
    Prefix,
    Query,
    Term,
)
from library_exchange.search.query import LONGEST, MOST_CLAUSES, Clause, parse

MOST_PER_PAGE = 100
SHORTEST_START = 2
SCORE_PRINTED, SCORE_PAIR, SCORE_NEIGHBOURS = 0.5, 0.3, 0.7
FUNCTION_WORDS = russian.FUNCTION_WORDS | latin.FUNCTION_WORDS


@dataclass
class _Plan:
    """What has been understood so far; `optional` holds initials and function words, required only when alone."""

    required: list[Condition] = field(default_factory=list)
    optional: list[Condition] = field(default_factory=list)
    excluded: list[Condition] = field(default_factory=list)
    scored: dict[str, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    han: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    runs_read: int = 0
    is_trimmed: bool = False


def plan(query: Query) -> AnalysedQuery:
    """Return `query` as an engine takes it. Any text is accepted; facets that do not exist are ignored."""
    made = _Plan()
    number = identifiers.read(query.text[:LONGEST])
    if number and number.is_certain:
        made.required.append(_one_of(IDENTIFIER, number.terms))
    else:
        _read_clauses(made, query.text)
    return AnalysedQuery(
        required=tuple(made.required or made.optional),
        excluded=tuple(made.excluded),
        scored=tuple(made.scored.items()),
        filters=_filters(query.filters),
        years=query.years if query.years and any(year is not None for year in query.years) else None,
        sort=query.sort,
        page=max(1, query.page),
        per_page=min(max(1, query.per_page), MOST_PER_PAGE),
        marks=Marks(frozenset(made.words), tuple(made.han), tuple(made.starts)),
        is_trimmed=made.is_trimmed,
    )


def _filters(filters: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(filters[name])) for name in FACETS if filters.get(name)}


def _read_clauses(made: _Plan, text: str) -> None:
    clauses, made.is_trimmed = parse(text)
    free: list[Run] = []
    for clause in clauses:
        found = _runs_of(made, clause)
        condition = _condition(clause, found)
        if clause.is_excluded:
            made.excluded += [condition] if condition else []
            continue
        starts = found[-1:] if _is_start(clause, found) else []
        made.starts += [printed(run) for run in starts]
        for run in found[: len(found) - len(starts)]:
            _score(made, run)
            if clause.kind == "phrase" or not _is_slight(run):
                _mark(made, run)
        free += found
        _require(made, clause, found, condition)
    for term in neighbours(free):
        made.scored.setdefault(term, SCORE_NEIGHBOURS)


def _runs_of(made: _Plan, clause: Clause) -> list[Run]:
    """Return the runs of a clause as far as the limit of the whole query goes."""
    found = list(runs(prepared(clause.text)))
    left = MOST_CLAUSES - made.runs_read
    if len(found) > left:
        made.is_trimmed = True
    made.runs_read += min(len(found), left)
    return found[:left]


def _require(made: _Plan, clause: Clause, found: list[Run], condition: Condition | None) -> None:
    if condition is None:
        return
    can_go_without = clause.kind == "word" and clause.field is None and all(_is_slight(run) for run in found)
    (made.optional if can_go_without else made.required).append(condition)


def _is_slight(run: Run) -> bool:
    return run.script in ("cyrillic", "latin") and (len(run.text) == 1 or run.text in FUNCTION_WORDS)


def _condition(clause: Clause, found: list[Run]) -> Condition | None:
    """Return what a clause demands of a record; `None` when it has nothing to look for."""
    if not found:
        return None
    where = clause.field or ANYWHERE
    number = identifiers.read(clause.text) if clause.kind == "word" else None
    if where == IDENTIFIER:
        return _one_of(IDENTIFIER, identifiers.index_terms(clause.text))
    if number and clause.field is None:
        numbered = _one_of(IDENTIFIER, number.terms)
        return numbered if number.is_certain else AnyOf((numbered, _words(where, found)))
    if clause.kind == "phrase":
        return _phrase(where, found)
    return _starting(where, found) if clause.kind == "start" else _words(where, found)


def _is_start(clause: Clause, found: list[Run]) -> bool:
    """Whether a star was given and stands for letters: after Han characters it adds nothing."""
    return (
        clause.kind == "start" and bool(found) and found[-1].script != "han" and len(found[-1].text) >= SHORTEST_START
    )


def _words(where: str, found: list[Run]) -> Condition:
    telling = [run for run in found if not _is_slight(run)] or found
    return _all([_word(where, run) for run in telling])


def _word(where: str, run: Run) -> Condition:
    if run.script == "han":
        return _han(where, run.text)
    return _one_of(where, _alternatives(run))


def _alternatives(run: Run) -> tuple[str, ...]:
    """Return the terms that stand for a word in a text."""
    if run.script == "cyrillic":
        return (*russian.query_lemmas(run.text), PRINTED + run.text)
    if run.script == "latin":
        word = latin.plain(run.text)
        return tuple(dict.fromkeys((latin.stem(word), PRINTED + word)))
    return (run.text,)


def _han(where: str, text: str) -> Condition:
    """All pairs of characters, or all words: the first finds what is written so, the second the words in any order."""
    adjacent = _all([Term(where, pair) for pair in han.pairs(text)])
    words = han.words(text)
    if len(text) < 3 or len(words) < 2:
        return adjacent
    return AnyOf((adjacent, _all([Term(where, word) for word in dict.fromkeys(words)])))


def _phrase(where: str, found: list[Run]) -> Condition:
    parts: list[Condition] = [Term(where, term) for term in neighbours(found)]
    parts += [_all([Term(where, pair) for pair in han.pairs(run.text)]) for run in found if run.script == "han"]
    return _all(parts) if parts else _word(where, found[0])


def _starting(where: str, found: list[Run]) -> Condition:
    *before, last = found
    if last.script == "han":
        # Every stretch of characters is indexed as such: the beginning of a longer one is found without a star.
        end = _all([Term(where, pair) for pair in han.pairs(last.text)])
    elif len(last.text) < SHORTEST_START:
        end = _word(where, last)
    else:
        end = AnyOf((Prefix(where, printed(last)), Prefix(where, PRINTED + printed(last))))
    return _all([*(_word(where, run) for run in before), end])


def _mark(made: _Plan, run: Run) -> None:
    if run.script == "han":
        made.han.append(run.text)
    else:
        made.words.update(_alternatives(run))


def _score(made: _Plan, run: Run) -> None:
    if run.script == "han":
        for pair in han.pairs(run.text):
            made.scored.setdefault(pair, SCORE_PAIR)
        for word in han.words(run.text):
            made.scored[word] = 1.0
        return
    for term in _alternatives(run):
        made.scored[term] = SCORE_PRINTED if term.startswith(PRINTED) else 1.0


def _one_of(where: str, terms: Iterable[str]) -> Condition:
    parts = tuple(Term(where, term) for term in terms)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))
