"""Two organisers and givers of books, and their programme with a list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.programmes import queries
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import ListEvent, ProgrammeEvent
from library_exchange.programmes.schemas import ListInput, PledgeInput, ProgrammeInput, TitleInput
from library_exchange.programmes.services import curating, planning, pledging

WORDS = {"name_zh": "黑河交换周", "name_ru": "Неделя обмена", "note_zh": "互赠好书。", "note_ru": "Дарим книги."}
DAY = timedelta(days=1)


def staff(library_id: int) -> Actor:
    return Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))


@dataclass
class Stage:
    """Heihe and Amur organise; Amur edits a list for Heihe, to which DVGNB and Harbin may give too."""

    heihe: int
    amur: int
    dvgnb: int
    harbin: int
    programme_id: int = 0
    list_id: int = 0

    def plans(self, **more: Any) -> int:
        given = ProgrammeInput(
            **(
                WORDS
                | {"partner_id": self.amur, "starts_on": now().date() + DAY, "ends_on": now().date() + 30 * DAY}
                | more
            )
        )
        with transaction() as session:
            self.programme_id = planning.draft(session, staff(self.heihe), given, now()).id
        return self.programme_id

    def takes(self, library_id: int, event: ProgrammeEvent) -> None:
        with transaction() as session:
            found = session.get_one(Programme, self.programme_id)
            planning.take(session, staff(library_id), found, event, now())

    def publishes(self) -> None:
        self.plans()
        self.takes(self.heihe, ProgrammeEvent.PROPOSE)
        self.takes(self.amur, ProgrammeEvent.AGREE)

    def edits(self, *titles: tuple[str, int], **more: Any) -> int:
        """Let Amur draft a list with these titles, each wanted so many times."""
        given = ListInput(**(WORDS | {"receiver_id": self.heihe, "closes_on": now().date() + 20 * DAY} | more))
        with transaction() as session:
            programme = session.get_one(Programme, self.programme_id)
            made = curating.draft(session, staff(self.amur), programme, given, now())
            for title, wanted in titles:
                new = TitleInput(title=title, language="rus", title_zh=f"《{title}》", wanted=wanted)
                curating.add_title(session, staff(self.amur), made, new, now())
            self.list_id = made.id
        return self.list_id

    def moves(self, event: ListEvent, library_id: int | None = None) -> None:
        with transaction() as session:
            actor = staff(library_id or self.amur)
            found, _programme = queries.get_list(session, actor, self.list_id)
            curating.take(session, actor, found, event, now())

    def pledges(self, library_id: int, number: int, copies: int = 1) -> None:
        with transaction() as session:
            actor = staff(library_id)
            found, _programme = queries.get_list(session, actor, self.list_id)
            title = queries.get_title(session, found, number)
            pledging.pledge(session, actor, found, title, PledgeInput(copies=copies), now())

    def withdraws(self, library_id: int, number: int) -> None:
        with transaction() as session:
            actor = staff(library_id)
            found, _programme = queries.get_list(session, actor, self.list_id)
            pledging.withdraw(session, actor, found, queries.get_title(session, found, number), now())

    def pledged(self) -> list[tuple[int, list[tuple[int, int, str]]]]:
        """Return for each title how many copies are pledged, and by whom, how many, in which state."""
        with reading() as session:
            found, _programme = queries.get_list(session, staff(self.amur), self.list_id)
            titles = queries.titles_of(session, found)
            given = queries.pledges_of(session, titles)
        return [
            (
                title.pledged,
                [(one.library.id, one.pledge.copies, one.pledge.state.value) for one in given.get(title.id, [])],
            )
            for title in titles
        ]


def _stage(make_library: Callable[..., int]) -> Stage:
    return Stage(
        make_library("Heihe"), make_library("Amur", "RU"), make_library("Khabarovsk", "RU"), make_library("Harbin")
    )


@pytest.fixture
def stage(app, make_library) -> Stage:
    """The libraries on each kind of database."""
    return _stage(make_library)


@pytest.fixture
def scene(web, make_library) -> Stage:
    """The libraries on SQLite, for tests of pages."""
    return _stage(make_library)
