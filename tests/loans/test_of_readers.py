"""What a reader is told of a book that she has, and what keeps her in her library while she has it."""

from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.loans.models import LoanRequest


def hers(desk, *numbers):
    """Let the requests be those of the reader who sits at the desk's own computer; return her membership's number."""
    with transaction() as session:
        email = f"{Role.READER}.{desk.id}@example.org"
        reader = session.scalars(sa.select(User).where(col(User.email) == email)).one()
        for number in numbers:
            session.get_one(LoanRequest, desk.loan(number).id).reader_id = reader.id
        return session.scalars(sa.select(col(Membership.id)).where(col(Membership.user_id) == reader.id)).one()


@pytest.mark.parametrize(("refusal", "may_ask"), [("wanted_here", False), ("other", True)])
def test_a_reader_whose_book_is_not_renewed_hears_why_on_each_page(
    heihe, amur, at_desk, with_reader, deliver, refusal, may_ask
):
    reader = at_desk(heihe, Role.READER, "ru")
    hers(heihe, with_reader)
    page = f"/ru/loans/{heihe.loan(with_reader).id}"
    renew = f"{page}/renew"
    assert reader.post(renew).status_code == 302
    deliver()
    amur.does("renew_no", with_reader, renewal_refusal=refusal)
    deliver()
    answer = {"wanted_here": "Книгу ждёт другой читатель", "other": "Другая причина"}[refusal]
    for path in ("/ru/me", "/ru/loans", page):
        assert answer in unescape(reader.get(path).text), path
    assert (renew in reader.get(page).text) is may_ask
    assert reader.post(renew).status_code == (302 if may_ask else 409)
    assert (answer in unescape(reader.get("/ru/me").text)) is not may_ask, "asked again, she waits for an answer"


def test_a_reader_finds_open_requests_first_and_what_she_brought_back_among_those_that_are_over(
    heihe, amur, at_desk, with_reader
):
    reader = at_desk(heihe, Role.READER, "ru")
    waiting = heihe.is_asked_for_unknown("Неизвестная книга")
    hers(heihe, with_reader, waiting)

    def parts():
        page = unescape(reader.get("/ru/loans").text)
        is_open, _heading, is_over = page.partition("Завершённые заказы")
        return [sorted(no for no in (with_reader, waiting) if f">{no}<" in part) for part in (is_open, is_over)]

    assert parts() == [sorted([with_reader, waiting]), []]
    heihe.does("patron_returned", with_reader)
    assert parts() == [[waiting], [with_reader]]


def test_a_reader_with_a_book_is_not_let_go_and_who_decides_hears_of_open_requests(
    heihe, amur, at_desk, with_reader, deliver
):
    admin = at_desk(heihe, Role.LIBRARY_ADMIN, "ru")
    at_desk(heihe, Role.READER)
    waiting = heihe.is_asked_for_unknown("Неизвестная книга")
    membership = hers(heihe, with_reader, waiting)
    end = f"/ru/people/{membership}/end"
    refused = admin.post(end, data={"sure": "yes"})
    assert refused.status_code == 409
    assert f"на руках книги других библиотек: {with_reader}" in unescape(refused.text)
    heihe.does("patron_returned", with_reader)
    asked = unescape(admin.post(end).text)
    assert "больше не сможет заказывать" in asked
    assert (waiting in asked, with_reader in asked) == (True, False)
    assert admin.post(end, data={"sure": "yes"}).status_code == 302
    with reading() as session:
        assert session.get(Membership, membership) is None
