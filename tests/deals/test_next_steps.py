"""What pages of agreements and boxes offer next, in every state and to both sides; what is offered can be pressed."""

import lxml.html
import pytest

from library_exchange.deals.models import Box
from library_exchange.deals.rules.agreements import AgreementEvent, AgreementState
from library_exchange.deals.rules.boxes import BoxState
from tests.next_steps import coming
from tests.pairs import books
from tests.partners import rows_of

AT = "/en/staff/exchange"
TERMS = {"mode": "piece", "credit": "10", "term_months": "12", "payer": "sender", "languages": "chi rus"}
ENDS = ("/cancel", "/discard", "/decline", "/end", "/suspend")


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def desks(pair, at_desk):
    return at_desk(pair.heihe.librarian_id), at_desk(pair.amur.librarian_id)


class Walk:
    """An agreement or a box of two libraries, looked at from both desks."""

    def __init__(self, desks, state_of):
        self.desks, self.state_of, self.seen, self.place = desks, state_of, set(), ""

    def looks(self, number=0):
        found = coming(self.desks[number].get(self.place))
        assert not found.leads.endswith(ENDS), found
        found.leads = found.leads.replace(self.place, "")
        self.seen.add(self.state_of())
        return found

    def both(self):
        return self.looks(0).leads, self.looks(1).leads

    def presses(self, number=0, asks=False):
        coming(self.desks[number].get(self.place)).press(self.desks[number], asks)


@pytest.fixture
def drafted(pair, desks):
    """Have Heihe draft an agreement."""

    def draft(**more):
        walk = Walk(desks, lambda: str(pair.agreement(walk.number).state))
        made = desks[0].post(f"{AT}/agreements", data=TERMS | {"partner_id": pair.amur.id} | more)
        walk.number = int(made.location.rsplit("/", 1)[1])
        walk.place = f"{AT}/agreements/{walk.number}"
        return walk

    return draft


def test_an_agreement_leads_each_side_from_its_draft_to_its_end(pair, desks, drafted):
    talks = drafted()
    assert talks.looks().leads == "/steps/propose"
    assert desks[1].get(talks.place).status_code == 404, "a draft is its author's alone"
    talks.presses()
    assert talks.both() == ("", "/steps/accept")
    assert "with the other library" in talks.looks().said
    talks.presses(1)
    assert talks.both() == (f"{AT}/boxes", f"{AT}/boxes"), "in force: a box is filled, and nobody is led to suspend"
    talks.presses(1)
    assert talks.both() == (f"{AT}/boxes/{rows_of(Box)[0].id}",) * 2
    pair.moves_agreement(talks.number, AgreementEvent.SUSPEND, pair.heihe)
    assert talks.both() == ("/steps/resume", "/steps/resume")
    talks.presses(1)
    pair.moves_agreement(talks.number, AgreementEvent.SUSPEND, pair.heihe)
    pair.moves_agreement(talks.number, AgreementEvent.END, pair.amur)
    assert talks.both() == ("", "")
    assert talks.looks().said == "The account is settled."
    assert talks.seen == set(map(str, AgreementState)) - {"settling"}


def test_an_agreement_that_ends_with_a_debt_leads_both_sides_to_the_account(desks, sent):
    sent.receives(sent.out)
    walk = Walk(desks, lambda: str(sent.agreement(sent.number).state))
    walk.place = f"{AT}/agreements/{sent.number}"
    sent.moves_agreement(sent.number, AgreementEvent.END, sent.heihe)
    assert all("/account/" in each for each in walk.both())
    assert walk.seen == {"settling"}


def test_terms_that_cannot_be_accepted_lead_to_the_agreement_that_is_in_force(pair, desks, drafted):
    in_force = pair.agrees()
    talks = drafted()
    talks.presses()
    assert talks.both() == ("", f"{AT}/agreements/{in_force}")
    assert "in force already" in talks.looks(1).said


def test_terms_in_one_language_lead_to_who_writes_the_other(desks, drafted):
    walk = drafted(note_zh="每年两次。")
    walk.presses()
    asked = f"/en/staff/translations/agreement/{walk.number}"
    assert walk.both() == ("", asked)
    desks[1].post(f"{asked}/decline", data={"sure": "yes"})
    assert walk.both() == (f"{asked}/ask", "/terms")
    walk.presses()
    assert walk.both() == ("", asked)


def test_the_list_of_partners_tells_the_step_that_the_agreement_does(pair, desks, drafted):
    def told():
        words = (
            "Propose the agreement",
            "Answer the terms",
            "answers the terms",
            "Begin a box",
            "Resume the agreement",
        )
        pages = [each.get(f"{AT}/agreements").text for each in desks]
        return [[each for each in words if each in page] for page in pages]

    talks = drafted()
    assert told()[0] == ["Propose the agreement"]
    talks.presses()
    assert told() == [["answers the terms"], ["Answer the terms"]]
    talks.presses(1)
    assert told() == [["Begin a box"]] * 2
    pair.moves_agreement(talks.number, AgreementEvent.SUSPEND, pair.heihe)
    assert told() == [["Resume the agreement"]] * 2


