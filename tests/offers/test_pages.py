"""The pages of exchange as a librarian, a reader and a stranger use them, and the feeds."""

import gzip
import re
from datetime import timedelta
from html import unescape

import lxml.etree
import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.jobs import tidy
from library_exchange.offers.models import Offer, Want, WantProposal
from tests.makers import Visitor
from tests.partners import ISBN, OTHER_ISBN, Partner, add_book, rows_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(web, make_partner) -> Partner:
    return make_partner("Amur", "RU")


def said(page) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def test_what_ends_soon_is_shown_and_prolonged(heihe, at_desk):
    soon = now().date() + timedelta(days=3)
    heihe.offers("Бесы", None, expires_on=soon)
    heihe.wants(kind="profile", subject="history", latest_on=soon)
    desk = at_desk(heihe.librarian_id)
    assert "1 offer ends within two weeks" in said(desk.get("/en/staff/exchange"))
    for kind in ("offers", "wants"):
        shown = desk.get(f"/en/staff/exchange/{kind}?state=ending")
        assert f"Prolong 1 {kind[:-1]} by a year" in said(shown)
        done = desk.post(f"/en/staff/exchange/prolong/{kind}", follow_redirects=True)
        assert "1 line stands a year longer." in said(done)
        assert "Nothing of yours ends within two weeks" in said(desk.get(f"/en/staff/exchange/{kind}?state=ending"))


def test_a_mistake_in_an_offer_keeps_what_was_typed(heihe, at_desk):
    offer = heihe.drafts()
    desk = at_desk(heihe.librarian_id)
    given = {"version": 1, "title": "Сон в красном тереме", "weight_g": "heavy"}
    answer = desk.post(f"/en/staff/exchange/offers/{offer}/change", data=given)
    assert answer.status_code == 422
    assert 'href="#weight_g"' in answer.text
    assert "Сон в красном тереме" in answer.text
    answer = desk.post(f"/en/staff/exchange/offers/{offer}/change", data=given | {"weight_g": "", "then": "publish"})
    assert answer.status_code == 409
    assert "Give the weight" in said(answer)
    late = desk.post(f"/en/staff/exchange/offers/{offer}/change", data=given | {"weight_g": "300", "version": 9})
    assert late.status_code == 409
    assert heihe.offer(offer).state == "draft"


def test_a_want_for_what_the_library_holds_is_refused_with_the_reason(heihe, at_desk):
    record = add_book()
    heihe.holds(record)
    desk = at_desk(heihe.librarian_id)
    answer = desk.post("/en/staff/exchange/wants/new", data={"kind": "edition", "number": ISBN})
    assert answer.status_code == 409
    assert "holds this book already" in said(answer)
    assert rows_of(Want) == []


def test_one_scan_answers_whether_a_book_is_wanted(heihe, amur, at_desk):
    amur.wants(title="红楼梦", number=ISBN)
    desk = at_desk(heihe.librarian_id)
    answers = [said(desk.get(f"/en/staff/exchange/wanted?isbn={number}")) for number in (ISBN, OTHER_ISBN, "x1")]
    assert "Yes: 1 library wants it." in answers[0]
    assert "No: nobody looks for it now." in answers[1]
    assert "no valid ISBN" in answers[2]


def test_several_offers_are_published_at_once(heihe, at_desk):
    ids = [heihe.drafts(), heihe.drafts("Бесы", None)]
    desk = at_desk(heihe.librarian_id)
    told = said(desk.post("/en/staff/exchange/offers", data={"offer": ids, "do": "publish"}, follow_redirects=True))
    assert "2 offers were not published: enter their weight or pages first." in told
    desk.post("/en/staff/exchange/offers", data={"offer": ids[:1], "do": "change", "weight_g": "350"})
    given = {"do": "publish", "weight_g": "400", "scope": "all", "sure": "yes"}
    desk.post("/en/staff/exchange/offers", data={"offer": ids, **given})
    assert {(offer.state, offer.weight_g) for offer in rows_of(Offer)} == {("open", 400)}, (
        "what stands in the form counts"
    )


