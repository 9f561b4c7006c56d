"""How many requests are finished is counted for the own library alone."""

from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.directory.rules.calendars import LibraryCalendar
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.work_queue.queries import urgency

PARTS = ([], *([col(LoanRequest.side) == side] for side in (Side.REQUESTING, Side.SUPPLYING)))


@pytest.fixture
def app(web):
    return web


def finished(desk):
    """The finished requests of a desk: all, those in which it borrows, those in which it lends."""
    day = urgency.Day(desk.id, ZoneInfo("Asia/Yakutsk"), now().date(), LibraryCalendar("RU", "Asia/Yakutsk"))
    with reading() as session:
        return tuple(urgency.finished(session, day, PARTS))


def test_a_library_counts_its_own_finished_requests_and_none_is_nought(heihe, amur, khabarovsk, shipped, deliver):
    heihe.goes(shipped, "receive check_out patron_returned ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    heihe.requests("История Амура", of=amur)
    assert [finished(desk) for desk in (heihe, amur, khabarovsk)] == [(1, 1, 0), (1, 0, 1), (0, 0, 0)]
    cancelled = heihe.is_asked_for_unknown("Обломов")
    heihe.does("cancel", cancelled)
    assert [finished(desk) for desk in (heihe, amur, khabarovsk)] == [(2, 2, 0), (1, 0, 1), (0, 0, 0)]
