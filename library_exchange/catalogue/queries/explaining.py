"""Why no book has all that was asked: the parts of a query, each with the number of records it finds alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from library_exchange.catalogue.queries.recognising import Recogniser
from library_exchange.catalogue.queries.searching import Found
from library_exchange.natural_language.asking import without_asking
from library_exchange.natural_language.volume_wishes import with_volume
from library_exchange.search.analysis import han, identifiers
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import Meant, Query, SearchEngine, Stretch
from library_exchange.search.query import Clause, parse
from library_exchange.search.slight_words import is_adjective
from library_exchange.search.telling import telling, telling_han
from library_exchange.subject_vocabulary import reading

MOST_PARTS = 6
MOST_GUESSED = 10
"""So many books are shown where these have only adjectives of a query, like «китайская»."""


@dataclass(frozen=True)
class Part:
    """One part of a query: its words, the query that asks for it alone, and how many records that finds.

    `field` is the field asked; if none was, "author" or "title" where the words name a person or a work.
    """

    words: str
    text: str
    field: str | None
    total: int = 0


def parts_found(session: Session, engine: SearchEngine, query: Query) -> list[Part]:
    """Return the first parts of `query`, none if it has one alone; two database queries, a search for each part.

    What is left out by a minus is no part, nor is the number of a volume or what only asks. Filters and years hold for
    each part as they hold for the query.
    """
    query = with_volume(query if query.is_exact else replace(query, text=without_asking(query.text)))
    if identifiers.read(query.text) is not None:
        return []
    recogniser = None if query.is_exact else Recogniser(session)
    clauses = [clause for clause in parse(query.text)[0] if not clause.is_excluded]
    found = list(_parts(clauses, recogniser))[:MOST_PARTS]
    if len(found) < 2:
        return []
    try:
        return [replace(part, total=_total(engine, replace(query, text=part.text), recogniser)) for part in found]
    except IndexDamaged:
        return []


def is_found(engine: SearchEngine, query: Query, *, with_topics: bool = False) -> bool:
    """Whether some book has all that `query` asks for, as the records say it; one search and no database query.

    With `with_topics` a book on the topics that the words name, or on a part of these, will do.
    """
    try:
        if with_topics:
            return engine.search(plan(query, read_topics=reading.stretches)).total > 0
        return _total(engine, query, None) > 0
    except IndexDamaged:
        return False


def with_some(found: Found, parts: Sequence[Part]) -> Found:
    """Return what was found as far as it has words of the query: nothing where no book has any of its `parts`.

    What was found by what its words may be read as, or by a piece of one, is then no answer.
    """
    if not found.loosened or found.is_missed or not parts or len(parts) == MOST_PARTS:
        return found
    had = [part.words for part in parts if part.total]
    if not had:
        return replace(found, total=0, sources=[], entries=(), facets={}, pages=1)
    if all(map(is_adjective, had)) and found.total > MOST_GUESSED:
        entries = found.entries[:MOST_GUESSED]
        kept = [source for source in found.sources if any(source.id in entry for entry in entries)]
        return replace(found, total=len(entries), sources=kept, entries=entries, facets={}, pages=1)
    return found


def _total(engine: SearchEngine, query: Query, recogniser: Recogniser | None) -> int:
    asked = replace(query, page=1, per_page=1)
    hits = engine.search(plan(asked, recogniser, read_topics=reading.stretches if recogniser else None))
    return 0 if hits.is_loosened else hits.total


def _parts(clauses: Sequence[Clause], recogniser: Recogniser | None) -> Iterator[Part]:
    plain: list[Clause] = []
    for clause in clauses:
        if clause.kind == "word" and clause.field is None:
            plain.append(clause)
            continue
        yield from _of_words(plain, recogniser)
        plain = []
        yield _of_clause(clause)
    yield from _of_words(plain, recogniser)


def _of_clause(clause: Clause) -> Part:
    words = f"“{clause.text}”" if clause.kind == "phrase" else clause.text
    text = f'"{clause.text}"' if clause.kind == "phrase" else clause.text
    return Part(words, f"{clause.field}:{text}" if clause.field else text, clause.field)


def _of_words(clauses: Sequence[Clause], recogniser: Recogniser | None) -> Iterator[Part]:
    """Return neighbouring words as parts: a name or title that they mean stays together."""
    found = [(run, clause) for clause in clauses for run in runs(prepared(clause.text))]
    known = recogniser([run for run, _clause in found]) if recogniser and found else []
    place = 0
    for each in sorted(known, key=lambda meant: meant.start):
        yield from _alone(clause for _run, clause in found[place : each.start])
        yield from _named(each, found[each.start : each.end])
        place = each.end
    yield from _alone(clause for _run, clause in found[place:])


def _alone(clauses: Iterator[Clause]) -> Iterator[Part]:
    """Give each word that tells something: what has only «для» or «что» with a query has nothing of it."""
    asked = [(run, clause) for clause in clauses for run in runs(prepared(clause.text))]
    words = [run for run, _clause in asked]
    told = {id(run) for run in telling(words)}
    together = {id(run): s for s in reading.stretches(words) if len(s.words) > 1 and s.topics for run in s.words}
    texts: list[str] = []
    for run, clause in asked:
        if stretch := together.get(id(run)):
            texts.append(" ".join(dict.fromkeys(c.text for r, c in asked if together.get(id(r)) is stretch)))
        elif id(run) in told:
            texts += _words_of(clause)
    yield from (Part(text, text, None) for text in dict.fromkeys(texts))


def _words_of(clause: Clause) -> Iterator[str]:
    """Give the words of a clause in Han characters, which stand together as they are typed; any other as it is."""
    found = list(runs(prepared(clause.text)))
    if any(run.script != "han" for run in found):
        yield clause.text
        return
    for run in found:
        yield from (word for stretch in reading.stretches([run]) or [Stretch((run,))] for word in _named_in(stretch))


def _named_in(stretch: Stretch) -> Iterator[str]:
    """Give the names of topics in a stretch of Han characters whole, what else stands there in its words."""
    if stretch.parts:
        yield from (word for part in stretch.parts for word in _named_in(part))
        return
    for run in stretch.words:
        parts = han.parts(run.text)
        yield from [run.text] if stretch.topics else telling_han(parts) or parts


def _named(known: Meant, found: Sequence[tuple[Run, Clause]]) -> Iterator[Part]:
    """Return the words that name a person or work, and apart from them what else stands in the same run."""
    if known.rest:
        beside = known.rest.split()
        name = found[0][0].text
        for rest in beside:
            name = name.replace(rest, "", 1)
        yield Part(name, name, known.field)
        yield from (Part(rest, rest, None) for rest in beside)
        return
    name = " ".join(dict.fromkeys(clause.text for _run, clause in found))
    yield Part(name, name, known.field)
