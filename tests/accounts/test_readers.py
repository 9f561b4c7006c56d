"""Readers at the desk: every librarian adds and corrects those of her own library, and nobody but readers."""

import re
from html import unescape

import pytest
from sqlmodel import col, select

from library_exchange.accounts import queries, services
from library_exchange.accounts.browsers import named
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.schemas import Correction, Invitation
from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.mail import delivery
from library_exchange.mail.models import Mail
from library_exchange.new_requests.schemas import ForReader
from library_exchange.notifications.services import notify_person
from library_exchange.reader_applications.schemas import Admission, NewReader
from library_exchange.web.forms import parse
from tests.accounts.test_people import accepts, admin_of, last_letter, link_in

DU = {"name": "Дуня Пробная", "language": "ru"}


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def user_called(name):
    with reading() as session:
        return session.scalars(select(User).where(User.name == name)).one()


def membership_of(user_id):
    with reading() as session:
        return session.scalars(select(Membership).where(Membership.user_id == user_id)).one()


@pytest.fixture
def heihe(web, make_library):
    return make_library("Heihe")


@pytest.fixture
def desk(web, heihe, signed_in):
    """A librarian of Heihe, no administrator, in front of her browser."""
    return signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)


def test_a_librarian_adds_a_reader_without_an_e_mail_who_belongs_to_the_library_at_once(web, heihe, desk):
    assert desk.post("/ru/readers/new", data=DU | {"card_no": "Б-7"}).location == "/ru/readers"
    user = user_called(DU["name"])
    membership = membership_of(user.id)
    assert (user.email, user.password) == (None, None)
    assert (membership.role, membership.is_open, membership.card_no) == (Role.READER, False, "Б-7")
    shown = text_of(desk.get("/ru/readers"))
    for told in (DU["name"], "Б-7", "нет эл. почты: сообщать по телефону", "у стойки"):
        assert told in shown
    with reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
        (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.user_id, entry.library_id, entry.facts) == ("add_reader", 1, heihe, {"role": "reader"})


def test_a_librarian_invites_a_reader_and_never_anybody_else(web, heihe, desk, deliver):
    sent = DU | {"email": "du@heihe.example", "role": "library_admin"}
    assert desk.post("/ru/readers/new", data=sent).status_code == 302
    assert membership_of(2).role is Role.READER, "a role that somebody writes into the form counts for nothing"
    assert link_in(last_letter(deliver)).startswith("/ru/invitation/")
    librarian = Actor("person", library_id=heihe, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    for role in (Role.LIBRARIAN, Role.LIBRARY_ADMIN):
        with pytest.raises(Forbidden), transaction() as session:
            services.invite(session, librarian, heihe, Invitation(**DU, email="x@heihe.example", role=role))
    reader = Actor("person", library_id=heihe, user_id=2, roles=frozenset({Role.READER}))
    with pytest.raises(Forbidden), transaction() as session:
        services.invite(session, reader, heihe, Invitation(**DU, role=Role.READER))


def test_a_librarian_adds_readers_to_her_own_library_only(heihe, make_library, make_person):
    amur = make_library("Amur", "RU")
    stranger = Actor("person", library_id=amur, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    with pytest.raises(Forbidden), transaction() as session:
        services.invite(session, stranger, heihe, Invitation(**DU, role=Role.READER))


def test_staff_without_an_e_mail_is_refused_at_that_field(web, heihe, signed_in):
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    answer = admin.post("/ru/people/invite", data=DU | {"role": "librarian"})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text


def test_a_librarian_corrects_readers_and_leaves_her_colleagues(web, heihe, desk, make_person):
    make_person("du@heihe.example", heihe, name="Дуу")
    make_person("boss@heihe.example", heihe, (Role.LIBRARY_ADMIN, Role.READER), name="Заведующая")
    assert desk.post("/ru/people/2/correct", data={"name": "Ду", "card_no": "9"}).location == "/ru/readers"
    with reading() as session:
        assert (session.get(User, 2).name, session.get(Membership, 2).card_no) == ("Ду", "9")
    assert desk.get("/ru/people/3/correct").status_code == 403
    assert desk.post("/ru/people/3/correct", data={"name": "Никто"}).status_code == 403
    assert 'name="name"' not in desk.get("/ru/people/4/correct").text, "who works here is not renamed as a reader"
    desk.post("/ru/people/4/correct", data={"name": "Никто", "card_no": "10"})
    with reading() as session:
        assert (session.get(User, 3).name, session.get(Membership, 4).card_no) == ("Заведующая", "10")


def test_readers_are_found_by_name_card_and_e_mail_and_never_in_the_address(
    web, heihe, desk, make_library, make_person
):
    make_person("anna@heihe.example", heihe, name="Анна Ёлкина", card_no="К-100")
    make_person("boris@heihe.example", heihe, name="Борис", card_no="К-200")
    make_person("anna@amur.example", make_library("Amur", "RU"), name="Анна Чужая")
    for words in ("анна", "К-100", "anna@", "Ёлкина Анна"):
        page = text_of(desk.post("/ru/readers", data={"words": words}))
        assert ("Анна Ёлкина" in page, "Борис" in page, "Чужая" in page) == (True, False, False), words
    assert "Борис" in desk.get("/ru/readers?words=К-100").text, "the address says nothing"
    assert "такого читателя" in text_of(desk.post("/ru/readers", data={"words": "Никто"}))
    form = re.search(r"<form[^>]*>(?:(?!</form>).)*name=\"words\"", desk.get("/ru/readers").text, re.DOTALL)[0]
    assert 'method="post"' in form


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Петрова М. И.", ["Петрова Мария Ивановна"]),
        ("Петрова М.И.", ["Петрова Мария Ивановна"]),
        ("м.и. петрова", ["Петрова Мария Ивановна"]),
        ("Петрова М", ["Петрова Мария Ивановна"]),
        ("Петрова А. И.", []),
        ("Сидоров Иван Петрович", ["Сидоров И. П."]),
        ("Сидоров Ю.", []),
        ("м.петрова@amur.example", []),
        ("555-12", ["Петрова Мария Ивановна"]),
        ("9145551234", ["Петрова Мария Ивановна"]),
        ("8 914 555-12-34", ["Петрова Мария Ивановна"]),
        ("+86 138 0000 1111", ["李四"]),
        ("13", []),
    ],
)
def test_a_reader_is_found_by_initials_and_by_telephone(web, heihe, desk, make_person, words, found):
    given = [("Петрова Мария Ивановна", "+7 (914) 555-12-34"), ("Сидоров И. П.", None), ("李四", "13800001111")]
    for number, (name, phone) in enumerate(given):
        make_person(f"r{number}@heihe.example", heihe, name=name)
        with transaction() as session:
            session.exec(select(Membership).order_by(col(Membership.id).desc())).first().phone = phone
    page = text_of(desk.post("/ru/readers", data={"words": words}))
    assert [name for name, _phone in given if name in page] == found
    with reading() as session:
        assert [each.name for each in queries.readers_called(session, heihe, words, 5)] == found


