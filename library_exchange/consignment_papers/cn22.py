"""The customs declaration CN 22 for small values: a label of A6 to be cut out, in the order of the postal union."""

from library_exchange.consignment_papers.form_entries import Form, continued, fitting, headed
from library_exchange.consignment_papers.pack import PackLine
from library_exchange.consignment_papers.words import kilograms
from library_exchange.core.bounds import in_units
from library_exchange.documents.paper import MARGIN, Cell, Column

WIDTH, HEIGHT = 105.0, 148.0
FIGURE = 23.0
PAPER_WIDTH = 186.0
TITLE_PT, HEAD_PT = 6.5, 5.5
TABLE_TOP, TABLE_END = 58.0, 119.0


def cn22(form: Form) -> None:
    """Write the form of one packet, and the sheets for titles that it has no lines for."""
    paper = form.paper
    paper.begin(f"{form.parcel.form}   {form.number}")
    paper.qr(form.number)
    _head(form)
    done = _contents(form)
    _sums(form)
    _signature(form)
    paper.go_to(MARGIN + HEIGHT + 4)
    paper.text(form.words("cut_out", [form.own])[0], 8)
    continued(form, done)


def _head(form: Form) -> None:
    paper = form.paper
    paper.entry((MARGIN, 12), (WIDTH, 17))
    paper.title_at((MARGIN + 2, 13), (72, 15), form.caption("customs_declaration"), form.caption("form_note"))
    paper.title_at((MARGIN + 76, 14), (28, 14), [str(form.parcel.form)], [form.number])
    paper.entry((MARGIN, 29), (42, 9.5), form.caption("operator"))
    paper.entry((MARGIN + 42, 29), (WIDTH - 42, 9.5), form.caption("item_number"), [form.parcel.tracking_no or ""], 8)
    paper.entry((MARGIN, 38.5), (WIDTH, TABLE_TOP - 38.5), [" / ".join(form.caption("category"))])
    form.choices((MARGIN + 1.1, 41.6), WIDTH * 0.51, 5.5)
    explained = f"{' / '.join(form.caption('explanation'))}: {form.explanation()}"
    paper.free_entry((MARGIN, 50.2), (WIDTH, TABLE_TOP - 50.2), [explained], 6)


def _columns(form: Form) -> list[Column]:
    names = (("quantity_and_description", WIDTH - 2 * FIGURE, 1), ("weight_kg", FIGURE, 2), ("value", FIGURE, 3))
    return [
        Column(
            form.heads(name, mark, *([form.pack.currency] if name == "value" else [])),
            width / PAPER_WIDTH,
            "left" if name == "quantity_and_description" else "right",
        )
        for name, width, mark in names
    ]


def _row(form: Form, line: PackLine) -> list[Cell]:
    told = form.described(line)
    described = Cell(f"{line.pieces} × {line.title}", told.more)
    return [described, *map(Cell, map(form.words.number, (kilograms(line.net_g), in_units(line.worth_minor))))]


def _summed(form: Form, name: str, lines: tuple[PackLine, ...]) -> list[Cell]:
    first, _copies, weight, value, *_tariff = form.summed(name, lines)
    return [first, weight, value]


def _contents(form: Form) -> int:
    paper, lines, columns = form.paper, form.parcel.lines, _columns(form)
    rows = [_row(form, line) for line in lines]
    (head,) = paper.heights(columns, [headed(columns)], HEAD_PT)
    (carried,) = paper.heights(columns, [_summed(form, "carried", lines)], TITLE_PT)
    whole = TABLE_END - TABLE_TOP - head
    heights = paper.heights(columns, rows, TITLE_PT)
    count = fitting(heights, whole) if sum(heights) <= whole else fitting(heights, whole - carried)
    paper.go_to(TABLE_TOP)
    is_all = count == len(lines)
    end = TABLE_END if is_all else TABLE_END - carried
    paper.ruled(columns, [headed(columns)], HEAD_PT, shaded=frozenset({0}))
    paper.ruled(columns, rows[:count], TITLE_PT, end)
    if not is_all:
        paper.ruled(columns, [_summed(form, "carried", lines[:count])], TITLE_PT, shaded=frozenset({0}))
    return count


def _sums(form: Form) -> None:
    paper, parcel, wide = form.paper, form.parcel, WIDTH - 2 * FIGURE
    told = dict.fromkeys(f"{line.hs_code} {line.origin}".rstrip() for line in parcel.lines)
    at = MARGIN + wide
    paper.entry((MARGIN, TABLE_END), (wide, 15), form.caption("tariff_and_origin", 4), [", ".join(told)], 8)
    gross = [] if parcel.gross_g is None else [form.words.number(kilograms(parcel.gross_g))]
    paper.entry((at, TABLE_END), (FIGURE, 15), form.caption("total_gross", 6), gross, 8)
    worth = f"{form.words.number(in_units(parcel.sums.value_minor))} {form.pack.currency}"
    paper.entry((at + FIGURE, TABLE_END), (FIGURE, 15), form.caption("total_value", 7), [worth], 8)


def _signature(form: Form) -> None:
    paper, y = form.paper, TABLE_END + 15
    rest = MARGIN + HEIGHT - y
    paper.entry((MARGIN, y), (WIDTH, rest - 8), (), form.caption("certify_small"), 5)
    caption = [" / ".join(form.caption("signature", 8))]
    paper.entry((MARGIN, y + rest - 8), (WIDTH, 8), caption)
