"""Who refuses to send a book loses one that was to come: which, where it goes, and that nobody else is worse off."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.rounds.rules.clearing.limits import NO_LIMIT, Room
from library_exchange.rounds.rules.forfeits import (
    Forfeit,
    Promise,
    Seeker,
    Standing,
    forfeits,
    most_received,
    order_of_loss,
)

HEIHE, HARBIN, AMUR, MAGADAN = range(1, 5)
COUNTRIES = {HEIHE: "CN", HARBIN: "CN", AMUR: "RU", MAGADAN: "RU"}
OPEN = Room(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT)


def line(number: int, giver: int, receiver: int, **more: object) -> Promise:
    """A line for a want of its own, of a work of its own."""
    told = {"want": 100 + number, "work": f"work {number}", "kind": 1, "priority": 3, "rank": 1} | more
    return Promise(number, giver, receiver, **told)


def world(*lines: Promise, rooms: dict[int, Room] | None = None, gap: int = NO_LIMIT, **more: object) -> Standing:
    """A round as it stands; without limits but those that are told."""
    return Standing(dict.fromkeys(COUNTRIES, OPEN) | (rooms or {}), COUNTRIES, gap, lines, **({"wants": {}} | more))


def forfeit(standing: Standing, library: int, let_down: int, *, may_ask: bool = True) -> Forfeit | None:
    """What a library loses for one book."""
    return next(forfeits(standing, [(library, let_down)], may_ask=may_ask))


def owing(books: int) -> Room:
    """The limits of a library that may owe so many books."""
    return replace(OPEN, may_owe=books)


def test_first_goes_a_book_of_the_library_that_is_let_down_then_the_least_close_the_least_urgent_the_last_in_line():
    exact, work, subject = (line(n, MAGADAN, HEIHE, kind=n) for n in (1, 2, 3))
    urgent, idle = line(4, MAGADAN, HEIHE, priority=5), line(5, MAGADAN, HEIHE, priority=1)
    behind, theirs = line(6, MAGADAN, HEIHE, rank=4), line(7, AMUR, HEIHE)
    found = order_of_loss((exact, work, subject, urgent, idle, behind, theirs), let_down=AMUR)
    assert [each.id for each in found] == [7, 3, 2, 5, 6, 1, 4]


def test_the_book_goes_to_the_first_in_line_who_may_have_it():
    lost = line(1, AMUR, HEIHE, in_line=(10, 11, 12, 13))
    other = line(2, MAGADAN, HARBIN, want=10)
    wants = {10: Seeker(HARBIN, 1), 11: Seeker(HEIHE, 1), 13: Seeker(MAGADAN, 1)}
    # The first has its copy, the second is the loser's own, the third has left the round.
    assert forfeit(world(lost, other, wants=wants), HEIHE, MAGADAN) == Forfeit(1, 13)


def test_once_nobody_can_be_asked_any_more_the_book_stays_with_its_sender():
    lost = line(1, AMUR, HEIHE, in_line=(10,))
    assert forfeit(world(lost, wants={10: Seeker(HARBIN, 1)}), HEIHE, MAGADAN, may_ask=False) == Forfeit(1, None)


def test_a_want_that_said_no_to_the_work_is_passed_over():
    lost = line(1, AMUR, HEIHE, in_line=(10,))
    standing = world(lost, wants={10: Seeker(HARBIN, 1)}, refused={("work 1", 10)})
    assert forfeit(standing, HEIHE, MAGADAN) == Forfeit(1, None)


def test_a_library_that_has_the_work_coming_does_not_get_it_twice():
    lost, same = line(1, AMUR, HEIHE, in_line=(10,)), line(2, MAGADAN, HARBIN, work="work 1")
    assert forfeit(world(lost, same, wants={10: Seeker(HARBIN, 1)}), HEIHE, MAGADAN) == Forfeit(1, None)


def test_a_sender_that_gives_too_much_already_keeps_its_book():
    lost = line(1, AMUR, HEIHE, in_line=(10,))
    rooms = {AMUR: replace(OPEN, may_lend=0)}
    assert forfeit(world(lost, rooms=rooms, wants={10: Seeker(HARBIN, 1)}), HEIHE, MAGADAN) == Forfeit(1, None)


def test_a_book_is_passed_over_whose_sender_would_owe_too_much_without_sending_it():
    first, second = line(1, AMUR, HEIHE, kind=3), line(2, MAGADAN, HEIHE)
    back = line(3, HARBIN, AMUR)
    assert forfeit(world(first, second, back, rooms={AMUR: owing(0)}), HEIHE, HARBIN) == Forfeit(2, None)
    assert forfeit(world(first, back, rooms={AMUR: owing(0)}), HEIHE, HARBIN) is None
    assert forfeit(world(first, back, rooms={AMUR: owing(1)}), HEIHE, HARBIN) == Forfeit(1, None)


def test_who_has_nothing_to_come_loses_nothing():
    assert forfeit(world(line(1, HEIHE, AMUR)), HEIHE, AMUR) is None


@pytest.mark.parametrize(
    ("promised", "refused", "limit", "most"),
    [(5, 0, None, None), (5, 0, 3, 3), (5, 2, None, 3), (5, 2, 2, 2), (5, 2, 9, 3), (1, 4, None, 0), (0, 1, None, 0)],
)
def test_when_a_round_is_cleared_again_a_library_gets_as_many_fewer_as_it_refused(promised, refused, limit, most):
    assert most_received(promised, refused, limit) == most


# Whatever the round ---------------------------------------------------------------------------------------------------


def excess(standing: Standing) -> Counter[object]:
    """Return by how much each limit of a round is passed, counted anew and by another way than the rule's."""
    found: Counter[object] = Counter()
    for library, room in standing.rooms.items():
        received = sum(each.receiver == library for each in standing.promises)
        given_away = sum(each.giver == library for each in standing.promises)
        found["receive", library] = received - room.receive
        found["owe", library] = received - given_away - room.may_owe
        found["lend", library] = given_away - received - room.may_lend
    for country in set(COUNTRIES.values()):
        came = sum(COUNTRIES[each.receiver] == country for each in standing.promises)
        went = sum(COUNTRIES[each.giver] == country for each in standing.promises)
        found["gap", country] = abs(came - went) - standing.gap
    for want, copies in Counter(each.want for each in standing.promises).items():
        found["cap", want] = copies - standing.wants[want].cap if want in standing.wants else 0
    for key, copies in Counter((each.receiver, each.work) for each in standing.promises).items():
        found["work", key] = copies - 1
    return +found


