"""Keys for programs: made by who manages the library, shown once, bounded, revoked at once."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.api_keys import queries, services
from library_exchange.api_keys.models import ApiKey
from library_exchange.api_keys.rules import (
    MARK,
    MOST_KEYS,
    Lasts,
    Scope,
    Standing,
    digest,
    new_key,
    prefix_of,
    standing,
)
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library

AT = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


# Rules ----------------------------------------------------------------------------------------------------------------


def test_a_key_begins_readably_and_goes_on_so_that_nobody_guesses_it():
    first, second = new_key(), new_key()
    assert first.text.startswith(f"{first.prefix}_")
    assert first.prefix.startswith(f"{MARK}_")
    assert len(first.text) - len(first.prefix) == 33
    assert {first.prefix, first.text}.isdisjoint(second)
    assert prefix_of(first.text) == first.prefix


@pytest.mark.parametrize("text", ["", "bridge", "bridge_abc_def", "Bearer x", "bridge_22222222_" + "2" * 31])
def test_what_is_no_key_has_no_beginning(text):
    assert prefix_of(text) is None


@pytest.mark.parametrize(
    ("revoked_at", "ends_in_s", "stands"),
    [
        (None, 1, Standing.HOLDS),
        (None, 0, Standing.ENDED),
        (None, -1, Standing.ENDED),
        (AT, 1, Standing.REVOKED),
        (AT, -1, Standing.REVOKED),
    ],
)
def test_a_key_holds_until_it_ends_or_is_revoked(revoked_at, ends_in_s, stands):
    assert standing(revoked_at, AT + timedelta(seconds=ends_in_s), AT) is stands


def test_a_key_lasts_as_long_as_was_chosen():
    assert [(each.until(AT) - AT).days for each in Lasts] == [30, 90, 365, 730]


# Verbs ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def heihe(app, make_library) -> int:
    return make_library("Heihe")


def administrator(library_id: int) -> Actor:
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


def make(library_id: int, *scopes: Scope, at: datetime | None = None, actor: Actor | None = None):
    with transaction() as session:
        who, given = actor or administrator(library_id), NewApiKey(purpose="circulation")
        made, text = services.make(session, who, given, scopes or (Scope.LOANS_READ,), at or now())
        return made.id, text


def found(text: str, at: datetime | None = None):
    with reading() as session:
        key = queries.find_shown(session, text, at or now())
        return key.id if key else None


def test_a_key_is_found_by_what_is_shown_and_kept_so_that_it_cannot_be_read(heihe):
    key_id, text = make(heihe)
    assert found(text) == key_id
    with reading() as session:
        row = session.get_one(ApiKey, key_id)
        assert row.digest == digest(text)
        assert text not in repr(row.model_dump())
        assert text.startswith(row.prefix)


def test_another_end_behind_the_same_beginning_opens_nothing(heihe):
    _key_id, text = make(heihe)
    assert found(text[:-1] + ("2" if text[-1] != "2" else "3")) is None
    assert found(new_key().text) is None


def test_a_key_ends_on_its_day_and_a_revoked_one_at_once(heihe):
    key_id, text = make(heihe)
    assert found(text, now() + timedelta(days=364)) == key_id
    assert found(text, now() + timedelta(days=366)) is None
    with transaction() as session:
        services.revoke(session, administrator(heihe), key_id, now())
    assert found(text) is None
    with pytest.raises(Conflict), transaction() as session:
        services.revoke(session, administrator(heihe), key_id, now())


def test_a_key_of_a_library_that_has_left_opens_nothing(heihe):
    _key_id, text = make(heihe)
    with transaction() as session:
        library = session.get_one(Library, heihe)
        library.lends, library.leaves_on, library.is_closing, library.has_left = False, now().date(), True, True
    assert found(text) is None


def test_another_librarys_key_is_not_found(heihe, make_library):
    key_id, text = make(heihe)
    with pytest.raises(NotFound), transaction() as session:
        services.revoke(session, administrator(make_library("Amur", "RU")), key_id, now())
    assert found(text) == key_id


@pytest.mark.parametrize("roles", [{Role.LIBRARIAN}, {Role.READER}, set()])
def test_who_does_not_manage_the_library_makes_no_key(heihe, roles):
    actor = replace(administrator(heihe), roles=frozenset(roles))
    with pytest.raises(Forbidden):
        make(heihe, actor=actor)


def test_a_key_opens_something_and_nothing_that_there_is_not(heihe):
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        services.make(session, administrator(heihe), NewApiKey(purpose="x"), ["everything"], now())
    assert list(refused.value.fields) == ["scopes"]


def test_a_library_has_only_so_many_keys_at_once(heihe):
    with transaction() as session:
        session.add_all(
            ApiKey(
                library_id=heihe,
                purpose="many",
                prefix=f"bridge_{number}",
                digest="",
                scopes=[],
                created_at=now(),
                expires_at=now() + timedelta(days=1),
            )
            for number in range(MOST_KEYS)
        )
    with pytest.raises(Conflict):
        make(heihe)
    make(heihe, at=now() + timedelta(days=2))


def test_making_and_revoking_are_audited_and_the_use_is_noted_once_a_minute(heihe):
    key_id, _text = make(heihe)
    with transaction() as session:
        services.revoke(session, administrator(heihe), key_id, now())
        services.note_use(session, key_id, AT)
    with reading() as session:
        of_key = sa.select(col(AuditEntry.action)).where(col(AuditEntry.subject) == "api_key")
        assert session.scalars(of_key.order_by(col(AuditEntry.id))).all() == ["make", "revoke"]
        assert session.get_one(ApiKey, key_id).last_used_at == AT
        assert not services.is_use_to_note(AT, AT + timedelta(seconds=59))
        assert services.is_use_to_note(AT, AT + timedelta(seconds=60))


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(app, heihe, signed_in):
    return signed_in(app, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)


@pytest.mark.parametrize(
    ("lang", "heading", "asked"),
    [("zh", "程序密钥", "请至少勾选"), ("ru", "Ключи для программ", "Отметьте хотя бы одно")],
)
def test_a_key_is_made_on_a_page_and_shown_this_once(browser, lang, heading, asked):
    url = f"/{lang}/staff/api-keys"
    assert heading in browser.get(url).text
    refused = browser.post(url, data={"purpose": "Кольцо", "lasts": "30"})
    assert refused.status_code == 422
    assert asked in refused.text
    assert "Кольцо" in refused.text
    made = browser.post(url, data={"purpose": "Кольцо", "lasts": "30", "scopes": ["loans:read", "holdings:write"]})
    [text] = lxml.html.fromstring(made.text).xpath("//*[@data-new-key]/text()")
    assert found(text)
    again = browser.get(url).text
    assert text not in again
    assert prefix_of(text) in again


def test_a_key_is_revoked_once_somebody_has_said_yes(browser, heihe):
    key_id, text = make(heihe)
    url = f"/ru/staff/api-keys/{key_id}/revoke"
    asked = browser.post(url)
    assert asked.status_code == 200
    assert found(text) == key_id
    assert browser.post(url, data={"sure": "yes"}).status_code == 302
    assert found(text) is None
    assert not re.search(rf"{key_id}/revoke", browser.get("/ru/staff/api-keys").text)


def test_the_way_to_the_keys_leads_from_the_librarys_own_house(browser):
    assert '/ru/staff/api-keys"' in browser.get("/ru/libraries/heihe/house").text
