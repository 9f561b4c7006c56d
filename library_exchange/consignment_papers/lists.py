"""Lists of titles: the packing list, the list for Russian customs, the application for a Chinese permit."""

from functools import partial

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.pack import Pack, PackLine, PackParcel, Sums, sums
from library_exchange.consignment_papers.words import BETWEEN, Words, category, kilograms
from library_exchange.core.bounds import in_units
from library_exchange.core.money import currency_names, sum_side_by_side
from library_exchange.documents.paper import Cell, Column, Paper
from library_exchange.documents.press import Draw, nothing
from library_exchange.shipping.rules.codes import Purpose

LIST_PT = 8.5


def place(address: Address, is_abroad: bool = True) -> list[str]:
    """Return an address for a box: in its own script, then in Latin letters if the papers cross a border."""
    is_told = not address.postcode or any(address.postcode in line for line in address.lines_local)
    local = [*address.lines_local, *([] if is_told else [str(address.postcode)])]
    return [
        *local,
        *([", ".join(address.lines_latin)] if is_abroad else []),
        *([address.phone] if address.phone else []),
    ]


def packing_list(paper: Paper, pack: Pack, words: Words) -> None:
    """Write the packing list: each parcel with its titles and sums, then the sum of all."""
    paper.begin(f"{words.side_by_side('packing_list' if pack.crosses else 'inventory')}   {pack.number}", "landscape")
    paper.qr(pack.number)
    paper.heading(words("packing_list" if pack.crosses else "inventory"))
    if not pack.is_packed:
        paper.text(words.side_by_side("draft"), 10, bold=True)
    paper.text(_number_and_day(pack, words, words.languages))
    if pack.crosses:
        paper.text(words.side_by_side(category(pack.lines)), 8)
    if pack.return_by is not None:
        paper.text(f"{words.side_by_side('return_by')}: {words.day(pack.return_by)}", 8)
    ends = [
        (name, place(end, pack.crosses)) for name, end in (("sender", pack.consignor), ("addressee", pack.consignee))
    ]
    paper.columns([(words.side_by_side(name), lines) for name, lines in ends])
    tables: list[tuple[tuple[PackLine, ...], Draw]] = [
        (parcel.lines, partial(_parcel, paper, pack, parcel, words)) for parcel in pack.parcels
    ]
    if pack.unpacked or not pack.parcels:
        tables.append((pack.unpacked, nothing))
    for number, (lines, start) in enumerate(tables, start=1):
        end = partial(_whole, paper, pack, words) if number == len(tables) else nothing
        _titles(paper, pack, words, lines, start, end)


def _parcel(paper: Paper, pack: Pack, parcel: PackParcel, words: Words) -> None:
    service = BETWEEN.join(dict.fromkeys(parcel.service[code] for code in words.languages))
    tracking = f"   {parcel.tracking_no}" if parcel.tracking_no else ""
    paper.text(
        f"{words.side_by_side('parcel')} {parcel.number} / {len(pack.parcels)}   {service}{tracking}", 10, bold=True
    )
    if not parcel.is_traceable:
        paper.text(words.side_by_side("not_traceable"), 8)


def _titles(paper: Paper, pack: Pack, words: Words, lines: tuple[PackLine, ...], start: Draw, end: Draw) -> None:
    columns = [
        Column(words("line"), 0.05, "right"),
        Column(words("title"), 0.34 if pack.crosses else 0.4),
        Column(_imprint_heads(words, words.languages), 0.2),
        Column(("ISBN",), 0.11),
        Column(words("copies"), 0.07, "right"),
        Column(words("weight"), 0.09, "right"),
        Column((*words("value")[:2], *currency_names(pack.currency, words.languages[:2])), 0.08, "right"),
        *([Column(words("hs_code"), 0.06)] if pack.crosses else []),
    ]
    rows = [_row(line, words, pack) for line in lines]
    total = [*_totals(words, sums(lines)), *([""] if pack.crosses else [])]
    paper.table(columns, rows, total, LIST_PT, start, end)