def test_a_step_with_several_wants_takes_along_what_stands_in_its_form(heihe, at_desk):
    ids = [heihe.wants(title="红楼梦", number=ISBN), heihe.wants(title="Бесы")]
    at_desk(heihe.librarian_id).post("/en/staff/exchange/wants", data={"want": ids, "do": "pause", "priority": "5"})
    assert {(want.state, want.priority) for want in rows_of(Want)} == {("paused", 5)}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_several_wants_are_changed_at_once_but_no_strangers(heihe, amur, at_desk, language):
    ids = [heihe.wants(title="红楼梦", number=ISBN), heihe.wants(title="Бесы")]
    theirs = amur.wants(title="Другая")
    desk, door = at_desk(heihe.librarian_id), f"/{language}/staff/exchange/wants"

    def presses(do, **given):
        return desk.post(door, data={"want": [*ids, theirs], "do": do} | given)

    assert desk.get(door).text.count('name="want"') == 2
    yesterday, later = (now().date() + timedelta(days=days) for days in (-2, 90))
    refused = presses("change", priority="5", latest_on=yesterday.isoformat())
    assert refused.status_code == 422
    form = lxml.html.fromstring(refused.text)
    assert [box.checked for box in form.xpath("//input[@name='want']")] == [True, True]
    assert form.xpath("//select[@name='priority']")[0].value == "5"
    assert presses("change", priority="5", latest_on=later.isoformat()).status_code == 302
    presses("pause")
    assert {(heihe.want(i).priority, heihe.want(i).latest_on, heihe.want(i).state) for i in ids} == {
        (5, later, "paused")
    }
    presses("resume")
    presses("give_up")
    assert {heihe.want(i).state for i in ids} == {"expired"}
    presses("renew")
    assert {heihe.want(i).state for i in ids} == {"open"}
    assert (amur.want(theirs).state, amur.want(theirs).priority) == ("open", 3)


def test_of_several_wants_those_stay_whose_next_step_it_is_not(heihe, at_desk):
    ids = [heihe.wants(title="红楼梦", number=ISBN), heihe.wants(title="Бесы")]
    desk = at_desk(heihe.librarian_id)
    desk.post("/en/staff/exchange/wants", data={"want": ids[0], "do": "pause"})
    told = said(desk.post("/en/staff/exchange/wants", data={"want": ids, "do": "pause"}, follow_redirects=True))
    assert "1 want was paused." in told
    assert "1 want was paused already." in told
    none = said(desk.post("/en/staff/exchange/wants", data={"do": "pause"}, follow_redirects=True))
    assert "Tick at least one want first." in none


# The public lists -----------------------------------------------------------------------------------------------------


@pytest.fixture
def shown_lists(heihe, amur) -> None:
    heihe.offers("红楼梦", ISBN, language="chi", author="曹雪芹", subject="literature")
    amur.offers("Бесы", None, language="rus", author="Достоевский")
    amur.drafts("Черновик", None)
    heihe.wants(title="Идиот")
    amur.wants(kind="profile", subject="history", language="chi")


def test_everybody_sees_what_is_offered_and_filters_it(web, shown_lists):
    visitor = Visitor(web)
    everything = said(visitor.get("/en/exchange/offers"))
    assert "红楼梦" in everything
    assert "Бесы" in everything
    assert "Черновик" not in everything
    for query, seen, unseen in (
        ("country=CN", "红楼梦", "Бесы"),
        ("library=amur", "Бесы", "红楼梦"),
        ("language=chi", "红楼梦", "Бесы"),
        ("q=достоевский", "Бесы", "红楼梦"),
        ("q=БЕСЫ&country=RU", "Бесы", "红楼梦"),
        ("subject=literature", "红楼梦", "Бесы"),
        ("subject=nonsense&country=RU", "Бесы", "红楼梦"),
        ("country=XX&library=&language=1", "Бесы", "nothing"),
    ):
        page = said(visitor.get(f"/en/exchange/offers?{query}"))
        assert seen in page, query
        assert unseen not in page, query
    nothing = visitor.get("/en/exchange/offers?q=qqqq")
    assert "No offer fits these filters" in said(nothing)
    wants = said(visitor.get("/en/exchange/wants"))
    assert "Идиот" in wants
    assert "History" in wants


