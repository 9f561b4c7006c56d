"""The page of who may do what tells the rights that hold, and a refused page tells who may."""

import pytest

from library_exchange.app import joined_rights
from library_exchange.core.actor import Role
from library_exchange.rights_explained import labels
from library_exchange.rights_explained.rules import ACTORS, TOPICS, Who
from library_exchange.rights_explained.views import allowed


def test_every_blueprint_belongs_to_something_that_can_be_done():
    told = {name for topic in TOPICS.values() for name in (topic.endpoint.partition(".")[0], *topic.doors.split())}
    there = {endpoint.partition(".")[0] for endpoint in joined_rights()}
    assert (there - told, told - there) == (set(), set())


def test_each_topic_has_a_door_and_words():
    assert {topic.endpoint for topic in TOPICS.values()} <= joined_rights().keys()
    assert labels.TOPICS.keys() == TOPICS.keys()
    assert labels.PEOPLE.keys() == ACTORS.keys() == set(Who)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("search", set(Who)),
        ("own_data", set(Who) - {Who.VISITOR}),
        ("request", {Who.READER, Who.LIBRARIAN, Who.ADMINISTRATOR}),
        ("readers", {Who.LIBRARIAN, Who.ADMINISTRATOR}),
        ("erase", {Who.ADMINISTRATOR}),
        ("library", {Who.ADMINISTRATOR, Who.PLATFORM}),
        ("admit", {Who.PLATFORM}),
    ],
)
def test_who_may_is_what_the_table_says(web, name, who):
    assert allowed(TOPICS[name]) == who


@pytest.mark.parametrize(
    ("role", "path", "said"),
    [
        (Role.READER, "/zh/readers", "只有图书馆馆员"),
        (Role.READER, "/ru/readers", "только сотрудникам библиотек"),
        (Role.LIBRARIAN, "/ru/people", "только администраторам библиотек"),
        (Role.LIBRARIAN, "/zh/people", "只有图书馆管理员"),
    ],
)
def test_a_refused_page_says_who_may_and_leads_to_the_table(web, make_library, signed_in, role, path, said):
    refused = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), role).get(path)
    assert refused.status_code == 403
    assert said in refused.text
    assert "/rights" in refused.text
