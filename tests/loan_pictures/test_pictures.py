"""Pictures of a loan's book: each library shows its own, both see both, the reader and strangers see none."""

from itertools import product

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.core import pictures as files
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.loan_pictures import services as pictures
from library_exchange.loan_pictures.labels import MOMENTS as NAMES
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_pictures.queries import get_loan, get_picture, pictures_of
from library_exchange.loan_pictures.rules import (
    MOMENTS,
    MOST_OF_A_MOMENT,
    Moment,
    has_just_come,
    may_take_back,
    moments_for,
)
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Damage, RequestingState, Side
from library_exchange.loans.rules.steps import STATES, actions_from, is_closed
from tests.makers import photograph

TITLE = "История Амура"
PICTURE = files.read(photograph())
LEAVING, ARRIVING, ON_LOAN, GOING_BACK, COMING_BACK = Moment
EVERY_STATE = [(side, state) for side in Side for state in STATES[side]]


def show(desk, no, moment, by=None):
    with transaction() as session:
        loan = desk._find(session, no)
        added = pictures.add(session, by or desk.librarian, loan, moment, PICTURE, now())
        session.flush()
        return added.id


def take_back(desk, no, picture_id, by=None):
    with transaction() as session:
        pictures.take_back(session, by or desk.librarian, desk._find(session, no), picture_id, now())


def shown(desk, no):
    with reading() as session:
        return [(str(each.moment), each.is_own) for each in pictures_of(session, desk._find(session, no))]


# Moments --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_a_closed_request_takes_no_pictures_and_keeps_those_it_has(side, state):
    assert may_take_back(side, state) != is_closed(side, state)
    assert not (is_closed(side, state) and moments_for(side, state, {}))


def test_the_lender_shows_how_the_book_left_and_came_back_and_the_borrower_the_rest():
    of_side = {side: {moment for moments in MOMENTS[side].values() for moment in moments} for side in Side}
    assert of_side == {Side.SUPPLYING: {LEAVING, COMING_BACK}, Side.REQUESTING: {ARRIVING, ON_LOAN, GOING_BACK}}
    assert set(NAMES) == set(Moment)


@pytest.mark.parametrize("number", range(MOST_OF_A_MOMENT + 1))
def test_so_many_pictures_of_each_moment_and_no_more(number):
    open_for = moments_for(Side.REQUESTING, RequestingState.RECEIVED, {ARRIVING: number})
    assert open_for == ((ARRIVING, GOING_BACK) if number < MOST_OF_A_MOMENT else (GOING_BACK,))


def test_a_book_is_shown_at_every_moment_of_its_way(heihe, amur, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    way = [
        ((heihe, "sent", ()), (amur, "new", ()), (amur, "will_supply")),
        ((heihe, "will_supply", ()), (amur, "to_pick", ()), (amur, "found")),
        ((heihe, "will_supply", ()), (amur, "to_ship", (LEAVING,)), (amur, "ship")),
        ((heihe, "shipped", (ARRIVING,)), (amur, "shipped", (LEAVING,)), (heihe, "receive")),
        ((heihe, "received", (ARRIVING, GOING_BACK)), (amur, "on_loan", ()), (heihe, "check_out")),
        ((heihe, "with_reader", (ON_LOAN, ARRIVING)), (amur, "on_loan", ()), (heihe, "patron_returned")),
        ((heihe, "to_return", (GOING_BACK, ON_LOAN)), (amur, "on_loan", ()), (heihe, "ship_return")),
        ((heihe, "return_shipped", (GOING_BACK,)), (amur, "returning", (COMING_BACK,)), (amur, "check_in_damaged")),
        ((heihe, "damage_claimed", (GOING_BACK,)), (amur, "damage_claimed", (COMING_BACK,)), (amur, "settle")),
        ((heihe, "completed", ()), (amur, "completed", ()), None),
    ]
    for *stands, step in way:
        for desk, state, moments in stands:
            loan = desk.loan(no)
            assert (loan.state, moments_for(loan.side, loan.stands, {})) == (state, moments)
            for moment in set(Moment) - set(moments):
                with pytest.raises(Conflict, match="no-such-moment"):
                    show(desk, no, moment)
        if step is not None:
            step[0].goes(no, step[1], deliver)


# Who shows, who sees --------------------------------------------------------------------------------------------------


def test_each_library_shows_its_own_both_see_both_in_the_order_of_the_way_and_no_message_carries_them(
    heihe, amur, shipped, deliver
):
    with reading() as session:
        messages = session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))
    show(heihe, shipped, ARRIVING)
    show(amur, shipped, LEAVING)
    assert shown(amur, shipped) == [("leaving", True), ("arriving", False)]
    assert shown(heihe, shipped) == [("leaving", False), ("arriving", True)]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == messages
    assert (heihe.state(shipped), amur.state(shipped)) == ("shipped", "shipped")


