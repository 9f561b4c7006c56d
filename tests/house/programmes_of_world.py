"""Heihe and the Amur organise a programme; Heihe edits a list for the Amur, another is still a draft; posts on it."""

from datetime import timedelta
from typing import Any

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.correspondence.rules.moderation import PostEvent, Reason
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as correspondence
from library_exchange.programmes import discussions
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.queries import titles_of
from library_exchange.programmes.rules import ListEvent, ProgrammeEvent
from library_exchange.programmes.schemas import ListInput, PledgeInput, ProgrammeInput, TitleInput
from library_exchange.programmes.services import curating, planning, pledging


def fill(ids: dict[str, Any], librarian: Actor, theirs: Actor, trap: str) -> None:
    """Make a draft, a published programme, an open list with two titles, a pledge, a post that is hidden."""
    words = {f"{name}_{language}": trap for name in ("name", "note") for language in ("zh", "ru")}
    at, last = now(), now().date() + timedelta(days=30)
    with transaction() as session:
        given = ProgrammeInput(**words, partner_id=ids["amur"], starts_on=at.date() + timedelta(days=1), ends_on=last)
        ids["programme draft"] = planning.draft(session, librarian, given, at).id
        programme = planning.draft(session, librarian, given, at)
        planning.take(session, librarian, programme, ProgrammeEvent.PROPOSE, at)
        planning.take(session, theirs, programme, ProgrammeEvent.AGREE, at)
        new = ListInput(**words, receiver_id=ids["stranger"], closes_on=last)
        ids["list draft"] = curating.draft(session, librarian, programme, new, at).id
        made = curating.draft(session, librarian, programme, new, at)
        for number in (1, 2):
            _title(session, librarian, made, f"{number} {trap}", trap)
        curating.take(session, librarian, made, ListEvent.PUBLISH, at)
        first = titles_of(session, made)[0]
        pledging.pledge(session, theirs, made, first, PledgeInput(copies=1), at)
        said = [
            correspondence.post(session, theirs, discussions.LIST, str(made.id), NewMessage(text=trap), at)
            for _ in range(2)
        ]
        correspondence.moderate(session, theirs, said[1].id, PostEvent.HIDE, Reason.TWICE, at)
        ids |= {"programme": programme.id, "book list": made.id, "post": said[0].id, "hidden post": said[1].id}


def grow(ids: dict[str, Any], librarian: Actor, trap: str, n: int) -> None:
    """Add `n` more of everything that pages of programmes list."""
    at = now()
    with transaction() as session:
        programme = session.get_one(Programme, ids["programme"])
        made = session.get_one(BookList, ids["book list"])
        words = {f"{name}_{language}": trap for name in ("name", "note") for language in ("zh", "ru")}
        for number in range(n):
            _title(session, librarian, made, f"More {number} {trap}", trap)
            new = ListInput(**words, receiver_id=ids["amur"], closes_on=programme.ends_on)
            curating.draft(session, librarian, programme, new, at)
            given = ProgrammeInput(
                **words, partner_id=ids["amur"], starts_on=programme.starts_on, ends_on=programme.ends_on
            )
            planning.draft(session, librarian, given, at)
            correspondence.post(session, librarian, discussions.LIST, str(made.id), NewMessage(text=trap), at)


def _title(session: Any, librarian: Actor, made: BookList, title: str, trap: str) -> None:
    new = TitleInput(title=title, language="rus", title_zh=trap, author=trap, why_zh=trap, why_ru=trap, wanted=2)
    curating.add_title(session, librarian, made, new, now())
