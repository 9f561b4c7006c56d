"""Drawing the papers that go with a book, in both languages, each with a QR code of the request's page."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.lists import place
from library_exchange.consignment_papers.words import BETWEEN, Words
from library_exchange.core.i18n import format_date, speaking
from library_exchange.documents.address_label import LabelBlock
from library_exchange.documents.paper import MARGIN, SOFT, Cell, Column, Paper
from library_exchange.loan_printouts.contents import Book, Companion, DeskSlip, PullSlip
from library_exchange.loan_printouts.labels.slips import said

LABEL_MM = (105.0, 84.0)
TO_FILL_IN = "____ . ____ . ________"


def pull_slips(slips: Sequence[PullSlip], languages: tuple[str, ...], made_on: date, font: Path) -> bytes:
    """Return a PDF of slips to be cut, as many on a page as there is room for."""
    words = said(languages)
    paper = Paper(font, made_on, words("fetch")[0])
    paper.begin(f"{words.side_by_side('fetch')}   {made_on}")
    for slip in slips:
        shelf = [
            LabelBlock((words.side_by_side("call_number"),), 7, grey=SOFT),
            LabelBlock((slip.book.call_number or words.side_by_side("no_call_number"),), 14, is_bold=True),
            *_named(words, "barcode", slip.book.barcode),
            *([LabelBlock((slip.book.note,), 8)] if slip.book.note else []),
        ]
        wanted = [
            *_titles(slip.book),
            *_named(words, "pages", slip.book.pages),
            LabelBlock((f"{words.side_by_side('for_library')}: {BETWEEN.join(slip.partner)}",), 8),
            LabelBlock((f"{words.side_by_side('request')}: {slip.number}",), 8),
            *_named(words, "needed_by", _day(slip.needed_by, words), 8),
        ]
        paper.framed([(0.38, shelf), (0.62, wanted)], slip.link)
    return paper.to_bytes()


def strap(book: Companion, languages: tuple[str, ...], made_on: date, font: Path) -> bytes:
    """Return the strap that goes round the book: it names both libraries, and nobody else."""
    words = said(languages)
    paper = Paper(font, made_on, f"{words('strap')[0]} {book.number}")
    paper.begin(f"{words.side_by_side('strap')}   {book.number}", "landscape")
    front = [
        LabelBlock((words.side_by_side("strap"),), 10),
        LabelBlock((book.number,), 22, is_bold=True),
        LabelBlock((words.side_by_side("due"),), 8, grey=SOFT),
        *_due(book, words, 15),
        *_condition(words, book),
    ]
    back = [
        *_titles(book.book),
        LabelBlock((words.side_by_side("return_to"),), 8, grey=SOFT),
        LabelBlock(tuple(place(book.lender)), 11),
        LabelBlock((words.side_by_side("borrower"), *place(book.borrower)), 8),
        LabelBlock((words.side_by_side("keep_strap"),), 8),
    ]
    paper.framed([(0.45, front), (0.55, back)], book.link)
    return paper.to_bytes()


def desk_slip(slip: DeskSlip, languages: tuple[str, ...], made_on: date, font: Path) -> bytes:
    """Return the slip that lies in the book until its reader fetches it; it stays in her library."""
    words, book = said(languages), slip.companion
    paper = Paper(font, made_on, f"{words('desk_slip')[0]} {book.number}")
    paper.begin(f"{words.side_by_side('desk_slip')}   {book.number}")
    person = [
        LabelBlock((words.side_by_side("reader"),), 7, grey=SOFT),
        LabelBlock((slip.reader,), 16, is_bold=True),
        *_named(words, "card", slip.card_no),
        LabelBlock((words.side_by_side("due"),), 7, grey=SOFT),
        *_due(book, words, 12),
        *_condition(words, book),
    ]
    wanted = [
        *_titles(book.book),
        LabelBlock((f"{words.side_by_side('request')}: {book.number}",), 8),
        LabelBlock((words.side_by_side("take_out"),), 8),
    ]
    paper.framed([(0.5, person), (0.5, wanted)], book.link)
    return paper.to_bytes()


def packing_note(book: Companion, languages: tuple[str, ...], made_on: date, font: Path) -> bytes:
    """Return the note that lies in the parcel: who sends what to whom, until when."""
    words = said(languages)
    paper = Paper(font, made_on, f"{words('packing_note')[0]} {book.number}")
    paper.begin(f"{words.side_by_side('packing_note')}   {book.number}")
    paper.qr(book.link)
    paper.heading(words("packing_note"))
    paper.text(f"{words.side_by_side('request')}: {book.number}", 11, bold=True)
    paper.text(words.side_by_side("to_be_returned"))
    paper.columns(
        [
            (words.side_by_side("sender"), place(book.sender)),
            (words.side_by_side("addressee"), place(book.addressee)),
        ]
    )
    paper.facts(_facts(book, words))
    heads = [("title", 0.6), ("call_number", 0.2), ("barcode", 0.2)]
    row: list[Cell | str] = [
        Cell(book.book.titles[0], (*book.book.titles[1:], book.book.by)),
        book.book.call_number or "",
        book.book.barcode or "",
    ]

    def end() -> None:
        paper.text(f"{words.side_by_side('books')}: {book.pieces}")
        paper.sign_here([words.side_by_side("packed"), words.side_by_side("opened")])

    paper.table([Column(words(name), share) for name, share in heads], [row], end=end)
    return paper.to_bytes()


def label(book: Companion, languages: tuple[str, ...], made_on: date, font: Path) -> bytes:
    """Return the address label of the parcel."""
    words = said(languages)
    paper = Paper(font, made_on, f"{words('label')[0]} {book.number}")
    paper.begin(f"{words.side_by_side('label')}   {book.number}")
    to = book.addressee
    postcode = (to.postcode,) if to.postcode and not any(to.postcode in line for line in to.lines_local) else ()
    blocks = [
        LabelBlock((words.side_by_side("from"), *place(book.sender)), 7),
        LabelBlock((words.side_by_side("to"),), 7.5),
        LabelBlock((*to.lines_local, *postcode), 11.5, is_bold=True),
        LabelBlock((*to.lines_latin, _country(to, words)), 9),
        LabelBlock((words.side_by_side("printed_matter"), book.number), 8),
    ]
    paper.label(MARGIN, MARGIN, *LABEL_MM, blocks, book.link)
    return paper.to_bytes()


def _country(to: Address, words: Words) -> str:
    return BETWEEN.join(dict.fromkeys(to.country_in(code) for code in words.languages))


def _facts(book: Companion, words: Words) -> list[tuple[str, str]]:
    days = _days(book.due_on, words) or (TO_FILL_IN,)
    due = BETWEEN.join((*days, words.side_by_side("proposed")) if book.is_proposed else days)
    method = words.side_by_side(f"method_{book.method}") if book.method else ""
    told = {
        "due": due,
        "condition": words.side_by_side(f"condition_{book.condition}") if book.condition else "",
        "how": "   ".join(part for part in (method, book.tracking_no or "") if part),
        "hs_code": "4901 99",
    }
    return [(words.side_by_side(name), text) for name, text in told.items() if text]


def _due(book: Companion, words: Words, size_pt: float) -> list[LabelBlock]:
    """Return the due date in each language, marked where it may change before the book is sent."""
    told = LabelBlock(_days(book.due_on, words) or (TO_FILL_IN,), size_pt, is_bold=True)
    return [told, LabelBlock((words.side_by_side("proposed"),), 8)] if book.is_proposed else [told]


def _titles(book: Book) -> list[LabelBlock]:
    first, *others = book.titles
    blocks = [LabelBlock((first,), 11, is_bold=True)]
    return [*blocks, *([LabelBlock((*others, book.by), 8.5)] if others or book.by else [])]


def _condition(words: Words, book: Companion) -> list[LabelBlock]:
    if book.condition is None:
        return []
    named = LabelBlock((words.side_by_side("condition"),), 8, grey=SOFT)
    return [named, LabelBlock(words(f"condition_{book.condition}"), 11, is_bold=True)]


def _named(words: Words, name: str, value: str | None, size: float = 9) -> list[LabelBlock]:
    return [LabelBlock((f"{words.side_by_side(name)}: {value}",), size)] if value else []


def _day(day: date | None, words: Words) -> str:
    return BETWEEN.join(_days(day, words))


def _days(day: date | None, words: Words) -> tuple[str, ...]:
    """Return a day as each language writes it."""
    found: list[str] = []
    if day is None:
        return ()
    for code in words.languages:
        with speaking(code):
            found.append(format_date(day, "long"))
    return tuple(dict.fromkeys(found))
