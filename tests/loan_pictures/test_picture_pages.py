"""Pictures of a loan's book at the doors: two libraries' desks, a stranger's and the reader's, in two languages."""

import io

import lxml.html
import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import event
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core import pictures as files
from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.loan_pictures.queries import pictures_of
from library_exchange.loan_pictures.rules import MOST_OF_A_MOMENT
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import SupplyingState
from tests.makers import NO_PICTURES, photograph

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def shown(desk, no):
    with reading() as session:
        return [(str(each.moment), each.is_own) for each in pictures_of(session, desk._find(session, no))]


@pytest.fixture
def desks(web, heihe, amur, khabarovsk, shipped, at_desk, deliver):
    """The librarians of both libraries and of a third, and the reader, before a book that Heihe has received."""
    heihe.goes(shipped, "receive", deliver)
    reader = at_desk(heihe, Role.READER)
    with transaction() as session:
        her_id = sa.select(col(User.id)).where(col(User.email) == f"{Role.READER}.{heihe.id}@example.org")
        session.get_one(LoanRequest, heihe.loan(shipped).id).reader_id = session.scalar(her_id)
    return {"heihe": at_desk(heihe), "amur": at_desk(amur), "stranger": at_desk(khabarovsk), "reader": reader}


def send(visitor, desk, no, data=b"", language="zh", moment="arriving", name="IMG_0001.jpg"):
    sent = {"moment": moment, "picture": (io.BytesIO(data), name)}
    url = f"/{language}/loans/{desk.loan(no).id}/pictures"
    return visitor.post(url, data=sent, content_type="multipart/form-data")


def place(desk, no, language="zh"):
    return f"/{language}/loans/{desk.loan(no).id}"


def pictures_on(page):
    return [(image.get("src"), image.get("alt")) for image in lxml.html.fromstring(page.text).xpath("//figure//img")]


@pytest.mark.parametrize(
    ("language", "alt", "heading"),
    [
        ("zh", "到馆时，黑河市图书馆，第 1 张", "图书品相"),
        ("ru", "При получении, Библиотека Хэйхэ, снимок 1", "Сохранность книги"),
    ],
)
def test_a_picture_says_its_moment_and_library_to_both_in_the_language_of_each_and_to_nobody_else(
    desks, heihe, amur, shipped, language, alt, heading
):
    whole = io.BytesIO()
    told = Image.Exif()
    told[0x010E] = "Марфа, Марсово поле"
    Image.new("RGB", (600, 400), "teal").save(whole, "JPEG", exif=told)
    answer = send(desks["heihe"], heihe, shipped, whole.getvalue(), language, name="Марфа.jpg")
    assert (answer.status_code, answer.location) == (302, f"{place(heihe, shipped, language)}#condition")
    for name, desk in (("heihe", heihe), ("amur", amur)):
        page = desks[name].get(place(desk, shipped, language))
        assert heading in page.text
        assert "Марфа" not in page.text
        [(src, said)] = pictures_on(page)
        assert said == alt
        for size, most in (("whole", files.KEPT_BYTES), ("small", files.SMALL_BYTES)):
            url = src.replace("small.jpg", f"{size}.jpg")
            answer = desks[name].get(url)
            assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
            assert len(answer.data) <= most
            assert "Марфа".encode() not in answer.data
            assert not Image.open(io.BytesIO(answer.data)).getexif()
            assert answer.headers["Cache-Control"] == "no-store"
            for other in {"heihe", "amur", "stranger", "reader"} - {name}:
                assert desks[other].get(url).status_code == 404
        assert desks[name].get(src.replace("small.jpg", "other.jpg")).status_code == 404
    readers = desks["reader"].get(place(heihe, shipped, language))
    assert readers.status_code == 200
    assert heading not in readers.text
    assert pictures_on(readers) == []


