"""An application is vouched for, admitted or declined: who may, what follows, what whoever asked is told."""

import json

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.queries import find_library
from library_exchange.joining import queries
from library_exchange.joining.models import LibraryApplication, NewMember
from library_exchange.joining.rules import Reason
from library_exchange.joining.schemas import Refusal
from library_exchange.joining.services import deciding
from tests.joining.conftest import PLATFORM, PUBLIC, READING_ROOM, link_in, state_of

ENTERED = {
    "sure": "yes",
    "code": "tynda",
    "name_zh": "滕达图书馆",
    "name_ru": "Библиотека Тынды",
    "name_en": "Tynda Library",
    "city_zh": "滕达",
    "city_ru": "Тында",
    "city_en": "Tynda",
    "timezone": "Asia/Yakutsk",
    "language": "ru",
    "mailbox": "mba@tynda.example",
}
"""What the platform enters of the library of Tynda."""


@pytest.fixture
def heihe(web, make_library):
    return make_library()


@pytest.fixture
def platform(web, signed_in):
    return signed_in(web, "platform@bridge.example", is_platform_admin=True)


def librarian_of(library_id, role=Role.LIBRARIAN):
    return Actor("person", library_id=library_id, user_id=None, roles=frozenset({role}))


def act(verb, actor, number, *given):
    with transaction() as session:
        return verb(session, actor, queries.get_by_link(session, number), *given, now())


# The sponsor ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "button", "stands"),
    [("zh", "推荐该馆", "等待平台决定"), ("ru", "Поручиться", "ждёт решения платформы")],
)
@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.LIBRARY_ADMIN])
def test_the_sponsors_staff_finds_it_in_the_list_of_work_and_vouches(
    web, heihe, ask, signed_in, language, button, stands, role
):
    number = ask(READING_ROOM, "zh")
    desk = signed_in(web, "li@heihe.example", heihe, role)
    address = f"/{language}/staff/applications/{number}"
    assert f'href="{address}' in desk.get(f"/{language}/staff").text
    page = desk.get(address).text
    assert button in page
    assert READING_ROOM["person_name"] in page
    assert READING_ROOM["email"] not in page, "her address is the platform's alone"
    desk.post(f"{address}/vouch")
    assert state_of(number) == "at_sponsor", "a click of a tired hand is asked about"
    desk.post(f"{address}/vouch", data={"sure": "yes"})
    assert stands in desk.get(address).text
    desk.post(f"{address}/take-back")
    assert state_of(number) == "at_sponsor"
    desk.post(f"{address}/vouch", data={"sure": "yes"})
    assert f'href="{address}' not in desk.get(f"/{language}/staff").text


def test_the_platform_waits_for_the_sponsor(web, heihe, ask, platform):
    number = ask(READING_ROOM, "zh")
    assert "推荐馆尚未答复" in platform.get(f"/zh/platform/applications/{number}").text
    given = ENTERED | {"timezone": "Asia/Shanghai"}
    assert platform.post(f"/zh/platform/applications/{number}/admit", data=given).status_code == 409
    act(deciding.vouch, librarian_of(heihe), number)
    assert platform.post(f"/zh/platform/applications/{number}/admit", data=given).status_code == 302
    with reading() as session:
        [member] = session.scalars(sa.select(NewMember))
        assert (member.library_id, member.sponsor_id) == (find_library(session, "tynda").id, heihe)


