"""One market of eight libraries, written down in any order on either database, is one and the same round."""

import hashlib
from random import Random
from typing import Any

import pytest

from library_exchange.core.db import reading
from library_exchange.directory.models import LibraryKind
from library_exchange.offers.rules.subjects import Subject
from library_exchange.rounds.models import Round, RoundLists
from library_exchange.rounds.queries.market import gather, under_pseudonyms
from library_exchange.rounds.rules.clearing.clear import Method, clear
from library_exchange.rounds.rules.clearing.market import input_hash
from library_exchange.rounds.rules.clearing.pseudonyms import pseudonyms_of
from tests.partners import add_book, add_work, rows_of
from tests.rounds.tours import AFTER_CHOICE, AFTER_LISTING, Tour

LIBRARIES: list[tuple[str, str, dict[str, Any]]] = [
    ("Heihe", "CN", {}),
    ("Harbin", "CN", {"kind": LibraryKind.UNIVERSITY, "is_inland": True}),
    ("Mohe", "CN", {"kind": LibraryKind.NGO}),
    ("Suifenhe", "CN", {"kind": LibraryKind.SCHOOL}),
    ("Amur", "RU", {}),
    ("Khabarovsk", "RU", {"kind": LibraryKind.NATIONAL}),
    ("Magadan", "RU", {"is_inland": True}),
    ("Tynda", "RU", {"kind": LibraryKind.SCHOOL, "is_inland": True}),
]
BOOKS: list[tuple[str, str, str]] = [
    ("红楼梦", "9787020002207", "chi"),
    ("骆驼祥子", "9787020002214", "chi"),
    ("呼兰河传", "9787020002221", "chi"),
    ("Бесы", "9785170382293", "rus"),
    ("Идиот", "9785170382309", "rus"),
    ("白痴", "9787020002238", "chi"),
]
OFFERS: list[tuple[str, str, dict[str, Any]]] = [
    ("Heihe", "红楼梦", {"quantity": 2}),
    ("Heihe", "呼兰河传", {}),
    ("Harbin", "骆驼祥子", {"subject": Subject.LITERATURE}),
    ("Harbin", "红楼梦", {}),
    ("Mohe", "白痴", {}),
    ("Mohe", "呼兰河传", {"condition": "worn"}),
    ("Suifenhe", "骆驼祥子", {"reserve": "schools", "subject": Subject.LITERATURE}),
    ("Amur", "Бесы", {}),
    ("Amur", "Идиот", {}),
    ("Khabarovsk", "Бесы", {"quantity": 2}),
    ("Khabarovsk", "Река Амур", {"subject": Subject.GEOGRAPHY}),
    ("Magadan", "Идиот", {}),
    ("Tynda", "Снег", {"subject": Subject.GEOGRAPHY}),
    ("Tynda", "Тайга", {"subject": Subject.GEOGRAPHY}),
]
WANTS: list[tuple[str, dict[str, Any]]] = [
    ("Amur", {"number": "9787020002207", "priority": 5}),
    ("Amur", {"title": "呼兰河传", "priority": 2}),
    ("Khabarovsk", {"title": "红楼梦"}),
    ("Khabarovsk", {"title": "骆驼祥子"}),
    ("Magadan", {"number": "9787020002207"}),
    ("Magadan", {"kind": "profile", "subject": Subject.LITERATURE, "language": "chi", "cap": 2}),
    ("Tynda", {"kind": "profile", "subject": Subject.LITERATURE, "cap": 2}),
    ("Tynda", {"title": "呼兰河传"}),
    ("Heihe", {"kind": "work", "work": True}),
    ("Heihe", {"number": "9785170382293"}),
    ("Harbin", {"title": "Идиот", "priority": 4}),
    ("Harbin", {"kind": "profile", "subject": Subject.GEOGRAPHY, "priority": 1}),
    ("Mohe", {"number": "9785170382293"}),
    ("Mohe", {"title": "Остров Сахалин"}),
    ("Suifenhe", {"title": "Бесы"}),
    ("Suifenhe", {"kind": "profile", "subject": Subject.GEOGRAPHY, "cap": 3}),
]


@pytest.fixture
def write_down(app, make_partner, deliver):
    """Write the market down in an order of its own; return its round when the lists are closed."""

    def write(order: Random) -> Tour:
        def mixed(part: list[Any]) -> list[Any]:
            return order.sample(part, len(part))

        partners = {name: make_partner(name, country, **more) for name, country, more in mixed(LIBRARIES)}
        languages = {title: language for title, _isbn, language in BOOKS}
        records = {title: add_book(title, isbn, language) for title, isbn, language in mixed(BOOKS)}
        works = {
            titles[0]: add_work(*(records[title] for title in titles), key=titles[0])
            for titles in mixed([["Идиот", "白痴"], ["Бесы"]])
        }
        for owner, title, more in mixed(OFFERS):
            told = {"language": languages.get(title, "rus")} | more
            partners[owner].offers(title, None, records.get(title), **told)
        for owner, want in mixed(WANTS):
            told = dict(want)
            if told.pop("work", False):
                told["work_id"] = works["Идиот"]
            partners[owner].wants(**told)
        tour = Tour(partners["Heihe"].id, deliver)
        tour.joins(*mixed(list(partners.values())))
        tour.turns(AFTER_LISTING)
        return tour

    return write


INPUT_HASH = "fe7cdacbcc1ef42c227e0203df9ad380df1ff12e7da57682b98bb6029801a027"
FILE_HASH = "b202e38ca682d58029a898c8b17652555c38d1a46d01bc6e06e323288d8eb568"
LINES = [
    "amur/00001 heihe/00001",
    "amur/00002 harbin/00001",
    "harbin/00001 magadan/00001",
    "harbin/00002 khabarovsk/00002",
    "heihe/00001 amur/00001",
    "heihe/00002 amur/00002",
    "heihe/00002 khabarovsk/00001",
    "khabarovsk/00001 mohe/00001",
    "khabarovsk/00001 suifenhe/00001",
    "khabarovsk/00002 harbin/00002",
    "magadan/00001 heihe/00002",
    "mohe/00001 tynda/00001",
    "suifenhe/00001 tynda/00002",
    "tynda/00001 suifenhe/00002",
    "tynda/00002 suifenhe/00002",
]
"""Which offer goes to which want, by their public names."""


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_round_depends_on_its_lists_and_its_seed_alone(write_down, order):
    tour = write_down(Random(order))
    with reading() as session:
        gathered = gather(session, session.get_one(Round, tour.id))
    assert input_hash(gathered.market) == INPUT_HASH
    names = pseudonyms_of(gathered.market)
    offers, wants = ({name: public for public, name in each.items()} for each in (names.offers, names.wants))
    result = clear(under_pseudonyms(gathered).market)
    assert result.method is Method.CIRCULATION
    assert sorted(f"{offers[match.offer]} {wants[match.want]}" for match in result.matches) == LINES
    tour.turns(AFTER_CHOICE)
    assert (tour.input_hash, tour.objective, len(tour.lines())) == (result.input_hash, result.objective, len(LINES))
    (lists,) = rows_of(RoundLists)
    assert hashlib.sha256(lists.content.encode()).hexdigest() == FILE_HASH