def test_only_who_showed_it_takes_a_picture_back_and_is_asked_first(desks, heihe, amur, shipped):
    send(desks["heihe"], heihe, shipped, photograph())
    [(src, _alt)] = pictures_on(desks["heihe"].get(place(heihe, shipped)))
    number = src.split("/")[-2]
    own, theirs = (f"{place(desk, shipped)}/pictures/{number}/remove" for desk in (heihe, amur))
    assert own in desks["heihe"].get(place(heihe, shipped)).text
    assert theirs not in desks["amur"].get(place(amur, shipped)).text
    assert desks["amur"].post(theirs, data={"sure": "yes"}).status_code == 403
    for who in ("reader", "stranger", "amur"):
        assert desks[who].post(own, data={"sure": "yes"}).status_code == 404
    asked = desks["heihe"].post(own)
    assert asked.status_code == 200
    assert "图片将对双方删除" in asked.text
    assert len(shown(amur, shipped)) == 1
    assert desks["heihe"].post(own, data={"sure": "yes"}).status_code == 302
    assert shown(amur, shipped) == []
    assert desks["heihe"].post(own, data={"sure": "yes"}).status_code == 404


@pytest.mark.parametrize(("language", "data", "name", "said"), NO_PICTURES)
def test_what_is_no_picture_is_refused_beside_its_field(desks, heihe, shipped, language, data, name, said):
    answer = send(desks["heihe"], heihe, shipped, data, language, name=name)
    assert answer.status_code == 422
    tree = lxml.html.fromstring(answer.text)
    [field] = tree.xpath("//details[@open]//input[@type='file'][@aria-invalid='true']")
    assert said in tree.xpath(f"//*[@id='{field.get('aria-describedby').split()[0]}']")[0].text_content()
    assert tree.xpath(f"//*[@role='alert']//a[@href='#{field.get('id')}']")
    assert shown(heihe, shipped) == []


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "已添加 4 张图片，已达上限"), ("ru", "к этому моменту: 4. Больше нельзя")]
)
def test_one_picture_too_many_is_refused_beside_the_choice_of_the_moment(desks, heihe, shipped, language, said):
    for _ in range(MOST_OF_A_MOMENT):
        assert send(desks["heihe"], heihe, shipped, photograph()).status_code == 302
    page = lxml.html.fromstring(desks["heihe"].get(place(heihe, shipped)).text)
    assert page.xpath("//select[@name='moment']/option/@value") == ["going_back"]
    answer = send(desks["heihe"], heihe, shipped, photograph(), language)
    assert answer.status_code == 422
    tree = lxml.html.fromstring(answer.text)
    [field] = tree.xpath("//details[@open]//select[@name='moment'][@aria-invalid='true']")
    assert said in tree.xpath(f"//*[@id='{field.get('aria-describedby').split()[0]}']")[0].text_content()
    assert len(shown(heihe, shipped)) == MOST_OF_A_MOMENT


def test_a_limit_is_told_where_the_page_has_no_form_any_more(desks, heihe, amur, shipped, deliver):
    heihe.goes(shipped, "check_out patron_returned ship_return", deliver)
    for _ in range(MOST_OF_A_MOMENT):
        send(desks["heihe"], heihe, shipped, photograph(), moment="going_back")
    answer = send(desks["heihe"], heihe, shipped, photograph(), moment="going_back")
    tree = lxml.html.fromstring(answer.text)
    assert answer.status_code == 422
    assert tree.xpath("//select[@name='moment']") == []
    assert "已达上限" in tree.xpath("//*[@role='alert']")[0].text_content()
    assert tree.xpath("//*[@role='alert']//a") == []


@pytest.mark.parametrize(("language", "said"), [("zh", "不能添加“寄出时”的图片"), ("ru", "«При отправке» сейчас")])
def test_a_moment_that_is_past_is_refused_with_where_the_request_stands(desks, amur, shipped, language, said):
    answer = send(desks["amur"], amur, shipped, photograph(), language, moment="leaving")
    assert answer.status_code == 409
    assert said in answer.text


def test_a_moment_that_nobody_knows_is_refused(desks, heihe, shipped):
    assert send(desks["heihe"], heihe, shipped, photograph(), moment="yesterday").status_code == 422
    assert shown(heihe, shipped) == []


def test_the_reader_and_strangers_find_no_door_to_pictures(desks, heihe, amur, shipped):
    for who in ("reader", "stranger"):
        for desk in (heihe, amur):
            assert send(desks[who], desk, shipped, photograph()).status_code == 404
    assert shown(heihe, shipped) == []