def test_nobody_but_the_sponsors_staff_vouches(web, heihe, make_library, ask):
    number, amur = ask(READING_ROOM, "zh"), make_library("Amur", "RU")
    for actor in (librarian_of(amur), librarian_of(heihe, Role.READER), PLATFORM):
        with pytest.raises(Forbidden):
            act(deciding.vouch, actor, number)
        with reading() as session, pytest.raises(NotFound):
            queries.get_to_vouch(session, actor, number)
    assert state_of(number) == "at_sponsor"


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "推荐馆目前无力再推荐其他图书馆"), ("ru", "сейчас не может взять")]
)
def test_who_asked_is_told_in_her_language_why_the_sponsor_does_not_vouch(
    web, heihe, ask, letters, signed_in, language, told
):
    number = ask(READING_ROOM, language)
    desk = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    form = {"reason": "no_capacity", "words": "Позвоните нам весной."}
    question = desk.post(f"/zh/staff/applications/{number}/not-vouch", data=form)
    assert "此操作无法撤销" in question.text
    assert state_of(number) == "at_sponsor", "nobody has said yes yet"
    desk.post(f"/zh/staff/applications/{number}/not-vouch", data=form | {"sure": "yes"})
    mail = letters(READING_ROOM["email"])[-1]
    assert mail["Content-Language"] == {"zh": "zh", "ru": "ru"}[language]
    assert told in mail.get_content()
    assert "Позвоните нам весной." in mail.get_content()


# The platform ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_an_admitted_library_has_an_administrator_who_chooses_a_password_and_signs_in(
    web, ask, letters, platform, visitor, language
):
    number = ask(PUBLIC, language)
    platform.post(f"/{language}/platform/applications/{number}/admit", data=ENTERED)
    mail = letters(PUBLIC["email"])[-1]
    assert "/invitation/" in mail.get_content()
    browser = visitor(web)
    form = browser.get(link_in(mail, "/invitation/"), follow_redirects=True)
    secret = "река и мост 2026 江"
    browser.post(form.request.path, data={"password": secret, "password_confirm": secret})
    browser = visitor(web)
    assert browser.sign_in(PUBLIC["email"], secret).status_code == 302
    assert browser.get(f"/{language}/people").status_code == 200, "she administers it at once"
    assert browser.get(f"/{language}/libraries/tynda/edit").status_code == 200


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "不能再更改"), ("ru", "изменить его нельзя"), ("en", "can never be changed")]
)
def test_the_platform_is_asked_before_a_library_gets_the_code_that_never_changes(web, ask, platform, language, told):
    number = ask(PUBLIC, "ru")
    door = f"/{language}/platform/applications/{number}/admit"
    asked = platform.post(door, data={**ENTERED, "sure": ""})
    assert (told in asked.text, "tynda" in asked.text) == (True, True)
    assert state_of(number) == "at_platform"
    assert platform.post(door, data=ENTERED).status_code == 302
    assert state_of(number) == "admitted"


