"""A library joins: from the form on the home page to the first of its books that is found, in both languages."""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import IMPORTING, PATIENCE_S

pytestmark = pytest.mark.browser

SECRET = "новый мост через реку 2026"
LINK = re.compile(r"https?://\S+/(?:join/confirm|invitation)/\S+")


class Newcomer(NamedTuple):
    """A library that asks to join: what it is, and what the pages say in its language."""

    language: str
    code: str
    email: str
    fields: dict[str, str]
    country: str
    kind: str
    sponsor: str | None
    entered: dict[str, str]
    join: str
    send: str
    confirm: str
    admit: str
    task: str
    found: str


RUSSIAN = Newcomer(
    "ru",
    "tynda",
    "kotova@tynda.example",
    {"name_ru": "Библиотека Тынды", "city": "Тында", "person_name": "Ольга Котова", "person_function": "заведующая"},
    "RU",
    "public",
    None,
    {"name_zh": "滕达图书馆", "name_en": "Tynda Library", "city_zh": "滕达", "city_en": "Tynda"},
    "Присоединить свою библиотеку",
    "Отправить",
    "Подтвердить заявку",
    "Принять библиотеку",
    "Сделать первые шаги",
    "Сделано 2 шага из 6.",
)
CHINESE = Newcomer(
    "zh",
    "shiqiao",
    "zhou@shiqiao.example",
    {"name_zh": "石桥阅览室", "city": "逊克", "person_name": "周小梅", "person_function": "负责人"},
    "CN",
    "ngo",
    "heihe",
    {"name_ru": "Читальный зал «Каменный мост»", "name_en": "Shiqiao Room", "city_ru": "Сюнькэ", "city_en": "Xunke"},
    "为本馆申请加入",
    "提交",
    "确认申请",
    "准予该馆加入",
    "完成入门步骤",
    "共 6 步，已完成 2 步。",
)


def link_in(mail):
    return LINK.search(mail.get_content()).group(0)


def asks(visitor, new):
    """Fill in the form and confirm by the link of the letter."""
    visitor.opens("/")
    visitor.follows(new.join)
    page = visitor.page
    for name, text in (new.fields | {"email": new.email, "mailbox": f"desk@{new.code}.example"}).items():
        page.locator(f"#{name}").fill(text)
    page.locator("#country").select_option(new.country)
    page.locator("#kind").select_option(new.kind)
    if new.sponsor:
        page.locator("#sponsor").select_option(new.sponsor)
    visitor.presses(new.send)
    page.wait_for_url("**/join/sent")
    page.goto(link_in(visitor.house.waits_for_mail(new.email, "/join/confirm/")))
    with page.expect_navigation():
        visitor.presses(new.confirm)
    expect(page.get_by_role("button", name=new.confirm)).to_have_count(0)


def vouches(librarian, new):
    """Find the reading room in the list of work and vouch for it."""
    librarian.opens("/staff")
    librarian.page.locator("tr[data-waits=applications] a.btn").click()
    librarian.sees(new.fields["name_zh"])
    librarian.presses("推荐该馆")
    librarian.presses("推荐该馆")
    librarian.sees("等待平台决定")


def admits(platform, new):
    """Find the library from the platform's desk, enter what lacks and admit it: three clicks and a form."""
    platform.opens("/start")
    platform.page.locator("[data-waits=applications] a").click()
    platform.page.locator("main li a", has_text=next(iter(new.fields.values()))).click()
    for name, text in (new.entered | {"code": new.code}).items():
        platform.page.locator(f"#{name}").fill(text)
    platform.presses(new.admit)
    platform.says_yes()
    platform.page.wait_for_url("**/platform/applications")


def chooses_a_password(administrator, new):
    administrator.page.goto(link_in(administrator.house.waits_for_mail(new.email, "/invitation/")))
    administrator.page.locator("#password").fill(SECRET)
    administrator.page.locator("#password_confirm").fill(SECRET)
    with administrator.page.expect_navigation():
        administrator.page.locator("main button[type=submit]").click()


def gives_a_file(administrator, new, file):
    """Go from the list of work to the first steps, and from there to the imports."""
    send, take_in, done = IMPORTING[new.language]
    page = administrator.page
    administrator.opens("/start")
    page.locator("tr[data-waits=first_steps] a.btn", has_text=new.task).click()
    page.locator("[data-step=file] a").click()
    page.locator("#file").set_input_files(file)
    administrator.presses(send)
    page.locator("section[aria-labelledby=titles] dl").wait_for()
    administrator.presses(take_in)
    expect(page.locator("main .chip").first).to_have_text(done, timeout=PATIENCE_S * 1000)


@pytest.mark.parametrize("new", [RUSSIAN, CHINESE], ids=lambda new: new.language)
def test_a_library_joins(bridge_house, make_person, files, new):
    asks(make_person(bridge_house, new.language), new)
    if new.sponsor:
        vouches(make_person(bridge_house, "zh", "li@heihe.example"), new)
    admits(make_person(bridge_house, new.language, "admin@bridge.example"), new)
    administrator = make_person(bridge_house, new.language)
    chooses_a_password(administrator, new)
    if administrator.page.locator("form[action$='/logout']").count() == 0:
        administrator.signs_in(new.email, SECRET)
    gives_a_file(administrator, new, files["amur" if new.language == "ru" else "heihe"])
    administrator.opens("/staff/first-steps")
    administrator.waits_to_see(new.found)
    administrator.page.locator("[data-step=found] a").click()
    administrator.waits_for("main .hit")
