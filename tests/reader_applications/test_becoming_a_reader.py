"""A visitor becomes a reader of a library that she chose: she asks, confirms her address, and the library decides."""

import re
from datetime import timedelta
from html import unescape

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import select

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.reader_applications import queries
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import CONFIRM_WITHIN, MOST_WAITING, Reason
from library_exchange.reader_applications.schemas import Admission, NewReader, Refusal
from library_exchange.reader_applications.services import asking, deciding
from tests.reader_applications.conftest import VERA, state_of

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.fixture
def amur(web, make_library):
    return make_library("Amur")


@pytest.fixture
def desk(web, amur, signed_in):
    """A librarian of the Amur library in front of her browser."""
    return signed_in(web, "olga@amur.example", amur, Role.LIBRARIAN)


def count():
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ReaderApplication))


def clerk_of(library_id):
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARIAN}))


def link_in(mail, part):
    return next(path for path in LINK.findall(mail.get_content()) if part in path)


def test_a_visitor_whose_keyboard_was_left_in_russian_is_asked_before_a_letter_goes_nowhere(web, amur, visitor):
    browser, given = visitor(web), VERA | {"email": "вера@amur.example"}
    assert "буквы двух алфавитов" in browser.post("/ru/become-a-reader", data=given).text
    assert count() == 0
    assert browser.post("/ru/become-a-reader", data=given | {"sure": "yes"}).status_code == 302
    assert count() == 1


@pytest.mark.parametrize(
    ("language", "subject", "waits", "make"),
    [
        ("ru", "Подтвердите запись", "1 человек хочет стать читателем", "Записать читателем"),
        ("zh", "请确认：您申请成为", "1人申请成为读者", "接收为读者"),
    ],
)
def test_a_visitor_asks_confirms_and_is_taken_in(web, amur, desk, visitor, letters, language, subject, waits, make):
    browser = visitor(web)
    answer = browser.post(f"/{language}/become-a-reader", data=VERA, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, f"/{language}/become-a-reader/sent")
    (mail,) = letters(VERA["email"])
    assert subject in mail["Subject"]
    link = link_in(mail, "/become-a-reader/confirm/")
    assert VERA["name"] not in browser.get(link).text, "the page behind the link tells nothing of a person"
    assert waits not in text_of(desk.get(f"/{language}/staff")), "nobody sees what nobody has confirmed"
    browser.post(link)
    assert waits in text_of(desk.get(f"/{language}/staff"))
    page = desk.get(f"/{language}/staff/reader-applications/1")
    for told in (VERA["name"], VERA["email"], VERA["words"], make):
        assert told in text_of(page)
    desk.post(
        f"/{language}/staff/reader-applications/1/admit", data={"card_no": "Ч-77", "phone": "22-22", "sure": "yes"}
    )
    with reading() as session:
        user = session.scalars(select(User).where(User.email == VERA["email"])).one()
        membership = session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    assert (user.name, user.language) == (VERA["name"], language)
    assert (membership.role, membership.card_no, membership.phone) == (Role.READER, "Ч-77", "22-22")
    assert not membership.is_open, "she asked herself and need not accept anything more"
    welcome = letters(VERA["email"])[-1]
    chosen = browser.get(link_in(welcome, "/invitation/"), follow_redirects=True)
    assert 'type="password"' in chosen.text


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_desk_gets_a_letter_once_the_address_is_confirmed_which_names_nobody(
    web, make_library, ask, letters, language
):
    make_library("Amur", language=language)
    number = ask(is_confirmed=False)
    assert letters("ill@amur.example") == []
    with transaction() as session:
        asking.confirm(session, session.get_one(ReaderApplication, number), now())
    (mail,) = letters("ill@amur.example")
    assert {"zh": "有人申请成为", "ru": "хочет стать вашим читателем"}[language] in mail["Subject"]
    assert f"/{language}/staff/reader-applications/{number}" in mail.get_content()
    for told in (VERA["name"], VERA["email"], VERA["card_no"], VERA["words"]):
        assert told not in f"{mail['Subject']} {mail.get_content()}"


def test_a_library_says_why_it_does_not_take_somebody_in(desk, ask, letters):
    number = ask()
    url = f"/ru/staff/reader-applications/{number}/decline"
    refused = desk.post(url, data={"reason": "other"})
    assert refused.status_code == 422
    assert "Коротко объясните почему." in text_of(refused)
    assert "Обратившийся получит письмо" in text_of(desk.post(url, data={"reason": "not_ours"}))
    assert state_of(number) == "waiting", "it is asked first"
    desk.post(url, data={"reason": "not_ours", "words": "Вам ближе в Тынде.", "sure": "yes"})
    told = letters(VERA["email"])[-1].get_content()
    assert "читателей своего города" in told
    assert "Вам ближе в Тынде." in told
    assert "отказано" in text_of(desk.get(f"/ru/staff/reader-applications/{number}"))


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_decline_without_a_reason_leaves_what_was_typed_about_the_card(desk, ask, language):
    url = f"/{language}/staff/reader-applications/{ask()}"
    page = lxml.html.fromstring(desk.get(url).text)
    (button,) = page.xpath("//button[contains(@formaction, '/decline')]")
    sent = {field.name: field.value or "" for field in next(button.iterancestors("form")).inputs if field.name}
    sent |= {"card_no": "Ч-70", "phone": "22-22", "words": "Позвоните нам."}
    refused = desk.post(button.get("formaction"), data=sent)
    assert refused.status_code == 422
    (card,) = lxml.html.fromstring(refused.text).xpath("//input[@name='card_no']")
    fields = {field.name: field.value for field in next(card.iterancestors("form")).inputs if field.name}
    assert (fields["card_no"], fields["phone"], fields["words"].strip()) == ("Ч-70", "22-22", "Позвоните нам.")