def after(standing: Standing, told: Forfeit) -> Standing:
    """Return a round after a loss."""
    (lost,) = (each for each in standing.promises if each.id == told.line)
    left = tuple(each for each in standing.promises if each.id != told.line)
    if told.goes_to is None:
        return replace(standing, promises=left)
    owner = standing.wants[told.goes_to].owner
    return replace(standing, promises=(*left, replace(lost, receiver=owner, want=told.goes_to)))


def is_allowed(standing: Standing, told: Forfeit, loser: int) -> bool:
    """Whether a loss takes no library's limit further past than it was; the loser's own account was so before."""
    before, then = excess(standing), excess(after(standing, told))
    moved_on_by_who_lends_too_much = told.goes_to is not None and any(
        before["lend", each.giver] > 0 for each in standing.promises if each.id == told.line
    )
    worse = {limit for limit in then if then[limit] > before[limit]} - {("lend", loser)}
    return not worse and not moved_on_by_who_lends_too_much


def choices(standing: Standing, loser: int, let_down: int, may_ask: bool) -> Iterator[Forfeit]:
    """Yield what may be lost, in the order of the published rule, whether or not limits allow it."""
    for each in order_of_loss((line for line in standing.promises if line.receiver == loser), let_down):
        for want in each.in_line if may_ask else ():
            seeker = standing.wants.get(want)
            if seeker and seeker.owner not in (loser, each.giver) and (each.work, want) not in standing.refused:
                yield Forfeit(each.id, want)
        yield Forfeit(each.id, None)


