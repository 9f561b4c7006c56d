"""Whatever the libraries do, in whatever order: what is lost never counts, and accounts hear of each title once."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from library_exchange.core.errors import ExchangeError
from library_exchange.core.procedure import Part
from library_exchange.shipping.rules.claims import CLAIM
from library_exchange.shipping.services import permits, planning
from library_exchange.shipping.services import transit as shipping_transit
from tests.shipping.conftest import CLOCK, COORDINATOR, NOON, a_title

NUMBERS = st.integers(1, 3)


def test_no_order_of_steps_breaks_what_must_hold(web, make_road):
    road = make_road()
    subjects = iter(range(1, 10_000, 3))

    class Libraries(RuleBasedStateMachine):
        """The two libraries and the clock, doing whatever comes to their minds."""

        def __init__(self) -> None:
            super().__init__()
            first = next(subjects)
            road.heard.clear()
            road.at = NOON
            road.plans(*[a_title(n, subject_id=first + n, copies=n + 1) for n in range(3)])

        @initialize(is_under_way=st.sampled_from([True, True, False]))
        def starts(self, is_under_way) -> None:
            """Mostly look at what happens on the way; what comes before it is a straight line."""
            if is_under_way:
                road.is_cleared().packs((1,), (2,), (3,)).sends()

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

        @rule(
            number=st.integers(2, 3), faulty=st.integers(1, 2), fault=st.sampled_from(["missing", "damaged", "wrong"])
        )
        def receives_some(self, number, faulty, fault) -> None:
            self.tries(road.receives, **{f"n{number}": {"good": number - faulty, fault: faulty}})

        @rule(days=st.sampled_from([1, 29, 60]))
        def waits(self, days) -> None:
            road.passes(days)

        @rule()
        def gives_up_hope(self) -> None:
            self.tries(road.does, shipping_transit.declare_lost)

        @rule()
        def cancels(self) -> None:
            self.tries(road.does, planning.cancel)

        @rule()
        def asks_again(self) -> None:
            self.tries(road.does, permits.make_ready)

        @rule(number=NUMBERS, copies=st.sampled_from([None, 1, 2]))
        def complains(self, number, copies) -> None:
            self.tries(road.complains, number, copies)

        @rule(data=st.data())
        def argues(self, data) -> None:
            """Take any step that the table has from where some open claim stands."""
            numbers = {line.id: line.number for line in road.lines}
            open_claims = [claim for claim in road.claims if claim.outcome is None]
            if not open_claims:
                return
            claim = data.draw(st.sampled_from(open_claims))
            event = data.draw(st.sampled_from([event for state, event in CLAIM.steps if state is claim.state]))
            (part,) = CLAIM.step(claim.state, event).by
            people = {Part.CONSIGNOR: road.consignor, Part.CONSIGNEE: road.consignee, Part.COORDINATOR: COORDINATOR}
            by = people.get(part, CLOCK)
            self.tries(road.claims_about, numbers[claim.line_id], str(event), by)

        @invariant()
        def what_is_lost_is_never_counted(self) -> None:
            lost = {parcel.id for parcel in road.parcels if parcel.state == "lost"}
            gone = [line for line in road.lines if line.state == "lost" or line.parcel_id in lost]
            assert [line.number for line in gone if line.counted_at is not None] == []

        @invariant()
        def the_accounts_agree_with_the_books(self) -> None:
            """Adding up what was told (now counted, no more counted) gives what is counted in the end."""
            told, counted = ({line.subject_id: 0 for line in road.lines} for _ in range(2))
            for each in road.heard:
                if each.consignment_id == road.id:
                    told[each.subject_id] += each.copies * (each.counts - each.was_counted)
            for line in road.lines:
                counted[line.subject_id] += line.copies * (line.counted_at is not None)
            assert told == counted

        @invariant()
        def no_copy_comes_or_goes(self) -> None:
            assert sum(line.copies for line in road.lines) == 6

        @invariant()
        def what_is_closed_has_nothing_under_way(self) -> None:
            if road.state in ("closed", "cancelled"):
                assert [line.number for line in road.lines if line.state == "expected"] == []

    quick = settings(max_examples=20, stateful_step_count=16, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Libraries, settings=quick)