def test_a_request_without_a_book_on_its_way_says_nothing_of_its_condition(heihe, amur, at_desk, deliver):
    no = heihe.is_asked_for(TITLE)
    ours, theirs = at_desk(heihe), at_desk(amur)
    assert "图书品相" not in ours.get(place(heihe, no)).text
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    assert "图书品相" in theirs.get(place(amur, no)).text
    assert "图书品相" not in ours.get(place(heihe, no)).text


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "已报告破损。请添加图片"), ("ru", "Сообщено о повреждении. Приложите снимок")]
)
def test_who_reports_damage_is_led_to_its_pictures(desks, heihe, shipped, language, said):
    loan = heihe.loan(shipped)
    given = {"version": loan.version, "damage": "wet", "sure": "yes"}
    answer = desks["heihe"].post(f"/{language}/loans/{loan.id}/report_damage", data=given)
    assert (answer.status_code, answer.location) == (302, f"/{language}/loans/{loan.id}#condition")
    page = lxml.html.fromstring(desks["heihe"].get(place(heihe, shipped, language)).text)
    section = page.xpath("//section[@aria-labelledby='condition']")[0]
    assert said in section.text_content()
    assert section.xpath("./details[@open]//input[@type='file']")
    send(desks["heihe"], heihe, shipped, photograph(), language)
    page = lxml.html.fromstring(desks["heihe"].get(place(heihe, shipped, language)).text)
    assert page.xpath("//section[@aria-labelledby='condition']/details/@open") == []


def test_the_lender_is_led_there_when_the_book_came_back_damaged(desks, heihe, amur, shipped, deliver):
    heihe.goes(shipped, "ship_return", deliver)
    loan = amur.loan(shipped)
    given = {"version": loan.version, "damage": "torn", "sure": "yes"}
    answer = desks["amur"].post(f"/ru/loans/{loan.id}/check_in_damaged", data=given)
    assert answer.location == f"/ru/loans/{loan.id}#condition"
    other = desks["heihe"].get(place(heihe, shipped))
    assert other.status_code == 200
    assert amur.loan(shipped).stands is SupplyingState.DAMAGE_CLAIMED


def test_a_page_costs_as_many_queries_with_many_pictures_as_with_one(desks, heihe, amur, shipped):
    def cost():
        asked = []

        def note(_connection, _cursor, statement, *_more):
            asked.append(statement)

        desks["heihe"].get(place(heihe, shipped))
        sa.event.listen(database().engine, "before_cursor_execute", note)
        assert desks["heihe"].get(place(heihe, shipped)).status_code == 200
        event.remove(database().engine, "before_cursor_execute", note)
        return sum("FROM loan_picture" in each for each in asked), len(asked)

    send(desks["heihe"], heihe, shipped, photograph())
    few = cost()
    for moment in ("arriving", "arriving", "going_back", "going_back", "going_back"):
        send(desks["heihe"], heihe, shipped, photograph(), moment=moment)
    assert len(shown(heihe, shipped)) == 6
    assert few[0] == 1
    assert cost() == few


@pytest.mark.parametrize(
    ("language", "summary", "told"),
    [("zh", "书到了，但有破损", "已签收，并已向对方馆"), ("ru", "Книга пришла повреждённой", "Получение записано")],
)
def test_beside_receive_a_librarian_tells_that_the_book_has_come_damaged_and_is_led_to_its_pictures(
    heihe, amur, shipped, at_desk, deliver, language, summary, told
):
    visitor, where = at_desk(heihe), place(heihe, shipped, language)
    assert summary in visitor.get(where).text
    assert "arrived-damage" in visitor.post(f"{where}/arrived-damaged", data={"damage": ""}).text
    old = visitor.post(f"{where}/arrived-damaged", data={"damage": "torn", "version": 1})
    assert (old.status_code, heihe.loan(shipped).state) == (409, "shipped")
    answer = visitor.post(f"{where}/arrived-damaged", data={"damage": "torn"})
    assert (answer.status_code, answer.location) == (302, f"{where}#condition")
    page = visitor.get(where).text
    assert told in page
    assert "arrived-damaged" not in page
    deliver()
    assert (amur.loan(shipped).state, amur.loan(shipped).damage) == ("on_loan", "torn")
