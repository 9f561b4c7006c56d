"""Each lane of the outbox has seats of its own, and no wake-up is lost."""

from threading import Event, Thread

import pytest

from library_exchange.core.lanes import Seats


def test_a_lane_that_hangs_takes_no_seat_of_another():
    seats, hangs, ended = Seats({"mail": 1, "quick": 1}), Event(), Event()

    def hang():
        hangs.set()
        ended.wait(5)

    slow = Thread(target=seats.work, args=("mail", hang))
    slow.start()
    hangs.wait(5)
    assert [seats.work("mail", lambda: pytest.fail("no seat")) for _wake in range(10)] == [False] * 10
    done = []
    assert seats.work("quick", lambda: done.append("a message"))
    assert done == ["a message"]
    Event.set(ended)
    slow.join(5)


def test_who_sits_looks_once_more_when_somebody_called_meanwhile():
    seats, looked = Seats({"quick": 1}), []

    def look():
        looked.append(len(looked))
        if len(looked) < 3:
            assert not seats.work("quick", look)
            assert not seats.work("quick", look)

    assert seats.work("quick", look)
    assert looked == [0, 1, 2]
    assert seats.work("quick", lambda: looked.append("free again"))
    assert looked[3:] == ["free again"]


def test_a_seat_is_free_again_after_work_that_failed():
    seats = Seats({"quick": 1})
    with pytest.raises(OSError, match="away"):
        seats.work("quick", lambda: (_ for _ in ()).throw(OSError("away")))
    assert seats.work("quick", lambda: None)


def test_as_many_work_at_once_as_a_lane_has_seats():
    seats, told = Seats({"long": 2}), []

    def second():
        told.append(seats.work("long", lambda: pytest.fail("a third")) if not told else None)

    assert seats.work("long", lambda: told or seats.work("long", second))
    assert told[0] is False
