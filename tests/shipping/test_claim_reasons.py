"""Who raises, refuses, disputes and decides a claim says why; all whom it concerns read it, and what was done."""

import pytest
import sqlalchemy as sa
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.core.bilingual import NOTHING_PERSONAL
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.correspondence.labels.wording import WRITTEN_IN
from library_exchange.shipping.labels.claim_reasons import CLAIM_DONE, HAPPENED, SAID, WHY
from library_exchange.shipping.labels.claims import CORRECT_INSTEAD
from library_exchange.shipping.models import Claim, ClaimReason
from library_exchange.shipping.rules.claim_reasons import OPEN, REASONS, Why
from library_exchange.shipping.rules.claims import CLAIM, DECISIONS
from library_exchange.shipping.rules.codes import ClaimEvent, LineState
from library_exchange.shipping.services import transit
from library_exchange.shipping.services.claim_reasons import NEEDED, UNFIT
from tests.shipping.conftest import COORDINATOR, a_title

SURE = {"sure": "yes"}
WORDS = "Угол переплёта оторван, снимок приложен."


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def road(app, make_road):
    return make_road()


@pytest.fixture
def desks(web, road, signed_in):
    """The staff of the consignor and of the consignee."""
    ends = {"anna@amur.example": road.consignor_id, "li@heihe.example": road.consignee_id}
    return [signed_in(web, email, library_id, Role.LIBRARIAN) for email, library_id in ends.items()]


@pytest.fixture
def platform_admin(web, make_person, visitor):
    make_person("platform@bridge.example", None, is_platform_admin=True)
    coordinator = visitor(web)
    coordinator.sign_in("platform@bridge.example")
    return coordinator


@pytest.fixture
def claimed(road, desks):
    """A title that came damaged; the consignee says on receiving it what is wrong."""
    road.plans(a_title(1), a_title(2)).is_cleared().packs().sends()
    first, second = (line.id for line in road.lines)
    came = {
        f"line-{first}": "damaged",
        f"why-{first}": "damaged_outside",
        f"words-{first}": WORDS,
        f"line-{second}": "good",
    }
    desks[1].post(f"/ru/staff/shipments/{road.id}/received", data=came | SURE)
    return road


def said(language, sentence):
    with speaking(language):
        return str(sentence)


