"""Somebody who is new practises: a whole loan as borrower and as lender, in both languages, and removes it again."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PATIENCE_S

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {
        "email": "zhao@hlj.example",
        "mailbox": "ill@hlj.example",
        "is_practice": "这是练习",
        "borrow": ("发出申请", "签收", "交给读者", "读者已还", "寄还"),
        "lend": ("可提供", "已找到", "寄出", "入库验收"),
        "over": "您已走完全程",
        "subject": "【练习】",
        "remove": "删除全部练习",
    },
    "ru": {
        "email": "oleg@dvgnb.example",
        "mailbox": "ill@dvgnb.example",
        "is_practice": "Это тренировка",
        "borrow": ("Отправить заказ", "Принять", "Выдать читателю", "Принять у читателя", "Отправить обратно"),
        "lend": ("Предоставим", "Книга найдена", "Отправить", "Принять возврат"),
        "over": "Вы прошли весь путь",
        "subject": "[Тренировка]",
        "remove": "Удалить все тренировочные заказы",
    },
}


def waits_for(page, locator):
    """Look again and again until the library that is played has answered."""
    until = time.monotonic() + PATIENCE_S
    while not locator.count() and time.monotonic() < until:
        time.sleep(0.3)
        page.reload()
    expect(locator).to_be_visible()


@pytest.mark.parametrize("language", WORDS)
def test_somebody_new_practises_a_whole_loan_of_either_side_and_removes_it(bridge_house, make_person, language):
    words = WORDS[language]
    librarian = make_person(bridge_house, language, words["email"])
    page = librarian.page
    for kind in ("borrow", "lend"):
        librarian.opens("/staff/practice")
        page.locator(f"[data-kind={kind}] form button").click()
        for step in words[kind]:
            button = page.locator("#next-step").get_by_role("button", name=step, exact=True)
            waits_for(page, button)
            librarian.sees(words["is_practice"])
            button.click()
            expect(button).to_have_count(0)
        waits_for(page, page.locator("#next-step").get_by_text(words["over"]))
    librarian.house.waits_for_mail(words["mailbox"], words["subject"])
    librarian.opens("/staff/practice")
    librarian.presses(words["remove"])
    expect(page.get_by_role("button", name=words["remove"])).to_have_count(0)
