"""The programme of the demonstration: an exchange week with one curated list that three libraries pledge copies to."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.bilingual import BOTH
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as correspondence
from library_exchange.demo.people import unnamed_librarian
from library_exchange.directory.queries import day_at
from library_exchange.programmes import discussions
from library_exchange.programmes.models import Programme
from library_exchange.programmes.queries import get_title
from library_exchange.programmes.rules import WORDS, ListEvent, ProgrammeEvent
from library_exchange.programmes.schemas import ListInput, PledgeInput, ProgrammeInput, TitleInput
from library_exchange.programmes.services import curating, planning, pledging
from library_exchange.record_matching.keys import title_key

PAIR = ("heihe", "amur")
BEGUN_AGO, LASTS = timedelta(days=6), timedelta(days=60)


def arrange(session: Session, libraries: Mapping[str, int], now: datetime) -> None:
    """Let two libraries agree on a programme, publish its list, and three libraries pledge copies."""
    told = json.loads(Path(__file__).with_name("programme.json").read_text(encoding="utf-8"))
    author, partner = (unnamed_librarian(libraries[code]) for code in PAIR)
    at = now - BEGUN_AGO
    begins, ends = (day_at(session, libraries[PAIR[0]], when) for when in (at, now + LASTS))
    given = ProgrammeInput(**told["programme"], partner_id=libraries[PAIR[1]], starts_on=begins, ends_on=ends)
    programme = planning.draft(session, author, given, at)
    planning.take(session, author, programme, ProgrammeEvent.PROPOSE, at)
    planning.take(session, partner, programme, ProgrammeEvent.AGREE, at)
    for each in told["lists"]:
        _list(session, libraries, programme, each, at)


def _list(
    session: Session, libraries: Mapping[str, int], programme: Programme, told: Mapping[str, Any], at: datetime
) -> None:
    editor = unnamed_librarian(libraries[told["editor"]])
    words = {name: told[name] for name in (f"{field}_{language}" for field in WORDS for language in BOTH)}
    given = ListInput(**words, receiver_id=libraries[told["receiver"]], closes_on=programme.ends_on)
    made = curating.draft(session, editor, programme, given, at)
    for title in told["titles"]:
        record_id = _record(session, title["title"])
        curating.add_title(session, editor, made, TitleInput(**title, record_id=record_id), at)
    curating.take(session, editor, made, ListEvent.PUBLISH, at)
    for code, number, copies in told["pledges"]:
        title = get_title(session, made, number)
        pledging.pledge(session, unnamed_librarian(libraries[code]), made, title, PledgeInput(copies=copies), at)
    for code, about, said in told["posts"]:
        kind = discussions.TITLE if about else discussions.LIST
        writer = unnamed_librarian(libraries[code])
        correspondence.post(session, writer, kind, f"{made.id}{about}", NewMessage(**said), at)


def _record(session: Session, title: str) -> int | None:
    same = sa.select(col(BibliographicRecord.id)).where(col(BibliographicRecord.title_key) == title_key(title))
    return session.scalar(same.order_by(col(BibliographicRecord.id)).limit(1))