def text_of(page):
    return " ".join(html.fromstring(page).text_content().split())


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_what_was_said_on_receiving_a_damaged_book_is_read_by_the_other_side_in_its_language(claimed, desks, language):
    page = desks[0].get(f"/{language}/staff/shipments/{claimed.id}").text
    assert said(language, WHY[Why.DAMAGED_OUTSIDE]) in page
    assert WORDS in page
    assert html.fromstring(page).xpath(f"//blockquote[contains(., '{WORDS[:10]}')]/@lang") in (["ru"], [])


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("event", ["refuse"])
def test_nobody_is_refused_without_a_word(claimed, desks, language, event):
    [claim] = claimed.claims
    door = f"/{language}/staff/claims/{claim.id}/{event}"
    refused = desks[0].post(door, data=SURE)
    assert refused.status_code == 422
    assert said(language, NEEDED) in refused.text
    assert str(claimed.claims[0].state) == "opened"
    asked = desks[0].post(door, data={"why": "on_the_way"}).text
    assert said(language, WHY[Why.ON_THE_WAY]) in asked, "it is read once more before it is said"
    desks[0].post(door, data={"why": "on_the_way"} | SURE)
    assert said(language, WHY[Why.ON_THE_WAY]) in desks[1].get(f"/{language}/staff/shipments/{claimed.id}").text


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize(("step", "way"), [("disagree", ("refuse",)), ("disagree", ("offer_resend",))])
def test_nobody_is_contradicted_without_a_word(claimed, desks, language, step, way):
    for event in way:
        claimed.claims_about(1, event)
    door = f"/{language}/staff/claims/{claimed.claims[0].id}/{step}"
    refused = desks[1].post(door)
    assert (refused.status_code, said(language, NEEDED) in refused.text) == (422, True)
    desks[1].post(door, data={"why": str(REASONS[step][0])})
    assert str(claimed.claims[0].state) == "escalated"


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize(
    ("fault", "why", "sentence"),
    [
        ("damaged", "", NEEDED),
        ("missing", "wet", UNFIT),
        ("wrong", "not_inside", UNFIT),
        ("missing", "not_inside", None),
    ],
)
def test_what_came_badly_is_claimed_with_a_reason_that_belongs_to_it(road, desks, language, fault, why, sentence):
    road.plans(a_title(1)).is_cleared().packs().sends()
    (line,) = road.lines
    came = {f"line-{line.id}": fault, f"why-{line.id}": why} | SURE
    answer = desks[1].post(f"/{language}/staff/shipments/{road.id}/received", data=came)
    assert (answer.status_code, len(road.claims)) == ((422, 0) if sentence else (302, 1))
    assert sentence is None or said(language, sentence) in answer.text


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize(("why", "sentence"), [("", NEEDED), ("not_inside", UNFIT), ("wet", None)])
def test_what_was_taken_for_good_is_claimed_with_a_reason_too(road, desks, language, why, sentence):
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="good")
    door = f"/{language}/staff/shipments/{road.id}/lines/{road.lines[0].id}/claim"
    answer = desks[1].post(door, data={"fault": "damaged", "why": why} | SURE)
    assert (answer.status_code, len(road.claims)) == ((422, 0) if sentence else (302, 1))
    assert sentence is None or said(language, sentence) in answer.text


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_fault_chosen_by_mistake_is_put_right_until_the_other_side_has_answered(claimed, desks, language):
    [claim] = claimed.claims
    door = f"/{language}/staff/claims/{claim.id}/correct"
    for given, wrong in (({"why": "not_inside"}, "fault-claim"), ({"fault": "missing"}, "why-claim")):
        refused = desks[1].post(door, data=given)
        assert (refused.status_code, f'id="{wrong}-{claim.id}"' in refused.text) == (422, True)
        assert f"#{wrong}-{claim.id}" in refused.text or "aria-invalid" in refused.text
    assert desks[0].post(door, data={"fault": "missing", "why": "not_inside"}).status_code != 302
    assert str(claimed.claims[0].fault) == "damaged"
    answer = desks[1].post(door, data={"fault": "missing", "why": "not_inside"})
    assert answer.status_code == 302
    [claim] = claimed.claims
    assert (str(claim.fault), str(claim.state), str(claimed.lines[0].state)) == ("missing", "opened", "missing")
    page = desks[0].get(f"/{language}/staff/shipments/{claimed.id}").text
    assert said(language, SAID["correct"]) in page
    assert said(language, WHY[Why.NOT_INSIDE]) in page
    claimed.claims_about(1, "correct", by=claimed.consignee, fault=LineState.DAMAGED, why="wet")
    assert str(claimed.claims[0].fault) == "damaged"
    claimed.claims_about(1, "refuse")
    with pytest.raises(Conflict):
        claimed.claims_about(1, "correct", by=claimed.consignee, fault=LineState.MISSING, why="not_inside")


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_who_withdraws_a_claim_is_told_that_it_cannot_be_raised_again_and_may_be_corrected(claimed, desks, language):
    [claim] = claimed.claims
    asked = desks[1].post(f"/{language}/staff/claims/{claim.id}/withdraw").text
    assert said(language, CORRECT_INSTEAD) in asked
    assert str(claimed.claims[0].state) == "opened"


def test_what_was_given_up_as_lost_has_no_other_fault(road, desks):
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.passes(200)
    road.does(transit.declare_lost, by=road.consignee)
    [claim] = road.claims
    assert str(claim.fault) == "lost"
    assert f"/claims/{claim.id}/correct" not in desks[1].get(f"/ru/staff/shipments/{road.id}").text
    with pytest.raises(Conflict):
        road.claims_about(1, "correct", by=road.consignee, fault=LineState.DAMAGED, why="wet")