def test_a_decline_that_tells_nothing_of_the_card_leaves_that_of_the_application(desk, ask):
    refused = desk.post(f"/ru/staff/reader-applications/{ask()}/decline", data={"reason": ""})
    assert lxml.html.fromstring(refused.text).xpath("//input[@name='card_no']/@value") == [VERA["card_no"]]


def test_a_card_of_another_reader_is_refused_at_its_field(desk, ask, amur, make_person):
    make_person("an@amur.example", amur, card_no="Ч-7", name="Анна")
    number = ask()
    answer = desk.post(f"/ru/staff/reader-applications/{number}/admit", data={"card_no": "Ч-7", "sure": "yes"})
    assert answer.status_code == 422
    assert "Анна" in text_of(answer)
    assert state_of(number) == "waiting"


def test_a_namesake_among_the_readers_is_shown_before_it_is_decided(desk, ask, amur, make_person):
    make_person("vp@amur.example", amur, card_no="Б-1", name=VERA["name"])
    page = text_of(desk.get(f"/ru/staff/reader-applications/{ask()}"))
    assert "уже есть читатель с таким именем" in page
    assert "vp@amur.example" in page


def test_who_has_an_account_elsewhere_keeps_it_and_nothing_tells_so(web, amur, make_library, make_person, ask, letters):
    other = make_person(VERA["email"], make_library("Heihe"), name="Вера")
    number = ask()
    with transaction() as session:
        row = session.get_one(ReaderApplication, number)
        deciding.admit(session, clerk_of(amur), row, Admission(card_no="1"), now())
    with reading() as session:
        roles = session.scalars(select(Membership.library_id).where(Membership.user_id == other)).all()
        assert session.get_one(User, other).name == "Вера"
    assert len(roles) == 2
    confirm, welcome = letters(VERA["email"])
    assert "Вера Пробная" in confirm.get_content()
    assert "/login" in welcome.get_content()


def test_only_the_chosen_library_sees_and_decides(amur, ask, make_library):
    number, stranger = ask(), clerk_of(make_library("Heihe"))
    with transaction() as session:
        row = session.get_one(ReaderApplication, number)
        with pytest.raises(Forbidden):
            deciding.decline(session, stranger, row, Refusal(reason=Reason.NOT_OURS), now())
        with pytest.raises(Conflict):
            asking.confirm(session, row, now())
    with reading() as session:
        waiting = session.execute(queries.at_library(stranger.library_id, now().date())).all()
    assert waiting == []


def test_a_link_that_is_too_old_confirms_nothing(web, amur, ask, letters, visitor):
    number = ask(at=now() - CONFIRM_WITHIN - timedelta(minutes=1), is_confirmed=False)
    (mail,) = letters(VERA["email"])
    answer = visitor(web).post(link_in(mail, "/become-a-reader/confirm/"))
    assert (answer.status_code, state_of(number)) == (409, "unconfirmed")


def test_nobody_is_flooded_with_letters_and_the_answer_is_the_same(web, amur, visitor, letters):
    browser = visitor(web)
    answers = {browser.post("/ru/become-a-reader", data=VERA).location for _time in range(MOST_WAITING + 2)}
    assert answers == {"/ru/become-a-reader/sent"}
    assert len(letters(VERA["email"])) == MOST_WAITING


def test_a_robot_that_fills_in_the_hidden_field_writes_nothing(web, amur, visitor):
    answer = visitor(web).post("/ru/become-a-reader", data=VERA | {"leave_empty": "buy"})
    assert (answer.location, count()) == ("/ru/become-a-reader/sent", 0)


def test_a_library_that_switched_it_off_is_not_offered_and_cannot_be_asked(web, amur, visitor):
    browser = visitor(web)
    assert 'value="amur"' in browser.get("/ru/become-a-reader").text
    assert "Стать читателем этой библиотеки" in browser.get("/ru/libraries/amur").text
    with transaction() as session:
        session.get_one(Library, amur).takes_reader_applications = False
    assert 'value="amur"' not in browser.get("/ru/become-a-reader").text
    assert "Стать читателем этой библиотеки" not in browser.get("/ru/libraries/amur").text
    with pytest.raises(InvalidInput), transaction() as session:
        asking.ask(session, ANONYMOUS, NewReader.model_validate(VERA), "ru", now())
    assert count() == 0


def test_the_form_is_found_from_sign_in_and_library_and_chosen_there(web, amur, visitor):
    browser = visitor(web)
    assert 'href="/ru/become-a-reader"' in browser.get("/ru/login").text
    assert 'href="/ru/become-a-reader?library=amur"' in browser.get("/ru/libraries/amur").text
    assert 'value="amur" selected' in browser.get("/ru/become-a-reader?library=amur").text


def test_a_refused_form_keeps_what_was_typed(web, amur, visitor):
    answer = visitor(web).post("/ru/become-a-reader", data=VERA | {"email": "no address"})
    assert answer.status_code == 422
    for kept_text in ('value="Вера Пробная"', "Я студентка.", 'value="amur" selected'):
        assert kept_text in answer.text
