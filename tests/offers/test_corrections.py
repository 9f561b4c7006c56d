"""An offer of one's own is corrected after it was published; the partner reads what is remarked on a copy."""

from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.remarks import Mark
from library_exchange.rounds.models import Round, RoundOffer
from library_exchange.rounds.rules.rounds import RoundState
from tests.partners import Partner, add_book

OFFERS = "/staff/exchange/offers"


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(web, make_partner) -> Partner:
    return make_partner("Amur", "RU", language="ru")


def said(page) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def form_of(page) -> dict[str, str]:
    """Return the fields of the form that changes an offer, as a browser sends them."""
    form = next(each for each in lxml.html.fromstring(page.text).forms if each.action.endswith("/change"))
    return dict(form.form_values())


@pytest.mark.parametrize(
    ("language", "correct", "told"),
    [
        ("zh", "更正", ["缺第 7 册", "有馆藏章", "老舍茶馆"]),
        ("ru", "Исправить", ["нет т. 7", "штампы библиотеки", "老舍茶馆"]),
    ],
)
def test_a_published_offer_is_corrected_and_the_table_shows_what_it_says(heihe, at_desk, language, correct, told):
    offer = heihe.offers("茶馆", None)
    desk = at_desk(heihe.librarian_id)
    row = lxml.html.fromstring(desk.get(f"/{language}{OFFERS}").text)
    [link] = [each for each in row.xpath("//td//a") if each.text_content() == correct]
    page = desk.get(link.get("href"))
    given = form_of(page) | {
        "title": "老舍茶馆",
        "missing": "第7册",
        "stamps": "y",
        "remark": "书脊略有磨损",
        "year": "1958",
    }
    assert desk.post(f"/{language}{OFFERS}/{offer}/change", data=given).status_code == 302
    kept = heihe.offer(offer)
    assert (kept.state, kept.title, kept.year, kept.missing) == ("open", "老舍茶馆", 1958, "7")
    assert (kept.marks, kept.remark) == ("incomplete stamps", "书脊略有磨损")
    shown = said(desk.get(f"/{language}{OFFERS}"))
    assert [each for each in (*told, "书脊略有磨损", "1958") if each not in shown] == []
    table = desk.get(f"/{language}{OFFERS}.csv").data.decode("utf-8-sig")
    assert "书脊略有磨损" in table


def test_the_slower_of_two_is_told_and_nothing_is_lost(heihe, at_desk):
    offer = heihe.offers("茶馆", None)
    desk = at_desk(heihe.librarian_id)
    given = form_of(desk.get(f"/en{OFFERS}/{offer}"))
    assert desk.post(f"/en{OFFERS}/{offer}/change", data=given | {"remark": "first"}).status_code == 302
    late = desk.post(f"/en{OFFERS}/{offer}/change", data=given | {"remark": "second"})
    assert late.status_code == 409
    assert heihe.offer(offer).remark == "first"


def test_the_title_of_a_record_is_corrected_in_the_catalogue(heihe, at_desk):
    record = add_book()
    offer = heihe.offers(record_id=record)
    desk = at_desk(heihe.librarian_id)
    page = desk.get(f"/en{OFFERS}/{offer}")
    assert "The title is that of the record" in said(page)
    given = form_of(page)
    assert given["title"] == "红楼梦"
    refused = desk.post(f"/en{OFFERS}/{offer}/change", data=given | {"title": "石头记"})
    assert refused.status_code == 422
    assert heihe.offer(offer).title == "红楼梦"
    assert desk.post(f"/en{OFFERS}/{offer}/change", data=given | {"remark": "ok"}).status_code == 302


@pytest.mark.parametrize(
    ("given", "field"),
    [({"missing": "the last"}, "missing"), ({"remark": "call +7 914 123-45-67"}, "confirmed")],
)
def test_what_cannot_be_told_to_partners_is_refused_at_its_field(heihe, at_desk, given, field):
    offer = heihe.offers("茶馆", None)
    desk = at_desk(heihe.librarian_id)
    form = form_of(desk.get(f"/en{OFFERS}/{offer}")) | given
    refused = desk.post(f"/en{OFFERS}/{offer}/change", data=form)
    assert refused.status_code == 422
    assert lxml.html.fromstring(refused.text).xpath(f"//div[contains(@class, 'err')]//*[@name='{field}']")
    assert heihe.offer(offer).version == form_version(form)
    if field == "confirmed":
        assert desk.post(f"/en{OFFERS}/{offer}/change", data=form | {"confirmed": "y"}).status_code == 302