@pytest.mark.parametrize("event", DECISIONS)
def test_nobody_is_decided_about_without_a_word(claimed, event):
    claimed.claims_about(1, "refuse")
    claimed.claims_about(1, "disagree", by=claimed.consignee)
    with pytest.raises(InvalidInput):
        claimed.claims_about(1, str(event), by=COORDINATOR, words="")
    claimed.claims_about(1, str(event), by=COORDINATOR, words="Снимок убеждает.")
    with reading() as session:
        kept = session.scalars(sa.select(ClaimReason).where(ClaimReason.step == str(event))).one()
    assert (kept.library_id, kept.words) == (None, "Снимок убеждает.")


def test_words_that_seem_to_hold_personal_data_do_not_cross_the_border_unasked(claimed, desks):
    [claim] = claimed.claims
    door, words = f"/ru/staff/claims/{claim.id}/refuse", {"words": "Спросите Иванову, ivanova@lib.example"}
    refused = desks[0].post(door, data=words | SURE)
    assert refused.status_code == 422
    assert said("ru", NOTHING_PERSONAL) in refused.text
    assert 'name="confirmed"' in refused.text
    assert desks[0].post(door, data=words | {"confirmed": "y"} | SURE).status_code == 302


def test_on_receiving_too(road, desks):
    road.plans(a_title(1)).is_cleared().packs().sends()
    (line,) = road.lines
    came = {f"line-{line.id}": "damaged", f"words-{line.id}": "тел. +7 914 123-45-67"} | SURE
    door = f"/ru/staff/shipments/{road.id}/received"
    refused = desks[1].post(door, data=came)
    assert (refused.status_code, road.claims) == (422, [])
    assert f'name="confirmed-{line.id}"' in refused.text
    desks[1].post(door, data=came | {f"confirmed-{line.id}": "y"})
    assert len(road.claims) == 1


def test_a_reason_of_another_step_is_none(claimed):
    with pytest.raises(InvalidInput):
        claimed.claims_about(1, "refuse", why="claim_proven")


@pytest.mark.parametrize(
    ("fault", "unfit"), [("damaged", "was_packed"), ("missing", "left_whole"), ("wrong", "left_whole")]
)
def test_a_claim_is_refused_with_a_reason_that_belongs_to_what_is_claimed(road, desks, fault, unfit):
    road.plans(a_title(1)).is_cleared().packs().sends()
    (line,) = road.lines
    came = {f"line-{line.id}": fault, f"words-{line.id}": WORDS} | SURE
    assert desks[1].post(f"/ru/staff/shipments/{road.id}/received", data=came).status_code == 302
    (claim,) = road.claims
    page = html.fromstring(desks[0].get(f"/ru/staff/shipments/{road.id}").text)
    offered = [each for each in page.xpath("//section[@id='claims' or .//*[@id='claims']]//option/@value") if each]
    assert (bool(offered), unfit in offered) == (True, False)
    door = f"/ru/staff/claims/{claim.id}/refuse"
    refused = desks[0].post(door, data={"why": unfit} | SURE)
    assert (refused.status_code, said("ru", UNFIT) in text_of(refused.text)) == (422, True)
    assert desks[0].post(door, data={"why": offered[0]} | SURE).status_code == 302


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_coordinator_reads_what_both_sides_said_and_enough_of_the_consignment(claimed, language, platform_admin):
    claimed.claims_about(1, "refuse", why="on_the_way", words="Sent well packed.")
    claimed.claims_about(1, "disagree", by=claimed.consignee, why="pictures_show")
    page = platform_admin.get(f"/{language}/platform/claims").text
    shown = text_of(page)
    for told in (WORDS, "Sent well packed.", claimed.consignment.number, claimed.parcels[0].tracking_no):
        assert told in shown
    for why in (Why.DAMAGED_OUTSIDE, Why.ON_THE_WAY, Why.PICTURES_SHOW):
        assert said(language, WHY[why]) in shown
    door = f"/{language}/platform/claims"
    decide = f"/{language}/staff/claims/{claimed.claims[0].id}/decide_for_consignor"
    refused = platform_admin.post(decide, data=SURE)
    assert refused.status_code == 422
    assert said(language, NEEDED) in refused.text
    decided = platform_admin.post(decide, data={"why": "claim_not_proven"} | SURE)
    assert decided.headers["Location"].endswith(door)
    assert said(language, CLAIM_DONE[ClaimEvent.DECIDE_FOR_CONSIGNOR]) in platform_admin.get(door).text


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_history_of_the_consignment_keeps_each_step_of_a_claim_and_by_whom(claimed, desks, language):
    claimed.claims_about(1, "refuse")
    claimed.claims_about(1, "disagree", by=claimed.consignee)
    claimed.claims_about(1, "decide_for_consignor", by=COORDINATOR)
    for desk in desks:
        found = html.fromstring(desk.get(f"/{language}/staff/shipments/{claimed.id}").text)
        history = [
            " ".join(each.text_content().split()) for each in found.xpath("//section[@aria-labelledby='history']//li")
        ]
        wanted = [SAID[OPEN], SAID["refuse"], SAID["disagree"], HAPPENED["decide_for_consignor"]]
        places = [next(n for n, line in enumerate(history) if said(language, each) in line) for each in wanted]
        assert places == sorted(places)
        assert places[-1] == len(history) - 2, "and last that all claims are settled"
        shown = found.xpath("//section[@aria-labelledby='claims']")[0].text_content()
        assert said(language, HAPPENED["decide_for_consignor"]) in shown


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("event", ["offer_resend", "credit", "refuse"])
def test_after_each_step_it_is_said_what_was_done(claimed, desks, language, event):
    why = {"why": str(REASONS[event][0])} if event in REASONS else {}
    door = f"/{language}/staff/claims/{claimed.claims[0].id}/{event}"
    desks[0].post(door, data=why | SURE)
    page = desks[0].get(f"/{language}/staff/shipments/{claimed.id}").text
    assert said(language, CLAIM_DONE[ClaimEvent(event)]) in page
    assert "Готово." not in page


