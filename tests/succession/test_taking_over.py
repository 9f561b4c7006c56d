"""A successor takes over what is open at a library that leaves: nothing ends, nothing is lost, partners are told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Holding, Item, SourceRecord
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.deals.models import Agreement
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from library_exchange.directory.models import Library
from library_exchange.harvesting.models import HarvestSource
from library_exchange.harvesting.queries import due as harvests_due
from library_exchange.leaving import queries as leaving_queries
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import DepartureEvent
from library_exchange.leaving.schemas import NewDeparture
from library_exchange.leaving.services import announcing
from library_exchange.leaving.services import night as leaving_night
from library_exchange.ledger import services as ledger
from library_exchange.ledger.models import Account, Line, Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.loan_consignments.services import consigning
from library_exchange.loans.models import LoanRequest, SupplierAttempt
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.schemas import Entry, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.scheduled_imports.models import ScheduledImport
from library_exchange.scheduled_imports.queries import due as scheduled_due
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import planning
from library_exchange.succession import queries
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import Kind, SuccessionEvent, SuccessionState
from library_exchange.succession.services import asking, carrying, holdings, night

ALL = [kind.value for kind in Kind]
CLOCK = Actor("clock")
AS_IT_CAME = {"profile": "rusmarc", "encoding": "utf-8", "digest": "", "raw": b"", "imported_at": now()}


def admin(desk):
    return Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({Role.LIBRARY_ADMIN}))


@pytest.fixture
def tynda(make_desk):
    """The library that takes over from the Amur."""
    return make_desk("Tynda", "RU")


@pytest.fixture
def leaves(amur, tynda):
    """Have the Amur announce that it leaves, with its successor; return the departure."""

    def announce(days=0, successor_id=tynda.id):
        with transaction() as session:
            library = session.get_one(Library, amur.id)
            given = NewDeparture(leaves_on=library.day_at(now()) + timedelta(days=days), successor_id=successor_id)
            return announcing.announce(session, admin(amur), library, given, now()).id

    return announce


def ask(departure_id, actor, kinds):
    with transaction() as session:
        return asking.ask(session, actor, session.get_one(Departure, departure_id), kinds, now()).id


def answer(succession_id, actor, event=SuccessionEvent.ACCEPT, kinds=ALL):
    with transaction() as session:
        asking.take(session, actor, session.get_one(Succession, succession_id), event, now(), None, kinds)


def read(succession_id):
    with reading() as session:
        return session.get_one(Succession, succession_id)


def open_at(desk):
    with reading() as session:
        return leaving_queries.to_finish(leaving_queries.counted(session, desk.id))


def take_over(leaves, amur, tynda, kinds=ALL):
    succession = ask(leaves(), admin(amur), kinds)
    answer(succession, admin(tynda), kinds=kinds)
    return succession


def audited(what):
    """Return the facts of what the audit has of that name."""
    with reading() as session:
        rows = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == what)).all()
        return [row.facts for row in rows]


def test_a_book_lent_comes_home_to_the_successor(heihe, amur, tynda, shipped, leaves, deliver):
    assert open_at(amur) == 1
    succession = take_over(leaves, amur, tynda, ["lent"])
    assert (open_at(amur), read(succession).moved) == (0, {"lent": 1})
    assert tynda.state(shipped) == "shipped"
    with reading() as session:
        attempt = session.scalars(sa.select(SupplierAttempt)).one()
        assert (attempt.library_id, attempt.state) == (tynda.id, "supplying")
    heihe.goes(shipped, "receive ship_return", deliver)
    tynda.goes(shipped, "check_in", deliver)
    assert (heihe.state(shipped), tynda.state(shipped)) == ("completed", "completed")


@pytest.mark.alike_on_both
def test_what_the_library_itself_borrows_is_received_and_sent_home_there(heihe, amur, tynda, leaves, deliver):
    heihe.holds("Записки")
    with transaction() as session:
        new = NewRequest(record_id=heihe.records["Записки"])
        no = requesting.draft(session, amur.librarian, new, now()).request_no
    amur.does("send", no, supplier_id=heihe.id)
    deliver()
    heihe.goes(no, "will_supply found ship", deliver)
    take_over(leaves, amur, tynda, ["borrowed"])
    assert open_at(amur) == 0
    tynda.goes(no, "receive ship_return", deliver)
    heihe.goes(no, "check_in", deliver)
    assert (heihe.state(no), tynda.state(no)) == ("completed", "completed")


@pytest.mark.alike_on_both
def test_a_book_for_a_reader_and_one_of_the_successor_itself_stay_to_be_finished(heihe, amur, tynda, leaves, deliver):
    for owner, title in ((heihe, "Записки"), (tynda, "Дневник")):
        owner.holds(title)
        amur.requests(title, of=owner)
    deliver()
    tynda.records["История Амура"] = amur.records["История Амура"]
    tynda.requests("История Амура", of=amur)
    deliver()
    before = open_at(amur)
    succession = take_over(leaves, amur, tynda)
    assert (open_at(amur), before) == (3, 3)
    assert "lent" not in read(succession).moved


@pytest.mark.alike_on_both
def test_what_has_a_message_under_way_follows_in_the_night_after(heihe, amur, tynda, leaves, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.does("will_supply", no)
    succession = take_over(leaves, amur, tynda, ["lent"])
    assert (open_at(amur), read(succession).moved) == (1, {})
    deliver()
    with transaction() as session:
        assert night.carry_what_follows(session, now()) == 1
    assert (open_at(amur), read(succession).moved) == (0, {"lent": 1})
    with transaction() as session:
        assert night.carry_what_follows(session, now()) == 0, "nothing is left"
    assert heihe.loan(no).partner_id == tynda.id


@pytest.mark.alike_on_both
def test_what_is_accepted_before_the_day_goes_over_once_nothing_new_begins(heihe, amur, tynda, shipped, leaves):
    succession = ask(leaves(days=3), admin(amur), ["lent"])
    answer(succession, admin(tynda))
    assert (open_at(amur), read(succession).carried_at) == (1, None)
    with transaction() as session:
        leaving_night.close_due(session, now() + timedelta(days=4))
        assert night.carry_what_follows(session, now()) == 1
    assert open_at(amur) == 0


@pytest.mark.alike_on_both
def test_consignments_go_over_unless_a_title_in_them_is_promised_or_stays(heihe, amur, tynda, leaves):
    with transaction() as session:
        new, line = NewConsignment(consignee_id=heihe.id), NewLine(title="Тайга")
        kept = planning.plan(session, amur.librarian, amur.id, new, [line], now()).id
        promised = NewLine(title="Бор", subject_kind="box_line", subject_id=7)
        stays = planning.plan(session, amur.librarian, amur.id, new, [promised], now()).id
    take_over(leaves, amur, tynda, ["consignments"])
    with reading() as session:
        assert session.get_one(Consignment, kept).consignor_id == tynda.id
        assert session.get_one(Consignment, stays).consignor_id == amur.id


def consign(desk, no):
    with transaction() as session:
        return consigning.consign(session, desk.librarian, desk.loan(no), Mode.POST, now()).id


@pytest.mark.alike_on_both
@pytest.mark.parametrize(
    ("kinds", "goes"),
    [(["lent", "consignments"], True), (["lent"], False), (["consignments"], False)],
)
def test_a_book_under_way_goes_with_its_consignment_or_not_at_all(heihe, amur, tynda, leaves, deliver, kinds, goes):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    number = consign(amur, no)
    succession = take_over(leaves, amur, tynda, kinds)
    assert read(succession).moved == ({"lent": 1, "consignments": 1} if goes else {})
    owner = tynda if goes else amur
    assert owner.state(no) == "to_ship"
    with reading() as session:
        assert session.get_one(Consignment, number).consignor_id == owner.id
    with transaction() as session:
        assert night.carry_what_follows(session, now()) == 0


def propose(author, partner):
    with transaction() as session:
        return agreements.draft(session, admin(author), AgreementInput(partner_id=partner.id), now()).id


def test_agreements_go_on_with_the_successor_unless_it_has_one(heihe, khabarovsk, amur, tynda, leaves):
    with_heihe, with_khabarovsk = propose(heihe, amur), propose(amur, khabarovsk)
    its_own = propose(tynda, khabarovsk)
    take_over(leaves, amur, tynda, ["agreements"])
    with reading() as session:
        row = session.get_one(Agreement, with_heihe)
        assert {row.first_id, row.second_id} == {heihe.id, tynda.id}
        assert row.author_id == heihe.id
        for stays, party in ((with_khabarovsk, amur), (its_own, tynda)):
            row = session.get_one(Agreement, stays)
            assert party.id in (row.first_id, row.second_id)


def owe(giver, receiver, amount, unit=Unit.PIECES):
    given = (Given(giver_id=giver.id, receiver_id=receiver.id, unit=unit, amount=amount),)
    about = Reference(kind="test", id=f"{giver.id}-{receiver.id}-{unit}")
    with transaction() as session:
        posting = Posting(reason=Reason.OPENING, reference=about, happened_on=now().date(), given=given)
        ledger.post(session, Actor("clock"), posting, now())


def sums(desk):
    """Return what a library has given to whom more than it received."""
    with reading() as session:
        found = sa.select(col(Line.partner_id), col(Line.unit), sa.func.sum(Line.amount)).join(Account)
        found = found.where(col(Account.library_id) == desk.id).group_by(col(Line.partner_id), col(Line.unit))
        return {(partner, str(unit)): total for partner, unit, total in session.execute(found) if total}


def test_balances_go_over_to_the_last_piece_and_both_directions(heihe, khabarovsk, amur, tynda, leaves):
    owe(amur, heihe, 5)
    owe(heihe, amur, 1200, Unit.CNY)
    owe(khabarovsk, amur, 3)
    owe(tynda, heihe, 2)
    owe(amur, tynda, 4)
    take_over(leaves, amur, tynda, ["accounts"])
    assert sums(amur) == {(tynda.id, "pieces"): 4}, "what is open between the two of them is theirs to settle"
    assert sums(tynda) == {
        (heihe.id, "pieces"): 7,
        (heihe.id, "CNY"): -1200,
        (khabarovsk.id, "pieces"): -3,
        (amur.id, "pieces"): -4,
    }
    assert sums(heihe) == {(tynda.id, "pieces"): -7, (tynda.id, "CNY"): 1200}


@pytest.fixture
def lists(amur):
    """An offer of a copy of the Amur, and a want; return their numbers."""
    copy = amur.holds("Тайга")[0]
    with transaction() as session:
        offer = offers.offer_of(amur.id, Entry(title="Тайга"), None, Terms(weight_g=300), now())
        offer.record_id, offer.item_id = amur.records["Тайга"], copy
        session.add(offer)
        session.flush()
        offers.publish(session, amur.librarian, offer, now())
        want = wants.add(session, amur.librarian, WantInput(kind="edition", title="Записки"), now())
        return offer.id, want.id


@pytest.mark.alike_on_both
@pytest.mark.parametrize("with_holdings", [False, True])
def test_offers_and_wants_go_over_if_wished_with_their_copies_or_without(amur, tynda, leaves, lists, with_holdings):
    offer_id, want_id = lists
    kinds = ["offers", "wants", *(["holdings"] if with_holdings else [])]
    take_over(leaves, amur, tynda, kinds)
    with reading() as session:
        offer = session.get_one(Offer, offer_id)
        assert (offer.library_id, offer.item_id is not None, offer.state) == (tynda.id, with_holdings, "open")
        assert session.get_one(Want, want_id).library_id == tynda.id


def test_holdings_go_over_piece_by_piece_and_before_that_nobody_leaves(amur, tynda, leaves, deliver, monkeypatch):
    for title in ("Тайга", "Бор", "Сопки"):
        amur.holds(title)
    monkeypatch.setattr(holdings, "AT_ONCE", 2)
    succession = take_over(leaves, amur, tynda, ["holdings"])
    with transaction() as session:
        departure = session.get_one(Departure, read(succession).departure_id)
        with pytest.raises(Conflict, match="still-going"):
            announcing.take(session, admin(amur), departure, DepartureEvent.LEAVE, now(), None)
    deliver()
    with reading() as session:
        assert set(session.scalars(sa.select(col(Holding.library_id)))) == {tynda.id}
        assert set(session.scalars(sa.select(col(Item.library_id)))) == {tynda.id}
    with transaction() as session:
        departure = session.get_one(Departure, read(succession).departure_id)
        announcing.take(session, admin(amur), departure, DepartureEvent.LEAVE, now(), None)


def test_holdings_that_have_not_gone_yet_stay_with_a_library_that_stays_after_all(
    amur, tynda, leaves, deliver, monkeypatch
):
    for title in ("Тайга", "Бор", "Сопки"):
        amur.holds(title)
    monkeypatch.setattr(holdings, "AT_ONCE", 2)
    succession = take_over(leaves, amur, tynda, ["holdings"])
    with transaction() as session:
        holdings.carry_some(session, succession, now())
    with transaction() as session:
        departure = session.get_one(Departure, read(succession).departure_id)
        announcing.take(session, admin(amur), departure, DepartureEvent.CALL_OFF, now(), None)
    deliver()
    with reading() as session:
        whose = sa.select(col(Holding.library_id)).order_by(col(Holding.id))
        assert session.scalars(whose).all() == [tynda.id] * 2 + [amur.id] * 2


def test_what_came_once_more_with_a_later_file_is_withdrawn_and_hinders_nobody(amur, tynda, leaves, deliver):
    amur.holds("Тайга")
    with transaction() as session:
        source = SourceRecord(library_id=amur.id, source_id="7", record_id=amur.records["Тайга"], **AS_IT_CAME)
        session.add(source)
        session.flush()
        session.execute(sa.update(Holding).where(col(Holding.library_id) == amur.id).values(source_record_id=source.id))
    succession = take_over(leaves, amur, tynda, ["holdings"])
    deliver()
    with transaction() as session:
        session.add(SourceRecord(library_id=amur.id, source_id="7", record_id=amur.records["Тайга"], **AS_IT_CAME))
    with transaction() as session:
        assert night.carry_what_follows(session, now()) == 1, "what came later follows"
    deliver()
    with reading() as session:
        stands = sa.select(col(SourceRecord.library_id), col(SourceRecord.withdrawn_at).is_(None))
        assert {tuple(each) for each in session.execute(stands)} == {(tynda.id, True), (amur.id, False)}
        assert not queries.has_holdings_under_way(session, amur.id)
    assert read(succession).moved == {"holdings": 1}


@pytest.mark.alike_on_both
def test_holdings_without_a_record_that_come_later_follow_too(amur, tynda, leaves, deliver):
    take_over(leaves, amur, tynda, ["holdings"])
    deliver()
    amur.holds("Тайга")
    with transaction() as session:
        assert queries.handing_holdings_over(session) == {amur.id}
        assert night.carry_what_follows(session, now()) == 1
    deliver()
    with reading() as session:
        assert set(session.scalars(sa.select(col(Holding.library_id)))) == {tynda.id}


@pytest.mark.alike_on_both
def test_nothing_goes_to_a_successor_that_leaves_itself_until_it_stays(amur, tynda, shipped, leaves, deliver):
    amur.holds("Тайга")
    succession = ask(leaves(days=3), admin(amur), ["lent", "holdings"])
    answer(succession, admin(tynda))

    def set_leaving(is_leaving):
        with transaction() as session:
            session.get_one(Library, tynda.id).leaves_on = now().date() if is_leaving else None

    def carry():
        with transaction() as session:
            carrying.carry_over(session, CLOCK, session.get_one(Succession, succession), now())
            holdings.carry_some(session, succession, now())
            return night.carry_what_follows(session, now())

    set_leaving(True)
    with transaction() as session:
        leaving_night.close_due(session, now() + timedelta(days=4))
        assert not queries.has_some(session, session.get_one(Succession, succession))
    assert (carry(), read(succession).carried_at, amur.state(shipped)) == (0, None, "shipped")
    with reading() as session:
        assert set(session.scalars(sa.select(col(Holding.library_id)))) == {amur.id}
        assert not queries.has_holdings_under_way(session, amur.id), "the library leaves without it"
    set_leaving(False)
    with transaction() as session:
        assert night.carry_what_follows(session, now()) == 1
    assert tynda.state(shipped) == "shipped"


@pytest.mark.alike_on_both
@pytest.mark.parametrize("whose", ["amur", "tynda", "platform"])
def test_until_it_is_carried_over_each_side_takes_back_what_was_accepted_and_both_are_told(
    heihe, amur, tynda, shipped, leaves, whose
):
    actors = {"amur": admin(amur), "tynda": admin(tynda), "platform": Actor("person", is_platform_admin=True)}
    departure = leaves(days=3)
    succession = ask(departure, admin(amur), ["lent"])
    answer(succession, admin(tynda))
    with pytest.raises(NotFound):
        answer(succession, admin(heihe), SuccessionEvent.WITHDRAW)
    with reading() as session:
        before = session.scalar(sa.select(sa.func.max(OutboxMessage.id)))
    answer(succession, actors[whose], SuccessionEvent.WITHDRAW)
    assert (read(succession).state, read(succession).answered_at) == (SuccessionState.WITHDRAWN, None)
    with reading() as session:
        written = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.id) > before))
        told = {row.payload.get("recipient") for row in written} - {None}
    assert told == {"ill@amur.example", "ill@tynda.example"}
    with transaction() as session:
        leaving_night.close_due(session, now() + timedelta(days=4))
        assert night.carry_what_follows(session, now()) == 0
    assert amur.state(shipped) == "shipped"
    ask(departure, admin(amur), ["lent"])


@pytest.mark.alike_on_both
def test_what_has_begun_to_be_carried_over_is_not_taken_back(amur, tynda, shipped, leaves):
    succession = take_over(leaves, amur, tynda, ["lent"])
    for who in (amur, tynda):
        with pytest.raises(Conflict, match="carried-already"):
            answer(succession, admin(who), SuccessionEvent.WITHDRAW)


def test_one_that_changed_meanwhile_stops_no_other_in_the_night(make_desk, amur, tynda, leaves, monkeypatch):
    first = ask(leaves(days=3), admin(amur), ["lent"])
    answer(first, admin(tynda))
    other = make_desk("Skovorodino", "RU")
    with transaction() as session:
        library = session.get_one(Library, other.id)
        given = NewDeparture(leaves_on=library.day_at(now()) + timedelta(days=3), successor_id=tynda.id)
        departure = announcing.announce(session, admin(other), library, given, now()).id
    second = ask(departure, admin(other), ["lent"])
    answer(second, admin(tynda))
    lent = carrying.CARRIES[Kind.LENT]

    def changed(session, actor, row, at):
        if row.id == first:
            raise Conflict("changed-meanwhile")
        return lent(session, actor, row, at)

    monkeypatch.setitem(carrying.CARRIES, Kind.LENT, changed)
    with transaction() as session:
        leaving_night.close_due(session, now() + timedelta(days=4))
        assert night.carry_what_follows(session, now()) == 1
    assert (read(first).carried_at, read(second).carried_at is not None) == (None, True)


def test_no_file_and_no_harvest_comes_in_for_what_is_carried_over_or_has_left(amur, tynda, leaves, deliver):
    at = now()
    when = {"often": "nightly", "next_at": at, "created_at": at, "changed_at": at}
    with transaction() as session:
        session.add(ScheduledImport(library_id=amur.id, url="https://opac.amur.example/out", **when))
        session.add(HarvestSource(library_id=amur.id, url="https://opac.amur.example", name="", prefix="x", **when))

    def due():
        with reading() as session:
            return [len(each(session, at, timedelta(0))) for each in (scheduled_due, harvests_due)]

    succession = ask(leaves(), admin(amur), ["holdings"])
    assert due() == [1, 1], "a library that is closing keeps its catalogue true"
    answer(succession, admin(tynda))
    assert due() == [0, 0]
    deliver()
    with transaction() as session:
        departure = session.get_one(Departure, read(succession).departure_id)
        announcing.take(session, admin(amur), departure, DepartureEvent.LEAVE, now(), None)
    assert due() == [0, 0]


@pytest.mark.alike_on_both
def test_only_what_was_asked_and_ticked_goes_over(heihe, amur, tynda, shipped, leaves):
    propose(heihe, amur)
    succession = ask(leaves(), admin(amur), ["lent", "agreements"])
    answer(succession, admin(tynda), kinds=["agreements", "holdings"])
    assert (read(succession).taken, read(succession).moved) == (["agreements"], {"agreements": 1})
    assert amur.state(shipped) == "shipped"


@pytest.mark.alike_on_both
def test_who_declines_takes_nothing_and_may_be_asked_again(amur, tynda, leaves):
    departure = leaves()
    succession = ask(departure, admin(amur), ["lent"])
    with pytest.raises(Conflict, match="asked-already"):
        ask(departure, admin(amur), ["lent"])
    answer(succession, admin(tynda), SuccessionEvent.DECLINE)
    assert read(succession).state is SuccessionState.DECLINED
    again = ask(departure, admin(amur), ["accounts"])
    answer(again, admin(amur), SuccessionEvent.WITHDRAW)
    assert read(again).state is SuccessionState.WITHDRAWN


@pytest.mark.alike_on_both
def test_nobody_else_asks_or_answers(heihe, amur, tynda, leaves):
    departure = leaves()
    for stranger in (heihe, tynda):
        with pytest.raises(NotFound):
            ask(departure, admin(stranger), ["lent"])
    succession = ask(departure, admin(amur), ["lent"])
    for stranger in (heihe, amur):
        with pytest.raises(NotFound):
            answer(succession, admin(stranger))
    with pytest.raises(NotFound):
        answer(succession, tynda.librarian)


@pytest.mark.alike_on_both
def test_nothing_is_asked_without_a_tick_or_a_successor_and_who_leaves_itself_takes_nothing(amur, tynda, leaves):
    departure = leaves()
    with pytest.raises(InvalidInput):
        ask(departure, admin(amur), ["people"])
    succession = ask(departure, admin(amur), ["lent"])
    with pytest.raises(InvalidInput):
        answer(succession, admin(tynda), kinds=["holdings"])
    with transaction() as session:
        session.get_one(Library, tynda.id).leaves_on = now().date()
    with pytest.raises(Conflict, match="successor-leaves"):
        answer(succession, admin(tynda))
    with transaction() as session:
        row = session.get_one(Departure, departure)
        announcing.take(session, admin(amur), row, DepartureEvent.CALL_OFF, now(), None)
    with pytest.raises(Conflict, match="does-not-leave"):
        answer(succession, admin(tynda))


@pytest.mark.alike_on_both
def test_both_libraries_and_each_partner_are_told_and_the_audit_names_what_went(heihe, amur, tynda, shipped, leaves):
    with reading() as session:
        before = session.scalar(sa.select(sa.func.max(OutboxMessage.id)))
    succession = take_over(leaves, amur, tynda)
    with reading() as session:
        written = sa.select(OutboxMessage).where(col(OutboxMessage.id) > before)
        receivers = [row.payload.get("recipient") for row in session.scalars(written)]
        loan = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.library_id) == tynda.id)).one()
    told_of = {name: receivers.count(f"ill@{name}.example") for name in ("heihe", "tynda", "amur")}
    assert told_of == {"heihe": 2, "tynda": 2, "amur": 2}, "leaving or asked or answered, and then carried"
    assert audited("succession.carried") == [{"lent": [loan.id]}]
    assert read(succession).carried_at is not None


@pytest.mark.alike_on_both
def test_the_successor_sees_on_its_list_of_work_that_it_is_asked(amur, tynda, leaves):
    ask(leaves(), admin(amur), ["lent"])
    with reading() as session:
        waiting = session.execute(queries.asked_of(tynda.id, now().date())).all()
        assert len(waiting) == 1
        [line] = queries.asked_lines(session, tynda.id, [waiting[0].id], "ru").values()
        assert line.values == {"code": "amur"}
        assert session.execute(queries.asked_of(amur.id, now().date())).all() == []
