"""Before offers and wants end the library is told once, in its language, and prolongs them with one click."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.queries import day_at
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries import lists
from library_exchange.offers.rules.expiry import PROLONGED_BY, TOLD_BEFORE, prolonged
from library_exchange.offers.services import expiry
from library_exchange.offers.services.night import VERBS
from tests.local_hours import ZONES, after_midnight, before_midnight
from tests.makers import carry_out_night
from tests.partners import rows_of

TODAY = now().astimezone(ZoneInfo("Asia/Shanghai")).date()
SOON, LATER = TODAY + TOLD_BEFORE, TODAY + TOLD_BEFORE + timedelta(days=1)


def a_night(days: int = 0) -> None:
    with transaction() as session:
        carry_out_night(VERBS, session, now() + timedelta(days=days))


def mails() -> list[dict]:
    with reading() as session:
        found = sa.select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail").order_by(OutboxMessage.id)
        return [row.payload for row in session.scalars(found)]


def test_a_library_is_told_once_of_all_that_ends_soon_in_its_language(heihe, amur):
    heihe.offers("红楼梦", None, expires_on=SOON)
    heihe.offers("呐喊", None, expires_on=LATER)
    heihe.drafts("彷徨", None, expires_on=SOON)
    amur.offers("Бесы", None, expires_on=TODAY + timedelta(days=1))
    amur.wants(title="呐喊", latest_on=SOON)
    amur.wants(title="Идиот", latest_on=LATER + timedelta(days=1))
    a_night()
    a_night()
    chinese, russian = sorted(mails(), key=lambda mail: mail["language"], reverse=True)
    assert (chinese["language"], chinese["library_id"]) == ("zh", heihe.id)
    assert "红楼梦" in chinese["body"]
    assert not any(title in chinese["body"] for title in ("呐喊", "彷徨", "Бесы"))
    assert (russian["language"], russian["library_id"]) == ("ru", amur.id)
    assert all(title in russian["body"] for title in ("Бесы", "呐喊"))
    assert "Идиот" not in russian["body"]
    assert "/ru/staff/exchange/wants?state=ending" in russian["body"]


def test_who_gives_another_day_is_told_of_that_day_too(web, make_partner):
    heihe = make_partner()
    offer_id = heihe.offers("红楼梦", None, expires_on=SOON)
    version = heihe.offer(offer_id).version
    a_night()
    assert heihe.offer(offer_id).version == version
    with transaction() as session:
        session.execute(sa.update(Offer).values(expires_on=LATER))
    a_night()
    assert len(mails()) == 1
    a_night(days=2)
    assert len(mails()) == 2


def test_a_long_list_of_titles_is_cut_and_the_page_has_them_all(web, make_partner):
    heihe = make_partner()
    for number in range(expiry.MOST_NAMED + 2):
        heihe.offers(f"Книга {number}", None, expires_on=SOON)
    a_night()
    body = mails()[0]["body"]
    assert body.count("Книга") == expiry.MOST_NAMED
    with reading() as session:
        total, rows = lists.own_offers(session, heihe.id, None, "zh", 5, 0, TODAY)
    assert (total, len(rows)) == (expiry.MOST_NAMED + 2, 5)


@pytest.mark.parametrize("kind", ListKind)
def test_everything_that_ends_soon_is_prolonged_at_once_and_nothing_else(heihe, amur, kind):
    heihe.offers("红楼梦", None, expires_on=SOON)
    heihe.offers("呐喊", None, expires_on=LATER)
    heihe.wants(title="Бесы", latest_on=SOON)
    amur.offers("Идиот", None, expires_on=SOON)
    with transaction() as session:
        assert expiry.prolong(session, heihe.librarian, kind, now()) == 1
    days = {row.title: row.expires_on for row in rows_of(Offer)} | {row.title: row.latest_on for row in rows_of(Want)}
    longer, other = ("红楼梦", "Бесы") if kind is ListKind.OFFERS else ("Бесы", "红楼梦")
    assert days == {longer: SOON + PROLONGED_BY, other: SOON, "呐喊": LATER, "Идиот": SOON}


def test_what_is_prolonged_on_its_last_day_stands_a_year():
    assert prolonged(TODAY - timedelta(days=3), TODAY) == TODAY + PROLONGED_BY


LAST = date(2031, 9, 30)


def states() -> list[str]:
    return [row.state for row in (*rows_of(Offer), *rows_of(Want))]


@pytest.mark.parametrize("zone", ZONES)
def test_offers_and_wants_stand_to_the_end_of_the_last_day_where_their_library_stands(web, make_partner, zone):
    giver = make_partner("Harbin", ZONES[zone], timezone=zone)
    giver.offers("红楼梦", None, expires_on=LAST)
    giver.wants(title="Бесы", latest_on=LAST)
    for at, after in ((before_midnight(LAST, zone), ["open", "open"]), (after_midnight(LAST, zone), OVER)):
        with transaction() as session:
            carry_out_night(VERBS, session, at)
        assert states() == after


OVER = ["withdrawn", "expired"]


def test_the_same_night_is_the_last_of_one_library_and_the_first_after_it_of_another(heihe, amur, make_partner):
    amur.offers("Бесы", None, expires_on=LAST)
    heihe.offers("红楼梦", None, expires_on=LAST)
    make_partner("Vladivostok", "RU", timezone="Asia/Vladivostok").wants(title="Идиот", latest_on=LAST)
    with transaction() as session:
        carry_out_night(VERBS, session, before_midnight(LAST, "Asia/Shanghai"))
    assert states() == ["withdrawn", "open", "expired"]


def test_a_library_is_told_and_prolongs_by_its_own_day(web, make_partner):
    heihe, moscow = make_partner(), make_partner("Moscow", "RU", timezone="Europe/Moscow")
    for each in (heihe, moscow):
        each.offers("红楼梦", None, expires_on=LAST + TOLD_BEFORE)
    with transaction() as session:
        at = after_midnight(LAST - timedelta(days=1), "Asia/Shanghai")
        carry_out_night(VERBS, session, at)
        assert expiry.prolong(session, moscow.librarian, ListKind.OFFERS, at) == 0
        assert expiry.prolong(session, heihe.librarian, ListKind.OFFERS, at) == 1
    assert [mail["library_id"] for mail in mails()] == [heihe.id]


def test_offers_and_wants_stand_to_the_end_of_their_last_day(heihe):
    heihe.offers("红楼梦", None, expires_on=TODAY)
    with reading() as session:
        today_there = day_at(session, heihe.id, now())
    heihe.wants(title="Бесы", latest_on=today_there)
    a_night()
    assert [row.state for row in (*rows_of(Offer), *rows_of(Want))] == ["open", "open"]
    a_night(days=2)
    assert "open" not in {row.state for row in (*rows_of(Offer), *rows_of(Want))}
