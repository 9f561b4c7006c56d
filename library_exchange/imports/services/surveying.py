"""Looking through a whole file before anything is written: what is new, changed, unchanged, missing, to be decided."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState, SourceRecord
from library_exchange.catalogue.services import sources
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import kept_files
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.imports.display import number_given
from library_exchange.imports.queries.missing import standing_of, with_cards
from library_exchange.imports.services import contents, doubts, foreseeing
from library_exchange.imports.services.files import choice_of
from library_exchange.imports.services.foreseeing import Foreseen
from library_exchange.imports.services.taking_in import arrivals_of
from library_exchange.marc import reading
from library_exchange.marc.description import Description
from library_exchange.marc.verdicts import DOUBTFUL

PIECE = 200
TOLD_EVERY = 10
"""So many pieces lie between two notes of how far the survey is."""
SHOWN = 10
"""So many records of each kind are shown as examples."""
_OUTCOMES = ("joined_known", "joined_in_file", "updated", "overwritten", "brought_back", "held")


class _Survey:
    """What is found while a file is looked through: counts, examples, and which source records it has."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.examples: dict[str, list[list[Any]]] = {name: [] for name in (*_OUTCOMES, "missing", *map(str, DOUBTFUL))}
        self.seen: set[int] = set()
        self._numbers: set[int] = set()

    def add(self, session: Session, library_id: int, piece: Sequence[reading.Accepted | reading.Rejected]) -> None:
        """Take note of a piece of the file; some four queries."""
        accepted = [each for each in piece if isinstance(each, reading.Accepted)]
        self.counts["read"] += len(piece)
        self.counts["rejected"] += len(piece) - len(accepted)
        self.repairs.update(str(repair) for each in accepted for repair in each.repairs)
        deleted = [each for each in accepted if each.description.is_deleted]
        self.counts["withdrawn"] += len(deleted)
        numbers = [each.description.source_id for each in deleted if each.description.source_id]
        self.seen |= {source.id for source in sources.known(session, library_id, numbers).values()}
        standing = [each for each in accepted if not each.description.is_deleted]
        arrivals, left_out = doubts.as_decided(session, library_id, arrivals_of(standing, 0))
        self.counts["left_out"] += left_out
        for arrival, foreseen in zip(arrivals, foreseeing.foresee(session, library_id, arrivals), strict=True):
            self._add(arrival, foreseen)
        for each in standing:
            self._doubt(each)

    def _doubt(self, each: reading.Accepted) -> None:
        """Keep a record as an example of what is doubtful in it, under the number by which its book is found."""
        said = each.description
        codes = [f"barcode::{one.own_number}" for one in said.holdings if one.own_number]
        for repair in DOUBTFUL.intersection(each.repairs):
            self._show(str(repair), next(iter(codes), said.source_id or ""), said)

    def _add(self, arrival: Arrival, foreseen: Foreseen) -> None:
        outcome: str = foreseen.outcome
        self.counts[outcome] += 1
        if outcome == "joined":
            outcome = "joined_known" if foreseen.record_id is not None else "joined_in_file"
            self.counts[outcome] += 1
        if foreseen.source is not None:
            self.seen.add(foreseen.source.id)
            self._add_what_was_by_hand(arrival, foreseen, foreseen.source)
        number = hash(arrival.source_id)
        self.counts["repeated"] += number in self._numbers
        self._numbers.add(number)
        self._show(outcome, arrival.source_id, arrival.description, foreseen.record_id)

    def _add_what_was_by_hand(self, arrival: Arrival, foreseen: Foreseen, source: SourceRecord) -> None:
        """Take note of a record that says something else since a librarian corrected it, or was withdrawn."""
        if foreseen.outcome == "updated" and (source.withdrawn_at or source.corrected_at):
            what = "brought_back" if source.withdrawn_at else "overwritten"
            self.counts[what] += 1
            self._show(what, arrival.source_id, arrival.description, foreseen.record_id)

    def _show(self, name: str, number: str, said: Description, record_id: int | None = None) -> None:
        """Keep a record as an example, unless there are enough."""
        examples = self.examples.get(name)
        if examples is not None and len(examples) < SHOWN:
            examples.append([number_given(number, said), said.title, html_lang(script_of(said.title)), record_id])

    def lack(self, session: Session, library_id: int) -> None:
        """Take note of what the library has and the file lacks."""
        standing = sa.select(col(SourceRecord.id)).where(*standing_of(library_id)).order_by(col(SourceRecord.id))
        ids = session.scalars(standing).all()
        missing = [number for number in ids if number not in self.seen]
        self.counts["standing"], self.counts["missing"] = len(ids), len(missing)
        columns: tuple[Any, ...] = (col(SourceRecord.source_id), col(SourceRecord.said))
        rows = with_cards(sa.select(*columns).where(col(SourceRecord.id).in_(missing[:SHOWN])))
        self.examples["missing"] = [
            [number_given(number, sources.unpacked(said) if said else None), *card["titles"][0][:2], None]
            for number, said, card in session.execute(rows)
        ]


def run(database: Database, import_id: int, version: int, folder: Path) -> None:
    """Look through the file of an import and note what would become of its records.

    Nothing is done if the file was given up, started or looked at in another way since; repeating it changes nothing.
    """
    with database.reading() as session:
        found = session.get_one(Import, import_id)
    if not _waits(found, version):
        return
    survey = _Survey()
    with kept_files.at_hand(folder / found.stored_name).open("rb") as file:
        stream = contents.read(file, choice_of(found))
        while piece := list(islice(stream, PIECE)):
            with database.reading() as session:
                survey.add(session, found.library_id, piece)
            if survey.counts["read"] % (PIECE * TOLD_EVERY) == 0 and not _tell(database, import_id, version, survey):
                return
    with database.reading() as session:
        survey.lack(session, found.library_id)
    _tell(database, import_id, version, survey, is_whole=True)


def _waits(found: Import, version: int) -> bool:
    return found.state is ImportState.UPLOADED and found.version == version


def _tell(database: Database, import_id: int, version: int, survey: _Survey, is_whole: bool = False) -> bool:
    """Note how far the survey is, at the end what it found; return whether anybody waits for it still."""
    with database.transaction() as session:
        found = session.get_one(Import, import_id, with_for_update=True)
        if not _waits(found, version):
            return False
        found.looked, found.touched_at = survey.counts["read"], now()
        if is_whole:
            found.survey = {**survey.counts, "examples": survey.examples, "repairs": dict(survey.repairs)}
            found.expected = survey.counts["read"]
        return True