def test_every_step_and_every_reason_has_its_words():
    assert set(WHY) == set(Why) == {each for found in REASONS.values() for each in found}
    steps = {event for _state, event in CLAIM.steps}
    assert {str(each) for each in steps} == {*SAID, *HAPPENED} - {OPEN}
    by_people = {event for (_state, event) in CLAIM.steps if not str(event).startswith("silence")}
    assert set(CLAIM_DONE) == by_people


def test_a_claim_has_one_reason_for_each_step(claimed):
    with reading() as session:
        [claim] = session.scalars(sa.select(Claim))
        kept = session.scalars(sa.select(ClaimReason)).all()
    assert [(each.claim_id, each.step, each.library_id, str(each.why)) for each in kept] == [
        (claim.id, OPEN, claimed.consignee_id, "damaged_outside")
    ]


def test_who_cannot_read_why_a_book_is_claimed_asks_for_it_and_reads_the_answer_beneath_it(road, desks):
    road.plans(a_title(1)).is_cleared().packs().sends()
    (line,) = road.lines
    came = {f"line-{line.id}": "damaged", f"words-{line.id}": "书角受损，见照片。"}
    desks[1].post(f"/zh/staff/shipments/{road.id}/received", data=came | SURE)
    with reading() as session:
        number = session.scalars(sa.select(ClaimReason.id)).one()
    place, door = f"/ru/staff/shipments/{road.id}", f"/staff/translations/claim_words/{number}"
    assert f"{door}/ask" not in desks[1].get(place.replace("/ru/", "/zh/")).text
    page = desks[0].get(place).text
    assert said("ru", WRITTEN_IN["zh"]) in page
    assert f'action="/ru{door}/ask"' in page
    desks[0].post(f"/ru{door}/ask", data={"next": place})
    field = html.fromstring(desks[1].get(f"/zh{door}").text).xpath("//textarea/@name")[0]
    assert desks[1].post(f"/zh{door}/answer", data={field: "Угол повреждён, см. снимок."}).status_code == 302
    shown = html.fromstring(desks[0].get(place).text).xpath(
        "//section[@aria-labelledby='claims']//p[@lang='ru']/text()"
    )
    assert "Угол повреждён, см. снимок." in shown
