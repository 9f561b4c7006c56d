"""Two libraries that share a subject, and a third that does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import current_app

from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import transaction
from library_exchange.core.errors import NotFound
from library_exchange.correspondence import topics
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def staff(library_id):
    return Actor("person", library_id=library_id, user_id=7, roles=frozenset({Role.LIBRARIAN}))


@dataclass
class Parcels:
    """A kind of subject of the tests: parcel "1" is shared by `sharing`."""

    sharing: frozenset[int]

    def partners(self, _session, actor, subject_id):
        if subject_id == "nowhere" or actor.library_id not in self.sharing:
            raise NotFound("no-such-parcel")
        return self.sharing - {actor.library_id}

    def describe(self, _session, library_id, ids, language):
        known = ids if library_id in self.sharing else []
        return {
            one: topics.Topic(f"Parcel {one} ({language})", "directory.show", {"code": "amur"}, "Тихий Дон", "ru")
            for one in known
        }


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe")


@pytest.fixture
def amur(make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def chita(make_library):
    return make_library("Chita", "RU")


@pytest.fixture
def parcel(heihe, amur) -> Iterator[str]:
    """The name of a kind of subject that Heihe and Amur share."""
    kind = Parcels(frozenset({heihe, amur}))
    topics.KINDS.fill(current_app, "parcel", topics.TopicKind(kind.partners, kind.describe))
    return "parcel"


@pytest.fixture
def say(parcel):
    """Have a librarian say something about parcel "1", or another."""

    def speak(library_id, number="1", at=AT, **new):
        with transaction() as session:
            return services.say(session, staff(library_id), parcel, number, NewMessage(**new), at).id

    return speak