def test_who_has_an_account_gets_the_library_beside_it_and_no_new_password(web, ask, letters, make_person, platform):
    make_person(PUBLIC["email"])
    number = ask(PUBLIC, "ru")
    platform.post(f"/ru/platform/applications/{number}/admit", data=ENTERED)
    text = letters(PUBLIC["email"])[-1].get_content()
    assert ("/login" in text, "/invitation/" in text) == (True, False)
    with reading() as session:
        wanted = sa.select(col(Membership.role)).join(User, col(User.id) == col(Membership.user_id))
        assert session.scalars(wanted.where(col(User.email) == PUBLIC["email"])).all() == [Role.LIBRARY_ADMIN]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "heihe"}, "code"),
        ({"name_zh": "", "name_ru": "", "name_en": ""}, "name_ru"),
        ({"name_zh": "Библиотека Тынды"}, "name_zh"),
        ({"timezone": "Asia/Shanghai"}, "timezone"),
    ],
)
def test_what_cannot_be_entered_is_told_at_its_field(web, heihe, ask, platform, changed, field):
    number = ask(PUBLIC, "ru")
    answer = platform.post(f"/ru/platform/applications/{number}/admit", data=ENTERED | changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="Tynda"' in answer.text, "what was typed is kept"
    assert state_of(number) == "at_platform"


@pytest.mark.parametrize(
    ("language", "script", "code", "own", "stand_in", "lacks"),
    [
        ("zh", "请用中文填写此名称", "只能用小写拉丁字母", "滕达图书馆", "Библиотека Тынды", "缺少某些语言"),
        (
            "ru",
            "Напишите это название по-китайски",
            "только строчные латинские",
            "滕达图书馆",
            "Библиотека Тынды",
            "не на всех языках",
        ),
    ],
)
def test_who_admits_a_library_writes_one_language_and_others_are_completed_later(
    web, ask, platform, signed_in, language, script, code, own, stand_in, lacks
):
    number = ask(PUBLIC, "ru")
    known = {name: "" if name[:5] in ("name_", "city_") else value for name, value in ENTERED.items()}
    known |= {"name_ru": ENTERED["name_ru"], "city_ru": ENTERED["city_ru"]}
    door = f"/{language}/platform/applications/{number}/admit"
    refused = platform.post(door, data=known | {"name_zh": "Тында", "code": "Тында 2"}).text
    assert script in refused
    assert code in refused
    assert platform.post(door, data=known).status_code == 302
    page = f"/{language}/libraries/tynda"
    with reading() as session:
        library = find_library(session, "tynda")
        assert (library.name_in("zh"), library.city_in("en")) == (stand_in, "Тында")
    admin = signed_in(web, "admin@tynda.example", library.id, Role.LIBRARY_ADMIN)
    assert lacks in admin.get(page).text
    written = {"name_zh": own, "city_zh": "滕达", "name_ru": stand_in, "city_ru": "Тында"}
    kept = {"timezone": "Asia/Yakutsk", "language": "ru"}
    assert admin.post(f"{page}/names", data=kept | written).status_code == 302
    with reading() as session:
        library = find_library(session, "tynda")
        assert [library.name_in(each) for each in ("zh", "ru", "en")] == [own, stand_in, stand_in]
        assert library.unwritten_names == ["name_en", "city_en"]


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_decline_without_a_reason_keeps_the_names_that_the_platform_corrected(platform, ask, language):
    url = f"/{language}/platform/applications/{ask(PUBLIC, language)}"
    (button,) = lxml.html.fromstring(platform.get(url).text).xpath("//button[contains(@formaction, '/decline')]")
    sent = dict(next(button.iterancestors("form")).form_values()) | {"name_ru": "Читальня у моста"}
    refused = platform.post(button.get("formaction"), data=sent)
    assert refused.status_code == 422
    assert lxml.html.fromstring(refused.text).xpath("//input[@name='name_ru']/@value") == ["Читальня у моста"]


def test_nobody_but_the_platform_admits_or_declines(web, heihe, ask):
    number = ask(PUBLIC, "ru")
    for actor in (librarian_of(heihe, Role.LIBRARY_ADMIN), Actor("anonymous")):
        with pytest.raises(Forbidden):
            act(deciding.decline, actor, number, Refusal(reason=Reason.NOT_REACHED))
    assert state_of(number) == "at_platform"


@pytest.mark.parametrize(
    ("language", "reason", "told"),
    [("zh", "not_reached", "按所填地址未能与该馆取得联系"), ("ru", "member_already", "Библиотека уже участвует")],
)
def test_who_asked_is_told_in_her_language_why_the_library_is_not_admitted(
    web, ask, letters, platform, language, reason, told
):
    number = ask(PUBLIC, language)
    platform.post(f"/en/platform/applications/{number}/decline", data={"reason": reason, "sure": "yes"})
    text = letters(PUBLIC["email"])[-1].get_content()
    assert told in text
    assert ("/join\r\n" in text) == (reason != "member_already"), "a member need not ask once more"


def test_another_reason_is_said_in_words(web, ask):
    number = ask(PUBLIC, "ru")
    with pytest.raises(InvalidInput):
        act(deciding.decline, PLATFORM, number, Refusal(reason=Reason.OTHER))
    act(deciding.decline, PLATFORM, number, Refusal(reason=Reason.OTHER, words="Пишите осенью."))
    assert state_of(number) == "declined"


def test_the_platform_gives_no_reason_that_is_a_sponsors(web, ask):
    number = ask(PUBLIC, "ru")
    with pytest.raises(InvalidInput):
        act(deciding.decline, PLATFORM, number, Refusal(reason=Reason.SPONSOR_SILENT))


def test_what_was_decided_is_decided_once(web, ask):
    number = ask(PUBLIC, "ru")
    act(deciding.decline, PLATFORM, number, Refusal(reason=Reason.NO_LIBRARY))
    with pytest.raises(Conflict):
        act(deciding.decline, PLATFORM, number, Refusal(reason=Reason.NO_LIBRARY))


def test_every_step_is_in_the_audit_and_no_person_is(web, heihe, ask, platform):
    number = ask(READING_ROOM, "zh")
    act(deciding.vouch, librarian_of(heihe), number)
    platform.post(f"/ru/platform/applications/{number}/decline", data={"reason": "not_reached", "sure": "yes"})
    with reading() as session:
        rows = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == "application")).all()
    steps = ["ask", "confirm_to_sponsor", "vouch", "decline"]
    assert [row.action for row in rows] == [f"application.{step}" for step in steps]
    told = json.dumps([row.facts for row in rows], ensure_ascii=False)
    for personal in ("person_name", "email", "mailbox", "person_function"):
        assert READING_ROOM[personal] not in told


