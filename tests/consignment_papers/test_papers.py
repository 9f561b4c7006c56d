"""The border pack: both titles on every line, equal sums on all papers, and no paper with holes."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from library_exchange.consignment_papers import forms, lists, old_books
from library_exchange.consignment_papers.border import border_pack
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.sheets import spreadsheet
from library_exchange.consignment_papers.stickers import _blocks
from library_exchange.consignment_papers.words import kilograms, words
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.directory.models import AddressForm, PostalAddress
from library_exchange.documents import fonts
from library_exchange.documents.form_paper import FormPaper
from library_exchange.shipping.models import CarrierService, Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import Material, Purpose
from library_exchange.shipping.rules.customs_rules import missing_for_application
from library_exchange.shipping.schemas import ExportPermit, Weighed
from library_exchange.shipping.services import packing, transit
from tests.shipping.conftest import a_title

DAY = date(2026, 11, 23)


def pack(road):
    with reading() as session:
        return pack_of(session, session.get_one(Consignment, road.id), DAY)


def texts(road, *names):
    pdf = pypdf.PdfReader(io.BytesIO(border_pack(pack(road), fonts.font_file(), names or None)))
    return [re.sub(r"\s+", " ", page.extract_text().replace("\x00", "")) for page in pdf.pages]


def a_full_road(road, count=5):
    lines = [
        a_title(n, title=f"Том{n}", title_zh=f"第{n}卷", weight_g=300 + n, value_minor=10_000 + n)
        for n in range(1, count + 1)
    ]
    return road.plans(*lines).is_cleared().packs((1, 2), (3, 4, 5))


def test_every_title_stands_in_both_languages_on_every_paper(road):
    a_full_road(road)
    for paper in ("packing-list", "customs", "permit-list"):
        said = " ".join(texts(road, paper))
        for number in range(1, 6):
            assert f"Том{number}" in said, (paper, number)
            assert f"第{number}卷" in said, (paper, number)


def test_the_sums_are_equal_on_all_papers_and_in_the_spreadsheet(road):
    a_full_road(road)
    weight, value = sum(300 + n for n in range(1, 6)), sum(10_000 + n for n in range(1, 6))
    kilograms, money = f"{weight / 1000:.3f}", f"{value / 100:.2f}"
    for paper in ("packing-list", "permit-list"):
        said = " ".join(texts(road, paper)).replace(",", ".")
        assert kilograms in said
        assert money in said
    parcels = pack(road).parcels
    assert sum(parcel.sums.net_g for parcel in parcels) == weight
    customs = " ".join(texts(road, "customs")).replace(",", ".")
    assert all(f"{parcel.sums.net_g / 1000:.3f}" in customs for parcel in parcels)
    book = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(pack(road))))
    for name in book.sheet_names:
        last = book.get_sheet_by_name(name).to_python()[-1]
        assert round(weight / 1000, 3) in [round(each, 3) for each in last if isinstance(each, float)]
        assert value / 100 in [round(each, 2) for each in last if isinstance(each, float)]


def test_a_wrong_isbn_of_the_book_itself_stands_on_the_papers_with_a_remark(road):
    wrong = "978-5-04-010272-8"
    road.plans(a_title(1, isbn=wrong, isbn_as_printed=True)).is_cleared().packs((1,))
    for paper in ("packing-list", "permit-list"):
        said = "".join(texts(road, paper)).replace(" ", "")
        assert wrong in said
        assert "какнапечатан" in said.replace("-", "")
    book = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(pack(road))))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert any(str(cell).startswith(f"{wrong} (") for cell in cells)


def test_on_no_paper_do_the_lines_to_sign_on_stand_alone(road):
    a_full_road(road)
    whole = pack(road)
    said, paper = words(whole.languages), FormPaper(fonts.font_file(), DAY, "pack")
    counts = range(3, 11)
    for count in counts:
        many = tuple(replace(whole.lines[0], number=n, title=f"Том{n}.") for n in range(1, count + 1))
        parcel = replace(whole.parcels[0], lines=many)
        one = replace(whole, lines=many, parcels=(parcel,))
        for write in (lists.packing_list, lists.advance_list, lists.permit_list):
            write(paper, one, said)
        forms.customs_form(paper, one, parcel, said)
    pages = [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(paper.to_bytes())).pages]
    lasts = [page for page in pages if re.search(r"(\d) / \1$", page.strip())]
    assert len(lasts) == 4 * len(counts)
    for place, page in enumerate(lasts):
        assert [each for each in (f"Том{counts[place // 4]}.", "Итого") if each not in page] == [], (place, page)
    assert len(pages) > len(lasts) + 4, "some papers are longer than a page"


def test_no_letter_of_the_pack_is_missing_in_the_font(road):
    a_full_road(road)
    assert fonts.GETA not in " ".join(texts(road))


def test_the_pack_has_the_papers_that_the_receivers_country_reads(road):
    a_full_road(road)
    said = texts(road)
    assert any("进口" in page or "import permit" in page for page in said)
    assert sum("CN 23" in page for page in said) >= 2
    assert "HEIHE" not in said[-1]
    assert "中国" in said[-1]
    assert "CHINA" in said[-1]


@pytest.mark.parametrize(("consignor", "paper"), [("RU", "packing-list"), ("CN", "advance-list")])
def test_the_document_by_which_an_old_book_leaves_is_printed_with_its_day(web, make_road, consignor, paper):
    road = make_road(consignor=consignor).plans(a_title(1, year=1899, title_ru="История"))
    with transaction() as session:
        line = session.get_one(ConsignmentLine, road.lines[0].id)
        permit = ExportPermit(export_permit_no="77-2026", export_permit_on=date(2026, 11, 20))
        consignment = session.get_one(Consignment, road.id)
        old_books.confirm_old(session, road.consignor, consignment, line, road.at, permit)
    road.is_cleared()
    said = " ".join(texts(road, paper))
    assert "77-2026" in said
    assert "20 ноября 2026" in said or "2026年11月20日" in said or "20.11.2026" in said


def test_into_russia_goes_the_list_for_customs_with_annotations(web, make_road):
    road = make_road(consignor="CN")
    road.plans(
        a_title(1, title="阿Q正传", language="chi", title_zh=None, title_ru="Подлинная история А-Кью")
    ).is_cleared()
    (said,) = texts(road, "advance-list")
    assert "Подлинная история А-Кью" in said
    assert "阿Q正传" in said
    assert "История бассейна Амура." in said


def test_no_paper_tells_a_title_of_another_language_as_chinese_or_a_title_as_publisher(road):
    title = "Амурская тайга"
    road.plans(a_title(1, title=title, title_zh=title, title_ru=title, publisher=title, annotation_zh=title))
    assert set(map(str, missing_for_application(road.lines[0], "zh"))) == {"title_zh", "publisher", "annotation_zh"}
    with pytest.raises(Conflict, match="papers-incomplete"):
        pack(road)
    with transaction() as session:
        session.get_one(ConsignmentLine, road.lines[0].id).title_zh = "阿穆尔的泰加林"
    [line] = pack(road).lines
    assert (line.publisher, line.publisher_in("zh"), line.annotation_in("zh")) == (None, "", "")


def test_a_small_cheap_packet_bears_the_small_form(road):
    road.plans(a_title(1)).is_cleared().packs(service="small-packet")
    assert "CN 22" in " ".join(texts(road, "customs"))


def test_a_loan_alone_is_declared_as_temporary(road):
    road.plans(a_title(1), purpose=Purpose.TEMPORARY).is_cleared().packs()
    assert {line.purpose for line in pack(road).lines} == {Purpose.TEMPORARY}
    for page in texts(road, "packing-list", "customs"):
        assert re.search("temporary|временный|暂时", page)


def test_a_map_has_the_tariff_heading_of_maps(road):
    road.plans(a_title(1, material=Material.MAP))
    assert pack(road).lines[0].hs_code == "4905 90"


def test_an_address_names_its_region_before_its_street_is_known(road):
    known = {"recipient": "黑河市图书馆", "city": "黑河", "region": "黑龙江省", "country": "中国"}
    with transaction() as session:
        local = (col(PostalAddress.library_id) == road.consignee_id, col(PostalAddress.form) == AddressForm.LOCAL)
        written = session.scalars(select(PostalAddress).where(*local)).one()
        written.sqlmodel_update({"street": "", "postcode": "", **known})
    road.plans(a_title(1))
    assert pack(road).consignee.lines_local == ("中国", "黑龙江省黑河", "黑河市图书馆")


def test_a_label_names_the_addressee_of_its_own_leg_and_below_whom_the_books_are_for(web, make_road):
    road = a_full_road(make_road(with_gateway=True))
    first, second = ("\n".join(place.lines_local) for place in pack(road).ahead)
    assert ("Khabarovsk" in first, "Heihe" in second) == (True, True)
    assert not pack(road).leg_crosses
    first = _blocks(pack(road), pack(road).parcels[0], words(pack(road).languages))
    assert _large(first) == pack(road).via[0].lines_local
    assert [block for block in first if block.size < 8 and pack(road).consignee.lines_local[2] in " ".join(block.lines)]

    road.sends().does(transit.gateway_in, {parcel.id for parcel in road.parcels}, by=road.gateway)
    assert pack(road).leg_crosses
    second = _blocks(pack(road), pack(road).parcels[0], words(pack(road).languages))
    assert _large(second) == pack(road).consignee.lines_local
    assert "Khabarovsk" not in " ".join(line for block in second for line in block.lines)


def _large(blocks):
    return next(block.lines for block in blocks if block.is_bold)


def test_papers_with_holes_are_not_made(road):
    road.plans(a_title(1, title_zh=None))
    with pytest.raises(Conflict, match="incomplete"):
        pack(road)


def test_the_same_consignment_has_the_same_papers_to_the_byte(road):
    a_full_road(road)
    assert border_pack(pack(road), fonts.font_file()) == border_pack(pack(road), fonts.font_file())
    assert spreadsheet(pack(road)) == spreadsheet(pack(road))


@pytest.mark.parametrize(
    ("consignor", "paper", "days", "weight"),
    [
        ("RU", "packing-list", "23 нояб. 2026 · 2026年11月23日", "0,301"),
        ("CN", "packing-list", "2026年11月23日 · 23 нояб. 2026", "0.301"),
        ("RU", "permit-list", "2026年11月23日 · 23 нояб. 2026", None),
        ("CN", "advance-list", "23 нояб. 2026 · 2026年11月23日", "0,301"),
    ],
)
def test_lists_write_days_and_numbers_as_their_languages_do(web, make_road, consignor, paper, days, weight):
    road = make_road(consignor)
    a_full_road(road)
    said = " ".join(texts(road, paper))
    assert days.replace(" ", "") in said.replace(" ", "")
    assert weight is None or weight in said
    assert "2026-11-23" not in said


@pytest.mark.parametrize(("grams", "written"), [(1, "0.001"), (400, "0.400"), (1200, "1.200"), (20_000, "20.000")])
def test_papers_write_grams_as_thousandths(grams, written):
    assert kilograms(grams) == written


def test_what_a_book_is_worth_stands_on_every_paper_in_roubles_and_kopecks(road):
    road.plans(a_title(1, copies=3, weight_g=400, value_minor=35_050)).is_cleared().packs()
    with reading() as session:
        pack = pack_of(session, session.get_one(Consignment, road.id), DAY)
    assert [(line.net_g, line.worth_minor) for line in pack.lines] == [(1200, 105_150)]
    for paper in ("packing-list", "customs", "permit-list"):
        pdf = pypdf.PdfReader(io.BytesIO(border_pack(pack, fonts.font_file(), (paper,))))
        said = " ".join(page.extract_text().replace("\x00", "") for page in pdf.pages)
        assert re.search(r"1\s?051[.,]50", said), paper
        assert re.search(r"1[.,]200", said), paper
    book = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(pack)))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        assert {1.2, 1051.5} <= {value for value in rows[-1] if isinstance(value, float)}
        assert {1.2, 1051.5} <= {value for value in rows[-2] if isinstance(value, float)}


def test_papers_count_the_volumes_of_a_set_that_goes_as_one_copy(road):
    road.plans(
        a_title(1, title="水浒传（全二册）", language="chi", title_ru="Речные заводи"), a_title(2)
    ).is_cleared().packs((1, 2))
    assert pack(road).sums.pieces == 3, "two volumes are proposed by the title"
    with transaction() as session:
        session.get_one(ConsignmentLine, road.lines[0].id).volumes = 3
    made = pack(road)
    assert (made.sums.titles, made.sums.pieces, made.parcels[0].sums.pieces) == (2, 4, 4)
    assert (made.sums.net_g, made.sums.value_minor) == (800, 70_000), "weight and value are those of the set"
    said = " ".join(texts(road, "packing-list"))
    assert "комплекты × тома · 套数×册数 · sets × volumes: 1 × 3" in said
    assert "1 × 3" in " ".join(texts(road, "customs"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(made))).get_sheet_by_index(0).to_python()
    assert rows[-1][10] == 4


def test_papers_of_what_is_not_packed_say_so_and_tell_no_gross_weight(road):
    """What the books weigh is not what the parcel will: printed as its weight it would go to the customs."""
    road.plans(a_title(1, weight_g=1164)).is_cleared()
    [draft] = texts(road, "packing-list")
    assert "Черновик: ещё не упаковано" in draft
    assert "草稿：尚未装箱" in draft
    assert draft.replace(",", ".").count("1.164") == 3, "of the title, and twice as the sum: never as gross weight"
    parcel = road.opens_parcel()
    road.fills(parcel)
    assert pack(road).gross_g is None
    assert all(each.gross_g is None for each in pack(road).parcels)
    assert texts(road, "customs", "labels"), "what nobody weighed is left to be written by hand"
    book = CalamineWorkbook.from_filelike(io.BytesIO(spreadsheet(pack(road))))
    assert any("草稿" in str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row)
    road.with_parcel(parcel, Weighed(weight_g=1400, tracking_no="LOT-1"))
    road.does(packing.pack)
    [final] = texts(road, "packing-list")
    assert ("Черновик" in final, "草稿" in final, pack(road).gross_g) == (False, False, 1400)


@pytest.mark.parametrize(("number", "is_told"), [(None, True), ("RR123456785RU", False)])
def test_a_parcel_with_a_registered_number_is_not_told_that_it_cannot_be_traced(road, number, is_told):
    road.plans(a_title(1, weight_g=1164)).is_cleared()
    parcel = road.opens_parcel()
    road.fills(parcel)
    road.with_parcel(parcel, Weighed(weight_g=1400, tracking_no=number))
    with transaction() as session:
        session.execute(sa.update(CarrierService).values(is_tracked=False))
    [packed] = pack(road).parcels
    assert packed.is_traceable is not is_told
    [paper] = texts(road, "packing-list")
    assert ("не застрахована" in paper or "不可跟踪" in paper) is is_told