def require_rule(standing: Standing, loser: int, let_down: int, may_ask: bool) -> Forfeit | None:
    """Hold the rule against the definition: the first choice by which nobody else's limits are passed."""
    told = forfeit(standing, loser, let_down, may_ask=may_ask)
    allowed = (each for each in choices(standing, loser, let_down, may_ask) if is_allowed(standing, each, loser))
    assert told == next(allowed, None)
    return told


def test_in_every_small_round_the_first_loss_that_harms_nobody_else_is_chosen():
    seen = Counter()
    ends = [(giver, receiver) for giver, receiver in product(COUNTRIES, repeat=2) if giver != receiver]
    wants = {10: Seeker(HARBIN, 1), 11: Seeker(MAGADAN, 1)}
    for one, other, owes, lends, gap in product(ends, ends, (0, 1), (0, 2), (0, NO_LIMIT)):
        lines = (line(1, *one, kind=2, in_line=(10, 11)), line(2, *other, in_line=(11,)))
        limits = replace(OPEN, may_owe=owes, may_lend=lends)
        standing = world(*lines, rooms=dict.fromkeys(COUNTRIES, limits), gap=gap, wants=wants)
        for let_down, may_ask in product((AMUR, HARBIN), (False, True)):
            told = require_rule(standing, HEIHE, let_down, may_ask)
            seen["nothing" if told is None else "stays" if told.goes_to is None else "goes on"] += 1
    assert min(seen[each] for each in ("nothing", "stays", "goes on")) > 100


ROOMS = st.builds(Room, st.integers(0, 4), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2))
LIBRARIES = st.sampled_from(sorted(COUNTRIES))


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Any round of four libraries, also one whose limits refusals have passed."""
    wants = {want: Seeker(draw(LIBRARIES), draw(st.integers(1, 2))) for want in range(8)}
    lines = []
    for number in range(draw(st.integers(0, 8))):
        want = draw(st.sampled_from(sorted(wants)))
        giver = draw(LIBRARIES.filter(lambda each, owner=wants[want].owner: each != owner))
        in_line = tuple(draw(st.lists(st.sampled_from(sorted(wants)), unique=True, max_size=4)))
        lines.append(
            Promise(
                number,
                giver,
                wants[want].owner,
                want,
                work=draw(st.sampled_from("abcd")),
                kind=draw(st.integers(1, 3)),
                priority=draw(st.integers(1, 5)),
                rank=draw(st.integers(1, 4)),
                in_line=in_line,
            )
        )
    rooms = {library: draw(ROOMS) for library in COUNTRIES}
    refused = draw(st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from(sorted(wants))), max_size=2))
    return Standing(rooms, COUNTRIES, draw(st.integers(0, 3)), tuple(lines), wants, refused)


@given(standings(), LIBRARIES, LIBRARIES, st.booleans(), st.randoms())
def test_in_any_round_the_loss_is_the_first_that_harms_nobody_else_in_whatever_order_lines_are_read(
    standing, loser, let_down, may_ask, random
):
    told = require_rule(standing, loser, let_down, may_ask)
    turned = list(standing.promises)
    random.shuffle(turned)
    assert forfeit(replace(standing, promises=tuple(turned)), loser, let_down, may_ask=may_ask) == told


@given(standings(), st.lists(st.tuples(LIBRARIES, LIBRARIES), max_size=4))
def test_what_several_lose_at_once_is_what_they_lose_one_after_another(standing, unsent):
    together = list(forfeits(standing, unsent, may_ask=False))
    for (library, let_down), told in zip(unsent, together, strict=True):
        assert forfeit(standing, library, let_down, may_ask=False) == told
        standing = after(standing, told) if told else standing
