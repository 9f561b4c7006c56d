"""A book that came badly is replaced: the receiver chooses another of the giver's, or the same title comes again."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.services.replacing import choices
from library_exchange.shipping.models import Claim, Consignment
from library_exchange.shipping.services import planning
from tests.pairs import books, line_of

DAMAGED = "damaged"


@pytest.fixture
def damaged(sent):
    """The wanted book of a box came damaged; its giver has two more open offers, of which the receiver wants one."""
    sent.spare = sent.heihe.offers("红楼梦", "9787020002207", language="chi")
    sent.other = sent.heihe.offers("骆驼祥子", None, language="chi")
    sent.second_want = sent.amur.wants(title="骆驼祥子")
    sent.receives(sent.out, **{f"n{line_of(sent, sent.ours[0])}": DAMAGED})
    sent.receives(sent.back)
    return sent


def boxes_of(pair):
    with reading() as session:
        return session.scalars(sa.select(Box).order_by(col(Box.id))).all()


def only_line(box):
    with reading() as session:
        return session.scalars(sa.select(BoxLine).where(col(BoxLine.box_id) == box.id)).one()


def test_the_receiver_chooses_another_book_which_is_promised_planned_and_counts_when_it_comes(damaged):
    damaged.argues(damaged.out, "offer_substitute", damaged.heihe)
    assert damaged.balance() == 0
    with reading() as session:
        found = choices(session, damaged.heihe.id, damaged.amur.id, "zh")
    assert found == [(damaged.other, "骆驼祥子"), (damaged.spare, "红楼梦")], "what is wanted comes first"
    damaged.argues(damaged.out, "agree", damaged.amur, damaged.other)
    first, second = boxes_of(damaged)
    assert [str(first.state), str(second.state)] == ["settled", "under_way"]
    line = only_line(second)
    assert (line.offer_id, str(line.state), str(line.why)) == (damaged.other, "agreed", "replacement")
    assert (line.want_id, damaged.amur.want(damaged.second_want).state) == (damaged.second_want, "committed")
    assert damaged.amur.want(damaged.want).state == "open"
    damaged.completes(line.consignment_id)
    damaged.sends(line.consignment_id)
    damaged.receives(line.consignment_id)
    assert damaged.balance() == 1
    assert [str(box.state) for box in boxes_of(damaged)] == ["settled", "settled"]


def test_the_same_title_comes_again_as_another_copy_and_fills_the_want(damaged):
    damaged.argues(damaged.out, "offer_resend", damaged.heihe)
    damaged.argues(damaged.out, "agree", damaged.amur)
    line = only_line(boxes_of(damaged)[1])
    again, lost = damaged.heihe.offer(line.offer_id), damaged.heihe.offer(damaged.ours[0])
    assert (again.title, again.id != lost.id, str(lost.state)) == (lost.title, True, "withdrawn")
    assert line.want_id == damaged.want
    damaged.completes(line.consignment_id)
    damaged.sends(line.consignment_id)
    damaged.receives(line.consignment_id)
    assert (damaged.balance(), damaged.amur.want(damaged.want).state) == (1, "filled")


def test_without_a_choice_or_with_a_book_that_is_gone_nothing_is_agreed(damaged):
    damaged.argues(damaged.out, "offer_substitute", damaged.heihe)
    with pytest.raises(InvalidInput) as refused:
        damaged.argues(damaged.out, "agree", damaged.amur)
    assert set(refused.value.fields) == {"chosen"}
    for gone in (damaged.ours[1], damaged.theirs[0], 999_999):
        with pytest.raises(Conflict):
            damaged.argues(damaged.out, "agree", damaged.amur, gone)
    with reading() as session:
        assert [str(claim.state) for claim in session.scalars(sa.select(Claim))] == ["substitute_offered"]
    assert len(boxes_of(damaged)) == 1


def test_a_replacement_does_not_wait_for_the_box_that_the_two_are_filling(damaged):
    box = damaged.opens()
    damaged.argues(damaged.out, "offer_substitute", damaged.heihe)
    damaged.argues(damaged.out, "agree", damaged.amur, damaged.spare)
    assert [str(each.state) for each in boxes_of(damaged)] == ["settled", "ticking", "under_way"]
    damaged.ticks(box, damaged.amur, damaged.spare, damaged.other)
    assert [line.offer_id for line in damaged.lines(box, damaged.amur)] == [damaged.other], "the other is promised"


def replaced(pair):
    pair.argues(pair.out, "offer_substitute", pair.heihe)
    pair.argues(pair.out, "agree", pair.amur, pair.other)
    return only_line(boxes_of(pair)[1])


def looks(pair, at_desk, consignment_id):
    return at_desk(pair.amur.librarian_id).get(f"/en/staff/shipments/{consignment_id}").text


def test_the_page_of_a_consignment_leads_to_what_comes_instead_and_calls_nothing_done_before(damaged, at_desk):
    line = replaced(damaged)
    shown = looks(damaged, at_desk, damaged.out)
    assert f'href="/en/staff/shipments/{line.consignment_id}"' in shown
    assert "A book comes instead, in consignment" in shown
    assert "Everything is done" not in shown
    damaged.completes(line.consignment_id)
    damaged.sends(line.consignment_id)
    damaged.receives(line.consignment_id)
    assert "Everything is done" in looks(damaged, at_desk, damaged.out)


def test_a_replacement_that_is_given_up_frees_its_book_and_every_page_says_so(damaged, at_desk):
    line = replaced(damaged)
    with transaction() as session:
        found = session.get_one(Consignment, line.consignment_id)
        planning.cancel(session, damaged.heihe.librarian, found, damaged.at)
    assert str(damaged.heihe.offer(damaged.other).state) == "open"
    assert str(damaged.amur.want(damaged.second_want).state) == "open"
    box = boxes_of(damaged)[1]
    assert (str(box.state), str(only_line(box).state)) == ("settled", "failed")
    assert "was given up" in looks(damaged, at_desk, damaged.out)
    assert "The consignment was given up" in looks(damaged, at_desk, line.consignment_id)
    desk = at_desk(damaged.amur.librarian_id)
    page = desk.get(f"/en/staff/exchange/boxes/{box.id}").text
    assert "Choose from the list below" not in page
    assert "Make the consignments" not in page
    first = desk.get(f"/en/staff/exchange/boxes/{boxes_of(damaged)[0].id}").text
    assert "→" not in first.split('class="scale"')[1].split("</dl>")[0], "a box that is done changes nothing"


def test_a_box_whose_consignment_was_given_up_says_that_it_is_to_be_sent(pair, at_desk):
    box = pair.opens()
    offers = books(pair.heihe, 1, "chi")
    pair.ticks(box, pair.amur, *offers)
    pair.agrees_on(box)
    (number,) = pair.consigns(box)
    with transaction() as session:
        planning.cancel(session, pair.heihe.librarian, session.get_one(Consignment, number), pair.at)
    shown = at_desk(pair.heihe.librarian_id).get(f"/en/staff/exchange/boxes/{box}").text
    assert "agreed, to be sent" in shown
    assert "consignments made" not in shown
