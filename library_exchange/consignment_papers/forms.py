"""The customs forms of the post, one for each parcel: CN22 for small values, CN23 for others; a line for each title."""

from library_exchange.consignment_papers.lists import place
from library_exchange.consignment_papers.pack import Pack, PackLine, PackParcel
from library_exchange.consignment_papers.rules import CustomsForm
from library_exchange.consignment_papers.words import BETWEEN, Words, category, kilograms
from library_exchange.core.bounds import in_units
from library_exchange.documents.paper import Cell, Column, Paper

TICKED = "■"


def customs_form(paper: Paper, pack: Pack, parcel: PackParcel, words: Words) -> None:
    """Write the form that `parcel` bears."""
    order = ("en", *(code for code in pack.languages if code != "en"))
    number = f"{pack.number} / {parcel.number}"
    paper.begin(f"{parcel.form}   {number}")
    paper.qr(number)
    name, *others = words("customs_declaration", order)
    paper.heading([f"{parcel.form}  {name}", *others])
    paper.text(words.side_by_side("form_note", order), 8)
    if parcel.form is CustomsForm.CN23:
        ends = [("sender", place(pack.consignor)), ("addressee", place(pack.consignee))]
        paper.columns([(words.side_by_side(end, order), lines) for end, lines in ends])
    paper.facts(_facts(pack, parcel, words, order), 0.42)
    _contents(paper, pack, parcel, words, order)


def _facts(pack: Pack, parcel: PackParcel, words: Words, order: tuple[str, ...]) -> list[tuple[str, str]]:
    service = BETWEEN.join(dict.fromkeys(parcel.service[code] for code in order))
    purposes = frozenset(line.purpose for line in parcel.lines)
    facts = [
        ("number", f"{pack.number}   {words.side_by_side('parcel', order)} {parcel.number} / {len(pack.parcels)}"),
        ("service", service),
        ("tracking", parcel.tracking_no or ""),
        ("category", f"{TICKED} {words.side_by_side(category(purposes), order)}"),
        ("permit", pack.permit_no or ""),
        ("return_by", str(pack.return_by or "")),
    ]
    return [(words.side_by_side(name, order), value) for name, value in facts if value]


def _contents(paper: Paper, pack: Pack, parcel: PackParcel, words: Words, order: tuple[str, ...]) -> None:
    columns = [
        Column(words("description", order), 0.4),
        Column(words("quantity", order), 0.1, "right"),
        Column(words("weight", order), 0.12, "right"),
        Column((*words("value", order)[:2], pack.currency), 0.11, "right"),
        Column(words("hs_code", order), 0.11),
        Column(words("origin", order), 0.16),
    ]
    # Values bear the ISO code here: post offices of third countries read the form, too.
    come_to = parcel.sums
    total: list[Cell | str] = [
        Cell(words.side_by_side("total", order)),
        str(come_to.copies),
        kilograms(come_to.net_g),
        in_units(come_to.value_minor),
        "",
        "",
    ]
    rows = [_line(line, words, order) for line in parcel.lines]
    paper.table(columns, rows, total, 8, end=lambda: _end(paper, pack, parcel, words, order))


def _end(paper: Paper, pack: Pack, parcel: PackParcel, words: Words, order: tuple[str, ...]) -> None:
    """Write what the parcel weighs and is worth, what the sender certifies, and lines to sign on."""
    facts = [("gross", kilograms(parcel.gross_g)), ("value", f"{in_units(parcel.sums.value_minor)} {pack.currency}")]
    paper.facts([(words.side_by_side(name, order), value) for name, value in facts], 0.42)
    first, *others = words("certify", order)
    paper.text(first, 8)
    for text in others:
        paper.text(text, 7.5)
    paper.sign_here([words.side_by_side("signature", order), words.side_by_side("official", order)])


def _line(line: PackLine, words: Words, order: tuple[str, ...]) -> list[Cell | str]:
    """Return the row of a title: what it is, and what it is called in every language known."""
    kind = words.side_by_side(f"material_{line.material}", order)
    return [
        Cell(f"{line.number}. {line.title}", (BETWEEN.join(line.other_titles), kind)),
        str(line.copies),
        kilograms(line.net_g),
        in_units(line.worth_minor),
        line.hs_code,
        line.origin,
    ]
