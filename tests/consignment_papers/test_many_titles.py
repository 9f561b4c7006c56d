"""Papers of one title, of thirty and of two hundred, by every way: each on the lists, sums that agree, no hole."""

import io
import re
from dataclasses import replace
from itertools import chain, islice

import pypdf
import pytest

from library_exchange.consignment_papers.border import border_pack, papers_for
from library_exchange.consignment_papers.pack import PackParcel
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm
from library_exchange.consignment_papers.words import kilograms
from library_exchange.core.bounds import in_units
from library_exchange.core.db import reading
from library_exchange.documents import fonts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import Mode, ParcelKind
from tests.consignment_papers.test_papers import DAY
from tests.shipping.conftest import a_title

IN_A_PARCEL = 45
WAYS = {
    "post": (Mode.POST, ParcelKind.PARCEL, CustomsForm.CN23),
    "m_bag": (Mode.POST, ParcelKind.M_BAG, CustomsForm.CN22),
    "gateway": (Mode.GATEWAY, ParcelKind.PARCEL, CustomsForm.CN23),
    "delegation": (Mode.DELEGATION, ParcelKind.PARCEL, CustomsForm.CN23),
}
TITLES = (
    "Словарь языка Пушкина в четырёх томах с приложениями",
    "黑龙江流域文明研究丛书",
    "Очерки истории изучения эвенкийского, нанайского и ульчского языков Приамурья: материалы и исследования",
    "𠀀𪚥丛书",
)


def a_pack(road, way, count):
    mode, kind, form = WAYS[way]
    road.plans(a_title(1)).is_cleared().packs()
    with reading() as session:
        whole = pack_of(session, session.get_one(Consignment, road.id), DAY)
    lines = tuple(
        replace(
            whole.lines[0],
            number=n,
            title=f"{TITLES[n % len(TITLES)]} №{n}.",
            title_zh=f"中文题名{n}。",
            title_ru=f"Русское заглавие {n}.",
            copies=1 + n % 3,
            weight_g=200 + n,
            value_minor=10_000 + n,
            parcel=1 + (n - 1) // IN_A_PARCEL,
        )
        for n in range(1, count + 1)
    )
    return replace(whole, mode=mode, lines=lines, parcels=_parcels(whole.parcels[0], lines, kind, form))


def _parcels(first: PackParcel, lines, kind, form):
    numbers = sorted({line.parcel for line in lines})
    held = {number: tuple(line for line in lines if line.parcel == number) for number in numbers}
    return tuple(
        replace(first, number=number, kind=kind, form=form, lines=some, gross_g=sum(each.net_g for each in some) + 250)
        for number, some in held.items()
    )


def pages_of(pack, *names):
    """Return what the pages of the papers say; of all that the pack needs, if none is named."""
    pages = pypdf.PdfReader(io.BytesIO(border_pack(pack, fonts.font_file(), names or None))).pages
    return [re.sub(r"\s+", "", page.extract_text().replace("\x00", "")) for page in pages]


def by_paper(pack):
    """Return the pages of each paper of the whole pack, which makes all of them with fonts that are opened once.

    Every part says at the foot of its pages how many it has. All papers but the forms and the labels are one part.
    """
    pages, parts = iter(pages_of(pack)), []
    for page in pages:
        parts.append([page, *islice(pages, int(page.rpartition("/")[2]) - 1)])
    forms = len(pack.parcels)
    cut = (parts[:1], parts[1 : 1 + forms], parts[1 + forms : 2 + forms], parts[2 + forms :])
    return {name: list(chain(*some)) for name, some in zip(papers_for(pack), cut, strict=True)}


@pytest.mark.parametrize("count", [1, 30, 200])
@pytest.mark.parametrize("way", WAYS)
def test_every_title_is_on_the_papers_of_every_way_and_the_sums_agree(web, make_road, way, count):
    pack = a_pack(make_road(with_gateway=way == "gateway"), way, count)
    weight, worth = kilograms(pack.sums.net_g), in_units(pack.sums.value_minor)
    assert papers_for(pack) == ("packing-list", "customs", "permit-list", "labels")
    for name, pages in by_paper(pack).items():
        said = "".join(pages)
        assert fonts.GETA not in said, name
        if name == "labels":
            assert len([page for page in pages if pack.number in page]) == len(pages)
            assert all(f"{pack.number}{each.number}/{len(pack.parcels)}" in said for each in pack.parcels)
            continue
        for line in pack.lines:
            assert f"№{line.number}." in said, (name, line.number)
            assert f"中文题名{line.number}。" in said, (name, line.number)
        if name == "customs":
            for parcel in pack.parcels:
                assert kilograms(parcel.sums.net_g) in said.replace(",", ".")
                assert f"{in_units(parcel.sums.value_minor)}{pack.currency}" in said.replace(",", ".")
        else:
            assert weight in said.replace(",", "."), name
            assert worth in said.replace(",", "."), name
            assert [page[-len(told) :] for page, told in _ends(pages)] == [told for _page, told in _ends(pages)]


def _ends(pages):
    return [(page, f"{number}/{len(pages)}") for number, page in enumerate(pages, start=1)]


@pytest.mark.parametrize("way", ["post", "m_bag"])
def test_the_sheets_of_each_parcel_are_numbered_by_themselves(road, way):
    pack = a_pack(road, way, 200)
    pages, place = pages_of(pack, "customs"), 0
    for parcel in pack.parcels:
        foot = f"{pack.number}/{parcel.number}"
        first = re.search(rf"{foot}1/(\d+)$", pages[place])
        assert first, pages[place][-40:]
        for number in range(1, int(first[1]) + 1):
            assert pages[place].endswith(f"{foot}{number}/{first[1]}")
            place += 1
    assert place == len(pages)