@pytest.mark.parametrize(("language", "mark"), [("zh", "系统拟定"), ("ru", "Предложено: прочитайте")])
def test_the_form_of_admission_proposes_names_which_the_library_confirms_later(web, ask, platform, language, mark):
    number = ask(PUBLIC, "ru")
    page = platform.get(f"/{language}/platform/applications/{number}").text
    assert mark in page
    assert 'value="Biblioteka Tyndy"' in page
    known = ENTERED | {"name_zh": "", "city_zh": "", "name_en": "Biblioteka Tyndy", "city_en": "Tynda Town"}
    assert platform.post(f"/{language}/platform/applications/{number}/admit", data=known).status_code == 302
    with reading() as session:
        library = find_library(session, "tynda")
        assert library.proposed_names == ["name_en"], "what was changed is no proposal any more"
        assert library.unwritten_names == ["name_zh", "city_zh"]


@pytest.mark.parametrize(
    ("language", "headings", "phrases", "written"),
    [
        ("zh", ["俄文馆名"], ["1千至1万册", "已有一些", "与对方国家交换图书"], "语言：俄文"),
        ("ru", ["Название библиотеки по-русски"], ["от 1 до 10 тысяч", "немного", "Обмениваться книгами"], "русский"),
    ],
)
def test_the_platform_reads_in_her_language_what_can_be_said_in_phrases(
    web, ask, platform, language, headings, phrases, written
):
    told = {"stock": "to_10000", "foreign_stock": "some", "exchange": "y", "words": "Сельская библиотека у реки"}
    number = ask(PUBLIC | told, "ru")
    page = lxml.html.fromstring(platform.get(f"/{language}/platform/applications/{number}").text)
    about = page.xpath('//section[@aria-labelledby="about"]')[0]
    text = about.text_content()
    assert all(each in text for each in (*headings, *phrases, written))
    assert "Русский" not in [each.text_content() for each in about.xpath(".//dt")]
    assert about.xpath('.//dd/span[@lang="ru"][contains(., "Сельская")]')
    assert ("看不懂" in text) is (language == "zh")


def test_a_wish_or_a_size_that_is_none_of_the_phrases_is_refused(web, visitor):
    for wrong in ({"stock": "huge"}, {"foreign_stock": "?"}, {"lend": "perhaps"}):
        assert visitor(web).post("/ru/join", data=PUBLIC | wrong).status_code == 422
    assert visitor(web).post("/ru/join", data=PUBLIC | {"lend": "y", "stock": ""}).status_code == 302
    with reading() as session:
        assert session.scalars(sa.select(LibraryApplication)).one().wishes == ["lend"]
