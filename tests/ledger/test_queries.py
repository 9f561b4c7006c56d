"""Statements and sums: what librarians and coordinators read of the accounts."""

from contextlib import contextmanager
from datetime import date

import pytest
import sqlalchemy as sa
from flask import current_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_exchange.core.actor import ANONYMOUS, Actor
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import speaking
from library_exchange.ledger import display, queries, services
from library_exchange.ledger.labels import amount
from library_exchange.ledger.models import Account, BookKind, Entry, Line, Reason, Unit
from library_exchange.ledger.queries import Figures
from library_exchange.ledger.schemas import Borne, Given, Reference
from tests.ledger.conftest import AT, PIECES, posting, staff

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)


@contextmanager
def counted(limit):
    asked = []
    engine = database().engine

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield
    sa.event.remove(engine, "before_cursor_execute", note)
    assert len(asked) <= limit


@pytest.fixture
def years(post, heihe, amur, chita):
    """Two years of exchange."""
    post(1, (heihe, amur, 10), on=date(2025, 3, 1), reason=Reason.OPENING)
    post(2, (amur, heihe, 4), on=date(2025, 12, 31))
    post(3, (heihe, amur, 7), on=date(2026, 1, 1))
    post(4, (amur, heihe, 2), (amur, heihe, 150000, Unit.RUB), on=date(2026, 6, 1))
    post(5, (heihe, chita, 3), on=date(2026, 6, 2), book=BookKind.NETWORK)
    post(6, (amur, chita, 1), on=date(2027, 1, 1))


def test_a_statement_leads_from_the_opening_to_the_closing_balance(years, heihe, amur):
    with reading() as session, counted(2):
        found = queries.statement(session, staff(heihe), heihe, amur, JANUARY, DECEMBER)
    assert found.opening == {PIECES: 6}
    assert [(line.reference.id, line.unit, line.amount, line.balance) for line in found.lines] == [
        ("3", PIECES, 7, 13),
        ("4", Unit.RUB, -150000, -150000),
        ("4", PIECES, -2, 11),
    ]
    assert found.closing == {PIECES: 11, Unit.RUB: -150000}
    with reading() as session:
        theirs = queries.statement(session, staff(amur), amur, heihe, JANUARY, DECEMBER)
        later = queries.statement(session, staff(heihe), heihe, amur, date(2027, 1, 1), date(2027, 12, 31))
    assert theirs.closing == {unit: -value for unit, value in found.closing.items()}
    assert (later.opening, later.lines, later.closing) == (found.closing, (), found.closing)


def test_a_statement_is_for_its_two_libraries_and_the_platform(years, heihe, amur, chita):
    for stranger in (staff(chita), ANONYMOUS, Actor("person", library_id=heihe, user_id=4)):
        with reading() as session, pytest.raises(NotFound):
            queries.statement(session, stranger, heihe, amur, JANUARY, DECEMBER)
    with reading() as session:
        queries.statement(session, Actor("person", user_id=1, is_platform_admin=True), heihe, amur, JANUARY, DECEMBER)


def test_the_sums_by_partner_and_year(years, heihe, amur, chita):
    with reading() as session, counted(3):
        partners = queries.balances_by_partner(session, heihe)
        by_year = queries.balances_by_year(session, heihe)
        with_amur = queries.balances_by_year(session, heihe, amur)
    assert [(one.partner.id, one.book, one.unit, one.figures) for one in partners] == [
        (amur, BookKind.PAIR, Unit.RUB, Figures(0, 150000, -150000)),
        (amur, BookKind.PAIR, PIECES, Figures(7, 6, 11)),
        (chita, BookKind.NETWORK, PIECES, Figures(3, 0, 3)),
    ]
    assert by_year[2025, PIECES] == with_amur[2025, PIECES] == Figures(0, 4, 6)  # an opening balance is no gift
    assert (by_year[2026, PIECES], with_amur[2026, PIECES]) == (Figures(10, 2, 8), Figures(7, 2, 5))


@pytest.fixture
def three(app, make_library):
    return [make_library("Heihe"), make_library("Amur", "RU"), make_library("Chita", "RU")]


moved = (st.integers(0, 2), st.integers(1, 2), st.integers(1, 50), st.sampled_from(list(BookKind)))
receipts = st.tuples(st.just("post"), *moved, st.sampled_from(list(Unit)))
losses = st.tuples(st.just("lose"), *moved)
claims = st.tuples(st.just("claim"), *moved)
others = st.one_of(
    receipts,
    losses,
    claims,
    st.tuples(st.just("repeat")),
    st.tuples(st.just("reverse"), st.integers(0, 9)),
)
steps = st.tuples(receipts, losses, claims, st.lists(others, max_size=9)).flatmap(
    lambda made: st.permutations([*made[:3], *made[3]])
)
"""Every run has a book that came, one that the network bears and one that is credited after a claim, in any order."""


