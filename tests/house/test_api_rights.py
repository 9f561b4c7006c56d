"""What each key opens at the door for programs; another library's things are not found."""

import pytest

from library_exchange.api_keys import services
from library_exchange.api_keys.rules import Scope
from library_exchange.api_keys.schemas import NewApiKey
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.rest_api.policy import SCOPES
from tests.counting import count_queries
from tests.house.api_doors import API_TABLE
from tests.rest_api.api_program import ask

OF_KEYS = {"api_key"}
"""What is written by every use of a key: when that was."""


def filled(world, told):
    """Return a body with the numbers of the world's things in it."""
    if isinstance(told, dict):
        return {name: filled(world, each) for name, each in told.items()}
    if isinstance(told, list):
        return [filled(world, each) for each in told]
    return world.ids[told[1:-1]] if isinstance(told, str) and told.startswith("{") else told


def knock(world, key, row):
    _name, method, path, told, _expected = row
    return ask(world.app, key, method, path.format_map(world.ids), filled(world, told), If_Match="*")


def without(world, scope):
    """Make a key of Heihe that opens everything but one thing."""
    scopes = [each for each in Scope if each is not scope]
    administrator = Actor("person", library_id=world.ids["heihe"], roles=frozenset({Role.LIBRARY_ADMIN}))
    with world.app.app_context(), transaction() as session:
        return services.make(session, administrator, NewApiKey(purpose="less"), scopes, now())[1]


def test_the_table_names_every_route():
    assert [name for name, *_more in API_TABLE] == list(SCOPES)


@pytest.mark.parametrize("row", API_TABLE, ids=lambda row: row[0])
def test_a_key_opens_what_it_should_and_nothing_else(world, row):
    name, method, *_more, expected = row
    less = without(world, SCOPES[name])
    keys = [None, less, *(world.ids[f"key of {library}"] for library in ("heihe", "amur", "stranger"))]
    answers = []
    for key in keys:
        before = world.content()
        answer = knock(world, key, row)
        answers.append(str(answer.status_code))
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json"
        if method == "GET" or answer.status_code >= 400:
            changed = {table for table, rows in world.content().items() if rows != before[table]}
            assert changed <= OF_KEYS, changed
    world.restore()
    assert answers == expected.split()


def test_what_another_library_tells_of_our_copies_changes_none(world):
    row = next(each for each in API_TABLE if each[0] == "tell_states")
    before = world.content()
    told = knock(world, world.ids["key of amur"], row).json
    assert [each["result"] for each in told["items"]] == ["not-found"]
    changed = {table for table, rows in world.content().items() if rows != before[table]}
    world.restore()
    assert changed == {"api_key", "api_answer", "sqlite_sequence"}


def test_a_list_costs_as_many_queries_when_it_grows(world, grown_world):
    for path in ("/records?q=Book", "/items", "/holdings", "/loans", "/offers", "/wants", "/consignments", "/events"):
        counts = []
        for each in (world, grown_world):
            with each.app.app_context():
                key = each.ids["key of heihe"]
                ask(each.app, key, "GET", path)
                counts.append(count_queries(lambda: ask(each.app, key, "GET", path)))  # noqa: B023
            each.restore()
        few, many = counts
        assert many <= few <= 8, path
        assert many == few or path.startswith("/records"), "few books found are looked for in other languages"
