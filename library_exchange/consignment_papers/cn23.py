"""The customs declaration CN 23, its boxes in the order of the Universal Postal Union, on one page."""

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.form_entries import HEAD_PT, ROW_PT, Form, continued, fitting, headed
from library_exchange.consignment_papers.lists import place
from library_exchange.consignment_papers.words import kilograms
from library_exchange.core.bounds import in_units
from library_exchange.documents.paper import MARGIN

WIDTH = 186.0
TABLE_TOP, TABLE_END = 90.0, 199.0
LEFT = 104.0


def cn23(form: Form) -> None:
    """Write the form of one parcel, and the sheets for titles that it has no lines for."""
    form.paper.begin(f"{form.parcel.form}   {form.number}")
    _head(form)
    _ends(form)
    done = _contents(form)
    _sums(form)
    _category(form)
    _numbers(form)
    _signature(form)
    continued(form, done)


def _head(form: Form) -> None:
    paper, words = form.paper, form.caption
    paper.entry((MARGIN, 12), (50, 20), words("operator"))
    paper.entry((MARGIN + 50, 12), (90, 20))
    paper.title_at((MARGIN + 52, 13), (86, 18), form.caption("customs_declaration"), words("form_note"))
    paper.entry((MARGIN + 140, 12), (WIDTH - 140, 20))
    paper.title_at((MARGIN + 142, 15), (24, 16), [str(form.parcel.form)], [form.number])
    paper.qr_at(form.number, MARGIN + WIDTH - 19, 13, 18)


def _ends(form: Form) -> None:
    paper, pack, right = form.paper, form.pack, WIDTH - LEFT
    paper.entry((MARGIN, 32), (LEFT, 29), form.caption("from"), _address(form, pack.consignor))
    paper.entry((MARGIN + LEFT, 32), (right, 12), form.caption("sender_reference"), [pack.declared.sender_reference])
    paper.entry((MARGIN + LEFT, 44), (right, 17), form.caption("item_number"), [form.parcel.tracking_no or ""])
    paper.entry((MARGIN, 61), (LEFT, 29), form.caption("to"), _address(form, pack.consignee))
    reference = form.caption("importer_reference")
    paper.entry((MARGIN + LEFT, 61), (right, 16), reference, [pack.declared.importer_reference])
    paper.entry((MARGIN + LEFT, 77), (right, 13), form.caption("importer_phone"), [pack.consignee.phone or ""])


def _address(form: Form, address: Address) -> list[str]:
    """Return an address with its country in the sender's language, for the post that takes the parcel."""
    lines, country = place(address), address.country_in(form.own)
    return lines if any(country in line for line in lines) else [*lines, country]


def _contents(form: Form) -> int:
    """Write the titles that the form has lines for, and their sums; return how many."""
    paper, lines, columns = form.paper, form.parcel.lines, form.columns(has_marks=True)
    rows = [form.row(line) for line in lines]
    (head,) = paper.heights(columns, [headed(columns)], HEAD_PT)
    (carried,) = paper.heights(columns, [form.summed("carried", lines)], ROW_PT)
    count = fitting(paper.heights(columns, rows, ROW_PT), TABLE_END - TABLE_TOP - head - carried)
    paper.go_to(TABLE_TOP)
    paper.ruled(columns, [headed(columns)], HEAD_PT, shaded=frozenset({0}))
    paper.ruled(columns, rows[:count], ROW_PT, TABLE_END - carried)
    name = "total" if count == len(lines) else "carried"
    paper.ruled(columns, [form.summed(name, lines[:count])], ROW_PT, shaded=frozenset({0}))
    return count


def _sums(form: Form) -> None:
    parcel, width, currency = form.parcel, WIDTH / 3, form.pack.currency
    charge = "" if parcel.charge_minor is None else f"{form.words.number(in_units(parcel.charge_minor))} {currency}"
    weighs = "" if parcel.gross_g is None else form.words.number(kilograms(parcel.gross_g))
    told = (
        ("total_gross", 4, f"{weighs} {form.words('kg', ['en'])[0]}" if weighs else ""),
        ("total_value", 6, f"{form.words.number(in_units(parcel.sums.value_minor))} {currency}"),
        ("charges", 9, charge),
    )
    for number, (name, mark, entered) in enumerate(told):
        caption = [" / ".join(form.caption(name, mark))]
        form.paper.entry((MARGIN + number * width, TABLE_END), (width, 11), caption, [entered])


def _category(form: Form) -> None:
    paper, y, width = form.paper, TABLE_END + 11, 128.0
    paper.entry((MARGIN, y), (width, 24), [" / ".join(form.caption("category", 10))])
    form.choices((MARGIN + 1.1, y + 3.2), width / 2, 6.5)
    explained = f"{' / '.join(form.caption('explanation'))}: {form.explanation()}"
    paper.free_entry((MARGIN, y + 13.5), (width, 10.5), [explained], 7)
    paper.entry((MARGIN + width, y), (WIDTH - width, 24), form.caption("official"))


def _numbers(form: Form) -> None:
    paper, pack, y, width = form.paper, form.pack, TABLE_END + 35, WIDTH / 3
    back = f"{form.words.side_by_side('return_by')}: {pack.return_by}" if pack.return_by else ""
    paper.entry((MARGIN, y), (WIDTH, 12), form.caption("comments", 11), [pack.declared.comments, back], 8)
    entered = (
        ("licence", 12, pack.permit_no or ""),
        ("certificate", 13, pack.declared.certificate_no),
        ("invoice", 14, pack.declared.invoice_no),
    )
    for number, (name, mark, value) in enumerate(entered):
        paper.entry((MARGIN + number * width, y + 12), (width, 11), form.caption(name, mark), [value])


def _signature(form: Form) -> None:
    paper, y, width = form.paper, TABLE_END + 58, 112.0
    paper.entry((MARGIN, y), (width, 18), (), form.caption("certify"), 6)
    paper.entry((MARGIN + width, y), (WIDTH - width, 18), form.caption("signature", 15))
