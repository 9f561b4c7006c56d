"""Which union record a library's record belongs to, asked for a whole piece of a file at once.

Records that share a key are weighed against each other (see `record_matching.evidence`): a book joins a record that is
surely the same title by one of its sources and by none of them another one. What is only likely stays apart, and is a
doubt for a person, whose judgement comes before all evidence from then on.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, MatchKey
from library_exchange.catalogue.services import judging, sources
from library_exchange.catalogue.services.judging import Judged
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.core.among import among, as_parameter
from library_exchange.core.db import Database
from library_exchange.marc.description import Description, Form, TextField, display_form
from library_exchange.record_matching import keys as rules
from library_exchange.record_matching.candidates import candidate_keys
from library_exchange.record_matching.evidence import Sameness, Verdict, weigh
from library_exchange.record_matching.facts import BookFacts, facts_of

PIECE = 200
JUDGED = 1000
"""The score of a record that somebody judged to be the same title: above all that evidence adds up to."""


@dataclass(frozen=True)
class Keys:
    """What a record is listed and compared by elsewhere: its title, main name and part, in letters."""

    title: str
    author: str
    part: str


def keys_of(description: Description) -> Keys:
    """Return the keys that a union record is known by."""
    number = " ".join(description.values(TextField.PART_NUMBER))
    part = " ".join(description.values(TextField.PART_TITLE))
    title = " ".join([description.title, *description.values(TextField.REMAINDER)[:1]])
    main = main_name(description)
    return Keys(
        title=rules.title_key(title),
        author=rules.author_key(main.value if main else ""),
        part=rules.part_key(number, part),
    )


def main_name(description: Description) -> Form | None:
    """Return the name the book goes under, if it names anybody."""
    people = sorted(description.contributors, key=lambda c: not c.is_main)
    return display_form(people[0].forms) if people else None


@dataclass(frozen=True)
class Book:
    """What is known of one source of a record; `source_id` is None for one that is only just coming."""

    facts: BookFacts
    source_id: int | None


@dataclass(frozen=True)
class Found:
    """The record a book surely belongs to, if there is one, and those of which it is doubtful, with their scores."""

    record: "int | Draft | None"
    doubtful: Sequence[tuple["int | Draft", int]] = ()


class Known:
    """The records that the books of one piece may belong to: in the database, or new in the piece itself.

    What people judged comes before all evidence.
    """

    def __init__(self, judged: Judged | None = None) -> None:
        self.judged = judged or Judged()
        self._under: dict[str, dict[int | Draft, None]] = defaultdict(dict)
        self._books: dict[int | Draft, list[Book]] = defaultdict(list)
        self._record_of: dict[int, int | Draft] = {}
        self._weighed: dict[tuple[int, int], tuple[BookFacts, BookFacts, Verdict]] = {}

    def find(self, facts: BookFacts, source_id: int | None = None) -> Found:
        """Return the record that is surely the same title: its id, or its draft if it came with the same piece.

        Of several the likest one, of equally like ones the one that came first.
        """
        compared = {record: self._compare(facts, source_id, record) for record in self._candidates(facts, source_id)}
        best, found = 0, None
        for record, (sameness, score) in compared.items():
            if sameness is Sameness.SAME and score > best:
                best, found = score, record
        return Found(found, self._doubtful(compared, found))

    def doubtful(self, facts: BookFacts, source_id: int, own: int | Draft) -> Sequence[tuple[int | Draft, int]]:
        """Return the other records of which it is doubtful whether they are the title of this book of `own`."""
        candidates = (record for record in self._candidates(facts, source_id) if record != own)
        return self._doubtful({each: self._compare(facts, source_id, each) for each in candidates}, own)

    def _doubtful(
        self, compared: Mapping[int | Draft, tuple[Sameness, int]], own: int | Draft | None
    ) -> Sequence[tuple[int | Draft, int]]:
        """Return the doubtful ones of records, without those that another source of `own` is surely no book of."""
        doubtful = [(record, score) for record, (kind, score) in compared.items() if kind is Sameness.DOUBTFUL]
        others = self._books.get(own, ()) if own is not None else ()
        return [
            (record, score)
            for record, score in doubtful
            if record != own
            and all(self._compare(each.facts, each.source_id, record)[0] is not Sameness.DIFFERENT for each in others)
        ]

    def _compare(self, facts: BookFacts, source_id: int | None, record: int | Draft) -> tuple[Sameness, int]:
        """Return what a book is to a record, all of whose sources count; those judged one title count as one."""
        books = [each for each in self._books[record] if each.source_id is None or each.source_id != source_id]
        apart = self.judged.other(source_id)
        if any(self._record_of.get(each) == record for each in apart):
            return Sameness.DIFFERENT, 0
        if any(each.source_id in self.judged.same(source_id) for each in books):
            return Sameness.SAME, JUDGED
        weighed = [(each, self._weigh(facts, each.facts)) for each in books]
        titles = _titles([(each, verdict.verdict) for each, verdict in weighed], self.judged)
        score = max((verdict.score for _each, verdict in weighed), default=0)
        if Sameness.DIFFERENT in titles or not titles:
            return Sameness.DIFFERENT, score
        return (Sameness.SAME if Sameness.SAME in titles else Sameness.DOUBTFUL), score

    def _weigh(self, one: BookFacts, other: BookFacts) -> Verdict:
        """Weigh two books, once: a book of a piece is looked for several times."""
        pair = id(one), id(other)
        if pair not in self._weighed:
            # Both are kept, so that their identities are not those of others later.
            self._weighed[pair] = one, other, weigh(one, other)
        return self._weighed[pair][2]

    def _candidates(self, facts: BookFacts, source_id: int | None) -> Iterable[int | Draft]:
        found: dict[int | Draft, None] = {}
        for key in sorted(candidate_keys(facts)):
            found |= self._under.get(key, {})
        for same in self.judged.same(source_id):
            if same in self._record_of and self._record_of[same] in self._books:
                found[self._record_of[same]] = None
        return sorted(found, key=lambda record: (isinstance(record, Draft), record if isinstance(record, int) else 0))

    def remember(self, facts: BookFacts, record: int | Draft, source_id: int | None = None) -> None:
        """Have later books of the piece find `record`."""
        self._books[record].append(Book(facts, source_id))
        if source_id is not None:
            self._record_of[source_id] = record
        for key in candidate_keys(facts):
            self._under[key][record] = None

    def locate(self, source_id: int, record: int | Draft) -> None:
        """Know of a source of a record that tells nothing, such as one that was withdrawn."""
        self._record_of.setdefault(source_id, record)


def _titles(weighed: Sequence[tuple[Book, Sameness]], judged: Judged) -> set[Sameness]:
    """Return what a book is to each of the titles that a record's sources would be by the evidence alone.

    Sources that were judged to be one title are one here: who is surely the same as one of them is the same as all. A
    source that is surely no book of one of them came by way of another, so that it counts with them too.
    """
    if not judged:
        return {kind for _book, kind in weighed}
    joined: list[list[tuple[Book, Sameness]]] = []
    for each in weighed:
        same = judged.same(each[0].source_id)
        mine = [title for title in joined if any(book.source_id in same for book, _kind in title)]
        joined = [title for title in joined if title not in mine]
        joined.append([each, *(other for title in mine for other in title)])
    several = [title for title in joined if len(title) > 1]
    for title in [title for title in joined if len(title) == 1 and several]:
        book = title[0][0]
        into = next((each for each in several if any(_are_different(book, other) for other, _kind in each)), None)
        if into is not None:
            joined.remove(title)
            into += title
    return {_told(title) for title in joined}


def _are_different(one: Book, other: Book) -> bool:
    return weigh(one.facts, other.facts).verdict is Sameness.DIFFERENT


def _told(title: Sequence[tuple[Book, Sameness]]) -> Sameness:
    kinds = {kind for _book, kind in title}
    return next(kind for kind in (Sameness.SAME, Sameness.DIFFERENT, Sameness.DOUBTFUL) if kind in kinds)


def known_for(session: Session, wanted: Sequence[BookFacts], without: Collection[int] = ()) -> Known:
    """Return what the database has for these books, except in the records `without`; three queries."""
    keys = {key for facts in wanted for key in candidate_keys(facts)}
    ids = set(session.scalars(_under(), {"keys": as_parameter(keys)})) if keys else set()
    judged = judging.judged(session, ids | set(without))
    ids = (ids | set(judged.records.values())) - set(without)
    known = Known(judged)
    if ids:
        for record_id, said in sorted(sources.facts_said_of(session, ids).items()):
            for source_id, facts in said:
                known.remember(facts, record_id, source_id)
    for source_id, record_id in judged.records.items():
        if record_id in ids:
            known.locate(source_id, record_id)
    return known


@cache
def _under() -> sa.Select[int]:
    return sa.select(col(MatchKey.record_id)).where(among(col(MatchKey.key), "keys")).distinct()


def key_rows(record_id: int, descriptions: Iterable[Description]) -> list[dict[str, object]]:
    """Return the rows of the keys of a record of which these descriptions tell."""
    keys = {key for description in descriptions for key in candidate_keys(facts_of(description))}
    return [{"record_id": record_id, "key": key} for key in sorted(keys)]


def give_keys(database: Database) -> int:
    """Give keys to the records that came before there were any, by pieces; return how many got some.

    Without them they would not be found, and each book of a later file would become a title of its own.
    """
    done, last = 0, 0
    while True:
        with database.transaction() as session:
            ids = list(session.scalars(_without_keys(last)))
            rows = list(_rows(session, ids))
            if rows:
                session.execute(sa.insert(MatchKey), rows)
        if not ids:
            return done
        done, last = done + len(ids), ids[-1]


def _without_keys(last: int) -> sa.Select[int]:
    has_keys = sa.select(col(MatchKey.id)).where(col(MatchKey.record_id) == col(BibliographicRecord.id)).exists()
    lacking = sa.select(col(BibliographicRecord.id)).where(STANDS, ~has_keys, col(BibliographicRecord.id) > last)
    return lacking.order_by(col(BibliographicRecord.id)).limit(PIECE)


def _rows(session: Session, record_ids: Sequence[int]) -> Iterator[dict[str, object]]:
    for record_id, said in sources.said_of(session, record_ids).items():
        yield from key_rows(record_id, (each.description for each in said))