@pytest.mark.parametrize("name", ["offers", "wants"])
def test_a_feed_names_our_own_address_whatever_host_a_request_claims(web, name):
    answer = Visitor(web).get(f"/feeds/{name}.atom?country=CN", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 200
    assert "elsewhere.example" not in answer.text
    assert f'href="http://127.0.0.1:8000/feeds/{name}.atom?country=CN"' in answer.text


def test_a_feed_reader_gets_the_same_lists(web, shown_lists):
    for name, title in (("offers", "红楼梦"), ("wants", "Идиот")):
        answer = Visitor(web).get(f"/feeds/{name}.atom?country=CN")
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        feed = lxml.etree.fromstring(answer.data)
        assert feed.xpath("//a:entry/a:title/text()", namespaces=ATOM) == [title]
        for path in ("a:id", "a:updated", "a:entry/a:id", "a:entry/a:updated", "a:entry/a:author/a:name"):
            assert feed.xpath(path, namespaces=ATOM), path
        lang = feed.xpath("string(//a:entry/a:title/@xml:lang)", namespaces=ATOM)
        assert lang in ("zh-Hans", "ru")
    empty = lxml.etree.fromstring(Visitor(web).get("/feeds/offers.atom?q=qqqq").data)
    assert empty.xpath("count(//a:entry)", namespaces=ATOM) == 0


@pytest.mark.parametrize(
    "path",
    [
        *("/exchange/offers", "/exchange/wants", "/staff/exchange", "/staff/exchange/offers", "/staff/exchange/wants"),
        *("/staff/exchange/copies", "/staff/exchange/wanted", "/staff/exchange/wanted?view=holdings"),
    ],
)
def test_a_list_costs_as_many_queries_long_as_short(web, heihe, amur, at_desk, path):
    desk = at_desk(heihe.librarian_id)

    def grow(names: str) -> None:
        for name in names:
            record = add_book(f"Книга {name}", None, "rus")
            heihe.offers(f"Книга {name}", None, record, language="rus")
            amur.wants(title=f"Книга {name}")
            heihe.wants(title=f"Желание {name}")
            heihe.holds(add_book(f"Дублет {name}", None, "rus"), copies=2)
            amur.wants(title=f"Дублет {name}")
            heihe.sends(f"Список {name}")

    def count() -> int:
        asked: list[str] = []
        engine = web.extensions["database"].engine

        def note(_connection, _cursor, statement, *_more) -> None:
            asked.append(statement)

        assert desk.get(f"/ru{path}").status_code == 200
        sa.event.listen(engine, "before_cursor_execute", note)
        page = desk.get(f"/ru{path}")
        sa.event.remove(engine, "before_cursor_execute", note)
        assert page.status_code == 200
        return sum(statement.lstrip().upper().startswith(("SELECT", "WITH")) for statement in asked)

    grow("а")
    short = count()
    grow("бвгдежз")
    assert count() == short <= 16


# Readers and privacy --------------------------------------------------------------------------------------------------

CANARIES = ("Kanarejka", "canary-note", "@example.org")


HEAVIEST_B = 60 * 1024
LONG_LIST = 5_000
"""As many offers as two countries may show one day."""
PUBLIC = (
    *("/zh/exchange/offers", "/ru/exchange/offers?page=160", "/ru/exchange/offers?q=река+1&country=CN&language=rus"),
    *("/zh/exchange/wants", "/ru/exchange/wants?q=река&page=2", "/feeds/offers.atom", "/feeds/wants.atom?language=rus"),
    *("/zh/exchange/offers?long=1", "/ru/exchange/wants?long=1&page=10"),
)


def test_long_public_lists_and_feeds_stay_light_and_ask_little(web, heihe, amur, visitor):
    """A page, the last one, a filtered one, a long one to print, a feed: each is one page of the list."""
    texts = "Записки о большой реке и её берегах, собранные краеведами области"
    at = now()
    for model, more in (
        (Offer, {"state": "open", "weight_g": 300, "published_at": at, "year": 1990, "publisher": "Издательство"}),
        (Want, {"state": "open", "kind": "edition"}),
    ):
        rows = [
            {"title": f"{texts} {n}", "title_key": f"река{n}", "folded": f"река {n}", "author": "Краевед, А. А."}
            | {"isbn": f"9785{n:09d}", "language": "rus" if n % 3 else "chi", "created_at": at, "touched_at": at}
            | {"library_id": (heihe.id, amur.id)[n % 2]}
            | more
            for n in range(LONG_LIST)
        ]
        with transaction() as session:
            session.execute(sa.insert(model), rows)
    stranger = visitor(web)
    for path in PUBLIC:
        stranger.get(path)
        asked: list[str] = []

        def note(_connection, _cursor, statement, *_more, asked=asked):
            asked.append(statement)

        sa.event.listen(web.extensions["database"].engine, "before_cursor_execute", note)
        answer = stranger.get(path)
        sa.event.remove(web.extensions["database"].engine, "before_cursor_execute", note)
        assert answer.status_code == 200
        assert "большой реке" in answer.text
        assert len(gzip.compress(answer.data)) <= HEAVIEST_B, path
        assert sum(statement.startswith("SELECT") for statement in asked) <= 8, path


def test_a_reader_proposes_and_nothing_of_her_is_public(web, heihe, amur, at_desk):
    reader = at_desk(heihe.reader_id)
    sent = reader.post(
        "/en/exchange/propose", data={"title": "Бесы", "note": "canary-note: ring me"}, follow_redirects=True
    )
    assert "Your library is looking at it" in said(sent)
    assert reader.get("/en/staff/exchange").status_code == 403
    proposal = rows_of(WantProposal)[0]
    theirs, ours = at_desk(amur.librarian_id), at_desk(heihe.librarian_id)
    assert theirs.post(f"/en/staff/exchange/proposals/{proposal.id}/accept").status_code == 404
    assert "canary-note" in ours.get("/en/staff/exchange").text
    ours.post(f"/en/staff/exchange/proposals/{proposal.id}/accept")
    assert "Your library now looks for this book" in said(reader.get("/en/exchange/propose"))
    heihe.offers("Идиот", None)
    paths = ("/en/exchange/offers", "/ru/exchange/wants", "/feeds/offers.atom", "/feeds/wants.atom")
    outside = [*(Visitor(web).get(path).text for path in paths), *(theirs.get(path).text for path in paths)]
    outside.append(theirs.get("/en/staff/exchange/wanted").text)
    assert any("Бесы" in page for page in outside)
    for page in outside:
        assert [canary for canary in CANARIES if canary in page] == []


def test_a_public_row_has_no_place_for_a_person():
    personal = {"user_id", "reader_id", "name", "email", "note", "card_no", "created_by"}
    for model in (Offer, Want):
        assert not personal & set(model.model_fields)
        foreign = {key.column.table.name for key in model.__table__.foreign_keys}
        assert "user" not in foreign


def test_an_offer_that_is_over_leaves_the_public_list(web, heihe):
    heihe.offers("Бесы", None, expires_on=now().date() - timedelta(days=2))
    index.rebuild(web.extensions["database"], engine())
    tidy(web)
    assert "Бесы" not in Visitor(web).get("/en/exchange/offers").text
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Offer)) == 1


