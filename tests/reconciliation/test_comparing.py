"""Two libraries compare the accounts of a year: both agree, or one says what differs and is answered."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import clock
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.queries import day_at
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.reconciliation import queries, rules
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.reconciliation.rules import ReconciliationEvent, ReconciliationState
from library_exchange.reconciliation.schemas import Answer, Difference, NewReconciliation, StepInput
from library_exchange.reconciliation.services import answering, preparing
from library_exchange.web.forms import parse
from tests.counting import count_queries
from tests.partners import rows_of

NEW_YEAR = datetime(2026, 1, 2, 9, tzinfo=UTC)
S = ReconciliationState


@pytest.fixture
def enter(app):
    """Enter something between two libraries on a day."""
    numbers = iter(range(1, 1000))

    def write(giver, receiver, amount, on, reason=Reason.RECEIPT, unit=Unit.PIECES):
        given = Given(giver_id=giver.id, receiver_id=receiver.id, unit=unit, amount=amount)
        about = Reference(kind="parcel", id=str(next(numbers)))
        with transaction() as session:
            post(session, clock(), Posting(reason=reason, reference=about, happened_on=on, given=(given,)), NEW_YEAR)

    return write


@pytest.fixture
def year(enter, heihe, amur):
    """A year in which each gave the other something, after an earlier one."""
    enter(heihe, amur, 2, date(2024, 5, 1))
    enter(heihe, amur, 10, date(2025, 3, 1))
    enter(amur, heihe, 4, date(2025, 12, 31))
    enter(amur, heihe, 3, date(2025, 12, 31), Reason.SETTLE)
    enter(heihe, amur, 5, date(2026, 1, 1))


def prepare(at=NEW_YEAR):
    with transaction() as session:
        return preparing.prepare_due(session, clock(), at)


def the_one(year=2025):
    return next(each for each in rows_of(Reconciliation) if each.year == year)


def figures(year=2025):
    with reading() as session:
        return queries.figures(session, session.get_one(Reconciliation, the_one(year).id))


def agrees(library, year=2025, seen=None):
    with transaction() as session:
        found = session.get_one(Reconciliation, the_one(year).id)
        given = StepInput(seen=seen if seen is not None else rules.mark_of(queries.figures(session, found)))
        answering.agree(session, library.librarian, found, given, NEW_YEAR)


def differs(library, line="receipt.pieces", text="У нас одиннадцать."):
    with transaction() as session:
        found, said = session.get_one(Reconciliation, the_one().id), Difference(line=line, text=text)
        answering.differ(session, library.librarian, found, said, "ru", NEW_YEAR)


def answers(library, text="已更正。"):
    with transaction() as session:
        found = session.get_one(Reconciliation, the_one().id)
        answering.answer(session, library.librarian, found, Answer(text=text), "zh", NEW_YEAR)


def takes_back(library):
    with transaction() as session:
        found = session.get_one(Reconciliation, the_one().id)
        answering.take(session, library.librarian, found, ReconciliationEvent.TAKE_BACK, NEW_YEAR)


def waits_for(library):
    with reading() as session:
        return len(session.execute(queries.waiting(library.id, NEW_YEAR.date())).all())


def test_the_clock_prepares_last_year_once_it_is_over_at_both(year, heihe, amur):
    assert prepare(datetime(2025, 12, 31, 14, 30, tzinfo=UTC)) == 0, "in Blagoveshchensk it is, in Heihe not"
    assert prepare() == 1
    assert prepare() == 0, "never twice"
    assert (the_one().state, waits_for(heihe), waits_for(amur)) == (S.OPEN, 1, 1)


def test_nobody_compares_a_year_after_a_later_one(year, enter, heihe, amur):
    enter(heihe, amur, 6, date(2026, 6, 1))
    assert prepare(datetime(2027, 1, 2, 9, tzinfo=UTC)) == 1
    assert prepare() == 0
    assert [each.year for each in rows_of(Reconciliation)] == [2026]


def test_a_night_asks_as_much_for_many_compared_pairs_as_for_one(year, enter, heihe, amur, make_library):
    prepare()
    for_one = count_queries(prepare)
    for name in ("Harbin", "Mudanjiang", "Jiamusi"):
        enter(heihe, SimpleNamespace(id=make_library(name)), 1, date(2025, 6, 1))
    assert prepare() == 3
    assert count_queries(prepare) == for_one


def test_libraries_that_entered_nothing_are_not_asked(enter, heihe, amur):
    enter(heihe, amur, 2, date(2024, 5, 1))
    assert prepare() == 0


def test_a_year_leads_from_its_opening_balance_by_kind_to_its_closing_one(year, heihe, amur):
    prepare()
    found = figures() if heihe.id < amur.id else rules.turned(figures())
    assert [tuple(row) for row in found.rows] == [
        ("opening", "pieces", 2, 0),
        ("receipt", "pieces", 10, 4),
        ("settle", "pieces", 0, 3),
        ("closing", "pieces", 5, 0),
    ]


def test_when_both_agree_the_figures_are_fixed_and_what_is_corrected_stands_in_the_next_year(year, enter, heihe, amur):
    prepare()
    agrees(heihe)
    assert (waits_for(heihe), waits_for(amur)) == (0, 1)
    agrees(amur)
    fixed = figures()
    assert (the_one().state, the_one().agreed_at, waits_for(heihe), waits_for(amur)) == (S.AGREED, NEW_YEAR, 0, 0)
    enter(amur, heihe, 1, date(2025, 6, 1))
    assert figures() == fixed
    prepare(NEW_YEAR.replace(year=2027))
    found = figures(2026) if heihe.id < amur.id else rules.turned(figures(2026))
    assert [tuple(row) for row in found.rows] == [
        ("opening", "pieces", 5, 0),
        ("later", "pieces", 0, 1),
        ("receipt", "pieces", 5, 0),
        ("closing", "pieces", 9, 0),
    ]
    with pytest.raises(Conflict, match="no-such-step"):
        takes_back(amur)


def test_what_is_entered_after_the_first_yes_does_not_change_what_the_other_side_agrees_to(year, enter, heihe, amur):
    prepare()
    agrees(heihe)
    seen = figures()
    enter(heihe, amur, 1, date(2025, 6, 1))
    agrees(amur)
    assert figures() == seen


def test_nobody_agrees_to_figures_that_she_has_not_seen(year, enter, heihe, amur):
    prepare()
    seen = rules.mark_of(figures())
    enter(heihe, amur, 1, date(2025, 6, 1))
    with pytest.raises(Conflict, match="figures-changed"):
        agrees(heihe, seen=seen)
    assert the_one().state is S.OPEN


def test_a_yes_is_taken_back_while_the_other_has_not_said_hers(year, heihe, amur):
    prepare()
    agrees(heihe)
    with pytest.raises(Forbidden, match="the-other-sides"):
        takes_back(amur)
    takes_back(heihe)
    assert (the_one().state, the_one().said_by_id, the_one().figures) == (S.OPEN, None, None)


def test_nobody_agrees_for_both(year, heihe, amur):
    prepare()
    agrees(heihe)
    with pytest.raises(Forbidden, match="the-other-sides"):
        agrees(heihe)


def test_who_differs_says_at_which_line_and_the_other_answers(year, heihe, amur):
    prepare()
    agrees(heihe)
    differs(amur)
    assert (the_one().state, the_one().figures, waits_for(heihe), waits_for(amur)) == (S.DIFFERS, None, 1, 0)
    with pytest.raises(Forbidden, match="the-other-sides"):
        answers(amur)
    answers(heihe)
    assert (the_one().state, waits_for(heihe), waits_for(amur)) == (S.OPEN, 1, 1)
    said = [(each.library_id, each.line, each.language) for each in rows_of(ReconciliationRemark)]
    assert said == [(amur.id, "receipt.pieces", "ru"), (heihe.id, None, "zh")]


def test_a_number_and_a_phrase_are_an_objection_without_a_word(year, heihe, amur):
    prepare()
    with transaction() as session:
        found = session.get_one(Reconciliation, the_one().id)
        said = Difference(line="receipt.pieces", ours=4, theirs=11, phrase=rules.Phrase.OTHER_YEAR)
        answering.differ(session, amur.librarian, found, said, "ru", NEW_YEAR)
    remark = rows_of(ReconciliationRemark)[0]
    by_amur = (remark.first, remark.second) if amur.id < heihe.id else (remark.second, remark.first)
    assert (by_amur, remark.phrase, remark.text) == ((4, 11), rules.Phrase.OTHER_YEAR, None)


def test_an_objection_and_an_answer_say_something(year, heihe, amur):
    prepare()
    with pytest.raises(InvalidInput):
        differs(amur, text=None)
    differs(amur)
    with pytest.raises(InvalidInput):
        answers(heihe, text=None)
    assert the_one().state is S.DIFFERS


def test_money_is_told_in_whole_units_and_copies_as_a_number():
    assert parse(Difference, {"line": "fee.RUB", "ours": "1 350,50"}).ours == 135050
    assert parse(Difference, {"line": "receipt.pieces", "ours": "14"}).ours == 14
    with pytest.raises(InvalidInput):
        parse(Difference, {"line": "receipt.pieces", "ours": "14,5"})


def test_a_difference_is_taken_back_by_who_said_it(year, heihe, amur):
    prepare()
    differs(amur)
    takes_back(amur)
    assert the_one().state is S.OPEN


def test_a_line_that_is_not_there_is_no_difference(year, heihe, amur):
    prepare()
    with pytest.raises(InvalidInput):
        differs(amur, line="receipt.CNY")
    assert the_one().state is S.OPEN


def test_strangers_learn_nothing_of_a_comparison(year, make_partner):
    khabarovsk = make_partner("Khabarovsk", "RU")
    prepare()
    with reading() as session, pytest.raises(NotFound):
        queries.get_reconciliation(session, khabarovsk.librarian, the_one().id)
    with pytest.raises(NotFound):
        agrees(khabarovsk)
    assert waits_for(khabarovsk) == 0


def test_an_earlier_year_is_agreed_first(year, heihe, amur):
    prepare()
    prepare(NEW_YEAR.replace(year=2027))
    with pytest.raises(Conflict, match="earlier-year-first"):
        agrees(heihe, 2026)
    agrees(heihe)
    agrees(amur)
    agrees(heihe, 2026)
    assert the_one(2026).state is S.ONE_AGREES


@pytest.mark.parametrize("asked", [2025, 2024, 2026, 2010])
def test_only_a_year_that_is_over_and_not_compared_is_begun_by_hand(year, heihe, amur, asked):
    prepare()
    with transaction() as session, pytest.raises(InvalidInput):
        preparing.begin(session, heihe.librarian, NewReconciliation(partner_id=amur.id, year=asked), NEW_YEAR)


def test_a_library_begins_a_comparison_by_hand(year, heihe, amur):
    with transaction() as session:
        preparing.begin(session, amur.librarian, NewReconciliation(partner_id=heihe.id, year=2024), NEW_YEAR)
    assert (the_one(2024).state, waits_for(heihe)) == (S.OPEN, 1)


def test_every_step_is_in_the_audit_without_a_word_of_what_was_said(year, heihe, amur):
    prepare()
    differs(amur, text="Тайное слово")
    answers(heihe)
    with reading() as session:
        kept = session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "reconciliation")).all()
        assert [each.action for each in kept] == [
            *("reconciliation.prepare", "reconciliation.differ", "reconciliation.answer"),
        ]
        assert "Тайное" not in str([each.model_dump() for each in kept])


def test_only_what_was_open_when_the_year_ended_is_named(sent):
    first, second = sorted((sent.heihe.id, sent.amur.id))

    def open_at_the_end_of(year):
        with reading() as session:
            return dict(queries.figures_of(session, first, second, year).questions)

    with reading() as session:
        agreed = day_at(session, first, sent.at).year
    assert open_at_the_end_of(agreed - 1) == {}
    assert open_at_the_end_of(agreed) == {"books": 3}
    sent.at = sent.at.replace(year=agreed + 1, month=6, day=1)
    for number in (sent.out, sent.back):
        sent.receives(number)
        sent.complains(number)
    assert open_at_the_end_of(agreed) == {"books": 3}, "they came after its end"
    assert open_at_the_end_of(agreed + 1) == {"claims": 2}
