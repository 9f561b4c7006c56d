"""Offers and wants one by one: published, changed, matched step by step, ended by the clock; strangers and races."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from library_exchange.core.actor import Actor, clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.queries import day_at
from library_exchange.offers.models import Offer, Want, WantProposal
from library_exchange.offers.queries.lookups import get_offer, get_proposal, get_want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantEvent, WantKind
from library_exchange.offers.schemas import BulkChange, Entry, OfferInput, ProposalInput, WantTerms
from library_exchange.offers.services import offers, proposals, transitions, wants
from library_exchange.offers.services.night import VERBS
from library_exchange.shipping.models import Threshold
from library_exchange.shipping.rules.customs_rules import OLD_BOOK_YEARS
from tests.makers import carry_out_night
from tests.partners import ISBN, OTHER_ISBN, add_book, add_work, rows_of


def test_an_offer_needs_weight_or_pages_before_others_see_it(heihe):
    draft = heihe.drafts()
    with pytest.raises(Conflict, match="weight-needed"):
        heihe.moves_offer(draft, "publish")
    for known in ({"weight_g": 300}, {"pages": 200}):
        offer = heihe.drafts(**known)
        heihe.moves_offer(offer, "publish")
        assert heihe.offer(offer).published_at is not None


def test_a_book_of_sixty_years_is_marked_when_it_is_published(heihe):
    assert heihe.offer(heihe.offers(year=now().year - 60)).is_old
    assert not heihe.offer(heihe.offers(year=now().year - 40)).is_old


def test_an_offer_goes_all_the_way_by_steps_of_the_exchange(heihe):
    offer_id = heihe.offers()
    for event in ("reserve", "commit", "pack", "receive"):
        with transaction() as session:
            offer = get_offer(session, heihe.librarian, offer_id)
            transitions.move_offer(session, heihe.librarian, offer, OfferEvent(event), now())
    found = heihe.offer(offer_id)
    assert (found.state, found.closed_at is not None) == ("transferred", True)
    said = [entry.action for entry in rows_of(AuditEntry) if entry.subject == "offer"]
    assert said == ["offer.publish", "offer.reserve", "offer.commit", "offer.pack", "offer.receive"]


def test_who_comes_second_is_told_so(heihe):
    offer_id = heihe.offers()
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, offer_id)
        seen = offer.version
        transitions.move_offer(session, heihe.librarian, offer, OfferEvent.RESERVE, now(), seen)
        transitions.move_offer(session, heihe.librarian, offer, OfferEvent.RELEASE, now())
        with pytest.raises(Conflict, match="changed-meanwhile"):
            transitions.move_offer(session, heihe.librarian, offer, OfferEvent.RESERVE, now(), seen)


def test_a_stranger_neither_sees_nor_moves_an_offer_by_hand(heihe, amur):
    offer_id = heihe.offers()
    with transaction() as session:
        with pytest.raises(NotFound):
            get_offer(session, amur.librarian, offer_id)
        offer = get_offer(session, heihe.librarian, offer_id)
        for who in (amur.librarian, heihe.reader):
            with pytest.raises(NotFound):
                offers.move(session, who, offer, OfferEvent.WITHDRAW, now())
            with pytest.raises((NotFound, Forbidden)):
                transitions.move_offer(session, who, offer, OfferEvent.WITHDRAW, now())
        with pytest.raises(Forbidden):
            transitions.move_offer(session, heihe.librarian, offer, OfferEvent.EXPIRE, now())


def changed(version: int, **more: object) -> OfferInput:
    return OfferInput(**({"version": version, "title": "Бесы", "weight_g": 400} | more))


def test_an_offer_is_changed_until_it_is_promised(heihe, amur):
    offer_id = heihe.offers()
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, offer_id)
        reserved = changed(offer.version, reserve="partner", reserved_for_id=amur.id)
        offers.change(session, heihe.librarian, offer, reserved, now())
        assert (offer.title, offer.title_key, offer.reserved_for_id) == ("Бесы", "бесы", amur.id)
        with pytest.raises(InvalidInput):
            offers.change(session, heihe.librarian, offer, changed(offer.version, weight_g=None), now())
        for partner in (None, heihe.id, 999):
            wrong = changed(offer.version, reserve="partner", reserved_for_id=partner)
            with pytest.raises(InvalidInput):
                offers.change(session, heihe.librarian, offer, wrong, now())
        transitions.move_offer(session, heihe.librarian, offer, OfferEvent.RESERVE, now())
        with pytest.raises(Conflict):
            offers.change(session, heihe.librarian, offer, changed(offer.version), now())


def test_several_offers_are_changed_at_once_but_no_strangers(heihe, amur):
    own, promised, theirs = [heihe.drafts(), heihe.drafts("Бесы", None)], heihe.offers("Другая"), amur.drafts()
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, promised)
        transitions.move_offer(session, heihe.librarian, offer, OfferEvent.RESERVE, now())
        everything = [*own, promised, theirs]
        given = BulkChange(weight_g=500, condition="worn")
        assert offers.change_all(session, heihe.librarian, everything, given, now()).changed == 2
        assert offers.move_all(session, heihe.librarian, everything, OfferEvent.PUBLISH, now()).moved == 2
    assert {(heihe.offer(i).weight_g, heihe.offer(i).condition.value) for i in own} == {(500, "worn")}
    assert amur.offer(theirs).state == "draft"


def test_to_publish_several_changes_none_that_is_public_already(heihe):
    draft, public = heihe.drafts(), heihe.offers("Бесы", None, weight_g=1500)
    with transaction() as session:
        given = BulkChange(weight_g=400)
        assert (
            offers.change_all(session, heihe.librarian, [draft, public], given, now(), OfferEvent.PUBLISH).changed == 1
        )
        assert offers.move_all(session, heihe.librarian, [draft, public], OfferEvent.PUBLISH, now()) == (1, 1, 0, 0)
    assert [(heihe.offer(i).weight_g, heihe.offer(i).state) for i in (draft, public)] == [(400, "open"), (1500, "open")]


@pytest.mark.parametrize(
    ("title", "more", "language"),
    [
        ("Бесы", {}, "rus"),
        ("呼兰河传", {}, "chi"),
        ("Бесы", {"language": "bel"}, "bel"),
        ("Кобзар", {"publisher": "Дніпро"}, None),
        ("Selected Works", {}, None),
        ("花の名", {}, None),
    ],
)
def test_an_offer_is_in_the_language_that_its_letters_surely_tell(title, more, language):
    made = offers.offer_of(1, Entry(title=title, **more), None, offers.USUAL_TERMS, now())
    assert made.language == language


def test_a_lot_is_split_when_only_some_copies_are_matched(heihe):
    lot = heihe.offers(quantity=5)
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, lot)
        part = offers.split(session, heihe.librarian, offer, 2, now())
        transitions.move_offer(session, heihe.librarian, part, OfferEvent.RESERVE, now())
        for quantity in (0, 3, 4):
            with pytest.raises(Conflict):
                offers.split(session, heihe.librarian, offer, quantity, now())
    found = sorted((offer.quantity, offer.state, offer.split_from_id) for offer in rows_of(Offer))
    assert found == [(2, "reserved", lot), (3, "open", None)]


def test_the_clock_ends_what_is_over(heihe):
    yesterday, later = now().date() - timedelta(days=1), now().date() + timedelta(days=5)
    over, going_on = heihe.offers(expires_on=yesterday), heihe.offers("Бесы", None, expires_on=later)
    with reading() as session:
        today_there = day_at(session, heihe.id, now())
    want = heihe.wants(title="Идиот", latest_on=today_there)
    with transaction() as session:
        carry_out_night(VERBS, session, now() + timedelta(days=2))
    assert [heihe.offer(i).state for i in (over, going_on)] == ["withdrawn", "open"]
    assert heihe.want(want).state == "expired"
    with transaction() as session:
        found = get_want(session, heihe.librarian, want)
        wants.move(session, heihe.librarian, found, WantEvent.RENEW, now())
        assert (found.state, found.latest_on) == ("open", None)


# Wants ----------------------------------------------------------------------------------------------------------------


def test_a_library_never_wants_what_it_holds(heihe, amur):
    chinese, russian = add_book("罪与罚", ISBN), add_book("Преступление", OTHER_ISBN, "rus")
    work = add_work(chinese, russian)
    heihe.holds(chinese)
    for given in (
        {"number": ISBN},
        {"record_id": chinese},
        {"title": "罪与罚"},
        {"kind": WantKind.WORK, "work_id": work},
        {"kind": WantKind.WORK, "work_id": work, "language": "chi"},
    ):
        with pytest.raises(Conflict, match="held"):
            heihe.wants(**given)
    assert heihe.want(heihe.wants(kind=WantKind.WORK, work_id=work, language="rus")).work_id == work
    assert heihe.want(heihe.wants(number=OTHER_ISBN)).record_id == russian


def test_nothing_is_wanted_twice(heihe):
    heihe.wants(title="Бесы")
    for title in ("Бесы", "БЕСЫ."):
        with pytest.raises(Conflict, match="wanted-already"):
            heihe.wants(title=title)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "978-7-02-000220-8"}, "number"),
        ({"number": OTHER_ISBN}, "title"),
        ({}, "title"),
        ({"kind": "work", "title": "Неизвестное"}, "title"),
        ({"kind": "series"}, "title"),
        ({"kind": "profile"}, "subject"),
        ({"kind": "profile", "author": "…"}, "author"),
        ({"kind": "profile", "author": "Шмелёв", "series": "…"}, "series"),
        ({"kind": "profile", "subject": "law", "year_from": 2000, "year_to": 1990}, "year_from"),
        ({"title": "Бесы", "latest_on": "2020-01-01"}, "latest_on"),
    ],
)
def test_a_want_tells_what_it_lacks(heihe, given, field):
    with pytest.raises(InvalidInput) as refused:
        heihe.wants(**given)
    assert set(refused.value.fields) == {field}


def test_every_kind_of_want_is_kept_with_its_rule(heihe):
    work = add_work(add_book())
    ids = [
        heihe.wants(title="Бесы", author="Достоевский"),
        heihe.wants(kind="work", work_id=work, language="rus"),
        heihe.wants(kind="series", title="Дальний Восток", number="2049-3630", volume="№ 3"),
        heihe.wants(kind="profile", subject=Subject.HISTORY, language="rus", cap=5),
    ]
    assert [heihe.want(i).kind for i in ids] == ["edition", "work", "series", "profile"]
    assert heihe.want(ids[2]).volume_key == "3"


def test_a_want_is_declined_once_and_paused_the_second_time(heihe):
    want_id = heihe.wants(title="Бесы")
    states = []
    for _time in range(2):
        with transaction() as session:
            want = get_want(session, heihe.librarian, want_id)
            transitions.move_want(session, heihe.librarian, want, WantEvent.MATCH, now())
            transitions.decline_match(session, heihe.librarian, want, now())
            states.append(want.state.value)
    assert states == ["open", "paused"]


def test_a_want_of_two_copies_is_filled_by_the_second(heihe):
    want_id = heihe.wants(title="Бесы", cap=2)
    states = []
    for _copy in range(2):
        with transaction() as session:
            want = get_want(session, heihe.librarian, want_id)
            for event in (WantEvent.MATCH, WantEvent.CONFIRM):
                transitions.move_want(session, heihe.librarian, want, event, now())
            transitions.receive_copy(session, heihe.librarian, want, now())
            states.append(want.state.value)
    assert states == ["open", "filled"]


def test_what_failed_is_more_urgent_next_time(heihe):
    want_id = heihe.wants(title="Бесы", priority=3)
    with transaction() as session:
        want = get_want(session, heihe.librarian, want_id)
        for event in (WantEvent.MATCH, WantEvent.CONFIRM, WantEvent.FAIL):
            transitions.move_want(session, heihe.librarian, want, event, now())
        assert (want.state, want.priority) == ("open", 4)


def test_a_wants_terms_change_but_not_below_what_has_come(heihe, amur):
    want_id = heihe.wants(title="Бесы", cap=2)
    with transaction() as session:
        want = get_want(session, heihe.librarian, want_id)
        wants.change(session, heihe.librarian, want, WantTerms(version=want.version, priority=5, cap=4), now())
        assert (want.priority, want.cap) == (5, 4)
        with pytest.raises(NotFound):
            get_want(session, amur.librarian, want_id)


# Readers --------------------------------------------------------------------------------------------------------------


def proposed(heihe, **given: object) -> int:
    with transaction() as session:
        return proposals.propose(session, heihe.reader, ProposalInput(**given), now()).id


def test_a_reader_proposes_and_the_want_tells_the_book_alone(heihe, amur):
    proposal_id = proposed(heihe, title="Бесы", isbn=OTHER_ISBN, note="canary-note")
    with transaction() as session:
        with pytest.raises(NotFound):
            get_proposal(session, amur.librarian, proposal_id)
        proposal = get_proposal(session, heihe.librarian, proposal_id)
        want = proposals.accept(session, heihe.librarian, proposal, now())
        with pytest.raises(Conflict):
            proposals.decline(session, heihe.librarian, proposal, now())
    assert (want.title, want.isbn, want.library_id) == ("Бесы", OTHER_ISBN, heihe.id)
    assert "canary" not in str(rows_of(Want)) + str(rows_of(AuditEntry))


@pytest.mark.parametrize("given", [{}, {"title": "Бесы", "isbn": "123"}])
def test_a_proposal_needs_a_title_and_no_wrong_number(heihe, given):
    with pytest.raises(InvalidInput):
        proposed(heihe, **given)


def test_a_proposal_can_be_declined_and_a_reader_cannot_flood_her_library(heihe):
    proposal_id = proposed(heihe, title="Бесы")
    with transaction() as session:
        proposals.decline(session, heihe.librarian, get_proposal(session, heihe.librarian, proposal_id), now())
    for number in range(proposals.MOST_WAITING):
        proposed(heihe, title=f"Книга {number}")
    with pytest.raises(Conflict, match="too-many"):
        proposed(heihe, title="Ещё одна")
    assert {row.state for row in rows_of(WantProposal)} == {"declined", "waiting"}


# What the database itself refuses -------------------------------------------------------------------------------------

BROKEN = {
    "an open offer without weight": (Offer, {"state": "open"}),
    "a lot that is one item": (Offer, {"quantity": 2, "item_id": "item"}),
    "a partner nobody named": (Offer, {"reserve": "partner"}),
    "a closed offer without a date": (Offer, {"state": "withdrawn"}),
    "a want of nothing": (Want, {"title_key": ""}),
    "more received than wanted": (Want, {"received": 2}),
    "filled without a copy": (Want, {"state": "filled", "closed_at": "now"}),
    "a priority of six": (Want, {"priority": 6}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses(heihe, name):
    model, values = BROKEN[name]
    heihe.drafts()
    heihe.wants(title="Бесы")
    item = heihe.holds(add_book("Идиот", None, "rus"))[0]
    told = {key: {"item": item, "now": now()}.get(value, value) for key, value in values.items()}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(model).values(**told))


def test_two_live_offers_of_one_item_cannot_be(heihe):
    item = heihe.holds(add_book())[0]
    heihe.drafts()
    heihe.drafts()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(Offer).values(item_id=item))


def test_the_clock_may_end_but_not_publish(heihe):
    offer_id = heihe.drafts(weight_g=100)
    with transaction() as session:
        offer = get_offer(session, heihe.librarian, offer_id)
        for actor in (clock(), Actor("partner", library_id=heihe.id)):
            with pytest.raises(NotFound):
                offers.move(session, actor, offer, OfferEvent.PUBLISH, now())


def test_what_counts_as_old_for_a_round_is_the_rule_by_which_consignments_stop(heihe):
    with transaction() as session:
        session.execute(sa.update(Threshold).where(Threshold.code == OLD_BOOK_YEARS).values(value=100))
    assert not heihe.offer(heihe.offers(year=now().year - 60)).is_old
    assert heihe.offer(heihe.offers(year=now().year - 101)).is_old
