"""The papers of consignments as pictures, to be looked at: `python -m benchmarks.paper_pictures FOLDER`.

Libraries of the demonstration send one title, thirty and two hundred by post, as an M-bag, through gateways and with a
delegation, from China and from Russia. Each becomes a PDF, and a picture of each page where `pdftoppm` is installed. On
the way through gateways the labels of each leg are made too. `--titles 30 --ways gateway` makes only these.
"""

import argparse
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from benchmarks.border_pack import a_title
from benchmarks.ground import console, fresh_app
from library_exchange.consignment_papers.border import LABELS, border_pack
from library_exchange.consignment_papers.pack import Pack
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.demo.libraries import admit
from library_exchange.directory.models import Library
from library_exchange.documents.fonts import font_file
from library_exchange.shipping.models import CarrierService
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.rules.codes import Mode, Purpose, ShipmentState
from library_exchange.shipping.schemas import NewConsignment, NewLine, NewParcel, Weighed
from library_exchange.shipping.services import packing, planning
from library_exchange.shipping.services.planning import way_between

WAYS = {"post": Mode.POST, "m-bag": Mode.POST, "gateway": Mode.GATEWAY, "delegation": Mode.DELEGATION}
"""The ways by what a file is called, which but for the post is also the code of a service."""
SERVICES = {"post": "parcel"}
TRACKING = "RR123456785CN"
ENDS = {"zh": ("harbin", "zabaykalye"), "ru": ("zabaykalye", "harbin")}
"""Who sends and who receives, by the language of the sender; each has a gateway on its side."""
LONG = {
    "title_ru": "Очерки истории изучения языков народов Приамурья и Приморья: материалы экспедиций, словари, тексты "
    "с переводами и указателями, с приложением карт и списка населённых пунктов по переписям разных лет",
    "title_zh": "黑龙江沿岸与滨海地区各民族语言研究史概要：考察资料、词典、附译文与索引的文本，"
    "附地图及历次人口普查居民点名录",
}
LONG_NUMBER, RARE_NUMBER, LENT_NUMBER, MISPRINTED_NUMBER = 3, 4, 5, 6
"""Which titles are long, have rare characters, are lent, and bear a wrong ISBN in print; and every tenth after them."""


def a_line(number: int, language: str) -> NewLine:
    """Return an invented title of the sender's language; some are hard to print."""
    line, kind = a_title(number), number % 10
    told = {"title_zh": line.title, "title_ru": line.title_ru}
    if kind == LONG_NUMBER:
        told = dict(LONG)
    elif kind == RARE_NUMBER:
        told = {"title_zh": f"𠀀𪚥䶮丛书（第{number}卷）", "title_ru": f"Ёжик в тумане — «№ {number}»"}
    more: dict[str, object] = {"title": told[f"title_{language}"], **told, "copies": 1 + number % 3}
    if kind == LENT_NUMBER:
        more["purpose"] = Purpose.TEMPORARY
    if kind == MISPRINTED_NUMBER:
        more |= {"isbn": None, "printed_isbn": "5-7107-1234-0"}
    if language == "ru":
        more |= {"language": "rus", "transliteration": None, "author": "Ли Чжунхуа, Н. П. Чернышёва-Савельева"}
        more |= {"publisher": "Издательство Дальневосточного федерального университета"}
    return line.model_copy(update=more)


def packed(session: Session, ids: dict[str, int], way: str, language: str, titles: int) -> Pack:
    """Plan a consignment of so many titles, pack it into parcels as full as they may be, and return its papers."""
    consignor, consignee = (session.get_one(Library, ids[code]) for code in ENDS[language])
    actor = Actor("person", library_id=consignor.id, user_id=1, roles=frozenset({Role.LIBRARIAN}))
    new = NewConsignment(consignee_id=consignee.id, mode=WAYS[way])
    if way == "gateway":
        new = way_between(consignor, consignee)
    lines = [a_line(number, language) for number in range(1, titles + 1)]
    it = planning.plan(session, actor, consignor.id, new, lines, now())
    it.state = ShipmentState.READY
    wanted = sa.select(CarrierService).where(col(CarrierService.code) == SERVICES.get(way, way))
    service = session.scalars(wanted).one()
    while any(line.parcel_id is None for line in contents_of(session, it).going):
        parcel = packing.open_parcel(session, actor, it, NewParcel(service_id=service.id), now())
        session.flush()
        packing.fill(session, actor, it, parcel, now())
        packing.weigh(session, actor, it, parcel, Weighed(is_estimated=True, tracking_no=TRACKING), now())
    return pack_of(session, it, date(2026, 11, 23))


def files_of(pack: Pack) -> Iterator[tuple[str, bytes]]:
    """Yield each file by what its name ends in: all papers, then the labels of each further leg."""
    font = font_file()
    yield "", border_pack(pack, font)
    for leg in range(1, len(pack.via) + 1):
        yield f"-leg-{leg + 1}", border_pack(replace(pack, legs_done=leg), font, (LABELS,))


def draw(file: Path, dpi: int) -> int:
    """Make a picture of each page of a PDF beside it; return how many there are, 0 where nothing can draw them."""
    command = shutil.which("pdftoppm")
    if command is None:
        return 0
    subprocess.run([command, "-r", str(dpi), "-gray", "-png", str(file), str(file.with_suffix(""))], check=True)
    return len(list(file.parent.glob(f"{file.stem}-[0-9]*.png")))


def main() -> None:
    """Make the papers that are wanted, and tell of each file how many pages it has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--titles", type=int, nargs="+", default=[1, 30, 200])
    parser.add_argument("--ways", choices=WAYS, nargs="+", default=list(WAYS))
    parser.add_argument("--languages", choices=ENDS, nargs="+", default=list(ENDS))
    parser.add_argument("--dpi", type=int, default=70)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with fresh_app():
        with transaction() as session:
            ids = admit(session, Actor("person", "cli"), now())
        for language, way, titles in product(asked.languages, asked.ways, asked.titles):
            with transaction() as session:
                pack = packed(session, ids, way, language, titles)
            for ending, content in files_of(pack):
                file = asked.folder / f"{language}-{way}-{titles}{ending}.pdf"
                file.write_bytes(content)
                console.print(f"{file}: {len(pack.parcels)} parcels, {draw(file, asked.dpi)} pictures")


if __name__ == "__main__":
    main()
