"""From a reader's query to conditions on terms: what must hold, what must not, and what decides rank."""

from collections.abc import Iterable, Mapping, Sequence

from library_exchange.search import conditions
from library_exchange.search.analysis import class_numbers, foreign_names, identifiers, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.clause_conditions import Plan, ReadTopics, Recognise, read
from library_exchange.search.port import (
    AUTHORED,
    CERTAIN,
    FILTERS,
    IDENTIFIER,
    LINKED,
    POSSIBLE,
    VOLUME,
    AnalysedQuery,
    Condition,
    Marks,
    Query,
    Sort,
    VolumeWish,
)
from library_exchange.search.query import LONGEST
from library_exchange.search.scoring import SCORE_PAIR, SCORE_WORD

MOST_PER_PAGE = 100
SCORE_AUTHORED, SCORE_LINKED = 3.0, 0.5


def plan(
    query: Query,
    recognise: Recognise | None = None,
    most: int = MOST_PER_PAGE,
    read_topics: ReadTopics | None = None,
) -> AnalysedQuery:
    """Return `query` as an engine takes it. Any text is accepted; facets that do not exist are ignored.

    `recognise` tells which of neighbouring words name known persons and works. Where they name none, `read_topics` cuts
    them by the topics they name; an exact query has none. No page has more than `most` records.
    """
    made = Plan(is_exact=query.is_exact, preferred=query.preferred)
    made.dotted = foreign_names.dotted(query.text[:LONGEST])
    made.recognise = recognise or made.recognise
    made.read_topics = (not query.is_exact and read_topics) or made.read_topics
    number = identifiers.read(query.text[:LONGEST])
    if number and number.is_certain:
        made.required.append(conditions.any_of(IDENTIFIER, number.terms))
    else:
        read(made, query.text)
    return _analysed(query, made, most)


def plan_class(query: Query, most: int = MOST_PER_PAGE, branches: Iterable[str] = ()) -> AnalysedQuery | None:
    """Return `query` as an engine takes it if the whole of it may be a class number, else None.

    It asks for the class and what is below it or stands in `branches`, those of just this number first.
    """
    text = query.text[:LONGEST]
    number = class_numbers.read(text)
    if number is None or identifiers.read(text) is not None:
        return None
    made = Plan(required=[conditions.of_class(number, branches)], scored={number: SCORE_WORD})
    return _analysed(query, made, most)


def _analysed(query: Query, made: Plan, most: int) -> AnalysedQuery:
    asked = made.required or made.optional
    required = [conditions.certain(condition) for condition in asked]
    has_guesses = any(one is not other for one, other in zip(required, asked, strict=True))
    loose = [conditions.certain(condition) for condition in made.loose]
    return AnalysedQuery(
        required=tuple(made.widen(required)),
        wider=tuple(made.wider) if made.topics or ((has_guesses or made.is_guessed) and not query.is_exact) else (),
        loose=tuple(loose) if len(loose) > 1 or made.is_lessened else (),
        heads=frozenset(made.heads),
        apt=_apt(made),
        sure=tuple(made.sure) if made.topics else (),
        excluded=tuple(made.widen(map(conditions.certain, made.excluded))),
        scored=tuple(_scored(query, made).items()),
        filters=_filters(query.filters),
        years=query.years if query.years and any(year is not None for year in query.years) else None,
        sort=query.sort,
        page=max(1, query.page),
        per_page=min(max(1, query.per_page), most),
        marks=_marks(made),
        is_trimmed=made.is_trimmed,
        preferred=query.preferred,
        topics=tuple(dict.fromkeys(made.topics)),
        below=query.below if query.sort is Sort.ADDED else None,
    )


def _apt(made: Plan) -> tuple[Condition, ...]:
    """Return what tells the better of the further books: what topics they are mainly about, or a whole title."""
    if made.topics or not made.whole:
        return tuple(made.apt) if made.topics else ()
    return (conditions.any_part(made.widen(made.whole)),)


def _marks(made: Plan) -> Marks:
    together = [way for size in (1, 2, 3) for way in _stretches(made.to_mark, size)]
    heard = {sound for way in together for sound in syllables.pinyin_of(way)}
    return Marks(frozenset(made.words), tuple(made.han), tuple(made.starts), frozenset(heard), tuple(made.names))


def _stretches(found: Sequence[Run], size: int) -> Iterable[Sequence[Run]]:
    stretches = (found[start : start + size] for start in range(len(found) - size + 1))
    return (stretch for stretch in stretches if all(syllables.is_readable(run) for run in stretch))


def _scored(query: Query, made: Plan) -> dict[str, float]:
    if query.is_exact:
        return made.scored
    volume = dict(_of_volume(query.volume, made.scored)) if query.volume else {}
    is_known = any(term.startswith(CERTAIN) for term in made.scored)
    by = {} if is_known else {AUTHORED + t: w * SCORE_AUTHORED for t, w in made.scored.items()}
    linked = {LINKED + t: w * SCORE_LINKED for t, w in made.scored.items() if t[:1] not in (CERTAIN, POSSIBLE)}
    return linked | volume | by | made.scored


def _of_volume(wish: VolumeWish, scored: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """Give what brings a volume before the others of its title: its order, and a little the words for it."""
    for order, weight in wish.orders:
        yield from ((f"{VOLUME}{order} {term}", weight * score) for term, score in scored.items())
    for run in runs(prepared(wish.written)):
        yield from ((term, SCORE_PAIR) for term in conditions.own_terms(run))


def _filters(filters: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(filters[name])) for name in FILTERS if filters.get(name)}
