"""A library whose name lacks the other language asks a partner that speaks it; what it writes itself counts first."""

import html

import pytest

from library_exchange.core import bilingual
from library_exchange.core.actor import Role
from library_exchange.core.bilingual import Place
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.correspondence import translation_queries
from library_exchange.correspondence.services import translation_requests
from library_exchange.directory.models import Library
from library_exchange.directory.texts import NAMES_KIND
from library_exchange.library_names.queries import find_partner

NAME = "Библиотека города Хэйхэ"


@pytest.fixture
def nameless(pair):
    """Heihe has no Russian name of its own: a rule made one; nobody wrote its town in Russian."""
    with transaction() as session:
        library = session.get_one(Library, pair.heihe.id)
        library.proposed_names, library.unwritten_names = ["name_ru", "name_en"], ["city_ru"]
    return pair


def lacking(pair):
    with reading() as session:
        return [half.place for half in bilingual.TEXTS.find(NAMES_KIND).lacking(session, str(pair.heihe.id))]


def asks(pair, by=None):
    with transaction() as session:
        who = (by or pair.heihe).librarian
        return translation_requests.ask_for_translation(session, who, NAMES_KIND, str(pair.heihe.id), pair.at)


def writes(pair, text):
    with transaction() as session:
        number = str(pair.heihe.id)
        asked = translation_queries.open_requests(session, NAMES_KIND, number)
        given = {one.id: text for one in asked}
        translation_requests.translate(session, pair.amur.librarian, NAMES_KIND, number, given, pair.at)


def heihe(pair):
    with reading() as session:
        return session.get_one(Library, pair.heihe.id)


def test_what_a_rule_made_lacks_a_persons_word_as_what_nobody_wrote_does(nameless):
    assert lacking(nameless) == [Place(0, "name", "ru"), Place(0, "city", "ru")]


def test_a_library_with_all_its_names_lacks_nothing(pair):
    assert lacking(pair) == []


def test_a_partner_with_an_agreement_is_asked_and_its_answer_is_the_name(nameless):
    nameless.agrees()
    asks(nameless)
    writes(nameless, NAME)
    found = heihe(nameless)
    assert (found.name_ru, found.city_ru) == (NAME, NAME)
    assert (found.proposed_names, found.unwritten_names) == (["name_en"], [])
    assert lacking(nameless) == []


def test_without_a_partner_on_the_other_side_nobody_is_asked(nameless, make_library):
    make_library("Suihua")
    with pytest.raises(NotFound):
        asks(nameless)
    with reading() as session:
        assert find_partner(session, heihe(nameless)) is None


def test_only_its_own_staff_asks_for_a_name(nameless):
    nameless.agrees()
    with pytest.raises(NotFound):
        asks(nameless, nameless.amur)


def test_what_the_library_wrote_itself_meanwhile_is_not_overwritten(nameless):
    with transaction() as session:
        session.get_one(Library, nameless.heihe.id).proposed_names = []
    told = {Place(0, "name", "ru"): NAME}
    with transaction() as session, pytest.raises(Conflict):
        texts = bilingual.TEXTS.find(NAMES_KIND)
        texts.fill_in(session, nameless.amur.librarian, str(nameless.heihe.id), told, nameless.at)


@pytest.mark.parametrize(("language", "ask"), [("zh", "请对方馆补写"), ("ru", "Попросить партнёра")])
def test_the_page_of_names_has_the_button_and_saving_them_ends_the_request(app, nameless, signed_in, language, ask):
    nameless.agrees()
    desk = signed_in(app, "admin@heihe.example", nameless.heihe.id, Role.LIBRARY_ADMIN)
    path = f"/{language}/libraries/{heihe(nameless).code}/names"
    assert ask in html.unescape(desk.get(path).text)
    asks(nameless)
    assert ask not in html.unescape(desk.get(path).text)
    names = {f"{what}_{code}": f"{what} {code}" for what in ("name", "city") for code in ("zh", "ru", "en")}
    assert desk.post(path, data=names | {"timezone": "Asia/Shanghai", "language": "zh"}).status_code == 302
    with reading() as session:
        assert translation_queries.open_requests(session, NAMES_KIND, str(nameless.heihe.id)) == []
