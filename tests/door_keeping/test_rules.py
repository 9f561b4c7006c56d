"""What is kept of answers: counts by the hour, faults as many as tell something, nothing lost by a failed writing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.core.doors import Limit
from library_exchange.door_keeping.rules import MOST_ALIKE, MOST_UNWRITTEN, Fault, Gathered, Gathering, hour_of

AT = datetime(2026, 11, 30, 8, 59, 59, tzinfo=UTC)


def fault(at: datetime = AT, kind: str = "badVerb", door: str = "oai_pmh") -> Fault:
    return Fault(door, at, kind, 200, "Identify", "anybody", None, "0123456789ab")


def test_answers_are_counted_by_the_hour_and_the_last_one_is_known():
    kept = Gathering()
    for at in (AT, AT + timedelta(seconds=1), AT + timedelta(seconds=2)):
        kept.add("sru", at)
    kept.add("oai_pmh", AT, fault())
    hours = {
        (door, at.hour): (each.answers, each.faults, each.last_at) for (door, at), each in kept.take().hours.items()
    }
    assert hours == {
        ("sru", 8): (1, 0, AT),
        ("sru", 9): (2, 0, AT + timedelta(seconds=2)),
        ("oai_pmh", 8): (1, 1, AT),
    }
    assert kept.take() == Gathered({}, [])


def test_a_flood_of_one_kind_is_counted_and_does_not_hide_another_kind():
    kept = Gathering()
    for _time in range(500):
        kept.add("oai_pmh", AT, fault())
    kept.add("oai_pmh", AT, fault(kind="badArgument"))
    taken = kept.take()
    assert taken.hours["oai_pmh", hour_of(AT)].faults == 501
    assert [each.kind for each in taken.faults] == ["badVerb"] * MOST_ALIKE + ["badArgument"]
    kept.add("oai_pmh", AT, fault())
    assert kept.take().faults == []
    later = AT + timedelta(hours=1)
    kept.add("oai_pmh", later, fault(later))
    assert len(kept.take().faults) == 1


def test_memory_holds_so_many_faults_and_no_more():
    kept = Gathering()
    for number in range(MOST_UNWRITTEN + 50):
        kept.add("sru", AT, fault(kind=f"diagnostic-{number}", door="sru"))
    taken = kept.take()
    assert len(taken.faults) == MOST_UNWRITTEN
    assert taken.hours["sru", hour_of(AT)].faults == MOST_UNWRITTEN + 50


ANSWERS = st.lists(st.tuples(st.sampled_from(["sru", "feeds"]), st.integers(0, 7200), st.booleans()), max_size=30)


@given(before=ANSWERS, after=ANSWERS)
def test_what_could_not_be_written_down_is_put_back_and_nothing_is_counted_twice(before, after):
    def add(kept, answers):
        for door, second, is_fault in answers:
            at = AT + timedelta(seconds=second)
            kept.add(door, at, fault(at, door=door) if is_fault else None)

    interrupted, plain = Gathering(), Gathering()
    add(interrupted, before)
    taken = interrupted.take()
    add(interrupted, after)
    interrupted.put_back(taken)
    add(plain, [*before, *after])
    assert interrupted.take().hours == plain.take().hours


@pytest.mark.parametrize(("usual", "least", "most"), [(60, 6, 600), (300, 30, 3000), (5, 1, 50)])
def test_an_operator_moves_a_limit_within_ten_times_more_or_less(usual, least, most):
    limit = Limit("anonymous", "", usual)
    assert (limit.least, limit.most) == (least, most)
