"""Offers that fit what a library looks for: shown as they come, asked for, passed over, told of once a week."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.deals.queries.boxes import lines_of
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.subjects import Subject
from library_exchange.want_alerts import queries
from library_exchange.want_alerts.services import answering, night
from tests.counting import count_queries
from tests.letters import kept
from tests.partners import ISBN, add_book, add_work

HISTORY = {"kind": "profile", "subject": Subject.HISTORY}


def fits(partner, declined=False):
    with reading() as session:
        total, rows = queries.fitting(session, partner.id, declined, "ru", now(), 30, 0)
    assert total == len(rows)
    return [row.offer.id for row in rows]


def does(verb, partner, *args):
    with transaction() as session:
        return verb(session, partner.librarian, *args)


def night_passes(at):
    with transaction() as session:
        return night.look_for_news(session, at)


def told(partner, at=None):
    with transaction() as session:
        return night.tell(session, partner.id, at or now())


def test_what_fits_is_there_as_soon_as_it_is_offered(heihe, amur):
    record, chinese = add_book(), add_book("罪与罚", None)
    work = add_work(chinese)
    amur.wants(number=ISBN)
    amur.wants(kind="work", work_id=work)
    amur.wants(kind="series", title="Дальний Восток")
    amur.wants(**HISTORY, language="chi", year_from=2000)
    assert fits(amur) == []
    fitting = [
        heihe.offers("红楼梦", ISBN, record),
        heihe.offers("罪与罚", None, chinese),
        heihe.offers("Очерки", None, series="Дальний Восток", volume="3"),
        heihe.offers("史", None, subject=Subject.HISTORY, language="chi", year=2005),
    ]
    for differs in ({"language": "rus"}, {"year": 1990}, {"subject": Subject.LAW}):
        heihe.offers("别", None, **({"subject": Subject.HISTORY, "language": "chi", "year": 2005} | differs))
    assert sorted(fits(amur)) == fitting
    assert fits(heihe) == []


def test_what_the_library_holds_offers_itself_or_may_not_get_does_not_fit(heihe, amur, make_partner):
    khabarovsk, record = make_partner("Khabarovsk", "RU"), add_book()
    amur.wants(**HISTORY)
    amur.offers("Своя", None, subject=Subject.HISTORY)
    heihe.offers("红楼梦", None, record, subject=Subject.HISTORY)
    heihe.offers("红楼梦", ISBN, subject=Subject.HISTORY)
    reserved = {"reserve": "partner", "reserved_for_id": khabarovsk.id}
    heihe.offers("史", None, subject=Subject.HISTORY, **reserved)
    amur.holds(record)
    assert fits(amur) == []
    khabarovsk.wants(**HISTORY)
    assert len(fits(khabarovsk)) == 4


def test_asking_ticks_the_book_in_the_box_with_its_library_for_the_want_it_fits(heihe, amur):
    want = amur.wants(**HISTORY, priority=5)
    first, other = (heihe.offers(title, None, subject=Subject.HISTORY) for title in ("史一", "史二"))
    for offer in (first, other):
        box = does(answering.ask_for, amur, offer, now())
    with reading() as session:
        lines = {line.offer_id: line for line in lines_of(session, box)}
        assert set(lines) == {first, other}
        assert all((line.want_id, line.kind, line.priority) == (want, "profile", 5) for line in lines.values())
        _total, rows = queries.fitting(session, amur.id, False, "ru", now(), 30, 0)
    assert {row.offer.id: row.box_id for row in rows} == {first: box.id, other: box.id}
    assert not any(row.is_new for row in rows)


def test_nobody_asks_for_or_passes_over_what_does_not_fit_her_library(heihe, amur):
    amur.wants(**HISTORY)
    other = heihe.offers("法", None, subject=Subject.LAW)
    for verb in (answering.ask_for, answering.decline):
        with pytest.raises(Conflict):
            does(verb, amur, other, now())
    with pytest.raises(NotFound), transaction() as session:
        answering.restore(session, amur.librarian, other)


def test_what_is_passed_over_stays_away_until_that_is_taken_back(heihe, amur):
    amur.wants(**HISTORY)
    offer = heihe.offers("史", None, subject=Subject.HISTORY)
    does(answering.decline, amur, offer, now())
    assert (fits(amur), fits(amur, declined=True)) == ([], [offer])
    assert told(amur) == 0
    does(answering.restore, amur, offer)
    assert (fits(amur), fits(amur, declined=True)) == ([offer], [])


def test_new_offers_come_first_until_they_are_seen_or_two_weeks_old(heihe, amur):
    amur.wants(**HISTORY)
    seen, old, new = (heihe.offers(title, None, subject=Subject.HISTORY) for title in ("史一", "史二", "史三"))
    with transaction() as session:
        session.get_one(Offer, old).published_at = now() - timedelta(days=15)
        session.get_one(Offer, new).published_at = now() - timedelta(days=13)
    does(answering.see, amur, [seen], now())
    with reading() as session:
        _total, rows = queries.fitting(session, amur.id, False, "ru", now(), 30, 0)
    assert [(row.offer.id, row.is_new) for row in rows] == [(new, True), (seen, False), (old, False)]


def test_a_profile_that_books_miss_for_lack_of_a_class_number_says_so(heihe, amur):
    missed = amur.wants(**HISTORY, language="chi")
    amur.wants(kind="profile", subject=Subject.LAW, language="rus")
    heihe.offers("史", None, language="chi")
    heihe.offers("书", None, language="chi")

    def lacking():
        with reading() as session:
            return [(want.id, count) for want, count in queries.lacking_class(session, amur.id)]

    assert lacking() == [(missed, 2)]
    heihe.offers("史", None, language="chi", subject=Subject.HISTORY)
    assert lacking() == []


def test_a_library_is_written_to_once_a_week_and_only_of_what_is_new(heihe, amur, deliver, tmp_path):
    at = now()
    amur.wants(**HISTORY)
    assert night_passes(at) == 0
    heihe.offers("史一", None, subject=Subject.HISTORY)
    assert night_passes(at) == 1
    assert told(amur, at) == 1
    deliver()
    letter = kept(tmp_path)[-1].get_content()
    assert "史一" in letter
    assert "/ru/staff/exchange/fitting" in letter
    assert (night_passes(at), told(amur, at)) == (0, 0)
    heihe.offers("史二", None, subject=Subject.HISTORY)
    assert told(amur, at + timedelta(days=6)) == 0
    assert told(amur, at + timedelta(days=7)) == 1
    deliver()
    letter = kept(tmp_path)[-1].get_content()
    assert "史二" in letter
    assert "史一" not in letter


def test_the_letter_waits_for_the_morning_of_the_library(heihe, amur):
    amur.wants(**HISTORY)
    heihe.offers("史", None, subject=Subject.HISTORY)
    at = now().replace(hour=18, minute=17)
    assert night_passes(at) == 1
    with reading() as session:
        due = session.scalars(sa.select(col(OutboxMessage.due_at)).where(col(OutboxMessage.kind) == night.TELL)).one()
        assert due.astimezone(session.get_one(night.Library, amur.id).zone).hour == 8
    assert at < due <= at + timedelta(days=1)


def test_many_offers_cost_no_more_queries_than_few(heihe, amur):
    amur.wants(**HISTORY)
    heihe.offers("史", None, subject=Subject.HISTORY)

    few = count_queries(lambda: fits(amur))
    for number in range(12):
        heihe.offers(f"史 {number}", None, subject=Subject.HISTORY)
    assert count_queries(lambda: fits(amur)) == few <= 10
