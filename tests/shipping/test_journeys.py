"""A consignment goes its way: permission, parcels, gateways, receipt title by title, claims, and what is told of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.consignment_papers import old_books
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import is_open
from library_exchange.jobs import tidy
from library_exchange.loan_consignments.services import single_title
from library_exchange.shipping.models import ClearanceTitle, Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.consignments import contents_of, history
from library_exchange.shipping.rules.codes import Mode, Purpose
from library_exchange.shipping.schemas import ExportPermit, NewConsignment, Permit, TitleInput, Weighed
from library_exchange.shipping.services import guards, packing, permits, planning, transitions
from library_exchange.shipping.services import titles as completing
from library_exchange.shipping.services import transit as shipping_transit
from tests.shipping.conftest import COORDINATOR, Road, a_title, librarian

LETTERS = sa.select(sa.func.count()).where(OutboxMessage.kind == "notifications.mail")


def titles(count=2, **more):
    return [a_title(number, **more) for number in range(1, count + 1)]


def test_books_go_from_the_amur_to_heihe_and_only_good_ones_are_told_as_received(to_heihe):
    to_heihe.plans(*titles(2)).is_cleared().packs().sends()
    assert to_heihe.state == "in_transit"
    to_heihe.receives(n1="good", n2="good")
    assert to_heihe.state == "received"
    assert to_heihe.kinds_heard == [("sent", 1), ("sent", 2), ("received", 1), ("received", 2)]
    assert [(told.counts, told.was_counted) for told in to_heihe.heard] == [(False, False)] * 2 + [(True, False)] * 2
    assert [str(parcel.state) for parcel in to_heihe.parcels] == ["received"]


def test_nothing_moves_into_china_before_the_permit(to_heihe):
    to_heihe.plans(*titles(1))
    to_heihe.does(permits.make_ready)
    assert to_heihe.state == "awaiting_clearance"
    with pytest.raises(Conflict):
        to_heihe.opens_parcel()


def test_a_loan_into_china_needs_no_permit_by_the_rules_of_today(to_heihe):
    to_heihe.plans(*titles(1), purpose=Purpose.TEMPORARY)
    to_heihe.does(permits.make_ready)
    assert to_heihe.state == "ready"


def test_a_refused_title_leaves_quietly_and_only_who_asked_can_read_of_it(to_heihe):
    to_heihe.plans(*titles(2)).is_cleared(granted={1})
    assert to_heihe.state == "ready"
    assert [str(line.state) for line in to_heihe.lines] == ["expected", "not_cleared"]
    assert to_heihe.kinds_heard == [("not_cleared", 2)]
    import_permit = next(each for each in to_heihe.clearances if each.state == "partly_granted")
    with reading() as session:
        kept = sa.select(ClearanceTitle).where(col(ClearanceTitle.clearance_id) == import_permit.id)
        assert len(session.scalars(kept).all()) == 2
        facts = session.scalars(sa.select(AuditEntry.facts)).all()
    assert "История Амура" not in str(facts)


def test_when_nothing_is_cleared_the_consignment_is_given_up(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared(granted=set())
    assert to_heihe.state == "cancelled"


def test_the_consignor_cannot_enter_the_answer_of_the_receivers_authority(to_heihe):
    to_heihe.plans(*titles(1))
    to_heihe.does(permits.make_ready)
    with pytest.raises(Forbidden):
        to_heihe.with_clearance(permits.submit, by=to_heihe.consignor)


def test_a_list_without_annotations_is_not_sent_in(to_heihe):
    to_heihe.plans(*titles(1, annotation_zh=None))
    to_heihe.does(permits.make_ready)
    with pytest.raises(Conflict, match="list_complete"):
        to_heihe.with_clearance(permits.submit)


def test_a_permit_that_runs_out_sends_the_consignment_back(to_heihe):
    to_heihe.plans(*titles(1))
    to_heihe.does(permits.make_ready)
    to_heihe.with_clearance(permits.submit)
    ids = {line.id for line in to_heihe.lines}
    to_heihe.with_clearance(permits.answer, ids, Permit(valid_until=to_heihe.at.date()))
    assert to_heihe.passes(2)["lapsed"] == 1
    assert to_heihe.state == "awaiting_clearance"


def test_a_parcel_is_not_filled_beyond_what_its_service_takes(to_heihe):
    to_heihe.plans(*titles(3, weight_g=900)).is_cleared()
    packet = to_heihe.opens_parcel("small-packet")
    to_heihe.scans("1", packet)
    to_heihe.scans("2", packet)
    with pytest.raises(InvalidInput):
        to_heihe.scans("3", packet)
    with pytest.raises(Conflict, match="all_in_parcels"):
        to_heihe.does(packing.pack)


def test_a_title_is_packed_by_its_isbn_in_either_form(to_heihe):
    to_heihe.plans(*titles(1, isbn="978-7-02-000872-8")).is_cleared()
    parcel = to_heihe.opens_parcel()
    to_heihe.scans("7-02-000872-0", parcel)
    assert to_heihe.lines[0].parcel_id == parcel
    with pytest.raises(InvalidInput):
        to_heihe.scans("9787020008728", parcel)


def test_a_title_is_packed_by_the_wrong_isbn_that_it_has_in_print(to_heihe):
    to_heihe.plans(a_title(1, isbn="978-5-04-010272-8", isbn_as_printed=True), a_title(2)).is_cleared()
    parcel = to_heihe.opens_parcel()
    to_heihe.scans("9785040102728", parcel)
    assert [line.parcel_id for line in to_heihe.lines] == [parcel, None]


def test_the_database_keeps_a_title_out_of_other_consignments_parcels(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared()
    parcel = to_heihe.opens_parcel()
    to_heihe.plans(a_title(7)).is_cleared()
    line = to_heihe.lines[0].id
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(ConsignmentLine).where(ConsignmentLine.id == line).values(parcel_id=parcel))


def test_one_subject_travels_once_at_a_time(to_heihe):
    to_heihe.plans(*titles(1))
    with pytest.raises(Conflict, match="already-travelling"):
        to_heihe.plans(*titles(1))


def test_an_old_book_stops_and_asks(to_heihe):
    to_heihe.plans(a_title(1, year=1899)).is_cleared()
    to_heihe.scans("1", to_heihe.opens_parcel())
    with pytest.raises(Conflict, match="old_books"):
        to_heihe.does(packing.pack)
    with transaction() as session:
        consignment = session.get_one(Consignment, to_heihe.id)
        line = session.get_one(ConsignmentLine, to_heihe.lines[0].id)
        old_books.confirm_old(session, to_heihe.consignor, consignment, line, to_heihe.at)
    to_heihe.does(packing.pack)
    assert to_heihe.state == "packed"


def test_a_traced_parcel_needs_its_number_before_it_leaves(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs()
    to_heihe.with_parcel(to_heihe.parcels[0].id, Weighed(weight_g=500))
    with pytest.raises(Conflict, match="tracking"):
        to_heihe.sends()


def test_parcels_pass_the_gateway_one_by_one(app, make_road):
    road = make_road(with_gateway=True)
    road.plans(*titles(2), mode=Mode.GATEWAY).is_cleared().packs((1,), (2,), service="gateway").sends()
    first, second = (parcel.id for parcel in road.parcels)
    road.does(shipping_transit.gateway_in, {first}, by=road.gateway)
    assert [str(each.state) for each in road.parcels] == ["at_gateway", "in_transit"]
    road.does(shipping_transit.cross, by=road.gateway)
    road.receives(n1="good")
    assert road.state == "in_transit", "the other parcel has not come"
    road.does(shipping_transit.gateway_in, {second}, by=road.gateway)
    with pytest.raises(InvalidInput):
        road.receives(n2="good")
    road.does(shipping_transit.cross, by=road.gateway)
    road.receives(n2="good")
    assert road.state == "received"


def test_only_the_gateway_takes_in_at_the_gateway(app, make_road):
    road = make_road(with_gateway=True)
    road.plans(*titles(1), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    with pytest.raises(Forbidden):
        road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.consignor)


def test_at_night_the_calendar_of_consignments_is_looked_at(web, make_road):
    late = make_road()
    late.at = now() - timedelta(days=200)
    late.plans(*titles(1)).is_cleared().packs().sends()
    assert late.state == "in_transit"
    assert tidy(web) == []
    assert late.state == "overdue"
    version = late.consignment.version
    assert tidy(web) == []
    assert late.consignment.version == version, "a second look changes nothing"


def test_what_does_not_come_is_overdue_then_lost_and_never_counts(to_heihe):
    to_heihe.plans(*titles(2)).is_cleared().packs((1,), (2,)).sends()
    to_heihe.receives(n1="good")
    assert to_heihe.passes(100)["overdue"] == 1
    to_heihe.does(shipping_transit.declare_lost, by=to_heihe.consignee)
    assert to_heihe.state == "lost"
    assert to_heihe.kinds_heard == [("sent", 1), ("sent", 2), ("received", 1), ("lost", 2), ("claim_opened", 2)]
    to_heihe.claims_about(2, "credit")
    assert to_heihe.heard[-1].outcome == "credited"
    assert not to_heihe.heard[-1].counts
    assert to_heihe.state == "closed"


def test_a_damaged_book_is_claimed_refused_disputed_and_decided(to_heihe):
    to_heihe.plans(*titles(2)).is_cleared().packs().sends()
    to_heihe.receives(n1="good", n2="damaged")
    assert to_heihe.state == "in_claim"
    to_heihe.claims_about(2, "refuse")
    with pytest.raises(Forbidden):
        to_heihe.claims_about(2, "agree")
    to_heihe.claims_about(2, "disagree", by=to_heihe.consignee)
    with pytest.raises(Forbidden):
        to_heihe.claims_about(2, "decide_for_consignor", by=to_heihe.consignee)
    to_heihe.claims_about(2, "decide_for_consignor", by=COORDINATOR)
    assert (to_heihe.heard[-1].outcome, to_heihe.heard[-1].counts) == ("stands", True)
    assert to_heihe.state == "closed"


def test_copies_of_one_title_that_came_unlike_each_have_their_own_fate(to_heihe):
    to_heihe.plans(a_title(1, copies=5), a_title(2)).is_cleared().packs().sends()
    to_heihe.receives(n1={"good": 2, "damaged": 1, "missing": 2}, n2="good")
    assert by_copies(to_heihe) == [(1, 2, "good", 1), (2, 1, "good", 2), (3, 1, "damaged", 1), (4, 2, "missing", 1)]
    assert len({line.parcel_id for line in to_heihe.lines}) == 1
    assert [(told.copies, told.counts) for told in to_heihe.heard if str(told.kind) == "received"] == [
        (2, True),
        (1, True),
    ]
    to_heihe.claims_about(4, "credit")
    to_heihe.claims_about(3, "refuse")
    to_heihe.claims_about(3, "agree", by=to_heihe.consignee)
    ends = [(told.copies, told.counts) for told in to_heihe.heard if str(told.kind) == "claim_resolved"]
    assert ends == [(2, False), (1, True)]
    assert to_heihe.state == "closed"


def test_a_title_none_of_whose_copies_came_well_is_divided_by_fault(to_heihe):
    to_heihe.plans(a_title(1, copies=3)).is_cleared().packs().sends()
    to_heihe.receives(n1={"wrong": 1, "damaged": 2})
    assert by_copies(to_heihe) == [(1, 2, "damaged", 1), (2, 1, "wrong", 1)]
    assert to_heihe.state == "in_claim"


@pytest.mark.parametrize("found", [{"good": 2}, {"good": 4}, {"good": -1, "missing": 4}, {"expected": 3}, {}])
def test_what_is_said_of_the_copies_must_add_up_or_nothing_is_noted(to_heihe, found):
    to_heihe.plans(a_title(1, copies=3), a_title(2)).is_cleared().packs().sends()
    with pytest.raises(InvalidInput) as refused:
        to_heihe.receives(n1=found, n2="good")
    assert set(refused.value.fields) == {f"good-{to_heihe.lines[0].id}"}
    assert [str(line.state) for line in to_heihe.lines] == ["expected", "expected"]


def test_a_title_that_is_sent_again_is_planned_anew_by_the_same_way(app, make_road):
    road = make_road(with_gateway=True)
    road.plans(a_title(1, copies=3), a_title(2), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    road.does(shipping_transit.gateway_in, {road.parcels[0].id}, by=road.gateway)
    road.does(shipping_transit.cross, by=road.gateway)
    road.receives(n1={"good": 1, "missing": 2}, n2="good")
    road.claims_about(3, "offer_resend")
    road.claims_about(3, "agree", by=road.consignee)
    assert road.state == "closed"
    with reading() as session:
        again = session.scalars(sa.select(Consignment).where(Consignment.id != road.id)).one()
        (line,) = consignments.contents_of(session, again).lines
    assert (again.mode, again.consignor_gateway_id, again.state) == (Mode.GATEWAY, road.gateway_id, "planned")
    assert (line.title, line.copies, line.value_minor, line.subject_id) == ("История Амура. Том 1", 2, 35000, 1)


def test_damage_of_one_copy_seen_later_leaves_the_others_counted(to_heihe):
    to_heihe.plans(a_title(1, copies=3)).is_cleared().packs().sends()
    to_heihe.receives(n1="good")
    with pytest.raises(InvalidInput):
        to_heihe.complains(1, copies=4)
    to_heihe.complains(1, copies=1)
    assert by_copies(to_heihe) == [(1, 2, "good", 1), (2, 1, "damaged", 1)]
    to_heihe.claims_about(2, "credit")
    last = to_heihe.heard[-1]
    assert (last.copies, last.was_counted, last.counts) == (1, True, False)
    assert [line.counted_at is not None for line in to_heihe.lines] == [True, False]


def by_copies(road):
    return [(line.number, line.copies, str(line.state), line.subject_id) for line in road.lines]


def test_damage_seen_later_takes_a_counted_book_off_again(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs().sends()
    to_heihe.receives(n1="good")
    to_heihe.complains(1)
    to_heihe.claims_about(1, "credit")
    assert (to_heihe.heard[-1].was_counted, to_heihe.heard[-1].counts) == (True, False)


def test_after_the_time_for_claims_nothing_is_claimed(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs().sends()
    to_heihe.receives(n1="good")
    assert to_heihe.passes(40)["closed"] == 1
    with pytest.raises(Conflict):
        to_heihe.complains(1)


def test_silence_never_costs_the_consignee(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs().sends()
    to_heihe.receives(n1="missing")
    assert to_heihe.passes(21)["silent"] == 0  # twenty days, but fewer working days of the consignor
    assert to_heihe.passes(9)["silent"] == 1
    assert (to_heihe.heard[-1].outcome, to_heihe.heard[-1].counts) == ("credited", False)


def test_a_parcel_leaves_only_when_it_was_weighed(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared()
    parcel = to_heihe.opens_parcel()
    to_heihe.scans("1", parcel)
    to_heihe.does(packing.pack)
    to_heihe.with_parcel(parcel, Weighed(tracking_no="RR123456785RU"))
    with pytest.raises(Conflict, match="guard-weighed"):
        to_heihe.does(shipping_transit.hand_over, None)
    to_heihe.with_parcel(parcel, Weighed(tracking_no="RR123456785RU", weight_g=460))
    to_heihe.does(shipping_transit.hand_over, None)
    assert (to_heihe.parcels[0].weight_g, to_heihe.parcels[0].is_estimated) == (460, False)


def test_without_a_scale_the_books_weight_is_taken_and_said_to_be_reckoned(to_heihe):
    to_heihe.plans(*titles(2)).is_cleared()
    parcel = to_heihe.opens_parcel()
    to_heihe.scans("1", parcel)
    to_heihe.with_parcel(parcel, Weighed(tracking_no="RR123456785RU", is_estimated=True))
    to_heihe.scans("2", parcel)
    to_heihe.does(packing.pack)
    assert (to_heihe.parcels[0].weight_g, to_heihe.parcels[0].is_estimated) == (800, True)


def test_a_parcel_takes_at_once_everything_that_fits(to_heihe):
    to_heihe.plans(*titles(12, weight_g=3000)).is_cleared()
    first, second = to_heihe.opens_parcel(), to_heihe.opens_parcel()
    assert to_heihe.fills(first) == 6, "twenty kilograms at most: six do not fit"
    assert to_heihe.fills(second) == 0
    assert [sum(line.parcel_id == parcel for line in to_heihe.lines) for parcel in (first, second)] == [6, 6]
    with pytest.raises(InvalidInput) as refused:
        to_heihe.fills(second)
    assert set(refused.value.fields) == {"fill"}


def test_books_are_expected_on_a_day_on_which_the_consignee_works(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs().sends()
    with reading() as session:
        consignee = session.get_one(Library, to_heihe.consignee_id)
        assert is_open(calendar_of(session, consignee), to_heihe.consignment.eta_on)


def test_giving_up_frees_the_titles(to_heihe):
    to_heihe.plans(*titles(2))
    to_heihe.does(planning.cancel)
    assert to_heihe.kinds_heard == [("released", 1), ("released", 2)]
    to_heihe.plans(*titles(2))
    assert to_heihe.state == "planned"


def test_a_loan_travels_in_the_parcels_of_an_exchange(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared()
    loan = a_title(9, purpose=Purpose.TEMPORARY)
    to_heihe.does(planning.add_lines, [loan])
    with pytest.raises(Conflict, match="list-closed"):
        to_heihe.does(planning.add_lines, [a_title(10)])
    to_heihe.packs((1, 2)).sends()
    assert to_heihe.state == "in_transit"


def test_strangers_know_of_nothing(to_heihe, make_library):
    to_heihe.plans(*titles(1))
    stranger = librarian(make_library("Chita", "RU"))
    with reading() as session, pytest.raises(NotFound):
        consignments.get_consignment(session, stranger, to_heihe.id)
    with transaction() as session, pytest.raises(Forbidden):
        planning.plan(
            session,
            stranger,
            to_heihe.consignor_id,
            NewConsignment(consignee_id=to_heihe.consignee_id),
            [],
            to_heihe.at,
        )
    with transaction() as session, pytest.raises(Forbidden):
        permits.make_ready(session, stranger, session.get_one(Consignment, to_heihe.id), to_heihe.at)


def test_the_slower_of_two_is_told(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared()
    parcel = to_heihe.opens_parcel()
    with reading() as session:
        stale = session.get_one(Consignment, to_heihe.id)
    to_heihe.scans("1", parcel)
    with transaction() as session, pytest.raises(Conflict, match="changed-meanwhile"):
        packing.transitions.write(session, stale, {"touched_at": to_heihe.at})


def test_the_list_of_consignments_costs_two_queries_however_long(to_heihe):
    for number in range(1, 6):
        to_heihe.plans(a_title(number))
    asked = []
    with reading() as session:
        sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))
        rows, total = consignments.consignments_of(session, to_heihe.consignor_id, True, to_heihe.at.date())
    assert (len(rows), total) == (5, 5)
    assert len([each for each in asked if each.startswith("SELECT")]) == 2


def test_a_lost_book_that_comes_after_all_is_received_its_claim_settled_and_its_sender_told(to_heihe):
    to_heihe.plans(a_title(1), a_title(2)).is_cleared().packs().sends().passes(120)
    to_heihe.does(shipping_transit.declare_lost)
    with pytest.raises(Forbidden):
        to_heihe.claims_about(1, "turn_up", by=to_heihe.consignor)
    with transaction() as session:
        mails = session.scalar(LETTERS)
    to_heihe.claims_about(1, "turn_up", by=to_heihe.consignee)
    first, second = to_heihe.lines
    assert (str(first.state), first.counted_at) == ("good", to_heihe.at)
    assert (str(second.state), second.counted_at) == ("lost", None)
    assert to_heihe.state == "lost", "the other book is still claimed"
    told = to_heihe.heard[-1]
    assert (str(told.kind), told.counts, told.was_counted, str(told.outcome)) == (
        *("claim_resolved", True, False),
        "turned_up",
    )
    with reading() as session:
        assert session.scalar(LETTERS) == mails + 1, "the sender is told"
        wanted = sa.select(AuditEntry.library_id).where(AuditEntry.action == "claim.turn_up")
        assert session.scalars(wanted).all() == [to_heihe.consignee_id]
    to_heihe.claims_about(2, "turn_up", by=to_heihe.consignee)
    assert to_heihe.state == "closed"


def test_a_parcel_row_of_a_lost_consignment_can_hold_no_counted_title(to_heihe):
    to_heihe.plans(*titles(1)).is_cleared().packs().sends()
    line = to_heihe.lines[0].id
    values = {"state": "lost", "counted_at": to_heihe.at}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(ConsignmentLine).where(ConsignmentLine.id == line).values(**values))


def test_a_loan_that_travels_alone_is_packed_at_once(to_heihe):
    with transaction() as session:
        back = to_heihe.at.date().replace(year=2027)
        args = (to_heihe.consignee_id, a_title(1), back, Mode.POST, to_heihe.at)
        to_heihe.id = single_title.send_alone(session, to_heihe.consignor, *args).id
    assert to_heihe.state == "ready"
    assert to_heihe.lines[0].parcel_id is not None
    assert (to_heihe.consignment.purpose, to_heihe.consignment.return_by) == (Purpose.TEMPORARY, back)


def test_a_book_alone_waits_where_its_title_is_not_translated(to_heihe):
    with transaction() as session:
        args = (to_heihe.consignee_id, a_title(1, title_zh=None), None, Mode.POST, to_heihe.at)
        to_heihe.id = single_title.send_alone(session, to_heihe.consignor, *args).id
    assert to_heihe.state == "planned"


def confirm(road, **given):
    with transaction() as session:
        consignment = session.get_one(Consignment, road.id)
        line = session.get_one(ConsignmentLine, road.lines[0].id)
        old_books.confirm_old(session, road.consignor, consignment, line, road.at, ExportPermit(**given))


def to_ask(road):
    with reading() as session:
        case = transitions.case_of(session, session.get_one(Consignment, road.id), road.at)
        return [line.number for line in guards.old_unconfirmed(case)]


def test_a_book_of_an_unknown_year_asks_before_it_crosses_the_border_and_anew_when_its_year_is_told(to_heihe):
    to_heihe.plans(a_title(1, year=None))
    assert to_ask(to_heihe) == [1]
    confirm(to_heihe)
    assert to_ask(to_heihe) == []
    with transaction() as session:
        it = session.get_one(Consignment, to_heihe.id)
        lines, told = contents_of(session, it).lines, {to_heihe.lines[0].id: TitleInput(year=1899)}
        completing.complete(session, to_heihe.consignor, it, lines, told, to_heihe.at)
    assert to_ask(to_heihe) == [1]


def test_within_a_country_no_book_of_an_unknown_year_asks(app, make_library):
    road = Road(make_library("Harbin"), make_library("Heihe")).plans(a_title(1, year=None))
    assert to_ask(road) == []


def test_a_permission_to_leave_has_the_number_and_the_day_of_its_document_or_neither(to_heihe):
    to_heihe.plans(a_title(1, year=1899))
    day = to_heihe.at.date()
    for half, field in (
        ({"export_permit_no": "7"}, "export_permit_on"),
        ({"export_permit_on": day}, "export_permit_no"),
    ):
        with pytest.raises(InvalidInput) as refused:
            confirm(to_heihe, **half)
        assert list(refused.value.fields) == [field]
    with pytest.raises(InvalidInput):
        confirm(to_heihe, export_permit_no="7", export_permit_on=day + timedelta(days=2))
    assert to_ask(to_heihe) == [1]
    confirm(to_heihe, export_permit_no="77-2026", export_permit_on=day)
    assert (to_heihe.lines[0].export_permit_no, to_heihe.lines[0].export_permit_on) == ("77-2026", day)


def takes_back(road):
    with transaction() as session:
        consignment = session.get_one(Consignment, road.id)
        line = session.get_one(ConsignmentLine, road.lines[0].id)
        old_books.withdraw_old(session, road.consignor, consignment, line, road.at)


def test_that_an_old_book_may_leave_is_taken_back_until_it_is_given_to_the_carrier(to_heihe):
    to_heihe.plans(a_title(1, year=1899))
    day = to_heihe.at.date()
    with pytest.raises(Conflict):
        takes_back(to_heihe)
    confirm(to_heihe, export_permit_no="77-2026", export_permit_on=day)
    to_heihe.is_cleared().packs()
    takes_back(to_heihe)
    line = to_heihe.lines[0]
    assert (line.old_confirmed_at, line.export_permit_no, line.export_permit_on) == (None, None, None)
    assert to_ask(to_heihe) == [1]
    with pytest.raises(Conflict):
        to_heihe.sends()
    confirm(to_heihe)
    to_heihe.sends()
    assert to_heihe.state == "in_transit"
    with pytest.raises(Conflict):
        takes_back(to_heihe)
    with pytest.raises(Conflict):
        confirm(to_heihe)
    with reading() as session:
        told = [happened.action for happened in history(session, session.get_one(Consignment, to_heihe.id))]
    assert [each for each in told if each.endswith("_old")] == ["confirm_old", "withdraw_old", "confirm_old"]