def _row(line: PackLine, words: Words, pack: Pack) -> list[Cell | str]:
    mark = "home_mark" if line.goes_home else "loan_mark"
    loan = (words.side_by_side(mark),) if line.purpose is Purpose.TEMPORARY else ()
    marks = (*loan, *_marks(line, words, words.languages))
    return [
        str(line.number),
        _titled(line, marks, None if pack.crosses else pack.languages[0]),
        imprint(line),
        isbn_cell(line.isbn, line.printed_isbn, words),
        str(line.pieces),
        words.number(kilograms(line.net_g)),
        words.number(in_units(line.worth_minor)),
        *([line.hs_code] if pack.crosses else []),
    ]


def of_a_set(copies: int, volumes: int, words: Words, order: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return how the books of a set are counted, so that who counts them finds the one title; nothing of one book."""
    return (f"{words.side_by_side('sets', order)}: {copies} × {volumes}",) if volumes > 1 else ()


def _marks(line: PackLine, words: Words, order: tuple[str, ...]) -> tuple[str, ...]:
    return (*of_a_set(line.copies, line.volumes, words, order), *_export_permit(line, words, order))


def _titled(line: PackLine, marks: tuple[str, ...], only: str | None) -> Cell:
    """Return a title with its other forms; where papers stand in one language alone, in that."""
    own = line.title_in(only) if only else None
    if own is None:
        return Cell(line.title, (BETWEEN.join(line.other_titles), *marks))
    return Cell(own, marks)


def _export_permit(line: PackLine, words: Words, order: tuple[str, ...]) -> tuple[str, ...]:
    """Return by which document an old book may leave, number and day, for officers to compare."""
    if line.export_permit_no is None or line.export_permit_on is None:
        return ()
    told, day = words.side_by_side("export_permit", order), words.day(line.export_permit_on, order)
    return (f"{told} {line.export_permit_no}, {day}",)


def isbn_cell(isbn: str | None, printed: str | None, words: Words, order: tuple[str, ...] | None = None) -> Cell | str:
    """Return an ISBN for its column; a wrong one that the book has in print, with a remark."""
    return Cell(printed, (words.side_by_side("as_printed", order),)) if printed and not isbn else isbn or ""


def _isbn_lines(line: PackLine, words: Words, order: tuple[str, ...]) -> tuple[str, ...]:
    if line.printed_isbn and not line.isbn:
        return f"ISBN {line.printed_isbn}", words.side_by_side("as_printed", order)
    return (f"ISBN {line.isbn}" if line.isbn else "",)


def imprint(line: PackLine) -> str:
    """Return author, publisher and year."""
    return ", ".join(part for part in (line.author, line.publisher, str(line.year or "")) if part)


def imprint_in(line: PackLine, language: str) -> str:
    """Return author, publisher and year for who reads `language` (zh or ru)."""
    parts = (line.author_in(language), line.publisher_in(language), str(line.year or ""))
    return ", ".join(part for part in parts if part)


def _original(written: str | None, told: str) -> tuple[str, ...]:
    """Return what the book itself has, where officers are told something else."""
    return (written,) if written and written != told else ()


def _imprint_heads(words: Words, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(", ".join(words(name, [code])[0] for name in ("author", "publisher", "year")) for code in languages)


def _totals(words: Words, come_to: Sums) -> list[Cell | str]:
    return [
        str(come_to.titles),
        words.side_by_side("total"),
        "",
        "",
        str(come_to.pieces),
        words.number(kilograms(come_to.net_g)),
        words.number(in_units(come_to.value_minor)),
    ]


def _whole(paper: Paper, pack: Pack, words: Words) -> None:
    come_to, gross = pack.sums, pack.gross_g
    facts = [
        ("parcels", str(len(pack.parcels))),
        ("copies", f"{come_to.pieces} ({words.side_by_side('title')}: {come_to.titles})"),
        ("weight", words.number(kilograms(come_to.net_g))),
        ("gross", words.side_by_side("unknown_yet") if gross is None else words.number(kilograms(gross))),
        ("value", sum_side_by_side(words.number(in_units(come_to.value_minor)), pack.currency, words.languages)),
    ]
    paper.facts([(words.side_by_side(name), value) for name, value in facts], 0.45)
    if pack.crosses:
        paper.text(words.side_by_side("no_commercial_value"), 8)
    paper.sign_here([words.side_by_side("checked"), words.side_by_side("received"), words.side_by_side("seal")])


def advance_list(paper: Paper, pack: Pack, words: Words) -> None:
    """Write the list for Russian customs: Russian first, each title with its original and a line of annotation."""
    order = ("ru", "zh")
    _application(paper, pack, words, "advance_list", order)
    columns = [
        Column(words("line", order), 0.04, "right"),
        Column(words("original", order), 0.22),
        Column(words("title_ru", order), 0.2),
        Column((*_imprint_heads(words, order), "ISBN"), 0.17),
        Column(words("copies", order), 0.06, "right"),
        Column(words("weight", order), 0.07, "right"),
        Column((*words("value", order), *currency_names(pack.currency, order)), 0.07, "right"),
        Column(words("annotation", order), 0.17),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(line.number),
            Cell(line.title, (line.transliteration or "", *_marks(line, words, order))),
            line.title_ru,
            Cell(
                imprint_in(line, "ru"),
                (
                    *_original(imprint(line), imprint_in(line, "ru")),
                    *_isbn_lines(line, words, order),
                    f"{words('hs_code', ['ru'])[0]} {line.hs_code}",
                ),
            ),
            str(line.pieces),
            words.number(kilograms(line.net_g), order),
            words.number(in_units(line.worth_minor), order),
            Cell(line.annotation_in("ru")),
        ]
        for line in pack.lines
    ]
    come_to = pack.sums
    figures = [
        str(come_to.pieces),
        words.number(kilograms(come_to.net_g), order),
        words.number(in_units(come_to.value_minor), order),
    ]
    total = [str(come_to.titles), words.side_by_side("total", order), "", "", *figures, ""]
    signs = [words.side_by_side("signature", order), words.side_by_side("seal", order)]
    paper.table(columns, rows, total, LIST_PT, end=lambda: paper.sign_here(signs))


def permit_list(paper: Paper, pack: Pack, words: Words) -> None:
    """Write the application for a permit to bring books into China: Chinese first, each title with a summary."""
    order = ("zh", "ru")
    _application(paper, pack, words, "permit_list", order)
    columns = [
        Column(words("line", order), 0.05, "right"),
        Column(words("original", order), 0.2),
        Column(words("title_zh", order), 0.17),
        Column(words("author", order), 0.11),
        Column(words("publisher", order), 0.11),
        Column(words("year", order), 0.05),
        Column(("ISBN",), 0.1),
        Column(words("copies", order), 0.06, "right"),
        Column(words("annotation", order), 0.15),
    ]
    rows: list[list[Cell | str]] = [
        [
            str(line.number),
            Cell(line.title, (line.transliteration or "", *of_a_set(line.copies, line.volumes, words, order))),
            line.title_zh,
            Cell(line.author_in("zh"), _original(line.author, line.author_in("zh"))),
            Cell(line.publisher_in("zh"), _original(line.publisher, line.publisher_in("zh"))),
            str(line.year or ""),
            isbn_cell(line.isbn, line.printed_isbn, words, order),
            str(line.pieces),
            line.annotation_in("zh"),
        ]
        for line in pack.lines
    ]
    come_to = pack.sums
    total = [str(come_to.titles), words.side_by_side("total", order), "", "", "", "", "", str(come_to.pieces)]
    worth = sum_side_by_side(words.number(in_units(come_to.value_minor), order), pack.currency, order)
    figures = f"{words.number(kilograms(come_to.net_g), order)} kg{BETWEEN}{worth}"
    signs = [words.side_by_side("applicant", order), words.side_by_side("seal", order)]
    paper.table(columns, rows, [*total, figures], LIST_PT, end=lambda: paper.sign_here(signs))


def _application(paper: Paper, pack: Pack, words: Words, name: str, order: tuple[str, ...]) -> None:
    paper.begin(f"{words.side_by_side(name, order)}   {pack.number}", "landscape")
    paper.heading(words(name, order))
    paper.text(_number_and_day(pack, words, order))
    paper.text(words.side_by_side(category(pack.lines), order), 8)
    ends = [("sender", place(pack.consignor)), ("addressee", place(pack.consignee))]
    paper.columns([(words.side_by_side(end, order), lines) for end, lines in ends])


def _number_and_day(pack: Pack, words: Words, order: tuple[str, ...]) -> str:
    number, day = (words.side_by_side(name, order) for name in ("number", "date"))
    return f"{number}: {pack.number}    {day}: {words.day(pack.made_on, order)}"