class Clerk:
    """Does what it is told with three libraries' accounts; remembers what it posted."""

    def __init__(self, session, libraries):
        self.session, self.libraries, self.entries, self.postings, self.number = session, libraries, [], [], 0

    def two(self, at, further):
        return self.libraries[at], self.libraries[(at + further) % 3]

    def post(self, at, further, amount, book, unit=PIECES):
        self.number += 1
        made = posting(self.number, (*self.two(at, further), amount, unit), book=book)
        self.entries.append(services.post(self.session, Actor("clock"), made, AT))
        self.postings.append(made)

    def lose(self, at, further, copies, book):
        """A book is lost through nobody's fault: the network bears it."""
        self.number += 1
        giver, receiver = self.two(at, further)
        given = Given(giver_id=giver, receiver_id=receiver, amount=copies, unit=PIECES)
        about = Reference(kind="loss", id=str(self.number))
        borne = Borne(reference=about, happened_on=DECEMBER, given=given, copies=copies, book=book)
        self.entries.append(services.bear(self.session, Actor("clock"), borne, AT))

    def claim(self, at, further, copies, book):
        """A book comes, is found damaged, and does not count after all."""
        self.post(at, further, copies, book)
        self.reverse(-1)

    def repeat(self):
        if self.postings:
            services.post(self.session, Actor("clock"), self.postings[-1], AT)

    def reverse(self, at):
        if self.entries:
            services.reverse(self.session, Actor("clock"), self.entries[at % len(self.entries)], DECEMBER, AT)


class RolledBack(Exception):
    """Ends an example, so that the next one finds empty books."""


@given(steps)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_all_accounts_sum_to_zero(three, acts):
    with pytest.raises(RolledBack), transaction() as session:
        clerk = Clerk(session, three)
        for name, *arguments in acts:
            getattr(clerk, name)(*arguments)
            sums = sa.select(Account.book_id, Line.unit, sa.func.sum(Line.amount)).join(
                Account, Account.id == Line.account_id
            )
            assert all(total == 0 for *_of, total in session.execute(sums.group_by(Account.book_id, Line.unit)))
            for one in three:
                for other in three:
                    if one != other:
                        mine = queries.balance(session, one, other)
                        assert mine == {u: -v for u, v in queries.balance(session, other, one).items()}
        told = session.execute(sa.select(Entry.reason, Entry.reverses_id.is_not(None))).all()
        assert {(Reason.RECEIPT, False), (Reason.BORNE, False), (Reason.RECEIPT, True)} <= {tuple(row) for row in told}
        raise RolledBack


@pytest.mark.parametrize(
    ("language", "unit", "value", "text"),
    [
        ("en", Unit.PIECES, 1, "1 copy"),
        ("en", Unit.PAGES, 1200, "1,200 pages"),
        ("en", Unit.CNY, 123450, "1,234.50\u00a0yuan"),
        ("en", Unit.RUB, 100, "1.00\u00a0rouble"),
        ("ru", Unit.RUB, 5, "0,05\u00a0руб."),
        ("ru", Unit.CNY, 100, "1,00\u00a0юань"),
        ("ru", Unit.CNY, 500, "5,00\u00a0юаней"),
        ("ru", Unit.CNY, 123450, "1\u00a0234,50\u00a0юаня"),
        ("zh", Unit.CNY, 100, "1.00\u00a0元"),
        ("zh", Unit.RUB, 100, "1.00\u00a0卢布"),
    ],
)
def test_amounts_carry_their_unit(web, language, unit, value, text):
    with speaking(language):
        assert amount(value, unit) == text


def test_a_statement_is_shown_as_a_table_that_says_who_owes_whom(years, heihe, amur):
    with reading() as session:
        found = queries.statement(session, staff(heihe), heihe, amur, JANUARY, DECEMBER)
    with current_app.test_request_context(), speaking("en"):
        shown = display.statement(found, {Reference(kind="parcel", id="3"): ("Parcel 3", "/en/parcels/3")}, DECEMBER)
        macro = current_app.jinja_env.get_template("ledger/_statement.html").module.table
        page = macro(shown, "Amur Library")
    assert "they owe us 6 copies" in page
    assert ("Balance at the end" in page, "Balance as of today" in page) == (True, False)
    with current_app.test_request_context(), speaking("en"):
        early = display.statement(found, {}, JANUARY)
    assert (early["ending"], early["last_day"]) == ("Balance as of today", JANUARY)
    assert '<a href="/en/parcels/3">Parcel 3</a>' in page
    assert "we owe them 1,500.00\u00a0roubles" in page
    assert display.owed({}) == ["even"]
    assert (display.running(0, Unit.PIECES), display.running(0, Unit.VOUCHERS)) == ("Copies: even", "Vouchers: even")


@pytest.mark.parametrize(
    ("units", "heads"),
    [
        ([], ("We gave", "We received")),
        ([Unit.PIECES, Unit.POINTS], ("We gave", "We received")),
        ([Unit.RUB, Unit.VOUCHERS], ("Owed to us", "Owed by us")),
        ([Unit.PIECES, Unit.RUB], ("We gave, or is owed to us", "We received, or is owed by us")),
    ],
)
def test_books_are_given_and_money_is_owed(web, units, heads):
    with speaking("en"):
        assert display.columns(units) == heads
