"""Whatever the libraries do, in whatever order: what is lost never counts, and accounts hear of each title once."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from library_exchange.core.errors import ExchangeError
from library_exchange.shipping.rules.codes import ClaimEvent, LineState
from library_exchange.shipping.services import permits, planning, travelling
from tests.shipping.conftest import COORDINATOR, a_title

NUMBERS = st.integers(1, 3)
SIDES = st.sampled_from(["giver", "receiver", "coordinator"])


def test_no_order_of_steps_breaks_what_must_hold(web, make_road):
    road = make_road()
    subjects = iter(range(1, 10_000, 3))

    class Libraries(RuleBasedStateMachine):
        """The two libraries and the clock, doing whatever comes to their minds."""

        def __init__(self) -> None:
            super().__init__()
            first = next(subjects)
            road.heard.clear()
            road.plans(*[a_title(n, subject_id=first + n) for n in range(3)])

        def tries(self, verb, *args, **more) -> None:
            try:
                verb(*args, **more)
            except (ExchangeError, StopIteration):
                return

        @rule(granted=st.sets(NUMBERS))
        def clears(self, granted) -> None:
            self.tries(road.is_cleared, granted | {1})

        @rule()
        def packs_and_sends(self) -> None:
            left = tuple((line.number,) for line in road.lines if line.state == "expected")
            self.tries(road.packs, *left)
            self.tries(road.sends)

        @rule(number=NUMBERS, state=st.sampled_from(["good", "missing", "damaged", "wrong"]))
        def receives(self, number, state) -> None:
            self.tries(road.receives, **{f"n{number}": state})

        @rule(days=st.sampled_from([1, 29, 60]))
        def waits(self, days) -> None:
            road.passes(days)

        @rule()
        def gives_up_hope(self) -> None:
            self.tries(road.does, travelling.declare_lost)

        @rule()
        def cancels(self) -> None:
            self.tries(road.does, planning.cancel)

        @rule()
        def asks_again(self) -> None:
            self.tries(road.does, permits.make_ready)

        @rule(number=NUMBERS)
        def complains(self, number) -> None:
            line = road.lines[number - 1]
            self.tries(road.does, travelling.complain, line, LineState.DAMAGED, by=road.receiver)

        @rule(number=NUMBERS, event=st.sampled_from(ClaimEvent), side=SIDES)
        def argues(self, number, event, side) -> None:
            by = COORDINATOR if side == "coordinator" else getattr(road, side)
            if any(line.number == number and line.state not in ("expected", "good") for line in road.lines):
                self.tries(self._argue, number, event, by)

        def _argue(self, number, event, by) -> None:
            try:
                road.claims_about(number, event, by)
            except Exception as error:
                if "No row was found" not in str(error) and "Multiple rows" not in str(error):
                    raise

        @invariant()
        def what_is_lost_is_never_counted(self) -> None:
            lost = {parcel.id for parcel in road.parcels if parcel.state == "lost"}
            gone = [line for line in road.lines if line.state == "lost" or line.parcel_id in lost]
            assert [line.number for line in gone if line.counted_at is not None] == []

        @invariant()
        def the_accounts_agree_with_the_books(self) -> None:
            """Adding up what was told (now counted, no more counted) gives what is counted in the end."""
            told = {line.subject_id: 0 for line in road.lines}
            for each in road.heard:
                told[each.subject_id] += each.counts - each.was_counted
            assert told == {line.subject_id: int(line.counted_at is not None) for line in road.lines}

        @invariant()
        def what_is_closed_has_nothing_under_way(self) -> None:
            if road.state in ("closed", "cancelled"):
                assert [line.number for line in road.lines if line.state == "expected"] == []

    quick = settings(max_examples=8, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Libraries, settings=quick)
