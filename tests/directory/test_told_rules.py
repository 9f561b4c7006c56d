"""Nothing is said of a library that nobody has said: how it lends, what it asks, on which days it works."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.directory import queries, services
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary
from library_exchange.loans.queries.copies import other_lenders
from tests.directory.test_directory import BLAGOVESHCHENSK, OPERATOR

FORM = {"loan_days": "45", "transit_days": "20", "mailbox": "mba@amur.example"}
WORDS = {
    "zh": ("尚未说明是否出借、怎样出借", "尚未说明", "借期 45 天", "免费", "邮寄时间", "工作日："),
    "ru": (
        "Ещё не сообщила, выдаёт ли книги и как",
        "ещё не указано",
        "на 45 дней",
        "бесплатно",
        "Пересылка",
        "Рабочие дни:",
    ),
}
"""In each language: what its page and the list say before; lending, fees, post and weekdays, which are said later."""


@pytest.fixture
def amur(web, make_library):
    """The library of Amur, just admitted: it has said nothing of itself. Return its id."""
    make_library()
    with transaction() as session:
        return services.add_library(session, OPERATOR, NewLibrary(**BLAGOVESHCHENSK)).id


def lenders():
    with reading() as session:
        return [each.code for each in other_lenders(session, queries.get_library(session, "heihe"))]


def has_told(library_id):
    with reading() as session:
        library = session.get_one(Library, library_id)
        return library.has_told_rules, library.lends


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_library_just_admitted_is_said_nothing_of_until_it_has_said_it(web, amur, signed_in, language):
    untold, in_list, *told = WORDS[language]
    visitor = web.test_client()
    page = f"/{language}/libraries/amur"
    before = visitor.get(page).text
    assert untold in before
    assert [word for word in told if word in before] == []
    assert in_list in visitor.get(f"/{language}/libraries").text
    admin = signed_in(web, "admin@amur.example", amur, Role.LIBRARY_ADMIN)
    admin.post(f"{page}/edit", data=FORM | {"lends": "y"})
    admin.post(f"{page}/weekdays", data={"day_1": "y"})
    after = visitor.get(page).text
    assert [word for word in told if word not in after] == []
    assert untold not in after
    assert in_list not in visitor.get(f"/{language}/libraries").text


def test_nobody_is_asked_for_a_book_before_it_has_said_that_it_lends(web, amur, signed_in):
    assert lenders() == []
    admin = signed_in(web, "admin@amur.example", amur, Role.LIBRARY_ADMIN)
    admin.post("/ru/libraries/amur/edit", data=FORM | {"lends": "y"})
    assert lenders() == ["amur"]


def test_a_library_that_does_not_lend_says_so_itself_and_no_address_that_the_platform_writes_down_does(
    web, amur, signed_in
):
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    assert platform.post("/ru/libraries/amur/edit", data=FORM).status_code == 302
    assert has_told(amur) == (False, False)
    admin = signed_in(web, "admin@amur.example", amur, Role.LIBRARY_ADMIN)
    admin.post("/ru/libraries/amur/edit", data=FORM)
    assert has_told(amur) == (True, False)


def test_who_admits_a_library_may_know_how_it_lends_and_when_it_works(app):
    told = BLAGOVESHCHENSK | {"lends": True, "loan_days": 20, "open_weekdays": "23456"}
    with transaction() as session:
        library = services.add_library(session, OPERATOR, NewLibrary(**told))
        assert (library.has_told_rules, library.lends, library.loan_days) == (True, True, 20)
        assert (library.has_told_days, library.open_weekdays) == (True, "23456")


def test_a_member_never_lends_by_rules_that_nobody_has_told(app, make_library):
    heihe = make_library()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(Library).where(Library.id == heihe).values(has_told_rules=False))


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "借期和费用由其系统逐笔说明"), ("ru", "срок и плату её система указывает в ответе на каждый заказ")],
)
def test_of_a_library_elsewhere_only_its_own_system_says_how_long_it_lends(web, make_library, language, told):
    make_library("Amur", "RU", is_remote=True, has_told_rules=False, has_told_days=False)
    page = web.test_client().get(f"/{language}/libraries/amur").text
    assert told in page
    assert [word for word in WORDS[language][3:] if word in page] == []