def test_the_audit_of_each_library_tells_of_its_own_pictures(heihe, amur, shipped):
    first = show(amur, shipped, LEAVING)
    show(heihe, shipped, ARRIVING)
    take_back(amur, shipped, first)
    with reading() as session:
        wanted = sa.select(AuditEntry).where(col(AuditEntry.action).like("loan.%picture")).order_by(col(AuditEntry.id))
        written = [(one.subject_id, one.action, one.facts["moment"]) for one in session.scalars(wanted)]
    amurs, heihes = amur.loan(shipped).id, heihe.loan(shipped).id
    assert written == [
        (amurs, "loan.show_picture", "leaving"),
        (heihes, "loan.show_picture", "arriving"),
        (amurs, "loan.take_back_picture", "leaving"),
    ]


def test_nobody_but_the_staff_of_the_row_shows_sees_or_takes_back(heihe, amur, khabarovsk, shipped):
    own, theirs = show(heihe, shipped, ARRIVING), show(amur, shipped, LEAVING)
    for actor in (heihe.reader, amur.librarian, khabarovsk.librarian):
        with pytest.raises(Forbidden):
            show(heihe, shipped, ARRIVING, by=actor)
        with pytest.raises(Forbidden):
            take_back(heihe, shipped, own, by=actor)
        with reading() as session, pytest.raises(NotFound):
            get_loan(session, actor, heihe.loan(shipped).id)
    with pytest.raises(Forbidden):
        take_back(heihe, shipped, theirs)
    with reading() as session:
        loan = get_loan(session, heihe.librarian, heihe.loan(shipped).id)
        for each, is_small in product((own, theirs), (True, False)):
            assert get_picture(session, loan, each, is_small) == (PICTURE.small if is_small else PICTURE.whole)


def test_a_library_that_is_asked_later_sees_nothing_of_the_book_before(heihe, amur, khabarovsk, shipped, deliver):
    khabarovsk.holds(TITLE)
    show(amur, shipped, LEAVING)
    before = show(heihe, shipped, ARRIVING)
    amur.goes(shipped, "parcel_returned", deliver)
    heihe.does("ask_next", shipped, supplier_id=khabarovsk.id)
    deliver()
    khabarovsk.goes(shipped, "will_supply found ship", deliver)
    assert shown(khabarovsk, shipped) == shown(heihe, shipped) == []
    assert shown(amur, shipped) == [("leaving", True), ("arriving", False)]
    show(heihe, shipped, ARRIVING)
    assert shown(khabarovsk, shipped) == [("arriving", False)]
    assert len(shown(amur, shipped)) == 2
    with pytest.raises(NotFound):
        take_back(heihe, shipped, before)


def test_two_libraries_that_borrow_from_each_other_under_one_number_do_not_mix_their_books(
    heihe, amur, shipped, deliver
):
    heihe.holds("История Харбина")
    other = amur.requests("История Харбина", of=heihe)
    deliver()
    heihe.goes(other, "will_supply found ship", deliver)
    with transaction() as session:
        number = heihe.loan(shipped).request_no
        for desk, no in ((amur, f"{number}"), (heihe, f"{number}-1")):
            row = sa.update(LoanRequest).where(col(LoanRequest.id) == desk.loan(other).id)
            session.execute(row.values(request_no=no))
    with reading() as session:
        wanted = sa.select(LoanRequest).where(col(LoanRequest.library_id) == heihe.id)
        lent, borrowed = (
            next(loan for loan in session.scalars(wanted) if loan.side is side) for side in reversed(Side)
        )
        assert lent.public_no == borrowed.public_no
    with transaction() as session:
        pictures.add(session, heihe.librarian, session.get_one(LoanRequest, lent.id), LEAVING, PICTURE, now())
    with reading() as session:
        assert len(pictures_of(session, session.get_one(LoanRequest, lent.id))) == 1
        assert pictures_of(session, session.get_one(LoanRequest, borrowed.id)) == []


# Limits, removal, races -----------------------------------------------------------------------------------------------


