"""Two libraries have no accounts: whoever reads their mail answers by the link, on a telephone, in either language."""

import re
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import partners
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.models import AddressForm, PostalAddress
from library_exchange.directory.services import add_library
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from tests.journeys.conftest import PASSWORD, _new_library, furnished

pytestmark = pytest.mark.browser


class Village(NamedTuple):
    """A library without accounts: its code, what it is asked for, and what the page says in its language."""

    code: str
    title: str
    street: str
    city: str
    asks: str
    thanks: str
    tracking: str

    @property
    def mailbox(self) -> str:
        """Where its letters go."""
        return f"ill@{self.code}.example"


RUSSIAN = Village(
    "amur",
    "Сказки таёжной реки",
    "ул. Речная, 3",
    "Благовещенск",
    "Может ли ваша библиотека выдать эту книгу?",
    "Спасибо. Ваш ответ принят.",
    "RB 123 456 785 RU",
)
CHINESE = Village(
    "hlj", "呼兰河传", "长江路3号", "哈尔滨", "贵馆能借出这本书吗？", "谢谢，答复已收到。", "RB 123 456 785 CN"
)
VILLAGES = (RUSSIAN, CHINESE)
LINK = re.compile(r"https?://\S+/answer/\S+")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _ask(template: Path, instance: Path) -> None:
    """Make a library, and two without accounts that it asks for a book each."""
    with furnished(template, instance):
        password, operator = hashed(PASSWORD), Actor("person", "cli", is_platform_admin=True)
        with transaction() as session:
            codes = ["heihe", *(village.code for village in VILLAGES)]
            ids = {code: add_library(session, operator, _new_library(code)).id for code in codes}
            user = add_user(session, "li@heihe.example", password, "李馆员", "zh")
            add_membership(session, user, ids["heihe"], Role.LIBRARIAN)
            for village in VILLAGES:
                place = {"street": village.street, "city": village.city}
                session.add(PostalAddress(library_id=ids[village.code], form=AddressForm.LOCAL, **place))
                session.flush()
                partners.add(session, operator, NewPartner(library=village.code), now())
            wang = add_user(session, "wang@heihe.example", password, "王读者", "zh")
            add_membership(session, wang, ids["heihe"], Role.READER)
            li = Actor("person", library_id=ids["heihe"], user_id=user.id, roles=frozenset({Role.LIBRARIAN}))
            reader = Actor("person", library_id=ids["heihe"], user_id=wang.id, roles=frozenset({Role.READER}))
        with transaction() as session:
            for village in VILLAGES:
                loan = requesting.ask(session, reader, NewRequest(title=village.title), now())
                steps.take_step(session, li, loan, Action.SEND, StepInput(supplier_id=ids[village.code]), now())


@pytest.fixture(scope="module")
def house(serve, sqlite_template, tmp_path_factory):
    """A house in which letters are on their way to libraries without accounts."""
    instance = tmp_path_factory.mktemp("letters-house")
    _ask(sqlite_template, instance)
    return serve(instance)


def newest_link(house, page, village, count):
    """Wait until so many letters have come to the village; return the link in the newest."""
    for _second in range(90):
        mails = house.mails_to(village.mailbox)
        if len(mails) >= count:
            return LINK.search(mails[-1].get_content()).group(0)
        page.wait_for_timeout(1000)
    pytest.fail(f"only {len(house.mails_to(village.mailbox))} letters came")


def says(page, text):
    """Fail unless the page says `text`."""
    expect(page.locator("body")).to_contain_text(text)


def sends(page, step):
    """Press the button of a step of the letter, and wait for the answer."""
    with page.expect_navigation():
        page.locator(f"form[action$='/{step}'] button").click()


def is_sound(page, village=RUSSIAN):
    """Check that the page fits a telephone, and for one village, because that takes long, that all can use it."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if village is RUSSIAN:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


@pytest.fixture
def page(browser):
    """A page on a telephone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("village", VILLAGES, ids=["ru", "zh"])
def test_a_village_library_lends_by_its_mail_alone(house, page, village):
    page.goto(newest_link(house, page, village, 1))
    says(page, village.asks)
    is_sound(page, village)
    sends(page, "will_supply")
    says(page, village.thanks)
    is_sound(page, village)

    page.goto(newest_link(house, page, village, 2))
    sends(page, "found")
    page.goto(newest_link(house, page, village, 3))
    is_sound(page, village)
    page.locator("#ship-tracking").fill(village.tracking)
    sends(page, "ship")
    says(page, village.thanks)
    with sqlite3.connect(f"file:{house.instance / 'bridge.sqlite'}?mode=ro", uri=True) as database:
        wanted = (
            "SELECT state FROM loan_request, library WHERE side = 'supplying' AND library_id = library.id AND code = ?"
        )
        assert database.execute(wanted, (village.code,)).fetchall() == [("shipped",)]


def test_a_link_that_is_none_says_so(house, page):
    page.goto(f"{house.url}/ru/answer/nonsense")
    says(page, "По этой ссылке ничего не открывается.")
    is_sound(page)
