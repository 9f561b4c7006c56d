"""What pages of programmes, lists and titles offer next, in every state, to each library that takes part."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.programmes.models import BookList, Pledge, Programme
from library_exchange.programmes.rules import ListEvent, ListState, PledgeState, ProgrammeEvent, ProgrammeState
from library_exchange.programmes.services import arrivals, night
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from tests.makers import carry_out_night
from tests.next_steps import coming
from tests.programmes.conftest import DAY, staff

NAMES = ("heihe", "amur", "dvgnb", "harbin")


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


class Walk:
    """A programme that Heihe and Amur organise; Amur edits its list for Heihe, DVGNB and Harbin may give."""

    def __init__(self, scene, desks):
        self.scene, self.desks = scene, desks
        self.seen = {Programme: set(), BookList: set(), Pledge: set()}

    @property
    def programme(self):
        return f"/en/programmes/{self.scene.programme_id}"

    @property
    def list(self):
        return f"/en/book-lists/{self.scene.list_id}"

    def looks(self, name, place):
        found = coming(self.desks[name].get(place))
        assert not found.leads.endswith(("/cancel", "/close", "/withdraw", "/drop")), found
        with reading() as session:
            for table, states in self.seen.items():
                states |= {str(state) for state in session.scalars(sa.select(table.state))}
        found.leads = found.leads.replace(self.programme, "").replace(self.list, "list")
        return found

    def leads(self, place, *names):
        return [self.looks(name, place).leads for name in names or NAMES]

    def presses(self, name, place):
        coming(self.desks[name].get(place)).press(self.desks[name])


@pytest.fixture
def walk(web, scene, signed_in):
    desks = {
        name: signed_in(web, f"{name}@desk.example", getattr(scene, name), Role.LIBRARIAN, language="en")
        for name in NAMES
    }
    return Walk(scene, desks)


def hears(kind, *pledges):
    """Have the programme hear what became of pledged books, as consignments tell it."""
    with transaction() as session:
        rows = session.scalars(sa.select(Pledge).order_by(col(Pledge.id))).all()
        for each in (rows[number - 1] for number in pledges):
            counts = kind is OutcomeKind.RECEIVED
            told = LineOutcome(kind, each.id, each.consignment_id, 1, each.copies, 1, 2, counts, was_counted=False)
            arrivals.hear(session, staff(1), told, now())


def test_a_programme_leads_its_organisers_from_the_draft_to_its_last_day(walk, scene):
    scene.plans()
    assert walk.leads(walk.programme, "heihe") == ["/steps/propose"]
    assert walk.desks["amur"].get(walk.programme).status_code == 404
    walk.presses("heihe", walk.programme)
    assert walk.leads(walk.programme, "heihe", "amur") == ["", "/steps/agree"]
    assert "other organiser" in walk.looks("heihe", walk.programme).said
    scene.takes(scene.amur, ProgrammeEvent.SEND_BACK)
    walk.presses("heihe", walk.programme)
    walk.presses("amur", walk.programme)
    assert walk.leads(walk.programme) == ["/lists/new"] * 4
    scene.edits(("Обломов", 1))
    scene.moves(ListEvent.PUBLISH)
    assert walk.leads(walk.programme) == [""] * 4
    assert "runs until" in walk.looks("heihe", walk.programme).said
    with transaction() as session:
        carry_out_night(night.VERBS, session, now() + 60 * DAY)
    assert walk.leads(walk.programme) == [""] * 4
    assert "ended on" in walk.looks("harbin", walk.programme).said
    scene.plans()
    scene.takes(scene.heihe, ProgrammeEvent.CANCEL)
    assert walk.leads(walk.programme, "heihe", "amur") == ["", ""]
    assert walk.seen[Programme] == set(map(str, ProgrammeState))


def test_a_list_leads_its_editor_the_givers_and_the_receiver_to_its_last_book(walk, scene):
    scene.publishes()
    scene.edits()
    assert walk.leads(walk.list, "amur") == ["list/titles/new"]
    scene.edits(("Обломов", 2), ("Отцы и дети", 1))
    assert walk.leads(walk.list, "amur") == ["list/steps/publish"]
    assert "not published yet" in walk.looks("amur", f"{walk.list}/titles/1").said
    walk.presses("amur", walk.list)
    assert walk.leads(walk.list) == ["", "#title-1", "#title-1", "#title-1"], "who receives the books pledges none"
    first = f"{walk.list}/titles/1"
    assert walk.leads(first) == ["", "list/titles/1/pledge", "list/titles/1/pledge", "list/titles/1/pledge"]
    walk.presses("dvgnb", first)
    assert "Keep the copies ready" in walk.looks("dvgnb", first).said
    assert walk.leads(walk.list) == ["", "#title-1", "#title-2", "#title-1"]
    scene.pledges(scene.harbin, 1)
    scene.pledges(scene.harbin, 2)
    assert walk.leads(walk.list) == ["", "", "", ""]
    assert "you may close it now" in walk.looks("amur", walk.list).said
    assert "Then a consignment is made" in walk.looks("harbin", walk.list).said
    scene.withdraws(scene.harbin, 2)
    scene.moves(ListEvent.CLOSE)
    with reading() as session:
        of = dict(session.execute(sa.select(col(Consignment.consignor_id), col(Consignment.id))).all())
    at = {name: f"/en/staff/shipments/{of[getattr(scene, name)]}#next-step" for name in ("dvgnb", "harbin")}
    assert walk.leads(walk.list) == ["", "", at["dvgnb"], at["harbin"]]
    assert walk.leads(first, "dvgnb", "amur") == [at["dvgnb"], ""]
    hears(OutcomeKind.SENT, 1, 2)
    hears(OutcomeKind.RECEIVED, 1)
    assert "have come" in walk.looks("dvgnb", first).said
    hears(OutcomeKind.LOST, 2)
    hears(OutcomeKind.CLAIM_RESOLVED, 2)
    assert walk.leads(walk.list) == ["", "", "", ""]
    assert "finished" in walk.looks("heihe", walk.list).said
    assert walk.leads(first) == ["", "", "", ""]
    scene.edits(("Обрыв", 1))
    scene.moves(ListEvent.CANCEL)
    assert walk.leads(walk.list, "amur") == [""]
    assert walk.seen[BookList] == set(map(str, ListState))
    assert walk.seen[Pledge] == set(map(str, PledgeState))


def test_a_list_of_a_programme_that_is_not_public_waits_for_it_and_offers_no_button_that_is_refused(walk, scene):
    scene.plans()
    scene.edits(("Обломов", 1))
    assert walk.leads(walk.list, "amur") == [""]
    assert "both organisers have agreed" in walk.looks("amur", walk.list).said
    scene.takes(scene.heihe, ProgrammeEvent.CANCEL)
    assert walk.leads(walk.list, "amur") == [""]
    assert "cannot be published any more" in walk.looks("amur", walk.list).said