def test_what_came_by_a_list_is_found_and_withdrawn_together_and_older_offers_stay(heihe, at_desk):
    older = heihe.offers("Бесы", None)
    desk = at_desk(heihe.librarian_id)
    # Words alone may be a heading of the list or a remark, and an offer is asked about: with author, place and year
    # they are a book without a question.
    lines = "Бесы\nДостоевский Ф. М. Идиот. – М., 2010\nДостоевский Ф. М. Подросток. – М., 2011"
    sent = desk.post("/en/staff/exchange/lists", data={"kind": "offers", "lines": lines}, follow_redirects=True)
    where = sent.request.path
    desk.post(f"{where}/answers", data={"do": "add-1"})
    desk.post(f"{where}/take", data={"weight_g": "300", "publish": "y"})
    page = desk.get(where)
    door = unescape(re.search(r'href="([^"]*/offers\?list=[^"]*)"', page.text)[1])
    shown = desk.get(door)
    assert ("Идиот" in shown.text, "Подросток" in shown.text, "Бесы" in shown.text) == (True, True, False)
    form = re.search(r'<form class="mb-3"[^>]*>.*?</form>', shown.text, re.S)[0]
    chosen = {"offer": re.findall(r'name="offer" value="(\d+)"', form), "do": "withdraw"}
    assert len(chosen["offer"]) == 2
    assert "2 offers" in said(desk.post("/en/staff/exchange/offers", data=chosen)), "it asks first"
    desk.post("/en/staff/exchange/offers", data=chosen | {"sure": "yes"})
    states = {offer.title: str(offer.state) for offer in rows_of(Offer)}
    assert states == {"Бесы": "open", "Идиот": "withdrawn", "Подросток": "withdrawn"}
    assert heihe.offer(older).quantity == 2
    assert 'name="do" value="withdraw">Withdraw all' not in desk.get(door).text
