"""How long the border pack of a large consignment takes: `python -m benchmarks.border_pack [titles] [file.pdf]`.

Invented titles of the usual length, in both languages, packed into parcels through the services themselves.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from library_exchange.app import create_app
from library_exchange.consignment_papers.border import border_pack
from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.sheets import spreadsheet
from library_exchange.core import schema
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.documents.fonts import font_file
from library_exchange.shipping.models import CarrierService, Consignment, Parcel
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import ShipmentState
from library_exchange.shipping.schemas import NewConsignment, NewLine, NewParcel, Scanned
from library_exchange.shipping.services import packing, planning

ZH = (
    "黑龙江流域文明研究",
    "中国古典园林艺术史",
    "北方少数民族口头文学选集",
    "松花江航运史料汇编",
    "当代中国短篇小说选",
)
RU = (
    *("Очерки истории культуры Приамурья", "Классические сады Китая: история искусства"),
    *("Устная словесность народов Севера: избранное", "Судоходство на реке Сунгари: сборник материалов"),
    "Современный китайский рассказ: избранное",
)
PINYIN = (
    *("Hēilóngjiāng liúyù wénmíng yánjiū", "Zhōngguó gǔdiǎn yuánlín yìshù shǐ", "Běifāng shǎoshù mínzú kǒutóu wénxué"),
    *("Sōnghuājiāng hángyùn shǐliào huìbiān", "Dāngdài Zhōngguó duǎnpiān xiǎoshuō xuǎn"),
)


def a_title(number: int) -> NewLine:
    """Return an invented title."""
    kind = number % len(ZH)
    return NewLine(
        title=f"{ZH[kind]}（第{number}卷）",
        language="chi",
        transliteration=f"{PINYIN[kind]} ({number})",
        title_ru=f"{RU[kind]}. Т. {number}",
        author="黑河学院 编",
        publisher="黑龙江人民出版社",
        year=2001 + number % 24,
        isbn=_isbn(number),
        weight_g=260 + number % 9 * 70,
        value_minor=3200 + number % 7 * 450,
        annotation_zh="介绍黑龙江流域的历史与文化，附参考文献。",
        annotation_ru="Об истории и культуре бассейна Амура; с библиографией.",
    )


def _isbn(number: int) -> str:
    body = f"97872070{number:04d}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    return f"{body}{check}"


def _library(code: str, country: str, names: tuple[str, str, str], cities: tuple[str, str, str]) -> Library:
    return Library(
        code=code,
        country=country,
        kind=LibraryKind.PUBLIC,
        timezone="Asia/Shanghai",
        language="zh",
        mailbox=f"desk@{code}.example",
        joined_at=now(),
        **dict(zip(("name_zh", "name_ru", "name_en"), names, strict=True)),
        **dict(zip(("city_zh", "city_ru", "city_en"), cities, strict=True)),
    )


def packed(titles: int, sending: str = "CN") -> int:
    """Pack a consignment of so many titles into parcels as full as they may be; return its id."""
    heihe = ("黑河市图书馆", "Городская библиотека Хэйхэ", "Heihe City Library"), ("黑河", "Хэйхэ", "Heihe")
    amur = (
        ("阿穆尔州科学图书馆", "Амурская областная научная библиотека", "Amur Regional Scientific Library"),
        ("布拉戈维申斯克", "Благовещенск", "Blagoveshchensk"),
    )
    with transaction() as session:
        libraries = {"CN": _library("heihe", "CN", *heihe), "RU": _library("amur", "RU", *amur)}
        session.add_all(libraries.values())
        session.flush()
        giver, receiver = libraries[sending], libraries["RU" if sending == "CN" else "CN"]
        actor = Actor("person", library_id=giver.id, user_id=1, roles=frozenset({Role.LIBRARIAN}))
        new = NewConsignment(consignee_id=receiver.id)
        lines = [a_title(number) for number in range(1, titles + 1)]
        consignment = planning.plan(session, actor, giver.id, new, lines, now())
        consignment.state = ShipmentState.READY
        services = services_for(session, consignment.mode, sending)
        _fill(session, actor, consignment, services[0], lines)
        return consignment.id


def _fill(session, actor: Actor, consignment: Consignment, service: CarrierService, lines: list[NewLine]) -> None:
    parcel: Parcel | None = None
    weight = 0
    for number, line in enumerate(lines, start=1):
        if parcel is None or weight + (line.weight_g or 0) > service.max_g:
            parcel = packing.open_parcel(session, actor, consignment, NewParcel(service_id=service.id), now())
            session.flush()
            parcel.tracking_no = f"RR{parcel.id:09d}CN"
            weight = 0
        weight += line.weight_g or 0
        packing.scan(session, actor, consignment, Scanned(code=str(number), parcel_id=parcel.id), now())


def main() -> None:
    """Measure and tell; write the PDF to a file if one is named."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(_env_file=None, instance_dir=Path(folder), rate_limits=False))
        schema.upgrade(app)
        with app.app_context():
            consignment_id = packed(titles, sys.argv[3] if len(sys.argv) > 3 else "CN")
            start = time.perf_counter()
            with reading() as session:
                pack = pack_of(session, session.get_one(Consignment, consignment_id), date(2026, 11, 23))
            read = time.perf_counter()
            pdf = border_pack(pack, font_file())
            printed = time.perf_counter()
            sheet = spreadsheet(pack)
            end = time.perf_counter()
        app.extensions["database"].dispose()
    print(f"{titles} titles, {len(pack.parcels)} parcels: read {read - start:.2f} s, PDF {printed - read:.2f} s")
    sizes = f"PDF {len(pdf) / 1024:.0f} KiB, xlsx {len(sheet) / 1024:.0f} KiB"
    print(f"  xlsx {end - printed:.2f} s, all {end - start:.2f} s; {sizes}")
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_bytes(pdf)


if __name__ == "__main__":
    main()
