"""The same data as the papers, as a spreadsheet."""

from library_exchange.consignment_papers.pack import Pack, PackLine, Sums
from library_exchange.consignment_papers.words import Words, words
from library_exchange.documents.sheets import Sheet, Value, workbook

COLUMNS = (
    *("line", "parcel", "original", "transliteration", "title_zh", "title_ru", "author", "publisher", "year", "isbn"),
    *("copies", "weight", "value", "hs_code", "origin", "annotation_zh", "annotation_ru"),
)


def spreadsheet(pack: Pack) -> bytes:
    """Return the consignment as xlsx: all titles, and the parcels with their forms."""
    said = words(pack.languages)
    return workbook([_titles(pack, said), _parcels(pack, said)], pack.made_on)


def _head(said: Words, name: str) -> str:
    return said.side_by_side(name)


def _above(pack: Pack, said: Words) -> tuple[tuple[str, Value], ...]:
    return (
        *([] if pack.is_packed else [(_head(said, "draft"), None)]),
        (_head(said, "number"), pack.number),
        (_head(said, "date"), pack.made_on),
        (_head(said, "sender"), ", ".join(pack.consignor.lines_local)),
        (_head(said, "addressee"), ", ".join(pack.consignee.lines_local)),
        (_head(said, "currency"), pack.currency),
    )


def _titles(pack: Pack, said: Words) -> Sheet:
    heads = tuple(_head(said, name) for name in COLUMNS)
    return Sheet(
        name=said("packing_list")[0],
        heads=heads,
        rows=tuple(_row(line, said) for line in pack.lines),
        above=_above(pack, said),
        totals=_totals(said, pack.sums),
    )


def _row(line: PackLine, said: Words) -> tuple[Value, ...]:
    printed = f"{line.printed_isbn} ({said.side_by_side('as_printed')})" if line.printed_isbn else None
    return (
        *(line.number, line.parcel, line.title, line.transliteration, line.title_zh, line.title_ru),
        *(
            line.author,
            line.publisher,
            line.year,
            line.isbn or printed,
            line.pieces,
            line.net_g / 1000,
            line.worth_minor / 100,
        ),
        *(line.hs_code, line.origin, line.annotation_zh, line.annotation_ru),
    )


def _totals(said: Words, come_to: Sums) -> tuple[Value, ...]:
    figures = (come_to.pieces, come_to.net_g / 1000, come_to.value_minor / 100)
    return (come_to.titles, None, said.side_by_side("total"), *(None,) * 7, *figures, *(None,) * 4)


def _gross(grams: int | None) -> float | None:
    return None if grams is None else grams / 1000


def _parcels(pack: Pack, said: Words) -> Sheet:
    names = ("parcel", "service", "tracking", "customs_declaration", "copies", "weight", "gross", "value")
    rows = tuple(
        (
            *(each.number, each.service[pack.languages[0]], each.tracking_no, str(each.form)),
            *(each.sums.pieces, each.sums.net_g / 1000, _gross(each.gross_g), each.sums.value_minor / 100),
        )
        for each in pack.parcels
    )
    come_to = pack.sums
    gross = _gross(pack.gross_g)
    total = (None, said.side_by_side("total"), None, None, come_to.pieces, come_to.net_g / 1000, gross)
    return Sheet(
        name=said("parcels")[0],
        heads=tuple(_head(said, name) for name in names),
        rows=rows,
        above=_above(pack, said),
        totals=(*total, come_to.value_minor / 100),
    )
