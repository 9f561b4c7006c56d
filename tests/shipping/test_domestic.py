"""Between two libraries of one country its own language is enough: nothing is translated, listed or asked for."""

import io
import re

import lxml.html
import pypdf
import pytest

from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.core.errors import Conflict
from library_exchange.core.regions import REGIONS
from library_exchange.documents.paper_languages import PaperLanguages, paper_languages
from library_exchange.shipping.rules.codes import Purpose
from library_exchange.shipping.rules.customs_rules import Missing, missing_for_papers
from library_exchange.shipping.services import packing, permits
from library_exchange.shipping.texts import TEXTS
from tests.shipping.conftest import Road, a_title
from tests.shipping.test_sheets import Title

SHEET = {
    ("CN", "CN"): PaperLanguages(("zh",), ("zh",), None),
    ("RU", "RU"): PaperLanguages(("ru",), ("ru",), None),
    ("CN", "RU"): PaperLanguages(("zh", "ru", "en"), ("zh", "ru"), "ru"),
    ("RU", "CN"): PaperLanguages(("ru", "zh", "en"), ("ru", "zh"), "zh"),
}


@pytest.mark.parametrize("ends", SHEET)
def test_within_a_country_its_own_language_is_enough_and_across_the_border_both_are_wanted(ends):
    assert paper_languages(*ends) == SHEET[ends]
    assert paper_languages(*ends).crosses is (ends[0] != ends[1])


def test_libraries_of_a_country_whose_language_has_no_column_need_no_translation_at_home():
    assert "MN" not in REGIONS
    assert paper_languages("MN", "MN") == PaperLanguages(("en",), (), None)
    assert paper_languages("RU", "MN").crosses


@pytest.mark.parametrize(
    ("languages", "missing"),
    [
        (("zh",), {Missing.TITLE_ZH}),
        (("ru",), {Missing.TITLE_RU}),
        (("ru", "zh"), {Missing.TITLE_ZH, Missing.TITLE_RU}),
        ((), set()),
    ],
)
def test_a_title_is_missed_in_the_languages_that_its_papers_need(languages, missing):
    assert set(missing_for_papers(Title(title_zh=None, title_ru=None), languages)) == missing


HOME = {
    "CN": ("zh", "chi", "阿Q正传", "每种图书都须有中文题名"),
    "RU": ("ru", "rus", "Дерсу Узала", "У каждого издания должно быть заглавие на русском"),
}
INLAND = {"CN": "国内", "RU": "Ценная"}
BORDER = {"CN": "过境单证", "RU": "для границы"}
FOR_CUSTOMS = ("4901", "ТН ВЭД", "HS编码", "таможн", "RUSSIA", "CHINA")
OTHER_SCRIPT = {"CN": r"[А-Яа-яЁё]", "RU": r"[\u4e00-\u9fff]"}


@pytest.fixture
def at_home(web, make_library):
    """Two libraries of one country, and the way between them."""

    def make(country: str) -> Road:
        return Road(make_library("Near", country), make_library("Far", country))

    return make


def bare(number: int, **more: object):
    nothing = dict.fromkeys(("title_zh", "title_ru", "annotation_zh", "annotation_ru", "subject_kind", "subject_id"))
    return a_title(number, **(nothing | more))


@pytest.mark.parametrize("country", HOME)
def test_a_consignment_within_a_country_is_described_packed_and_printed_by_the_pages_in_one_language(
    web, at_home, signed_in, country
):
    language, book, title, _wanted = HOME[country]
    road = at_home(country)
    road.plans(bare(1, title=title, language=book, author="", publisher=""))
    desk = signed_in(web, "desk@near.example", road.consignor_id, Role.LIBRARIAN)
    own = f"/{language}/staff/shipments/{road.id}"
    line = road.lines[0].id
    page = desk.get(f"{own}/titles?all=1").text
    asked = {name for name in ("title_zh", "title_ru", "annotation_zh", "annotation_ru") if f"{name}-{line}" in page}
    assert asked == {f"title_{language}"}
    assert "halves" not in desk.get(own).text

    desk.post(f"{own}/make_ready", data={"sure": "yes"})
    assert road.state == "ready"
    assert {str(each.state) for each in road.clearances} == {"not_needed"}
    shown = lxml.html.fromstring(desk.get(own).text)
    services = shown.xpath("//select[@id='service_id']/option[@value!='']")
    assert [INLAND[country] in each.text for each in services] == [True, True], "no post abroad"
    desk.post(f"{own}/parcels", data={"service_id": services[0].get("value")})
    assert BORDER[country] not in desk.get(own).text
    desk.post(f"{own}/scan", data={"code": "1", "parcel_id": str(road.parcels[0].id)})
    for paper in (f"{own}/papers/packing-list", f"{own}/papers/labels", f"/{language}/staff/exchange/acts/{road.id}"):
        answer = desk.get(paper)
        assert answer.status_code == 200, paper
        text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
        assert re.search(OTHER_SCRIPT[country], text) is None, (paper, text)
        assert not [each for each in FOR_CUSTOMS if each in text], (paper, text)
        assert paper.endswith("labels") or title in re.sub(r"\s+", " ", text.replace("\x00", "")), paper


@pytest.mark.parametrize("country", HOME)
def test_a_foreign_book_within_a_country_is_wanted_in_its_language_and_the_page_names_no_other(
    web, at_home, signed_in, country
):
    language, _book, _title, wanted = HOME[country]
    road = at_home(country)
    road.plans(bare(1, title="Walden", language="eng"))
    desk = signed_in(web, "desk@near.example", road.consignor_id, Role.LIBRARIAN)
    page = desk.get(f"/{language}/staff/shipments/{road.id}").text
    assert (wanted in page, "halves" in page) == (True, False)
    with pytest.raises(Conflict, match="titles_complete"):
        road.does(permits.make_ready)


def test_no_permission_is_asked_for_within_a_country_and_nobody_for_a_translation(at_home):
    road = at_home("RU").plans(bare(1, title="Дерсу Узала", title_ru="Дерсу Узала"), purpose=Purpose.PERMANENT)
    with reading() as session:
        assert TEXTS.lacking(session, str(road.id)) == ()
        assert TEXTS.unwritten(session, str(road.id)) == {}
    road.does(permits.make_ready)
    assert road.state == "ready"
    road.packs()
    assert road.state == "packed"
    road.does(packing.unpack)