def test_a_card_is_one_reader_s_in_a_library_and_who_has_it_is_named(web, heihe, desk, make_library, make_person):
    make_person("anna@heihe.example", heihe, name="Анна", card_no="К-1")
    make_person("vera@heihe.example", heihe, name="Вера")
    make_person("olga@amur.example", make_library("Amur", "RU"), card_no="К-2")
    for path, sent in (
        ("/zh/readers/new", DU | {"card_no": "К-1"}),
        ("/zh/readers/new", DU | {"card_no": "К-1", "email": "new@heihe.example"}),
        ("/zh/people/3/correct", {"name": "Вера", "card_no": "К-1"}),
    ):
        answer = desk.post(path, data=sent)
        assert answer.status_code == 422
        assert "此读者证号已属于Анна" in answer.text
        assert 'value="К-1"' in answer.text, "what was typed is kept"
    assert desk.post("/zh/people/2/correct", data={"name": "Анна", "card_no": "К-1"}).status_code == 302, "her own"
    assert desk.post("/zh/readers/new", data=DU | {"card_no": "К-2"}).status_code == 302, "of another library"


def test_a_card_of_who_is_only_invited_is_taken_too(web, heihe, desk):
    desk.post("/zh/readers/new", data=DU | {"card_no": "К-1", "email": "new@heihe.example"})
    answer = desk.post("/zh/readers/new", data=DU | {"name": "Вторая", "card_no": "К-1"})
    assert "此读者证号已属于Дуня Пробная" in answer.text


def test_an_address_added_later_is_written_to_and_lets_her_sign_in(web, heihe, desk, deliver, visitor):
    desk.post("/ru/readers/new", data=DU)
    number = membership_of(user_called(DU["name"]).id).id
    for address in ("wrong@heihe.example", "du@heihe.example"):
        sent = {"name": DU["name"], "email": address}
        assert desk.post(f"/ru/people/{number}/correct", data=sent).status_code == 302
        path = link_in(last_letter(deliver))
        if address.startswith("wrong"):
            worthless = path
    browser = visitor(web)
    assert browser.get(worthless).location == "/ru/login", "the link to the wrong address opens nothing any more"
    answer = browser.get(path)
    form = {"password": "松花江上的桥 и мост", "password_confirm": "松花江上的桥 и мост"}
    assert browser.post(answer.location, data=form).location == "/ru/login"
    assert browser.sign_in("du@heihe.example", form["password"]).status_code == 302
    assert browser.get("/ru/loans/new").status_code == 200, "she is a reader already, there is nothing to accept"
    desk.post(f"/ru/people/{number}/correct", data={"name": DU["name"], "email": "thief@heihe.example"})
    assert user_called(DU["name"]).email == "du@heihe.example", "the address of who signs in is her own"


