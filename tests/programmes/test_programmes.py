"""Programmes of two libraries: agreed on both sides, with lists to which others pledge copies, carried to the end."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as correspondence
from library_exchange.ledger.models import Entry
from library_exchange.programmes import queries
from library_exchange.programmes.models import BookList, ListTitle, Pledge, Programme
from library_exchange.programmes.rules import ListEvent, ListState, PledgeState, ProgrammeEvent, ProgrammeState
from library_exchange.programmes.schemas import TitleInput
from library_exchange.programmes.services import arrivals, curating, night
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import Outcome
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from tests.local_hours import after_midnight, before_midnight
from tests.makers import carry_out_night
from tests.programmes.conftest import DAY, Stage, staff


def _state(model, row_id):
    with reading() as session:
        return session.get_one(model, row_id).state


def test_a_programme_is_published_when_the_other_organiser_agrees(stage):
    stage.plans()
    with pytest.raises(NotFound), reading() as session:
        queries.get_programme(session, staff(stage.amur), stage.programme_id)
    stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
    with pytest.raises(Forbidden):
        stage.takes(stage.heihe, ProgrammeEvent.AGREE)
    with pytest.raises(NotFound), reading() as session:
        queries.get_programme(session, staff(stage.dvgnb), stage.programme_id)
    stage.takes(stage.amur, ProgrammeEvent.AGREE)
    with reading() as session:
        assert queries.get_programme(session, staff(stage.dvgnb), stage.programme_id).state is ProgrammeState.PUBLISHED
        assert queries.programmes(session, None, 10, 0)[0] == 1


def test_what_is_said_in_one_language_is_proposed_and_not_published(stage):
    stage.plans(note_ru=None)
    stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
    with pytest.raises(Conflict):
        stage.takes(stage.amur, ProgrammeEvent.AGREE)
    assert _state(Programme, stage.programme_id) is ProgrammeState.PROPOSED
    with pytest.raises(IntegrityError), transaction() as session:
        session.get_one(Programme, stage.programme_id).state = ProgrammeState.PUBLISHED


def test_a_programme_that_lacks_what_the_other_organiser_cannot_write_is_not_proposed(stage):
    for words, marked in (({"note_zh": None}, "note_zh"), ({"name_zh": None, "name_ru": None}, "name_zh")):
        stage.plans(**words)
        with pytest.raises(InvalidInput) as refused:
            stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
        assert set(refused.value.fields) == {marked}
        assert _state(Programme, stage.programme_id) is ProgrammeState.DRAFT


def test_an_organiser_stands_on_each_side_of_the_border(stage):
    for wrong in ({"partner_id": stage.harbin}, {"partner_id": 99999}, {"ends_on": now().date() - DAY}):
        with pytest.raises(InvalidInput):
            stage.plans(**wrong)


def test_a_list_opens_in_a_published_programme_with_titles_in_one_language_or_both(stage):
    stage.plans()
    stage.edits()
    with pytest.raises(Conflict):
        stage.moves(ListEvent.PUBLISH)
    stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
    stage.takes(stage.amur, ProgrammeEvent.AGREE)
    with pytest.raises(Conflict):
        stage.moves(ListEvent.PUBLISH)
    with transaction() as session:
        found = session.get_one(BookList, stage.list_id)
        made = curating.add_title(session, staff(stage.amur), found, TitleInput(title="Обломов", language="rus"), now())
        assert (made.title_zh, made.title_ru) == (None, "Обломов")
    stage.moves(ListEvent.PUBLISH)
    assert _state(BookList, stage.list_id) is ListState.OPEN


def test_a_title_that_neither_side_could_read_is_not_taken(stage):
    stage.plans()
    stage.edits(("Обломов", 1))
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        found = session.get_one(BookList, stage.list_id)
        curating.add_title(session, staff(stage.amur), found, TitleInput(title="Emma", language="eng"), now())
    assert set(refused.value.fields) == {"title_ru"}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(ListTitle).values(title_zh=None, title_ru=None))


def test_three_libraries_pledge_and_no_copy_is_promised_beyond_what_is_asked_for(stage):
    stage.publishes()
    stage.edits(("Обломов", 3), ("Отцы и дети", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.amur, 1)
    stage.pledges(stage.dvgnb, 1, 2)
    stage.pledges(stage.harbin, 2)
    with pytest.raises(Conflict):
        stage.pledges(stage.harbin, 1)
    with pytest.raises(Conflict):
        stage.pledges(stage.dvgnb, 2)
    with pytest.raises(InvalidInput):
        stage.pledges(stage.heihe, 1)
    stage.withdraws(stage.dvgnb, 1)
    stage.pledges(stage.harbin, 1)
    assert stage.pledged() == [
        (2, [(stage.amur, 1, "pledged"), (stage.harbin, 1, "pledged")]),
        (1, [(stage.harbin, 1, "pledged")]),
    ]


def test_a_closed_list_makes_a_consignment_for_each_library_and_follows_its_books(stage):
    stage.publishes()
    stage.edits(("Обломов", 3), ("Отцы и дети", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.amur, 1, 2)
    stage.pledges(stage.dvgnb, 1)
    stage.pledges(stage.dvgnb, 2)
    stage.moves(ListEvent.CLOSE)
    with reading() as session:
        made = session.scalars(sa.select(Consignment).order_by(col(Consignment.consignor_id))).all()
        lines = session.execute(sa.select(ConsignmentLine.title_zh, ConsignmentLine.title_ru, ConsignmentLine.copies))
        assert [(one.consignor_id, one.consignee_id) for one in made] == [
            (stage.amur, stage.heihe),
            (stage.dvgnb, stage.heihe),
        ]
        assert sorted(lines.all()) == [
            ("《Обломов》", "Обломов", 1), ("《Обломов》", "Обломов", 2), ("《Отцы и дети》", "Отцы и дети", 1),
        ]  # fmt: skip
    _told(OutcomeKind.SENT, 1, 2, 3)
    _told(OutcomeKind.RECEIVED, 1, 2)
    assert _state(BookList, stage.list_id) is ListState.UNDER_WAY
    _told(OutcomeKind.LOST, 3)
    assert _state(BookList, stage.list_id) is ListState.UNDER_WAY, "its claim is still open"
    _told(OutcomeKind.CLAIM_RESOLVED, 3)
    assert _state(BookList, stage.list_id) is ListState.SETTLED
    assert stage.pledged() == [
        (3, [(stage.amur, 2, "received"), (stage.dvgnb, 1, "received")]),
        (0, [(stage.dvgnb, 1, "failed")]),
    ]
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Entry)) == 0  # gifts: nobody owes anything


def test_a_pledge_of_which_copies_are_lost_counts_those_that_came_and_fails_with_the_last(stage):
    stage.publishes()
    stage.edits(("Обломов", 3))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.amur, 1, 3)
    stage.moves(ListEvent.CLOSE)
    _told(OutcomeKind.SENT, 1)
    _told(OutcomeKind.RECEIVED, 1, copies=1)
    _told(OutcomeKind.CLAIM_RESOLVED, 1, copies=1)
    assert stage.pledged() == [(2, [(stage.amur, 2, "received")])]
    _told(OutcomeKind.CLAIM_RESOLVED, 1, copies=1)
    assert stage.pledged() == [(1, [(stage.amur, 1, "received")])]
    _told(OutcomeKind.CLAIM_RESOLVED, 1, copies=1)
    assert stage.pledged() == [(0, [(stage.amur, 1, "failed")])]
    assert _state(BookList, stage.list_id) is ListState.SETTLED


def test_what_is_sent_again_stays_pledged_and_is_received_later(stage):
    stage.publishes()
    stage.edits(("Обломов", 3), ("Отцы и дети", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.amur, 1, 3)
    stage.pledges(stage.dvgnb, 2)
    stage.moves(ListEvent.CLOSE)
    _told(OutcomeKind.SENT, 1, 2)
    _told(OutcomeKind.RECEIVED, 1, copies=1)
    _told(OutcomeKind.LOST, 2)
    for number, copies in ((1, 2), (2, 1)):
        _told(OutcomeKind.CLAIM_RESOLVED, number, copies=copies, outcome=Outcome.RESENT)
        _told(OutcomeKind.SENT, number, copies=copies)
    assert stage.pledged() == [(3, [(stage.amur, 3, "received")]), (1, [(stage.dvgnb, 1, "sent")])]
    assert _state(BookList, stage.list_id) is ListState.UNDER_WAY
    _told(OutcomeKind.RECEIVED, 1, copies=2)
    _told(OutcomeKind.CLAIM_RESOLVED, 2)
    assert stage.pledged() == [(3, [(stage.amur, 3, "received")]), (0, [(stage.dvgnb, 1, "failed")])]
    _told(OutcomeKind.SENT, 2)
    assert _state(BookList, stage.list_id) is ListState.SETTLED


def _told(kind: OutcomeKind, *pledges: int, copies: int | None = None, outcome: Outcome | None = None) -> None:
    """Tell what became of these pledges, by their place among all, or of so many copies of them."""
    with transaction() as session:
        rows = session.scalars(sa.select(Pledge).order_by(col(Pledge.id))).all()
        for number in pledges:
            pledge = rows[number - 1]
            counts = kind is OutcomeKind.RECEIVED
            concerned = copies or pledge.copies
            told = LineOutcome(
                kind, pledge.id, pledge.consignment_id, 1, concerned, 1, 2, counts, was_counted=False, outcome=outcome
            )
            arrivals.hear(session, staff(1), told, now())


def test_a_list_without_pledges_closes_without_consignments(stage):
    stage.publishes()
    stage.edits(("Обломов", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.moves(ListEvent.CLOSE)
    assert _state(BookList, stage.list_id) is ListState.SETTLED
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consignment)) == 0


def test_organisers_may_take_an_open_list_out_and_its_pledges_are_free(stage):
    stage.publishes()
    stage.edits(("Обломов", 2))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.dvgnb, 1, 2)
    with pytest.raises(Conflict):
        stage.takes(stage.heihe, ProgrammeEvent.CANCEL)
    with pytest.raises(Forbidden):
        stage.moves(ListEvent.CANCEL, stage.dvgnb)
    stage.moves(ListEvent.CANCEL, stage.heihe)
    with reading() as session:
        assert session.scalars(sa.select(Pledge.state)).all() == [PledgeState.FAILED]
        assert session.scalars(sa.select(ListTitle.pledged)).all() == [0]
    stage.takes(stage.heihe, ProgrammeEvent.CANCEL)


def test_the_night_closes_lists_and_ends_programmes_after_their_last_day(stage):
    stage.publishes()
    stage.edits(("Обломов", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.dvgnb, 1)
    with transaction() as session:
        carry_out_night(night.VERBS, session, now() + timedelta(days=19))
    assert _state(BookList, stage.list_id) is ListState.OPEN
    with transaction() as session:
        carry_out_night(night.VERBS, session, now() + timedelta(days=22))
    assert _state(BookList, stage.list_id) is ListState.UNDER_WAY
    with transaction() as session:
        carry_out_night(night.VERBS, session, now() + timedelta(days=32))
    assert _state(Programme, stage.programme_id) is ProgrammeState.OVER


def test_a_list_closes_by_the_day_of_its_editor_and_a_programme_when_the_day_is_over_for_both(web, make_library):
    last = now().date() + timedelta(days=20)
    stage = Stage(make_library("Heihe"), make_library("Amur", "RU"), 0, 0)
    stage.plans(ends_on=last)
    stage.takes(stage.heihe, ProgrammeEvent.PROPOSE)
    stage.takes(stage.amur, ProgrammeEvent.AGREE)
    stage.edits(("Обломов", 1), closes_on=last)
    stage.moves(ListEvent.PUBLISH)
    for at, list_state, programme_state in (
        (before_midnight(last, "Asia/Yakutsk"), ListState.OPEN, ProgrammeState.PUBLISHED),
        (after_midnight(last, "Asia/Yakutsk"), ListState.SETTLED, ProgrammeState.PUBLISHED),
        (after_midnight(last, "Asia/Shanghai"), ListState.SETTLED, ProgrammeState.OVER),
    ):
        with transaction() as session:
            carry_out_night(night.VERBS, session, at)
        assert (_state(BookList, stage.list_id), _state(Programme, stage.programme_id)) == (list_state, programme_state)


def test_a_draft_changes_only_by_its_author_and_a_title_with_pledges_stays(stage):
    stage.publishes()
    stage.edits(("Обломов", 1))
    stage.moves(ListEvent.PUBLISH)
    stage.pledges(stage.dvgnb, 1)
    with pytest.raises(Conflict), transaction() as session:
        found, _programme = queries.get_list(session, staff(stage.amur), stage.list_id)
        curating.drop_title(session, staff(stage.amur), found, queries.get_title(session, found, 1), now())
    with pytest.raises(NotFound), transaction() as session:
        found, _programme = queries.get_list(session, staff(stage.heihe), stage.list_id)
        new = TitleInput(title="Чужая", language="rus", title_zh="别人的")
        curating.add_title(session, staff(stage.heihe), found, new, now())


ACTS = st.lists(
    st.tuples(st.sampled_from(["pledge", "withdraw"]), st.integers(0, 2), st.integers(1, 2), st.integers(1, 3)),
    max_size=12,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_libraries_do_the_copies_pledged_are_those_of_the_standing_pledges(scene, acts):
    scene.publishes()
    scene.edits(("Обломов", 4), ("Отцы и дети", 2))
    scene.moves(ListEvent.PUBLISH)
    givers = (scene.amur, scene.dvgnb, scene.harbin)
    for act, giver, number, copies in acts:
        try:
            if act == "pledge":
                scene.pledges(givers[giver], number, copies)
            else:
                scene.withdraws(givers[giver], number)
        except Conflict:
            continue
    for pledged, given_by in scene.pledged():
        assert pledged == sum(copies for _library, copies, _state in given_by)
        assert len({library for library, _copies, _state in given_by}) == len(given_by)
    assert all(pledged <= wanted for (pledged, _by), wanted in zip(scene.pledged(), (4, 2), strict=True))


def test_what_is_said_of_a_book_of_the_list_names_it_in_the_readers_language(scene, web, visitor):
    scene.publishes()
    scene.edits(("Обломов", 4))
    with transaction() as session:
        session.execute(sa.update(ListTitle).values(title_zh="奥勃洛莫夫", title_ru="Обломов"))
    scene.moves(ListEvent.PUBLISH)
    with transaction() as session:
        said = NewMessage(phrase=95, title="Обломов")
        for kind, number in (("book-list", str(scene.list_id)), ("list-title", f"{scene.list_id}-1")):
            correspondence.post(session, staff(scene.amur), kind, number, said, now())
    for place in (
        f"/book-lists/{scene.list_id}",
        f"/book-lists/{scene.list_id}/titles/1",
        f"/discussions/book-list/{scene.list_id}",
    ):
        read = {lang: re.sub("<[^>]+>", "", visitor(web).get(f"/{lang}{place}").text) for lang in ("zh", "ru")}
        assert "推荐《奥勃洛莫夫》（Обломов）" in read["zh"], place
        assert "«Обломов»" in read["ru"], place
        assert "(奥勃洛莫夫)" not in read["ru"], place