def test_a_draft_that_lacks_a_language_has_one_button_to_have_it_asked_for(desks, drafted):
    walk = drafted(note_zh="每年两次。")
    page = desks[0].get(walk.place).text
    assert "the partner is asked to fill in its language" in page
    assert "Ask the partner to fill in" not in page


@pytest.fixture
def box(pair, desks):
    pair.number = pair.agrees()
    walk = Walk(desks, lambda: str(pair.box(walk.number).state))
    walk.number = pair.opens()
    walk.place = f"{AT}/boxes/{walk.number}"
    return walk


def test_a_box_leads_each_side_from_ticking_to_the_last_book(pair, box):
    assert box.both() == (f"{AT}/offers", f"{AT}/offers"), "nobody offers anything: what would be refused is no button"
    ours, theirs = books(pair.heihe, 1, "chi"), books(pair.amur, 1, "rus")
    assert box.both() == ("#more", "#more")
    pair.ticks(box.number, pair.heihe, *theirs)
    assert box.both() == ("/ticks", "/ticks")
    pair.ticks(box.number, pair.amur, *ours)
    box.presses()
    assert box.both() == ("", "/accept"), "who proposes has agreed"
    assert "It has not agreed yet" in box.looks().said
    box.presses(1, asks=True)
    assert box.both() == ("/send", "/send")
    box.presses(1)
    out, back = made_of(pair, box.number)
    assert box.both() == tuple(f"/en/staff/shipments/{each}#next-step" for each in (out, back))
    for each in (out, back):
        pair.completes(each)
        pair.sends(each)
    assert box.both() == ("", "")
    assert "none of them waits for you" in box.looks().said
    for each in (out, back):
        pair.receives(each)
    assert box.both() == ("", "")
    assert "Begin another box" in box.looks().said
    again = box.number = pair.opens()
    box.place = f"{AT}/boxes/{again}"
    pair.does(again, "cancel", pair.heihe)
    assert box.both() == ("", "")
    assert box.seen == set(map(str, BoxState))


def test_who_changed_a_proposal_is_told_that_nobody_has_agreed_yet_and_led_back(pair, box):
    ours, theirs = books(pair.heihe, 2, "chi"), books(pair.amur, 1, "rus")
    pair.ticks(box.number, pair.heihe, *theirs)
    pair.ticks(box.number, pair.amur, *ours)
    pair.does(box.number, "propose", pair.heihe)
    pages = [desk.get(f"{AT}/boxes/{box.number}").text for desk in box.desks]
    assert not any("/withdraw" in page for page in pages), "a first proposal has none before it"
    pair.counters(box.number, pair.amur, ours[0], *theirs)
    heihe, amur = (desk.get(f"{AT}/boxes/{box.number}").text for desk in box.desks)
    assert ("/withdraw" in heihe, "/withdraw" in amur) == (False, True)
    assert "Your change lies with the other library" in amur
    assert box.desks[1].post(f"{AT}/boxes/{box.number}/withdraw").status_code == 302
    assert box.both() == ("", "/accept")


def test_nobody_agrees_to_other_books_than_are_ticked_on_her_page(pair, box):
    ours, theirs = books(pair.heihe, 2, "chi"), books(pair.amur, 1, "rus")
    pair.ticks(box.number, pair.heihe, *theirs)
    pair.ticks(box.number, pair.amur, *ours)
    box.presses()
    across = box.desks[1]
    found = coming(across.get(box.place))
    lines = [str(each.id) for each in pair.lines(box.number)]
    assert sorted(value for name, value in found.fields if name == "line") == sorted(lines)
    kept = {"version": "0", "shown_line": lines, "line": lines[1:]} | {
        name: value for name, value in found.fields if name == "version"
    }
    for sure in ({}, {"sure": "yes"}):
        answer = across.post(found.leads, data=kept | sure)
        assert (answer.status_code, "Nothing is agreed yet: you changed the tick of 1 book" in answer.text) == (
            409,
            True,
        )
        ticks = dict(coming_again(answer))
        assert ticks == {each: each != lines[0] for each in lines}, "what she ticked is kept"
    assert {str(each.state) for each in pair.lines(box.number)} == {"in"}
    asked = across.post(found.leads, data=kept | {"line": lines})
    named = lxml.html.fromstring(asked.text).xpath("//*[contains(@class, 'asking')]//li")
    sides = [each.text_content().rsplit(" ", 2)[1:] for each in named]
    assert sorted(sides) == [["We", "get"], ["We", "get"], ["We", "give"]], "the question names every book"


def coming_again(answer):
    """Return each line of a proposal as a page shows it: whether it is ticked."""
    for each in lxml.html.fromstring(answer.text).xpath("//input[@name='line']"):
        yield each.get("value"), each.get("checked") is not None


def made_of(pair, number):
    """Return the consignments of a box, ours first."""
    found = {line.consignment_id for line in pair.lines(number)}
    return sorted(found, key=lambda each: pair.giver_of(each) != pair.heihe.id)


def test_a_box_waits_while_its_agreement_rests(pair, box):
    pair.moves_agreement(pair.number, AgreementEvent.SUSPEND, pair.heihe)
    assert box.both() == (f"{AT}/agreements/{pair.number}",) * 2
    assert "Resume it" in box.looks().said
