"""The page of a set lists its volumes, that of a volume leads to its set and to the volumes beside it."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries import sets
from library_exchange.core.db import reading, transaction
from library_exchange.marc.description import PartOf, RelationKind
from tests.catalogue.test_matching import book, give
from tests.counting import count_queries

WORDS = {
    "ru": (
        "Тома",
        "Входит в",
        "Предыдущий том",
        "Следующий том",
        "Тома, которых нет ни в одном каталоге: 3",
        "Экземпляры не указаны",
    ),
    "zh": ("各卷册", "所属多卷书", "上一册", "下一册", "各馆均未著录的卷册：3", "尚无图书馆登记馆藏"),
}


@pytest.fixture
def records(app, make_library):
    """A set with its first, second and fourth volume, of which a library has the second."""
    amur = make_library("Amur", "RU")

    def one(described):
        [(record, _outcome)] = give(amur, described)
        return record

    whole = one(book("История Сибири", "S", year=1990))
    volumes = [
        replace(
            book("История Сибири", f"V{n}", year=1990, part=f"Т. {n}"),
            relations=(PartOf(RelationKind.SET, "История Сибири", source_id="S", part=f"Т. {n}"),),
        )
        for n in (4, 1, 2)
    ]
    fourth, first, second = map(one, volumes)
    with transaction() as session:
        elsewhere = sa.select(Holding.id).where(Holding.record_id != second)
        session.execute(sa.update(Item).where(Item.holding_id.in_(elsewhere)).values(local_state=LocalState.WITHDRAWN))
    return {"set": whole, 1: first, 2: second, 4: fourth, "alone": one(book("Гроза", "G", year=1990))}


def look(app, lang, record):
    answer = app.test_client().get(f"/{lang}/r/{record}")
    assert answer.status_code == 200
    return answer.text


def section(page):
    """Return the part of a page about volumes, or nothing."""
    found = re.search(r'<section aria-labelledby="volumes">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_the_page_of_a_set_lists_its_volumes_in_order_and_what_is_missing(app, records, lang):
    shown = section(look(app, lang, records["set"]))
    assert WORDS[lang][0] in shown
    assert WORDS[lang][4] in shown
    assert re.findall(rf"/{lang}/r/(\d+)", shown) == [str(records[n]) for n in (1, 2, 4)]
    assert "Т. 1" in shown
    by_row = shown.split("<tr>")
    assert [WORDS[lang][5] not in row for row in by_row[2:]] == [False, True, False]


@pytest.mark.parametrize("lang", ["ru", "zh"])
def test_the_page_of_a_volume_leads_to_its_set_and_to_the_volumes_beside_it(app, records, lang):
    shown = section(look(app, lang, records[2]))
    _volumes, part_of, before, after, *_rest = WORDS[lang]
    links = dict(re.findall(rf"<dt>([^<]*)</dt><dd><a href=\"/{lang}/r/(\d+)", shown))
    assert links == {part_of: str(records["set"]), before: str(records[1]), after: str(records[4])}


def test_a_book_that_stands_alone_has_no_volumes_and_costs_one_query(app, records):
    assert section(look(app, "ru", records["alone"])) == ""
    with reading() as session:
        assert count_queries(lambda: sets.family(session, records["alone"])) == 1
        assert count_queries(lambda: sets.family(session, records[2])) <= 8


def test_a_volume_whose_number_only_the_set_has_shows_it_beside_its_title(app, shared_data, take_in_file, make_library):
    take_in_file(shared_data / "cases" / "volumes_only_in_461v.mrc", make_library("Amur", "RU"))
    first, second = (look(app, "ru", number) for number in (1, 2))
    assert "До свидания, там, наверху. 1" in first
    assert "До свидания, там, наверху. 2" in second
    assert section(first).count("/ru/r/2") == 2


@pytest.mark.parametrize(
    ("part", "wanted"), [("Т. 2", "战争与和平[第2卷]"), ("Т. 2, кн. 1", "战争与和平"), (None, "战争与和平")]
)
def test_a_title_in_the_readers_language_tells_the_volume_too(app, make_library, part, wanted):
    [(record, _outcome)] = give(make_library(), book("Война и мир", "1", part=part, other_title="战争与和平"))
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", look(app, "zh", record))
    assert heading[1] == wanted