def test_nobody_gets_an_account_that_is_another_s_by_an_address(web, heihe, desk, make_person):
    make_person("anna@amur.example")
    desk.post("/ru/readers/new", data=DU)
    number = membership_of(user_called(DU["name"]).id).id
    answer = desk.post(f"/ru/people/{number}/correct", data={"name": DU["name"], "email": "Anna@amur.example"})
    assert answer.status_code == 422
    assert user_called(DU["name"]).email is None


def test_the_address_of_who_was_invited_is_not_the_desk_s_to_change(web, heihe, desk):
    desk.post("/ru/readers/new", data=DU | {"email": "du@heihe.example"})
    desk.post("/ru/people/2/correct", data={"name": "Ду", "email": "thief@heihe.example"})
    with reading() as session:
        assert session.get(User, 2).email == "du@heihe.example"
    accepts("du@heihe.example")


def test_who_cannot_sign_in_becomes_no_staff(heihe, make_person):
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    with transaction() as session:
        made = services.invite(session, admin_of(heihe, admin), heihe, Invitation(**DU, role=Role.READER))
    with pytest.raises(Conflict), transaction() as session:
        services.change_role(session, admin_of(heihe, admin), made.id, Role.LIBRARY_ADMIN)


def test_a_letter_to_who_has_no_e_mail_comes_to_the_desk_of_her_library_and_does_not_name_her(web, heihe, deliver):
    librarian = Actor("person", library_id=heihe, user_id=None, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        services.invite(session, librarian, heihe, Invitation(**DU, role=Role.READER))
        mailbox = session.get_one(Library, heihe).mailbox
    told = dict.fromkeys(
        ("reason", "condition", "refusal", "damage", "settlement", "fault", "copy_until", "retry_after", "pages"), ""
    )
    told |= {"number": "R-7", "title": "История Амура", "translation": "", "partner": "Amur", "home": "Heihe"}
    told |= {"loan_id": 7, "due_on": "5 марта", "asks_on": False, "reads_there": False, "questions": [], "answer": ""}
    with transaction() as session:
        user = session.scalars(select(User).where(User.name == DU["name"])).one()
        notify_person(session, user, "loans/reader_arrived", library_id=heihe, **told)
        assert notify_person(session, user, "loans/reader_arrived", **told) == "", "nobody to write to"
    deliver()
    with reading() as session:
        (mail,) = session.scalars(select(Mail).order_by(col(Mail.id))).all()
    assert mail.recipient == mailbox
    kept = delivery.find_kept(mail.filename)
    assert "/loans/7" in kept.body
    assert "История Амура" in kept.body
    assert DU["name"] not in f"{kept.subject} {kept.body}", "mails to desks are listed for the platform"


def test_a_correction_without_a_name_is_refused_and_changes_nothing(heihe, make_person):
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    make_person("du@heihe.example", heihe, name="Ду", card_no="1")
    with pytest.raises(InvalidInput), transaction() as session:
        services.correct(session, admin_of(heihe, admin), 2, Correction(card_no="2"))
    with reading() as session:
        assert session.get(Membership, 2).card_no == "1"
        assert queries.find_card_holder(session, heihe, admin, "1") == "Ду"


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
            ("Chrome", "Linux"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
            " YaBrowser/24.12.0 Safari/537.36",
            ("Yandex Browser", "Windows"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
            " Safari/537.36 Edg/131.0.0.0",
            ("Edge", "Windows"),
        ),
        ("Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0", ("Firefox", "Windows")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.5 Mobile/15E148 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36"
            " MicroMessenger/8.0.50",
            ("WeChat", "Android"),
        ),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", ("Internet Explorer", "Windows")),
        ("curl/8.5.0", ("curl",)),
        ("Mozilla/5.0", ()),
        ("", ()),
        (
            "Old Computer in the Reading Room of the first floor, to the left",
            ("Old Computer in the Reading Room of the ",),
        ),
    ],
)
def test_a_browser_is_called_by_its_name_and_system(agent, names):
    assert named(agent) == names


def test_one_s_sign_ins_are_named_as_people_name_them(web, heihe, visitor, make_person):
    make_person("du@heihe.example", heihe)
    browser = visitor(web)
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
    browser.sign_in("du@heihe.example", headers={"User-Agent": agent})
    page = browser.get("/ru/me/sign-ins").text
    assert "Chrome, Linux" in page
    assert "Mozilla" not in page


