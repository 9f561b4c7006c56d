"""A library leaves: its day comes, nothing new begins, what is open goes on, and at last it is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import memberships
from library_exchange.accounts.models import Membership, User
from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import withdrawing
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.deals.models import Agreement
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from library_exchange.directory.models import Library
from library_exchange.leaving import queries
from library_exchange.leaving.models import Departure, RestingCopy
from library_exchange.leaving.rules import KEPT_DAYS, DepartureEvent, DepartureState, Thing
from library_exchange.leaving.schemas import NewDeparture
from library_exchange.leaving.services import announcing, holdings, night
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.schemas import WantInput
from library_exchange.offers.services import wants
from library_exchange.personal_data.services.erasing import UNLINKED
from tests.catalogue.conftest import take_in
from tests.house.conftest import record

PLATFORM = Actor("person", user_id=1, is_platform_admin=True)


def admin(library_id):
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))


def announce(library_id, days=0, actor=None, **more):
    with transaction() as session:
        library = session.get_one(Library, library_id)
        given = NewDeparture(leaves_on=library.day_at(now()) + timedelta(days=days), **more)
        return announcing.announce(session, actor or admin(library_id), library, given, now()).id


def take(departure_id, event, actor):
    with transaction() as session:
        announcing.take(session, actor, session.get_one(Departure, departure_id), event, now(), None)


def state(departure_id):
    with reading() as session:
        return session.get_one(Departure, departure_id).state


def want(library_id, title="Записки"):
    with transaction() as session:
        wants.add(session, admin(library_id), WantInput(kind="edition", title=title), now())


def propose(author_id, partner_id):
    with transaction() as session:
        return agreements.draft(session, admin(author_id), AgreementInput(partner_id=partner_id), now()).id


@pytest.fixture
def two(app, make_library):
    return make_library("Heihe"), make_library("Amur", "RU")


def test_until_its_day_a_library_works_as_ever_and_then_nothing_new_begins(two, make_person):
    heihe, amur = two
    make_person("head@amur.example", amur, Role.LIBRARY_ADMIN)
    departure = announce(heihe, days=3)
    want(heihe)
    with transaction() as session:
        assert night.close_due(session, now() + timedelta(days=1)) == 0
        assert night.close_due(session, now() + timedelta(days=4)) == 1
    assert state(departure) is DepartureState.CLOSING
    with reading() as session:
        library = session.get_one(Library, heihe)
        assert (library.lends, library.is_closing, library.has_left) == (False, True, False)
    with pytest.raises(Conflict, match="library-leaves"):
        want(heihe, "Дневник")
    for author, partner in ((heihe, amur), (amur, heihe)):
        with pytest.raises((Conflict, InvalidInput)):
            propose(author, partner)
    with transaction() as session, pytest.raises(Conflict, match="library-leaves"):
        requesting.draft(session, admin(heihe), NewRequest(title="Тайга"), now())


def test_a_library_that_stays_after_all_lends_again_and_is_wanted_again(two):
    heihe, _amur = two
    want(heihe)
    departure = announce(heihe)
    assert state(departure) is DepartureState.CLOSING, "its day is today"
    take(departure, DepartureEvent.CALL_OFF, admin(heihe))
    with reading() as session:
        library = session.get_one(Library, heihe)
        assert (library.lends, library.is_closing, library.leaves_on) == (True, False, None)
        assert queries.find_departure(session, heihe) is None
    announce(heihe, days=9)


def test_one_that_did_not_lend_does_not_begin_to_by_staying(app, make_library):
    heihe = make_library("Heihe", lends=False)
    departure = announce(heihe)
    take(departure, DepartureEvent.CALL_OFF, admin(heihe))
    with reading() as session:
        assert session.get_one(Library, heihe).lends is False


def test_a_library_leaves_once_at_a_time_on_a_day_to_come_and_never_to_itself(two):
    heihe, amur = two
    for days, more in ((-1, {}), (800, {}), (1, {"successor_id": heihe})):
        with pytest.raises(InvalidInput):
            announce(heihe, days, **more)
    announce(heihe, 1, successor_id=amur)
    with pytest.raises(Conflict, match="leaves-already"):
        announce(heihe, 2)


def test_no_other_library_may_have_one_leave_or_stay(two):
    heihe, amur = two
    with pytest.raises(Forbidden):
        announce(heihe, actor=admin(amur))
    departure = announce(heihe, actor=PLATFORM)
    with pytest.raises(NotFound):
        take(departure, DepartureEvent.CALL_OFF, admin(amur))


def test_a_library_does_not_go_while_anything_is_open(two, make_person):
    heihe, amur = two
    make_person("head@amur.example", amur, Role.LIBRARY_ADMIN)
    agreement = propose(heihe, amur)
    departure = announce(heihe)
    with reading() as session:
        counts = queries.counted(session, heihe)
        assert (counts[Thing.AGREEMENTS], queries.to_finish(counts)) == (1, 1)
    with pytest.raises(Conflict, match="something-open"):
        take(departure, DepartureEvent.LEAVE, admin(heihe))
    with transaction() as session:
        row = session.get_one(Agreement, agreement)
        agreements.take(session, admin(heihe), row, AgreementEvent.DISCARD, now())
    take(departure, DepartureEvent.LEAVE, admin(heihe))
    assert state(departure) is DepartureState.LEFT


@pytest.fixture
def people(two, make_person):
    """A reader and the administrator of Heihe, and a reader of both libraries."""
    heihe, amur = two
    reader = make_person("reader@heihe.example", heihe, Role.READER, name="Ли Мин")
    head = make_person("head@heihe.example", heihe, Role.LIBRARY_ADMIN)
    both = make_person("both@heihe.example", heihe, Role.READER)
    with transaction() as session:
        session.add(Membership(user_id=both, library_id=amur, role=Role.READER))
    return reader, head, both


def forget(days):
    with transaction() as session:
        return night.forget_due(session, now() + timedelta(days=days))


def with_rights():
    """Return who has rights in which library now."""
    with reading() as session:
        found = sa.select(col(Membership.user_id), col(Membership.library_id)).where(memberships.in_force(now()))
        return {tuple(row) for row in session.execute(found)}


def test_when_it_has_left_its_rights_rest_and_nothing_is_erased(two, people):
    heihe, amur = two
    _reader, _head, both = people
    want(heihe)
    take(announce(heihe), DepartureEvent.LEAVE, PLATFORM)
    assert with_rights() == {(both, amur)}
    assert forget(KEPT_DAYS - 1) == 0
    with reading() as session:
        library = session.get_one(Library, heihe)
        assert (library.has_left, library.mailbox) == (True, "ill@heihe.example")
        assert session.scalars(sa.select(col(User.email))).all().count(None) == 0
        assert queries.counted(session, heihe)[Thing.WANTS] == 1


def test_ninety_days_later_no_request_of_it_tells_of_anybody(two, people):
    heihe, _amur = two
    notes = {"reader_note": "для Ли", "is_desk_note": True, "asked_of_reader": "Какое?", "close_note": "Ли передумал"}
    with transaction() as session:
        loan = requesting.draft(session, admin(heihe), NewRequest(title="Тайга"), now()).id
    with transaction() as session:
        row = session.get_one(LoanRequest, loan)
        steps.take_step(session, admin(heihe), row, Action.DECLINE, StepInput(decline_reason="other"), now())
        for name, told in notes.items():
            setattr(row, name, told)
    take(announce(heihe), DepartureEvent.LEAVE, PLATFORM)
    assert forget(KEPT_DAYS + 1) == 1
    with reading() as session:
        row = session.get_one(LoanRequest, loan)
        assert {name: getattr(row, name) for name in UNLINKED} == dict(UNLINKED)


def test_ninety_days_later_rights_and_lists_end_and_who_belongs_nowhere_is_erased(two, people):
    heihe, amur = two
    want(heihe)
    departure = announce(heihe)
    take(departure, DepartureEvent.LEAVE, PLATFORM)
    assert (forget(KEPT_DAYS + 1), state(departure)) == (1, DepartureState.GONE)
    with reading() as session:
        library = session.get_one(Library, heihe)
        assert (library.has_left, library.mailbox) == (True, "")
        assert session.scalars(sa.select(col(Membership.library_id))).all() == [amur]
        found = sa.select(col(User.email), col(User.active)).order_by(col(User.id))
        assert [tuple(row) for row in session.execute(found)] == [
            (None, False),
            (None, False),
            ("both@heihe.example", True),
        ]
        assert queries.counted(session, heihe)[Thing.WANTS] == 0
    with pytest.raises(Conflict):
        take(departure, DepartureEvent.RETURN, PLATFORM)


@pytest.mark.parametrize(("hour", "minute", "gone"), [(15, 59, 0), (16, 0, 1)])
def test_it_may_be_brought_back_until_the_last_day_has_ended_where_it_stands(two, people, hour, minute, gone):
    heihe, _amur = two
    departure = announce(heihe)
    take(departure, DepartureEvent.LEAVE, PLATFORM)
    with transaction() as session:
        row = session.get_one(Departure, departure)
        row.left_at = datetime(2026, 5, 3, 17, tzinfo=UTC)
        last = queries.kept_until(session, heihe, row.left_at)
        assert last == date(2026, 8, 2), "it was the 4th of May in China already"
        assert night.forget_due(session, datetime(2026, 8, 2, hour, minute, tzinfo=UTC)) == gone


def test_who_administered_it_brings_it_back_as_it_was_and_nobody_else_may(two, people):
    heihe, amur = two
    reader, head, _both = people
    before = with_rights()
    want(heihe)
    departure = announce(heihe)
    take(departure, DepartureEvent.LEAVE, PLATFORM)
    with reading() as session:
        library = session.get_one(Library, heihe)
        assert queries.find_former_administrator(session, reader, library, now()) is None
        her = queries.find_former_administrator(session, head, library, now())
        assert [each.id for each in session.scalars(queries.departures_to_bring_back(head, now()))] == [departure]
        assert session.scalars(queries.departures_to_bring_back(reader, now())).all() == []
    with pytest.raises(NotFound):
        take(departure, DepartureEvent.RETURN, admin(amur))
    take(departure, DepartureEvent.RETURN, her)
    assert (state(departure), with_rights()) == (DepartureState.RETURNED, before)
    with reading() as session:
        library = session.get_one(Library, heihe)
        stands = (library.lends, library.is_closing, library.has_left, library.leaves_on)
        assert stands == (True, False, False, None)
        assert queries.find_departure(session, heihe) is None
        assert queries.find_former_administrator(session, head, library, now()) is None, "she acts by her own rights"
        assert queries.counted(session, heihe)[Thing.WANTS] == 1
    assert forget(KEPT_DAYS + 1) == 0
    announce(heihe, days=9)


def test_one_that_has_left_does_not_leave_once_more(two):
    heihe, _amur = two
    take(announce(heihe), DepartureEvent.LEAVE, PLATFORM)
    with pytest.raises(Conflict, match="has-left"):
        announce(heihe, 9, actor=PLATFORM)


@pytest.mark.parametrize(
    ("has_left", "later", "forgotten"),
    [
        (True, None, 1),
        (True, DepartureState.CALLED_OFF, 1),
        (True, DepartureState.ANNOUNCED, 0),
        (True, DepartureState.LEFT, 0),
        (False, None, 0),
    ],
)
def test_nobody_is_erased_of_a_library_that_is_a_member_or_has_left_anew(two, people, has_left, later, forgotten):
    heihe, _amur = two
    take(announce(heihe), DepartureEvent.LEAVE, PLATFORM)
    with transaction() as session:
        session.get_one(Library, heihe).has_left = has_left
        if later is not None:
            at = now() + timedelta(days=KEPT_DAYS)
            left_at = at if later is DepartureState.LEFT else None
            times = {"announced_at": at, "touched_at": at, "left_at": left_at}
            session.add(Departure(library_id=heihe, state=later, leaves_on=at.date(), **times))
    assert forget(KEPT_DAYS + 1) == forgotten
    with reading() as session:
        mine = sa.select(col(Membership.id)).where(col(Membership.library_id) == heihe)
        assert bool(session.scalars(mine).first()) is not bool(forgotten)


def copies(library_id):
    """Return how the copies of a library stand, and how many of its records do."""
    with reading() as session:
        items = sa.select(col(Item.local_state)).where(col(Item.library_id) == library_id).order_by(col(Item.id))
        standing = (col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at).is_(None))
        count = session.scalar(sa.select(sa.func.count()).select_from(SourceRecord).where(*standing))
        return session.scalars(items).all(), count


def until_done(verb, *args):
    for _turn in range(9):
        with transaction() as session:
            verb(session, *args, now())


def test_its_holdings_leave_the_catalogue_piece_by_piece_and_come_back_as_they_were(two, tmp_path, monkeypatch):
    heihe, amur = two
    for library_id, count in ((heihe, 4), (amur, 1)):
        file = tmp_path / f"{library_id}.mrc"
        file.write_bytes(b"".join(record(f"{library_id}-{n}", f"Тайга {n}") for n in range(count)))
        take_in(file, library_id, tmp_path)
    with transaction() as session:
        withdrawing.withdraw(session, heihe, [f"{heihe}-0"], now())
        session.execute(sa.update(Holding).where(col(Holding.id) == last_holding(heihe)).values(source_record_id=None))
        on_shelf = (col(Item.library_id) == heihe, col(Item.local_state) == LocalState.ON_SHELF)
        missing = session.scalars(sa.select(Item).where(*on_shelf).order_by(col(Item.id))).first()
        missing.local_state = LocalState.MISSING
    before = copies(heihe)
    assert {LocalState.WITHDRAWN, LocalState.MISSING, LocalState.ON_SHELF} <= set(before[0])
    monkeypatch.setattr(holdings, "AT_ONCE", 2)
    departure = announce(heihe)
    take(departure, DepartureEvent.LEAVE, PLATFORM)
    until_done(holdings.withdraw_some, heihe)
    assert copies(heihe) == ([LocalState.WITHDRAWN] * len(before[0]), 0)
    assert LocalState.WITHDRAWN not in copies(amur)[0]
    take(departure, DepartureEvent.RETURN, PLATFORM)
    with reading() as session:
        since = session.get_one(Departure, departure).left_at
    until_done(holdings.withdraw_some, heihe)
    until_done(holdings.list_some_again, heihe, since)
    assert copies(heihe) == before, "what it had withdrawn itself stays withdrawn"
    with reading() as session:
        assert session.scalars(sa.select(RestingCopy)).all() == []


def last_holding(library_id):
    with reading() as session:
        return session.scalar(sa.select(sa.func.max(col(Holding.id))).where(col(Holding.library_id) == library_id))


def put_one_copy_to_rest(library_id, tmp_path):
    """Have a library with one copy leave and come back, before anything of it stands again; return both numbers."""
    file = tmp_path / "one.mrc"
    file.write_bytes(record(f"{library_id}-0", "Тайга"))
    take_in(file, library_id, tmp_path)
    departure = announce(library_id)
    take(departure, DepartureEvent.LEAVE, PLATFORM)
    until_done(holdings.withdraw_some, library_id)
    with reading() as session:
        item_id = session.scalars(sa.select(col(RestingCopy.item_id))).one()
    return departure, item_id


def test_what_somebody_changes_while_copies_come_back_is_kept(two, tmp_path):
    heihe, _amur = two
    departure, item_id = put_one_copy_to_rest(heihe, tmp_path)
    take(departure, DepartureEvent.RETURN, PLATFORM)
    with transaction() as session:
        since = session.get_one(Departure, departure).left_at
        session.get_one(Item, item_id).local_state = LocalState.MISSING
    until_done(holdings.list_some_again, heihe, since)
    assert copies(heihe)[0] == [LocalState.MISSING]


def test_a_copy_that_rests_already_rests_once(two, tmp_path):
    heihe, _amur = two
    _departure, item_id = put_one_copy_to_rest(heihe, tmp_path)
    with transaction() as session:
        session.get_one(Item, item_id).local_state = LocalState.ON_SHELF
    until_done(holdings.withdraw_some, heihe)
    with reading() as session:
        assert session.scalars(sa.select(col(RestingCopy.item_id))).all() == [item_id]


def test_nobody_leaves_again_while_copies_are_coming_back(two, tmp_path):
    heihe, _amur = two
    departure, _item_id = put_one_copy_to_rest(heihe, tmp_path)
    take(departure, DepartureEvent.RETURN, PLATFORM)
    again = announce(heihe)
    with pytest.raises(Conflict, match="coming-back"):
        take(again, DepartureEvent.LEAVE, PLATFORM)
    with transaction() as session:
        since = session.get_one(Departure, departure).left_at
    until_done(holdings.list_some_again, heihe, since)
    with transaction() as session:
        ordered = col(OutboxMessage.kind) == holdings.LIST_AGAIN
        session.execute(sa.update(OutboxMessage).where(ordered).values(done_at=now()))
    take(again, DepartureEvent.LEAVE, PLATFORM)
