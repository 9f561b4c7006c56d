"""What both customs forms of the post share: captions, ticks, rows of titles, and the sheets on which they go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from library_exchange.consignment_papers.french import FRENCH
from library_exchange.consignment_papers.lists import of_a_set
from library_exchange.consignment_papers.pack import Pack, PackLine, PackParcel, sums
from library_exchange.consignment_papers.rules.customs_forms import CATEGORIES, Category
from library_exchange.consignment_papers.words import BETWEEN, Words, category, kilograms
from library_exchange.core.bounds import in_units
from library_exchange.documents.form_paper import FormPaper
from library_exchange.documents.paper import MARGIN, Cell, Column

ROW_PT, HEAD_PT = 7.5, 6.0
SHEET_FOOT_MM = 34.0
"""Room for the sums and for the line to sign on, at the end of a continuation sheet."""


@dataclass(frozen=True)
class Form:
    """One form being written: the parcel, its consignment and the words; the sender's language is `own`."""

    paper: FormPaper
    pack: Pack
    parcel: PackParcel
    words: Words

    @property
    def own(self) -> str:
        """The language of the sender's post."""
        return self.pack.languages[0]

    @property
    def number(self) -> str:
        """What the parcel is called on its papers."""
        return f"{self.pack.number} / {self.parcel.number}"

    def caption(self, name: str, mark: int | None = None) -> tuple[str, ...]:
        """Return a caption in the sender's language and in French, with the `mark` of the notes on the form's back."""
        said = (self.words(name, [self.own])[0], FRENCH[name])
        return tuple(dict.fromkeys(each if mark is None else f"{each} ({mark})" for each in said))

    def heads(self, name: str, mark: int | None = None, *more: str) -> tuple[str, ...]:
        """Return the heads of a column."""
        return (*self.caption(name, mark), *more)

    def choices(self, at: tuple[float, float], width: float, points: float) -> None:
        """Draw the categories in two columns of a `width`, with a cross at the one that holds."""
        for number, each in enumerate(CATEGORIES):
            place = (at[0] + number % 2 * width, at[1] + number // 2 * points * 0.5)
            said = " / ".join(self.caption(f"tick_{each}"))
            self.paper.choice(place, said, each is Category.OTHER, points)

    def explanation(self) -> str:
        """Return why the books cross, in all languages of the papers."""
        return self.words.side_by_side(category(self.parcel.lines))

    def described(self, line: PackLine) -> Cell:
        """Return what a title is, and what it is called in the languages that officers of both sides read."""
        kind = self.words.side_by_side(f"material_{line.material}")
        told = dict.fromkeys((line.title_zh, line.title_ru))
        also = BETWEEN.join(it for it in told if it not in ("", line.title))
        return Cell(f"{line.number}. {line.title}", (also, kind, *of_a_set(line.copies, line.volumes, self.words)))

    def row(self, line: PackLine) -> list[Cell]:
        """Return the row of a title in the six columns of CN 23 and of continuation sheets."""
        figures = (str(line.pieces), *self._weight_and_value(line.net_g, line.worth_minor), line.hs_code, line.origin)
        return [self.described(line), *map(Cell, figures)]

    def summed(self, name: str, lines: Sequence[PackLine]) -> list[Cell]:
        """Return the row that tells what `lines` come to: carried forward, brought forward, in all."""
        come_to = sums(tuple(lines))
        figures = (str(come_to.pieces), *self._weight_and_value(come_to.net_g, come_to.value_minor), "", "")
        return [Cell(" / ".join(self.caption(name))), *map(Cell, figures)]

    def _weight_and_value(self, grams: int, minor: int) -> tuple[str, str]:
        """Return both as all papers of the pack write numbers."""
        return self.words.number(kilograms(grams)), self.words.number(in_units(minor))

    def columns(self, has_marks: bool) -> list[Column]:
        """Return the six columns, with the marks of the notes on the back of CN 23."""
        names = (("description", 0.48, 1), ("quantity", 0.08, 2), ("weight", 0.1, 3), ("value", 0.12, 5))
        tariff = (("hs_code", 0.11, 7), ("origin", 0.11, 8))
        return [
            Column(
                self.heads(name, mark if has_marks else None, *([self.pack.currency] if name == "value" else [])),
                share,
                "right" if name in ("quantity", "weight", "value") else "left",
            )
            for name, share, mark in (*names, *tariff)
        ]


def headed(columns: Sequence[Column]) -> list[Cell]:
    """Return the heads of columns as a row."""
    return [Cell(column.heads[0], column.heads[1:]) for column in columns]


def fitting(heights: Sequence[float], room: float) -> int:
    """Return how many of the first rows fit a room; one at least, so that a form always goes on."""
    used, count = 0.0, 0
    for height in heights:
        used += height
        if used > room:
            break
        count += 1
    return max(count, min(1, len(heights)))


def continued(form: Form, done: int) -> None:
    """Write the titles of the parcel after the first `done` ones on sheets of their own, sums brought forward."""
    paper, lines, sheet = form.paper, form.parcel.lines, 0
    columns = form.columns(has_marks=False)
    heights = paper.heights(columns, [form.row(line) for line in lines], ROW_PT)
    (head,) = paper.heights(columns, [headed(columns)], HEAD_PT)
    (carried,) = paper.heights(columns, [form.summed("brought", lines)], ROW_PT)
    while done < len(lines):
        sheet += 1
        paper.new_page()
        _sheet_head(form, sheet)
        room = paper.bottom - paper.here - head - 2 * carried - SHEET_FOOT_MM
        count = fitting(heights[done:], room)
        upto = done + count
        is_last = upto == len(lines)
        rows = [form.summed("brought", lines[:done]), *map(form.row, lines[done:upto])]
        rows.append(form.summed("total" if is_last else "carried", lines[:upto]))
        paper.ruled(columns, [headed(columns)], HEAD_PT, shaded=frozenset({0}))
        paper.ruled(columns, rows, ROW_PT, shaded=frozenset({0, len(rows) - 1}))
        paper.space(3)
        paper.sign_here([" / ".join(form.caption("signature")), " / ".join(form.caption("official"))])
        done = upto


def _sheet_head(form: Form, sheet: int) -> None:
    paper, pack = form.paper, form.pack
    first, french = form.caption("continuation")
    paper.heading([f"{form.parcel.form}   {first} {sheet}", french], 13)
    paper.text(f"{form.words.side_by_side('number')}: {form.number}   {form.parcel.tracking_no or ''}".rstrip(), 8.5)
    width = paper.width / 2
    for place, (name, end) in enumerate((("from", pack.consignor), ("to", pack.consignee))):
        lines = (" ".join(end.lines_local), ", ".join(end.lines_latin))
        paper.entry((MARGIN + place * width, paper.here), (width, 18), form.caption(name), lines, 7)
    paper.go_to(paper.here + 20)
