"""Two titles side by side, each as its record's page tells it."""

from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.catalogue.labels import RECORD_NOT_THERE
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import pages
from library_exchange.catalogue.queries.pages import RecordPage
from library_exchange.catalogue.services.sources import Said, said_of
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.duplicates import policy
from library_exchange.duplicates.queries.titles import evidence, holders_of
from library_exchange.marc.description import Description, TextField
from library_exchange.record_matching.evidence import Verdict
from library_exchange.record_matching.facts import facts_of
from library_exchange.record_matching.kinds import Kind


@dataclass(frozen=True)
class Side:
    """One of two titles: its page, the version it was seen at, what its first source says of kind and volume."""

    page: RecordPage
    version: int
    kind: Kind | None
    volume: str


def sides(session: Session, record_ids: tuple[int, int], language: str) -> tuple[list[Side], Verdict | None]:
    """Return two titles, and what speaks for and against their being one. Raises NotFound, `pages.Merged`."""
    said = said_of(session, record_ids)
    told: list[list[Said]] = [said.get(number, []) for number in record_ids]
    found = []
    for record_id, sources in zip(record_ids, told, strict=True):
        page = pages.record_page(session, record_id, language)
        kind = facts_of(sources[0].description).kind if sources else None
        volume = _volume(sources[0].description) if sources else ""
        found.append(Side(page, session.get_one(BibliographicRecord, record_id).version, kind, volume))
    return found, evidence(*told)


def _volume(description: Description) -> str:
    return ", ".join([*description.values(TextField.PART_NUMBER), *description.values(TextField.PART_TITLE)])


def version_for_who_decides(session: Session, actor: Actor, record_id: int) -> int:
    """Return the version of a record for somebody who may decide about it. Raises NotFound, Forbidden."""
    record = session.get(BibliographicRecord, record_id)
    if record is None:
        raise NotFound("record", RECORD_NOT_THERE, record=record_id)
    policy.require(actor, holders_of(session, [record_id]))
    return record.version
