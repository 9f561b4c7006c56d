"""The lists that everybody sees: a book is on them by whatever is true of it, and pages are as long as they are."""

import re
from itertools import chain, combinations

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.offers.models import Want
from library_exchange.offers.queries import lists
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.schemas import Filter
from library_exchange.offers.views import public
from tests.catalogue.books import book, give

OWN = {"q": "записки ХАРБИНЕ", "country": "RU", "library": "amur", "language": "rus", "subject": "society"}
OTHERS = {"q": "записки Мукдене", "country": "CN", "library": "heihe", "language": "chi", "subject": "religion"}
TRUE = list(chain.from_iterable(combinations(OWN, size) for size in range(len(OWN) + 1)))


@pytest.fixture
def on_offer(heihe, amur):
    """A book that the Amur offers and wants, beside one of Heihe that is not alike in anything."""
    amur.offers("Записки о Харбине", None, language="rus", subject=Subject.SOCIETY)
    heihe.offers("红楼梦", None, language="chi", subject=Subject.RELIGION)
    amur.wants(title="Записки о Харбине")
    heihe.wants(title="红楼梦")
    with transaction() as session:  # as a list of wants tells them
        for partner, language, subject in ((amur, "rus", Subject.SOCIETY), (heihe, "chi", Subject.RELIGION)):
            told = {"language": language, "subject": subject}
            session.execute(sa.update(Want).where(col(Want.library_id) == partner.id).values(**told))


@pytest.mark.parametrize("find", [lists.open_offers, lists.open_wants])
def test_a_book_is_found_by_all_that_is_true_of_it_together_and_by_nothing_that_is_not(on_offer, find):
    with reading() as session:
        for names in TRUE:
            asked = {name: OWN[name] for name in names}
            total, rows = find(session, Filter(**asked), "ru", 10)
            assert "amur" in {row.code for row in rows}, asked
            assert total == len(rows) == (1 if asked else 2), asked
            for wrong in names:
                _total, rows = find(session, Filter(**(asked | {wrong: OTHERS[wrong]})), "ru", 10)
                assert "amur" not in {row.code for row in rows}, (asked, wrong)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        *(("", 2), ("?long=1", 4), ("?long=2", 2), ("?long=1000", 2), ("?per_page=1000", 2), ("?size=1000", 2)),
        *(("?limit=1000", 2), ("?long=1&per_page=1000", 4), ("?page=0", 2), ("?page=3", 1)),
    ],
)
def test_no_address_makes_a_page_longer_than_a_printed_one(web, make_partner, visitor, monkeypatch, asked, rows):
    monkeypatch.setattr(public, "PER_PAGE", 2)
    monkeypatch.setattr(public, "PER_PRINTED_PAGE", 4)
    amur = make_partner("Amur", "RU")
    for number in range(5):
        amur.offers(f"Записки {number}", None, language="rus")
        amur.wants(title=f"Записки {number}")
    for page in ("offers", "wants"):
        found = set(re.findall(r"Записки \d", visitor(web).get(f"/ru/exchange/{page}{asked}").text))
        assert len(found) == rows, page


@pytest.mark.parametrize(("language", "subject"), [("zh", "社会"), ("ru", "Общество")])
def test_an_offered_book_tells_its_subject_to_who_cannot_read_its_title(web, make_partner, visitor, language, subject):
    make_partner("Amur", "RU").offers("Записки о Харбине", None, language="rus", subject=Subject.SOCIETY)
    rows = visitor(web).get(f"/{language}/exchange/offers").text
    [row] = re.findall(r'<tr><th scope="row" class="ti">.*?</th>', rows, re.DOTALL)
    assert subject in row


@pytest.fixture
def told_by_others(knowing_web, make_partner):
    """A work of a Russian author as one volume, and one of a Chinese author, each offered and wanted as it is typed."""
    amur, heihe = make_partner("Amur", "RU"), make_partner("Heihe", "CN")
    lines = [(amur, "Мёртвые души. В 2 т. Т. 1", "Гоголь Н. В.", "rus"), (heihe, "边城", "沈从文", "chi")]
    for partner, title, author, language in lines:
        partner.offers(title, None, author=author, language=language)
        partner.wants(title=title, author=author)


@pytest.mark.parametrize(
    ("language", "asked", "title"),
    [
        ("zh", "死魂灵", "Мёртвые души"),
        ("zh", "果戈理", "Мёртвые души"),
        ("zh", "果戈理 死魂灵", "Мёртвые души"),
        ("ru", "Гоголь", "Мёртвые души"),
        ("ru", "Мёртвые души Гоголь", "Мёртвые души"),
        ("ru", "Шэнь Цунвэнь", "边城"),
        ("ru", "Пограничный городок", "边城"),
    ],
)
@pytest.mark.parametrize("page", ["offers", "wants"])
def test_a_line_is_found_by_the_names_under_which_it_is_shown(
    knowing_web, told_by_others, visitor, page, language, asked, title
):
    found = visitor(knowing_web).get(f"/{language}/exchange/{page}", query_string={"q": asked}).text
    other = {"Мёртвые души": "边城", "边城": "Мёртвые души"}[title]
    assert (title in found, other in found) == (True, False)


@pytest.mark.parametrize("asked", ["呐喊", "鲁迅", "Пушкин", "果戈理 呐喊"])
def test_a_line_is_not_found_by_the_names_of_others(knowing_web, told_by_others, visitor, asked):
    found = visitor(knowing_web).get("/zh/exchange/offers", query_string={"q": asked}).text
    assert ("Мёртвые души" in found, "边城" in found) == (False, False)


def test_a_volume_is_not_shown_as_the_whole_work(knowing_web, told_by_others, visitor):
    found = visitor(knowing_web).get("/zh/exchange/offers").text
    assert "死魂灵[第1卷]" in found


def test_a_line_is_found_by_what_the_work_of_its_record_is_called(knowing_web, make_partner, visitor):
    heihe = make_partner("Heihe", "CN")
    record = give(heihe.id, book("边城", "沈从文", language="chi"))
    heihe.offers("湘西散记合订本", None, record)
    for asked, is_found in {"Пограничный городок": True, "Шэнь Цунвэнь": True, "Мёртвые души": False}.items():
        page = visitor(knowing_web).get("/ru/exchange/offers", query_string={"q": asked}).text
        assert ("湘西散记合订本" in page) == is_found, asked
