"""What the catalogue knows of a title in the other language: its own forms, and the title of the work it belongs to."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, VariantName, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.core.titles import HEADING

SCRIPTS = {"Hans": "zh", "Cyrl": "ru"}


def known_titles(session: Session, isbns: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return titles by ISBN and language (zh or ru), those of the record before those of its work; two queries."""
    wanted = sorted(set(isbns))
    if not wanted:
        return {}
    same = (col(Identifier.kind) == "isbn", col(Identifier.value).in_(wanted))
    works = session.execute(
        sa.select(col(Identifier.value), col(VariantName.script), col(VariantName.value))
        .join(WorkLink, col(WorkLink.record_id) == col(Identifier.record_id))
        .join(VariantName, col(VariantName.work_id) == col(WorkLink.work_id))
        .where(*same, col(WorkLink.state) == LinkState.CONFIRMED, col(VariantName.kind) == HEADING)
        .where(col(VariantName.script).in_(SCRIPTS))
        .order_by(col(VariantName.id).desc())
    )
    found = {(isbn, SCRIPTS[script]): title for isbn, script, title in works}
    records = session.execute(
        sa.select(col(Identifier.value), col(BibliographicRecord.card))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(Identifier.record_id))
        .where(*same)
        .order_by(col(BibliographicRecord.id).desc())
    )
    for isbn, card in records:
        for value, lang, kind, is_machine_made in card.get("titles", []):
            if kind not in ("transliteration", HEADING) and not is_machine_made and lang[:2] in ("zh", "ru"):
                found[isbn, lang[:2]] = value
    return found