def form_version(form: dict[str, str]) -> int:
    return int(form["version"])


@pytest.mark.parametrize("state", [each for each in OfferState if each not in (OfferState.DRAFT, OfferState.OPEN)])
def test_what_is_promised_is_shown_with_the_reason_why_it_stays(heihe, at_desk, state):
    offer = heihe.offers("茶馆", None)
    closed = sa.func.now() if state in (OfferState.TRANSFERRED, OfferState.WITHDRAWN) else None
    with transaction() as session:
        session.execute(sa.update(Offer).values(state=state, closed_at=closed, remark="有水渍印"))
    desk = at_desk(heihe.librarian_id)
    page = desk.get(f"/zh{OFFERS}/{offer}")
    assert 'name="remark"' not in page.text
    assert "有水渍印" in said(page)
    assert lxml.html.fromstring(page.text).find_class("note")
    late = desk.post(f"/zh{OFFERS}/{offer}/change", data={"version": 2, "title": "x", "weight_g": "300"})
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("state", "stays"), [(RoundState.LISTING, False), (RoundState.SELECTING, True), (RoundState.CLEARING, True)]
)
def test_an_offer_on_the_closed_lists_of_a_round_stays_as_it_is(heihe, at_desk, make_round, state, stays):
    offer = heihe.offers("茶馆", None)
    make_round(state, heihe.id, offer)
    desk = at_desk(heihe.librarian_id)
    page = desk.get(f"/en{OFFERS}/{offer}")
    assert ("lists of a round are closed" in said(page)) is stays
    given = {"version": 2, "title": "茶馆", "weight_g": "300", "remark": "new"}
    assert desk.post(f"/en{OFFERS}/{offer}/change", data=given).status_code == (409 if stays else 302)
    desk.post(f"/en{OFFERS}", data={"offer": [offer], "do": "change", "weight_g": "999", "scope": "all", "sure": "yes"})
    assert heihe.offer(offer).weight_g == (300 if stays else 999)


@pytest.fixture
def make_round(heihe):
    """Make a round that stands somewhere and lists an offer."""

    def make(state: RoundState, library_id: int, offer_id: int) -> None:
        with transaction() as session:
            found = new_round(state, library_id)
            session.add(found)
            session.flush()
            session.add(
                RoundOffer(round_id=found.id, offer_id=offer_id, library_id=library_id, number=1, lot_id=offer_id)
            )

    return make


def new_round(state: RoundState, library_id: int) -> Round:
    """Return a round in that state; of the days nothing is asked here."""
    at = now()
    days = {
        name: at.date() + timedelta(days=n)
        for n, name in enumerate(("listing_from", "listing_until", "selecting_until"), 1)
    }
    return Round(state=state, organiser_id=library_id, name_zh="一轮", seed="x", created_at=at, touched_at=at, **days)


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_partner_reads_the_remark_and_asks_for_a_translation(heihe, amur, at_desk, language):
    heihe.offers("茶馆", None, remark="缺第7册，书脊略有磨损")
    desk = at_desk(amur.librarian_id)
    page = desk.get(f"/{language}/exchange/offers")
    told = {"zh": "缺第 7 册", "ru": "нет т. 7"}
    assert told[language] in said(page)
    [words] = lxml.html.fromstring(page.text).xpath("//*[text()='书脊略有磨损']")
    assert words.get("lang", "").startswith("zh") or language == "zh"
    [form] = [each for each in lxml.html.fromstring(page.text).forms if "translation" in each.action]
    asked = desk.post(form.action, data=dict(form.form_values()))
    assert asked.status_code == 302
    answering = at_desk(heihe.librarian_id)
    assert "书脊略有磨损" in said(answering.get("/zh/staff/translations/offer_remark/1"))


def test_a_stranger_sees_the_remark_and_is_not_asked_to_ask(heihe, web, visitor):
    heihe.offers("茶馆", None, remark="书脊略有磨损")
    page = visitor(web).get("/ru/exchange/offers")
    assert "书脊略有磨损" in said(page)
    assert "offer_remark" not in page.text


def test_nobody_asks_about_an_offer_that_nobody_sees(heihe, amur, at_desk):
    offer = heihe.drafts("茶馆", None, remark="书脊略有磨损")
    desk = at_desk(amur.librarian_id)
    assert desk.post(f"/ru/staff/translations/offer_remark/{offer}/ask").status_code == 404
    with reading() as session:
        assert [mark.value for mark in Mark if mark.value in session.get_one(Offer, offer).marks] == []
