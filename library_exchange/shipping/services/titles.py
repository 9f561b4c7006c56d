"""Titles in both languages: completed by staff, remembered for everybody, offered again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.procedure import Part
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleForm
from library_exchange.shipping import policy
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.models import Consignment, ConsignmentLine, TitleTranslation
from library_exchange.shipping.rules.codes import ShipmentState, TranslationStatus
from library_exchange.shipping.rules.editions import title_key
from library_exchange.shipping.rules.shipments import TEXTS_KIND
from library_exchange.shipping.schemas import TitleInput
from library_exchange.shipping.services import transitions

LANGUAGE_OF = {"chi": "zh", "rus": "ru"}
LANGUAGES = ("zh", "ru")
TEXTS = tuple(f"{field}_{language}" for field in ("title", "annotation") for language in LANGUAGES)
CODES = {language: code for code, language in LANGUAGE_OF.items()}


def offered(session: Session, titles: Iterable[str]) -> dict[tuple[str, str], TitleTranslation]:
    """Return the remembered translations of `titles`, by key and language; one query."""
    keys = {title_key(title) for title in titles}
    rows = session.scalars(sa.select(TitleTranslation).where(col(TitleTranslation.source_key).in_(keys)))
    return {(row.source_key, row.language): row for row in rows}


def recalled(session: Session, titles: Sequence[str]) -> dict[str, list[TitleForm]]:
    """Return by title the translations that somebody gave of it, as forms; one query."""
    known = offered(session, titles)
    found = {title: [known.get((title_key(title), language)) for language in LANGUAGES] for title in titles}
    return {
        title: [
            TitleForm(row.text, html_lang(script_of(row.text), CODES[row.language]), "translation")
            for row in rows
            if row is not None and row.status is not TranslationStatus.SUGGESTED
        ]
        for title, rows in found.items()
    }


def remember(
    session: Session,
    actor: Actor,
    title: str,
    language: str,
    text: str,
    annotation: str | None,
    at: datetime,
    status: TranslationStatus = TranslationStatus.MANUAL,
) -> None:
    """Keep a translation of `title` into `language` (zh or ru); a later one takes the place of an earlier one."""
    known = offered(session, [title]).get((title_key(title), language))
    if known is not None and (known.text, known.annotation) == (text, annotation or known.annotation):
        return
    row = known or TitleTranslation(
        source_key=title_key(title), source_text=title, language=language, text=text, status=status, updated_at=at
    )
    row.text, row.status, row.library_id, row.updated_at = text, status, actor.library_id, at
    row.annotation = annotation or row.annotation
    session.add(row)
    session.flush()
    audit.record(session, actor, "translate", "title", row.id, at=at, language=language)


def fill_in(session: Session, lines: Iterable[ConsignmentLine]) -> None:
    """Give each title what is known of it: its own language, then what was remembered."""
    wanted = list(lines)
    known = offered(session, [line.title for line in wanted])
    for line in wanted:
        own = bilingual.told_language(line.language, line.title)
        for language in LANGUAGES:
            found = known.get((title_key(line.title), language))
            text = line.title if language == own else found.text if found else None
            _set_if_empty(line, f"title_{language}", text)
            _set_if_empty(line, f"annotation_{language}", found.annotation if found else None)


def _set_if_empty(line: ConsignmentLine, name: str, value: str | None) -> None:
    if value and not getattr(line, name):
        setattr(line, name, value)


def complete(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    lines: Iterable[ConsignmentLine],
    given: Mapping[int, TitleInput],
    at: datetime,
) -> int:
    """Set what staff of either side completed, by line; translations are remembered. Return how many titles changed."""
    policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
    writable = list(lines)
    _require_writable(consignment, writable, given)
    changed = 0
    for line in writable:
        filled = given.get(line.id)
        if filled is not None and _complete(session, actor, line, filled, at):
            changed += 1
    if changed:
        transitions.touch(session, consignment, at)
        audit.record(session, actor, "complete_titles", "consignment", consignment.id, at=at, titles=changed)
        bilingual.changed(session, TEXTS_KIND, consignment.id, at)
    return changed


def _require_writable(
    consignment: Consignment, lines: Iterable[ConsignmentLine], given: Mapping[int, TitleInput]
) -> None:
    """Raise Conflict unless what is given can still be written: once packed texts alone, and nothing once sent."""
    if consignment.state is not ShipmentState.PACKED:
        transitions.require_open(consignment)
        return
    for line in lines:
        said = given[line.id].model_dump(exclude_none=True, exclude=set(TEXTS)) if line.id in given else {}
        if any(getattr(line, name) != value for name, value in said.items()):
            raise Conflict("packed", title_labels.TEXTS_ONLY, consignment=consignment.id)


def _complete(session: Session, actor: Actor, line: ConsignmentLine, filled: TitleInput, at: datetime) -> bool:
    values = {name: value for name, value in filled.model_dump().items() if value is not None}
    different = {name: value for name, value in values.items() if getattr(line, name) != value}
    for name, value in different.items():
        setattr(line, name, value)
    if "value_minor" in values:
        line.is_value_proposed = False
    if "year" in different:
        # What was said of a book of another year, or of none, is asked anew.
        line.old_confirmed_at = line.export_permit_no = line.export_permit_on = None
    session.add(line)
    for language in LANGUAGES:
        text, note = getattr(line, f"title_{language}"), getattr(line, f"annotation_{language}")
        is_new = {f"title_{language}", f"annotation_{language}"} & different.keys()
        if is_new and text and (bilingual.told_language(line.language, line.title) != language or note):
            remember(session, actor, line.title, language, text, note, at)
    return bool(different)
