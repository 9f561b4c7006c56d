"""A library in Tynda has no accounts: whoever reads its mail answers in Russian, by the link, on a telephone."""

import re
import sqlite3
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import partners
from library_exchange.app import create_app
from library_exchange.core import schema
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.settings import Settings
from library_exchange.directory.models import AddressForm, PostalAddress
from library_exchange.directory.services import add_library
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from tests.journeys.conftest import PASSWORD, _new_library

pytestmark = pytest.mark.browser

MAILBOX = "ill@amur.example"
LINK = re.compile(r"https?://\S+/answer/\S+")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def _ask(instance: Path) -> None:
    """Make two libraries, of which one has no accounts and is asked for a book."""
    app = create_app(Settings(_env_file=None, instance_dir=instance))
    schema.upgrade(app)
    with app.app_context():
        password, operator = hashed(PASSWORD), Actor("person", "cli", is_platform_admin=True)
        with transaction() as session:
            ids = {code: add_library(session, operator, _new_library(code)).id for code in ("heihe", "amur")}
            user = add_user(session, "li@heihe.example", password, "李馆员", "zh")
            add_membership(session, user, ids["heihe"], Role.LIBRARIAN)
            street = {"street": "ул. Речная, 3", "city": "Благовещенск"}
            session.add(PostalAddress(library_id=ids["amur"], form=AddressForm.LOCAL, **street))
            session.flush()
            partners.add(session, operator, NewPartner(library="amur"), now())
            wang = add_user(session, "wang@heihe.example", password, "王读者", "zh")
            add_membership(session, wang, ids["heihe"], Role.READER)
            li = Actor("person", library_id=ids["heihe"], user_id=user.id, roles=frozenset({Role.LIBRARIAN}))
            reader = Actor("person", library_id=ids["heihe"], user_id=wang.id, roles=frozenset({Role.READER}))
        with transaction() as session:
            loan = requesting.ask(session, reader, NewRequest(title="Сказки таёжной реки"), now())
            steps.take_step(session, li, loan, Action.SEND, StepInput(supplier_id=ids["amur"]), now())
    app.extensions["search"].close()
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def house(serve, tmp_path_factory):
    """A house in which a letter is on its way to a library without accounts."""
    instance = tmp_path_factory.mktemp("letters-house")
    _ask(instance)
    return serve(instance)


def newest_link(house, page, count):
    """Wait until so many letters have come; return the link in the newest."""
    for _second in range(90):
        mails = house.mails_to(MAILBOX)
        if len(mails) >= count:
            return LINK.search(mails[-1].get_content()).group(0)
        page.wait_for_timeout(1000)
    pytest.fail(f"only {len(house.mails_to(MAILBOX))} letters came")


def is_sound(page):
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_village_library_lends_by_its_mail_alone(house, browser):
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    page.goto(newest_link(house, page, 1))
    assert "Может ли ваша библиотека выдать эту книгу?" in page.content()
    is_sound(page)
    page.locator("form[action$='/will_supply'] button").click()
    assert "Спасибо. Ваш ответ принят." in page.content()
    is_sound(page)

    page.goto(newest_link(house, page, 2))
    page.locator("form[action$='/found'] button").click()
    page.goto(newest_link(house, page, 3))
    is_sound(page)
    page.locator("#ship-tracking").fill("RB 123 456 789 RU")
    page.locator("form[action$='/ship'] button").click()
    assert "Спасибо. Ваш ответ принят." in page.content()
    with sqlite3.connect(f"file:{house.instance / 'bridge.sqlite'}?mode=ro", uri=True) as database:
        states = dict(database.execute("SELECT side, state FROM loan_request").fetchall())
    assert states["supplying"] == "shipped"

    page.goto(f"{house.url}/ru/answer/nonsense")
    assert "По этой ссылке ничего не открывается." in page.content()
    is_sound(page)
    context.close()