@pytest.mark.parametrize("words", ["кузнецов петр", "Кузнецов Петр Ильич", "КУЗНЕЦОВ ПЁТР", "Кузнецов П. И.", "петр"])
@pytest.mark.parametrize("name", ["Кузнецов Пётр Ильич", "Кузнецов Петр Ильич", "КУЗНЕЦОВ ПЁТР ИЛЬИЧ"])
def test_a_reader_is_found_whether_her_name_is_typed_with_yo_or_with_ye(heihe, make_person, name, words):
    make_person("reader@heihe.example", heihe, Role.READER, name=name)
    with reading() as session:
        assert [each.name for each in queries.readers_called(session, heihe, words, 5)] == [name]
        assert queries.count_readers(session, heihe, words) == 1
        assert [each.name for each in queries.readers_near(session, heihe, words, 5)] == [name]


@pytest.mark.parametrize("words", ["Елкина А.", "елкина анна", "Ёлкина", "А. Ёлкина", "Е. Анна"])
def test_a_surname_that_begins_with_yo_is_found_by_ye_and_by_its_initial(heihe, make_person, words):
    for number, name in enumerate(["Ёлкина Анна", "Иванова Анна"]):
        make_person(f"reader{number}@heihe.example", heihe, Role.READER, name=name)
    with reading() as session:
        assert [each.name for each in queries.readers_called(session, heihe, words, 5)] == ["Ёлкина Анна"]


# Telephone and namesakes ----------------------------------------------------------------------------------------------


PHONE = "+7 914 555-01-23"


def test_the_telephone_of_a_reader_without_e_mail_stands_where_the_desk_needs_it(web, heihe, desk):
    desk.post("/ru/readers/new", data=DU | {"phone": PHONE})
    assert PHONE in text_of(desk.get("/ru/readers"))
    membership = membership_of(user_called(DU["name"]).id)
    assert f'value="{PHONE}"' in desk.get(f"/ru/people/{membership.id}/correct").text
    desk.post(f"/ru/people/{membership.id}/correct", data={"name": DU["name"], "phone": ""})
    assert PHONE not in text_of(desk.get("/ru/readers"))
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "correct_person")).one()
    assert entry.facts == {"changed": ["phone"]}, "that it changed is kept, never what it was"


def test_who_becomes_staff_has_no_telephone_any_more(web, heihe, desk):
    desk.post("/ru/readers/new", data=DU | {"phone": PHONE, "email": "du@heihe.example"})
    membership = membership_of(user_called(DU["name"]).id)
    admin = Actor("person", library_id=heihe, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))
    with transaction() as session:
        services.change_role(session, admin, membership.id, Role.LIBRARIAN)
    assert membership_of(user_called(DU["name"]).id).phone is None


def test_a_second_reader_of_the_same_name_is_asked_about(web, heihe, desk):
    desk.post("/ru/readers/new", data=DU | {"phone": PHONE, "card_no": "Б-7"})
    same = DU | {"name": " дуня  Пробная "}
    asked = desk.post("/ru/readers/new", data=same)
    assert "уже есть читатель с таким именем" in text_of(asked)
    assert "Б-7" in text_of(asked)
    assert PHONE in text_of(asked)
    with reading() as session:
        assert len(session.scalars(select(Membership).where(Membership.role == Role.READER)).all()) == 1
    assert desk.post("/ru/readers/new", data=same | {"sure": "yes"}).status_code == 302
    assert desk.post("/ru/readers/new", data=DU | {"name": "Дуня Другая"}).status_code == 302, (
        "another name asks nothing"
    )


@pytest.mark.parametrize("nothing", ["б/н", "нет", "—", "无", "no number"])
def test_two_readers_whose_card_is_written_as_none_have_none(desk, nothing):
    for name in ("Анна Пробная", "Борис Пробный"):
        sent = DU | {"name": name, "card_no": nothing, "phone": nothing, "email": nothing}
        assert desk.post("/ru/readers/new", data=sent).status_code == 302
    url = f"/ru/people/{membership_of(user_called('Борис Пробный').id).id}/correct"
    assert desk.post(url, data={"name": "Борис Пробный", "card_no": nothing, "phone": nothing}).status_code == 302
    with reading() as session:
        found = session.scalars(select(Membership).where(Membership.role == Role.READER)).all()
        kept = [(each.card_no, each.phone) for each in found]
    assert kept == [(None, None), (None, None)]


@pytest.mark.parametrize("schema", [Admission, NewReader, ForReader])
def test_no_form_takes_a_word_for_no_number_as_a_readers_card_or_telephone(schema):
    names = [name for name in schema.model_fields if name.removeprefix("new_") in ("card_no", "phone")]
    assert len(names) == 2
    sent = dict.fromkeys(names, "б/н") | {"library": "amur", "name": "Анна", "email": "an@amur.example"}
    read = parse(schema, sent)
    assert [getattr(read, name) for name in names] == [None, None]
