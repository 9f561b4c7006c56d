"""A request whose title no library has any more leads to the answer for its reader, not to a search without an end."""

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.db import transaction


@pytest.fixture
def app(web):
    return web


@pytest.mark.parametrize(
    ("language", "send", "answer"), [("zh", "发出申请", "不批准"), ("ru", "Отправить", "Отклонить")]
)
def test_the_button_of_the_list_leads_to_the_answer_once_nobody_has_the_book(
    heihe, amur, at_desk, language, send, answer
):
    loan = heihe.loan(heihe.is_asked_for("История Амура"))
    desk = at_desk(heihe, Role.LIBRARIAN, language)

    def button():
        row = desk.get(f"/{language}/staff").text.partition(f'id="loan-{loan.id}"')[2].partition("</tr>")[0]
        return row.rpartition("<td>")[2]

    before = button()
    with transaction() as session:
        session.execute(sa.update(Item).values(local_state=LocalState.WITHDRAWN))
    after = button()
    assert send in before
    assert answer not in before
    assert answer in after
    assert f"/loans/{loan.id}" in after
    assert "<form" not in after
