"""Letters to the libraries of a consignment: who is told of what, in which language, and who is not."""

import pytest
from sqlmodel import col, select

from library_exchange.core.db import reading
from library_exchange.core.i18n import speaking
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.mail.models import Mail
from library_exchange.shipping.labels.claim_reasons import WHY
from library_exchange.shipping.letters import LETTERS
from library_exchange.shipping.rules.claim_reasons import Why
from library_exchange.shipping.rules.claims import CLAIM
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.rules.letters import TOLD
from library_exchange.shipping.rules.shipments import CONSIGNMENT
from library_exchange.shipping.services import planning
from library_exchange.shipping.services import transit as shipping_transit
from tests.shipping.conftest import COORDINATOR, a_title


@pytest.fixture
def letters(deliver):
    """Return what was written to each library since it was last asked for: mailbox and subject, the first first."""
    seen = []

    def take():
        deliver()
        with reading() as session:
            rows = session.exec(select(Mail).order_by(col(Mail.id))).all()
            new = [(row.recipient, row.subject) for row in rows if row.id not in seen]
            seen.extend(row.id for row in rows)
        return new

    return take


@pytest.fixture
def road(web, make_road):
    return make_road()


def mailbox(library_id):
    with reading() as session:
        return session.get_one(Library, library_id).mailbox


def test_every_event_that_is_told_has_a_letter_and_nothing_else_has(web):
    assert {kind: told.keys() for kind, told in LETTERS.items()} == {kind: told.keys() for kind, told in TOLD.items()}
    assert all(isinstance(event, kind) for kind, told in LETTERS.items() for event in told)
    used = {name for told in LETTERS.values() for name in told.values()}
    written = {name for name in web.jinja_env.list_templates() if name.startswith("shipping/mail/")}
    assert {f"shipping/mail/{name}.txt" for name in (*used, "_open", "_why")} == written
    happening = [event for _state, event in (*CONSIGNMENT.steps, *CLAIM.steps)]
    quiet = {str(event) for event in happening if event not in TOLD[type(event)]}
    assert quiet == {"no_clearance", "pack", "unpack", "receive_part", "gateway_in", "close", "claims_resolved"}


def test_each_side_is_told_what_the_other_did_in_its_own_language(road, letters):
    number = road.plans(a_title(1), a_title(2)).consignment.number
    heihe, amur = mailbox(road.consignee_id), mailbox(road.consignor_id)
    assert letters() == []
    road.is_cleared()
    assert letters() == [
        (heihe, f"寄送批次 {number}：书单等待审批"),
        (amur, f"Отправка {number}: ведомство ответило, книги можно везти"),
    ]
    road.packs().sends()
    assert letters() == [(heihe, f"寄送批次 {number}：图书已寄出")]
    road.receives(n1="damaged", n2="missing")
    assert letters() == [(amur, f"Отправка {number}: книги пришли, есть претензии")], "one letter for all claims"
    road.claims_about(1, "refuse")
    road.claims_about(1, "disagree", by=road.consignee)
    road.claims_about(1, "decide_for_consignor", by=COORDINATOR)
    assert letters() == [
        (heihe, f"寄送批次 {number}：对方馆不接受索赔"),
        (amur, f"Отправка {number}: другая библиотека не согласна"),
        (amur, f"Отправка {number}: координатор решил в пользу отправителя"),
        (heihe, f"寄送批次 {number}：协调员裁定支持寄出馆"),
    ]
    road.passes(60)
    assert {box for box, _subject in letters()} == {amur, heihe}, "silence is told to both"


def test_what_is_overdue_is_asked_of_everybody_on_the_way(web, make_road, letters):
    road = make_road(with_gateway=True)
    road.plans(a_title(1), mode=Mode.GATEWAY).is_cleared().packs(service="gateway").sends()
    letters()
    road.passes(120)
    assert {box for box, _subject in letters()} == {
        mailbox(each) for each in (road.consignor_id, road.consignee_id, road.gateway_id)
    }
    road.does(shipping_transit.declare_lost, by=road.consignee)
    assert [box for box, _subject in letters()] == [mailbox(road.consignor_id)]


def test_who_gives_up_writes_to_the_other_only(road, letters):
    road.plans(a_title(1)).does(planning.cancel)
    assert [box for box, _subject in letters()] == [mailbox(road.consignee_id)]


def test_a_letter_leads_to_the_consignment_and_names_no_book_and_no_person(road):
    road.plans(a_title(1)).is_cleared()
    with reading() as session:
        letters = select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail")
        waiting = [str(each.payload) for each in session.exec(letters)]
    assert len(waiting) == 2
    for letter in waiting:
        assert f"/staff/shipments/{road.id}" in letter
        assert "История" not in letter
        assert "黑龙江史" not in letter


def bodies_to(library_id):
    """Return what was written to the library, the first first."""
    waiting = select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail").order_by(col(OutboxMessage.id))
    with reading() as session:
        letters = [each.payload for each in session.exec(waiting)]
    return [each["body"] for each in letters if each["library_id"] == library_id]


def test_a_letter_about_a_claim_quotes_the_reason_in_the_language_of_its_reader(road):
    road.plans(a_title(1), a_title(2)).is_cleared().packs().sends().receives(n1="damaged")
    road.claims_about(1, "refuse", why="on_the_way", words="Смотрите снимок 3.")
    road.claims_about(1, "disagree", by=road.consignee, why="pictures_show")
    call_me = "Пишите: anna@lib.example"
    road.claims_about(1, "decide_for_consignor", by=COORDINATOR, words=call_me, confirmed=True)
    refused, decided = bodies_to(road.consignee_id)[-2:]
    disputed = bodies_to(road.consignor_id)[-2]
    with speaking("zh"):
        assert str(WHY[Why.ON_THE_WAY]) in refused
    assert "Смотрите снимок 3." in refused
    with speaking("ru"):
        assert str(WHY[Why.PICTURES_SHOW]) in disputed
    assert call_me not in decided, "what seems to hold personal data is read on the page only"
