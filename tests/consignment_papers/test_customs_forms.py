"""The customs forms of the post: boxes in the order of the postal union, French beside our words, no title left out."""

import io
import re
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from library_exchange.consignment_papers.border import border_pack
from library_exchange.consignment_papers.form_entries import fitting
from library_exchange.consignment_papers.french import FRENCH
from library_exchange.consignment_papers.labels import PAPER
from library_exchange.consignment_papers.pack import Declared, sums
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm
from library_exchange.consignment_papers.words import kilograms
from library_exchange.core.bounds import in_units
from library_exchange.core.db import reading
from library_exchange.documents import fonts
from library_exchange.shipping.models import Consignment
from tests.shipping.conftest import a_title

DAY = date(2026, 11, 23)
CN23_ORDER = (
    *("De", "Référence en douane", "Nº de l’envoi", "À", "Référence de l’importateur", "Nº de téléphone"),
    *("Description détaillée", "Quantité", "Poids net", "Valeur (5)", "Nº tarifaire", "Pays d’origine"),
    *("Poids brut total", "Valeur totale", "Frais de port", "Catégorie de l’envoi", "Explication"),
    *("Bureau d’origine", "Observations", "Licence", "Certificat", "Facture", "Je certifie", "Date et signature"),
)


def a_pack(road, count, form):
    road.plans(a_title(1)).is_cleared().packs()
    with reading() as session:
        whole = pack_of(session, session.get_one(Consignment, road.id), DAY)
    lines = tuple(
        replace(whole.lines[0], number=n, title=f"Книга{n}.", title_zh=f"第{n}册", copies=1 + n % 3, weight_g=300 + n)
        for n in range(1, count + 1)
    )
    return replace(whole, lines=lines, parcels=(replace(whole.parcels[0], lines=lines, form=form),))


def pages_of(pack):
    made = border_pack(pack, fonts.font_file(), ("customs",))
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return [re.sub(r"\s+", " ", page.extract_text().replace("\x00", "")) for page in pages]


def test_the_boxes_of_cn_23_stand_in_the_order_of_the_postal_union(road):
    (page,) = pages_of(a_pack(road, 1, CustomsForm.CN23))
    at = 0
    for caption in CN23_ORDER:
        found = re.compile(re.escape(caption).replace(r"\ ", r"\s?")).search(page, at)
        assert found, (caption, page[at : at + 200])
        at = found.end()


@pytest.mark.parametrize(("consignor", "own", "foreign"), [("RU", "Подарок", "礼品"), ("CN", "礼品", "Подарок")])
@pytest.mark.parametrize("form", CustomsForm)
def test_captions_stand_in_the_language_of_the_senders_post_and_in_french(
    web, make_road, consignor, own, foreign, form
):
    page = " ".join(pages_of(a_pack(make_road(consignor), 1, form)))
    assert f"{own} / Cadeau" in page
    assert foreign not in page
    assert form in page


def test_every_french_caption_has_a_word_of_ours():
    assert FRENCH.keys() - PAPER.keys() == set()


@pytest.mark.parametrize("form", CustomsForm)
@pytest.mark.parametrize("count", [1, 7, 30])
def test_titles_that_have_no_line_go_on_on_numbered_sheets_with_the_sums_carried(road, form, count):
    pack = a_pack(road, count, form)
    pages = pages_of(pack)
    told = [[n for n in range(1, count + 1) if f"Книга{n}." in page] for page in pages]
    assert [n for each in told for n in each] == list(range(1, count + 1)), "each title once, in its order"
    assert len(pages) == 1 or count > 1
    for number, page in enumerate(page.replace(",", ".") for page in pages):
        come_to = sums(pack.lines[: told[number][-1]])
        before = sums(pack.lines[: told[number][0] - 1])
        figures = f"{kilograms(come_to.net_g)}{in_units(come_to.value_minor)}"
        is_last = number == len(pages) - 1
        assert page.strip().endswith(f"{number + 1} / {len(pages)}")
        assert ("À reporter" in page) is not is_last
        if len(pages) > 1:
            assert figures in page.replace(" ", "")
        if number:
            assert f"Дополнительный лист {number}" in page
            assert f"Report{before.pieces}{kilograms(before.net_g)}" in page.replace(" ", "")
    assert in_units(pack.sums.value_minor) in pages[0].replace(",", "."), (
        "the form itself tells the value of the whole parcel"
    )


def test_what_the_sender_declares_stands_in_its_box(road):
    said = Declared("SC-1", "ИНН 2801", "Без изъятий", "C-77", "I-88")
    pack = a_pack(road, 1, CustomsForm.CN23)
    parcel = replace(pack.parcels[0], charge_minor=82_050)
    (page,) = pages_of(replace(pack, declared=said, parcels=(parcel,)))
    for told in ("SC-1", "ИНН 2801", "820,50 RUB", "Без изъятий", "C-77", "I-88", "2026-17"):
        assert told in page, told


@pytest.mark.parametrize(("room", "count"), [(0, 1), (10, 1), (19, 1), (20, 2), (100, 3)])
def test_a_form_takes_the_titles_it_has_room_for_and_one_at_least(room, count):
    assert fitting([10, 10, 10], room) == count
    assert fitting([], room) == 0
