"""Loans beside the usual way, each library in its own language: copies, losses, at home, with the keyboard alone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from playwright.sync_api import expect
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.directory.models import Library
from library_exchange.loans.services import night
from tests.journeys.conftest import admit
from tests.journeys.desks import AMUR, HARBIN, HEIHE, KHABAROVSK, SAYS, open_request
from tests.journeys.keyboard import Typist
from tests.loans.conftest import Desk

pytestmark = pytest.mark.browser

TALES = "Сказки таёжной реки"
CHRONICLE = "黑龙江流域编年史"
PASSES = "Перевалы Сихотэ-Алиня"
SONGS = "松花江民歌"
RIVER = "Лоция Амура"
SCAN = b"%PDF-1.4\n% twelve pages\n%%EOF\n"
LENT_DAYS_AGO = 80
"""Lent so long ago that the last letter about the book is due."""


# The world ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def records():
    """The titles of the catalogue and their ids."""
    return {}


def _desk(side, records):
    with reading() as session:
        home = session.scalars(sa.select(col(Library.id)).where(col(Library.code) == side.library)).one()
        ids = dict(session.execute(sa.select(col(User.email), col(User.id))).all())
    return Desk(home, ids[side.librarian], ids.get(side.reader), records)


def _stock(records):
    """Put a book of each library into the catalogue, of which one has been lent and not brought back."""
    heihe, amur, khabarovsk, harbin = (_desk(side, records) for side in (HEIHE, AMUR, KHABAROVSK, HARBIN))
    held = ((amur, TALES), (amur, RIVER), (heihe, CHRONICLE), (khabarovsk, PASSES), (harbin, SONGS))
    for library, title in held:
        library.holds(title)
    with time_machine.travel(now() - timedelta(days=LENT_DAYS_AGO)):
        no = amur.requests(CHRONICLE, of=heihe)
        outbox.drain(database())
        for library, action in ((heihe, "will_supply"), (heihe, "found"), (heihe, "ship"), (amur, "receive")):
            library.does(action, no, **({"method": "post"} if action == "ship" else {}))
            outbox.drain(database())
        amur.does("check_out", no)
    for verb in night.VERBS.values():
        with transaction() as session:
            verb(session, now())


@pytest.fixture(scope="module")
def house(serve, sqlite_template, tmp_path_factory, records):
    """A house of four libraries and five books, of which one is long overdue."""
    instance = tmp_path_factory.mktemp("loans-house")
    admit(sqlite_template, instance, lambda: _stock(records))
    return serve(instance)


def home_of(person):
    """Return the page that `person` has open, without its language, to come back to it."""
    return person.page.url.removeprefix(f"{person.house.url}/{person.language}").partition("?")[0]


# Copies of pages ------------------------------------------------------------------------------------------------------


def test_pages_are_asked_for_scanned_opened_and_counted(house, make_person, records):
    wang = make_person(house, "zh", HEIHE.reader)
    li = make_person(house, "zh", HEIHE.librarian)
    anna = make_person(house, "ru", AMUR.librarian)
    wang.opens(f"/r/{records[TALES]}")
    wang.follows("申请馆际互借")
    wang.presses("申请文献传递（复制部分页面）")
    wang.writes("页码", "12-27")
    wang.page.get_by_label("本人为个人学习、研究或者欣赏").check()
    wang.presses(SAYS["zh"]["submit"])
    wang.sees(TALES, "12-27", "本馆正在处理")
    request = home_of(wang)

    open_request(li, TALES, "待批准")
    own_page = home_of(li)
    li.sees("文献传递", "12-27")
    li.chooses("向哪家图书馆申请", AMUR.in_chinese)
    li.presses("发出申请")

    # The other library promises the pages, and hands their scan over.
    told = house.waits_for_mail(AMUR.mailbox, "Новый заказ", TALES, "12-27")
    assert HEIHE.reader not in str(told)
    open_request(anna, TALES, "новый заказ")
    anna.sees("копия страниц", "12-27")

    # What she has begun to write is not lost by the button of a step beside it: she is asked, and stays.
    asked = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    anna.page.once("dialog", stay)
    anna.unfolds("Своими словами")
    anna.writes("Своими словами", "Страницы 12 нет.")
    anna.presses("Предоставим")
    assert ["ещё не отправлено" in question for question in asked] == [True]
    expect(anna.page.get_by_label("Своими словами")).to_have_value("Страницы 12 нет.")
    anna.writes("Своими словами", "")
    anna.presses("Предоставим")
    anna.presses("Книга найдена")
    wang.opens(request)
    wang.waits_to_see("正在复制")
    scan = anna.page.get_by_label("Скан страниц")
    scan.set_input_files({"name": "скан.pdf", "mimeType": "application/pdf", "buffer": SCAN})
    anna.presses("Приложить скан")
    anna.sees("скан.pdf")
    anna.presses("Передать скан")
    anna.sees("копия страниц отправлена")

    # The reader is told, opens it by its link, and is content.
    told = house.waits_for_mail(HEIHE.reader, "您申请的复制件已到", TALES)
    assert "/copies/" not in told.get_content()
    wang.opens(request)
    wang.waits_to_see("您的复制件已到")
    wang.sees("已打开 0 次")
    with wang.page.expect_download() as coming:
        wang.presses("打开复制件")
    assert "/copies/" in coming.value.url
    assert coming.value.path().read_bytes() == SCAN
    wang.opens(request)
    wang.sees("已打开 1 次")
    wang.presses("复制件无误")
    wang.says_yes()
    wang.sees("已送达")
    li.opens(own_page)
    li.sees("申请已结束", "页面复制件已打开")
    for librarian, counted in (
        (li, "申请 1 件，其中已提供复制件 1 件"),
        (anna, "заказов — 1, из них доставлено — 1"),
    ):
        librarian.opens("/staff/figures")
        librarian.sees(counted)


# A book that does not come back ---------------------------------------------------------------------------------------


def test_a_book_that_no_letter_brings_back_is_reported_lost_and_settled(house, make_person):
    ivan = make_person(house, "ru", AMUR.reader)
    anna = make_person(house, "ru", AMUR.librarian)
    li = make_person(house, "zh", HEIHE.librarian)

    # Each is reminded in her own language: reader, borrowing and lending library.
    house.waits_for_mail(AMUR.reader, "Срок возврата книги истёк", CHRONICLE)
    house.waits_for_mail(AMUR.mailbox, "Просрочено", CHRONICLE, HEIHE.in_russian)
    told = house.waits_for_mail(HEIHE.mailbox, "逾期四周", CHRONICLE, AMUR.in_chinese)
    assert AMUR.reader not in str(told)
    ivan.opens("/loans")
    ivan.sees(CHRONICLE, "Просрочена")

    # The reader has lost it: her library says so, and the lender settles it with her.
    open_request(anna, CHRONICLE, "у читателя")
    own_page = home_of(anna)
    anna.unfolds("Другой случай")
    anna.presses("Сообщить об утрате")
    anna.sees("договорится с вами о возмещении")
    anna.says_yes()
    anna.sees("сообщено об утрате")
    house.waits_for_mail(HEIHE.mailbox, "报告遗失", CHRONICLE, AMUR.in_chinese)
    open_request(li, CHRONICLE, "对方馆报失")
    their_page = home_of(li)
    li.chooses("处理结果", "已赔同种图书")
    li.presses("已处理完毕")
    li.says_yes()
    li.sees("遗失", "已赔同种图书", "申请已结束")

    # Both sides are closed and say how; nobody has anything to do with it any more.
    house.waits_for_mail(AMUR.mailbox, "Утрата книги урегулирована", CHRONICLE)
    anna.opens(own_page)
    anna.waits_to_see("Заменена другим экземпляром")
    anna.sees("утрачена", "Заказ закрыт")
    for librarian in (anna, li):
        librarian.opens("/staff")
        assert CHRONICLE not in librarian.text
    li.opens(their_page)
    li.sees("申请已结束")


# Within one country ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "lender", "title", "wet"),
    [(HEIHE, HARBIN, SONGS, "水渍"), (AMUR, KHABAROVSK, PASSES, "Следы воды")],
    ids=["in_china", "in_russia"],
)
def test_a_book_of_the_same_country_arrives_wet_and_goes_back(house, make_person, records, home, lender, title, wet):
    says = SAYS[home.language]
    reader = make_person(house, home.language, home.reader)
    ours = make_person(house, home.language, home.librarian)
    theirs = make_person(house, home.language, lender.librarian)
    reader.opens(f"/r/{records[title]}")
    reader.follows(says["request"])
    reader.presses(says["submit"])
    request = home_of(reader)

    open_request(ours, title, says["review"])
    own_page = home_of(ours)
    ours.chooses(says["library"], lender.name_in(home.language))
    ours.presses(says["send"])
    open_request(theirs, title, says["new"])
    their_page = home_of(theirs)
    theirs.presses(says["will_supply"])
    theirs.presses(says["found"])
    theirs.chooses(says["method"], says["post"])
    assert says["border_papers"] not in theirs.text  # no border, no papers for it
    theirs.presses(says["ship"])
    theirs.sees(says["shipped"])

    # It arrives wet: the lender hears of it before the reader has the book.
    open_request(ours, title, says["on_way"])
    ours.presses(says["receive"])
    ours.unfolds(says["something_else"])
    ours.unfolds(says["report_damage"])
    ours.chooses(says["damage"], wet)
    ours.presses(says["report_damage"])
    ours.says_yes()
    ours.sees(says["damage_reported"], wet)
    house.waits_for_mail(lender.mailbox, title, wet)
    ours.presses(says["check_out"])
    reader.opens(request)
    reader.sees(says["reader_has_it"])
    ours.presses(says["patron_returned"])
    ours.chooses(says["method"], says["post"])
    ours.presses(says["send_back"])
    ours.sees(says["returning"])

    theirs.opens(their_page)
    theirs.waits_to_see(says["check_in"])
    theirs.sees(wet)
    theirs.presses(says["check_in"])
    theirs.sees(says["completed"])
    ours.opens(own_page)
    ours.waits_to_see(says["completed"])


# Hands on the keyboard ------------------------------------------------------------------------------------------------


def picks(librarian, title, state):
    """Have the librarian go down her list to the request of `title`, and open its page."""
    librarian.opens("/staff")
    librarian.waits_to_see(title)
    row = librarian.page.locator("tr", has_text=title)
    assert state in row.inner_text()
    librarian.goes_to(row.locator(".ti a").first)
    if "/loans/" not in librarian.page.url:  # it stands beside the list, if there is room
        librarian.goes_to(librarian.page.locator("aside a[href*='/loans/']").first)


def test_a_whole_loan_is_done_with_the_keyboard_alone(house, make_person, records):
    ours, theirs = SAYS["zh"], SAYS["ru"]
    wang = make_person(house, "zh", HEIHE.reader, works=Typist)
    li = make_person(house, "zh", HEIHE.librarian, works=Typist)
    anna = make_person(house, "ru", AMUR.librarian, works=Typist)
    wang.opens(f"/r/{records[RIVER]}")
    wang.follows(ours["request"])
    wang.presses(ours["submit"])
    wang.sees(RIVER, ours["reader_review"])

    picks(li, RIVER, ours["review"])
    li.chooses(ours["library"], AMUR.in_chinese)
    li.presses(ours["send"])
    li.sees(ours["sent"])
    picks(anna, RIVER, theirs["new"])
    anna.presses(theirs["will_supply"])
    anna.presses(theirs["found"])
    anna.unfolds(theirs["ship_without"])
    anna.chooses(theirs["method"], theirs["post"])
    anna.writes(theirs["tracking"], "rb123456785ru")
    anna.presses(theirs["ship_without"])
    anna.says_yes()
    anna.sees(theirs["shipped"], "RB123456785RU")

    picks(li, RIVER, ours["on_way"])
    for step in ("receive", "check_out", "patron_returned"):
        li.presses(ours[step])
    li.unfolds(ours["send_back_without"])
    li.chooses(ours["method"], ours["post"])
    li.presses(ours["send_back_without"])
    li.says_yes()
    li.sees(ours["returning"])
    picks(anna, RIVER, theirs["returning"])
    anna.presses(theirs["check_in"])
    anna.sees(theirs["completed"])
    wang.follows("我的申请")
    wang.sees(ours["reader_returned"])
