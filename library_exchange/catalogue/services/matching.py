"""Which union record a library's record belongs to, asked for a whole piece of a file at once.

Records that share a key are weighed against each other (see `record_matching.evidence`): a book joins a record that is
surely the same title by one of its sources and by none of them another one. What is only likely stays apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, MatchKey
from library_exchange.catalogue.services import sources
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.core.db import Database
from library_exchange.marc.description import Description, Form, TextField, display_form
from library_exchange.record_matching import keys as rules
from library_exchange.record_matching.candidates import candidate_keys
from library_exchange.record_matching.evidence import Sameness, weigh
from library_exchange.record_matching.facts import BookFacts, facts_of

PIECE = 200


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


class Known:
    """The records that the books of one piece may belong to: in the database, or new in the piece itself."""

    def __init__(self) -> None:
        self._under: dict[str, dict[int | Draft, None]] = defaultdict(dict)
        self._facts: dict[int | Draft, list[BookFacts]] = defaultdict(list)

    def find(self, facts: BookFacts) -> int | Draft | None:
        """Return the record that is surely the same title: its id, or its draft if it came with the same piece.

        Of several the likest one, of equally like ones the one that came first.
        """
        best, found = 0, None
        for record in self._candidates(facts):
            verdicts = [weigh(facts, each) for each in self._facts[record]]
            kinds = {each.verdict for each in verdicts}
            score = max((each.score for each in verdicts), default=0)
            if Sameness.SAME in kinds and Sameness.DIFFERENT not in kinds and score > best:
                best, found = score, record
        return found

    def _candidates(self, facts: BookFacts) -> Iterable[int | Draft]:
        found: dict[int | Draft, None] = {}
        for key in sorted(candidate_keys(facts)):
            found |= self._under.get(key, {})
        return sorted(found, key=lambda record: (isinstance(record, Draft), record if isinstance(record, int) else 0))

    def remember(self, facts: BookFacts, record: int | Draft) -> None:
        """Have later books of the piece find `record`."""
        self._facts[record].append(facts)
        for key in candidate_keys(facts):
            self._under[key][record] = None


def known_for(session: Session, wanted: Sequence[BookFacts], without: Collection[int] = ()) -> Known:
    """Return what the database has for these books, except in the records `without`; two queries."""
    known = Known()
    keys = {key for facts in wanted for key in candidate_keys(facts)}
    if not keys:
        return known
    under = sa.select(col(MatchKey.record_id)).where(col(MatchKey.key).in_(keys)).distinct()
    ids = set(session.scalars(under)) - set(without)
    if ids:
        for record_id, said in sorted(sources.said_of(session, ids).items()):
            for each in said:
                known.remember(facts_of(each.description), record_id)
    return known


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