def test_the_fifth_picture_of_a_moment_is_refused_and_those_of_another_are_not(heihe, amur, shipped, deliver):
    heihe.goes(shipped, "receive", deliver)
    first, *_more = (show(heihe, shipped, ARRIVING) for _ in range(MOST_OF_A_MOMENT))
    with pytest.raises(InvalidInput) as refused:
        show(heihe, shipped, ARRIVING)
    assert list(refused.value.fields) == ["moment"]
    show(heihe, shipped, GOING_BACK)
    take_back(heihe, shipped, first)
    show(heihe, shipped, ARRIVING)


def test_a_picture_is_taken_back_after_its_moment_but_not_once_the_request_is_closed(heihe, amur, shipped, deliver):
    first, second = (show(amur, shipped, LEAVING) for _ in range(2))
    heihe.goes(shipped, "receive", deliver)
    take_back(amur, shipped, first)
    assert shown(heihe, shipped) == [("leaving", False)]
    heihe.goes(shipped, "ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    with pytest.raises(Conflict, match="loan-closed"):
        take_back(amur, shipped, second)
    assert shown(heihe, shipped) == shown(heihe, shipped) == [("leaving", False)]


def test_a_picture_moves_its_own_row_on_and_leaves_the_partners_alone(heihe, amur, shipped):
    versions = heihe.loan(shipped).version, amur.loan(shipped).version
    touched = amur.loan(shipped).touched_at
    picture = show(amur, shipped, LEAVING)
    assert (heihe.loan(shipped).version, amur.loan(shipped).version) == (versions[0], versions[1] + 1)
    take_back(amur, shipped, picture)
    assert amur.loan(shipped).version == versions[1] + 2
    assert amur.loan(shipped).touched_at == touched, "a picture is no step: the other side has no more time by it"


def test_of_two_who_show_the_last_picture_at_once_the_slower_one_is_told(heihe, amur, shipped):
    for _ in range(MOST_OF_A_MOMENT - 1):
        show(amur, shipped, LEAVING)
    with pytest.raises(Conflict, match="changed-meanwhile"), transaction() as session:
        loan = amur._find(session, shipped)
        session.execute(
            sa.update(LoanRequest).where(col(LoanRequest.id) == loan.id).values(version=loan.version + 1),
            execution_options={"synchronize_session": False},
        )
        pictures.add(session, amur.librarian, loan, LEAVING, PICTURE, now())
    assert len(shown(amur, shipped)) == MOST_OF_A_MOMENT - 1


def test_the_database_keeps_no_picture_that_is_too_large_and_no_moment_that_nobody_knows(heihe, amur, shipped):
    loan = amur.loan(shipped)
    kept = {"loan_id": loan.id, "partner_id": heihe.id, "number": loan.public_no, "width": 1, "height": 1}
    for more in (
        {"whole": bytes(files.KEPT_BYTES + 1), "small": b"", "moment": LEAVING},
        {"whole": b"", "small": bytes(files.SMALL_BYTES + 1), "moment": LEAVING},
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.add(LoanPicture(**kept, **more, added_at=now()))
    show(amur, shipped, LEAVING)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.text("UPDATE loan_picture SET moment = 'yesterday'"))


# Come damaged ---------------------------------------------------------------------------------------------------------


def receive_damaged(desk, no, by=None):
    with transaction() as session:
        loan = desk._find(session, no)
        pictures.receive_damaged(session, by or desk.librarian, loan, Damage.WET, loan.version, now())


def test_a_book_that_has_come_damaged_is_received_and_told_of_in_one_act(heihe, amur, shipped, deliver):
    receive_damaged(heihe, shipped)
    deliver()
    loan = heihe.loan(shipped)
    assert (loan.state, loan.damage) == ("received", Damage.WET)
    loan = amur.loan(shipped)
    assert (loan.state, loan.damage) == ("on_loan", Damage.WET)
    with pytest.raises(Conflict, match="not-on-its-way"):
        receive_damaged(heihe, shipped)


def test_only_who_works_where_the_book_has_come_receives_it_damaged(heihe, amur, khabarovsk, shipped):
    with pytest.raises(Conflict, match="not-on-its-way"):
        receive_damaged(amur, shipped)
    with pytest.raises(Forbidden):
        receive_damaged(heihe, shipped, khabarovsk.librarian)


@pytest.mark.parametrize(("side", "state"), EVERY_STATE)
def test_what_comes_damaged_is_told_where_a_book_is_received_and_nowhere_else(side, state):
    assert has_just_come(side, state) == (Action.RECEIVE in actions_from(side, state))
