"""The sign by which one list parts what it tells of a book, whichever it is: 题名-作者-社-年, «Заглавие~Автор~Год».

A sign that stands between the parts of most lines is no part of their words: whatever sign has as many parts in most
lines, of which one is a year, a number of books or of copies, parts the whole list. What its parts hold, all lines
together tell (`own_orders`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from library_exchange.citations.pieces import pieces_of
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.citations.weighing import Role, weights
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import columns
from library_exchange.list_reading.rules.copies import only_copies
from library_exchange.list_reading.rules.headings import is_known
from library_exchange.list_reading.rules.line_numbers import BULLET, IN_A_CIRCLE
from library_exchange.list_reading.rules.name_forms import CAPITAL_WORD, is_chinese_name
from library_exchange.list_reading.rules.not_a_title import Stray, stray
from library_exchange.list_reading.rules.own_orders import Placed, placed
from library_exchange.list_reading.rules.trimmings import unled
from library_exchange.offers.rules.numbers import read_number

FEWEST = 3
"""So many lines at least a sign of the list parts."""
FEWEST_CELLS = 3
MOST_CELLS = 12
"""What has fewer or more cells than so many is no line of a list that its own sign parts."""
SHARE = 0.6
"""In so many lines at least a sign of the list parts them."""
MIXED = 0.2
"""Where more titles have other parts within them, the sign parts less than all: it stands in descriptions."""
_FOREIGN = (Role.AUTHOR, Role.STATED, Role.PUBLISHER, Role.PLACE, Role.YEAR)
_STRONG = 3
"""So much has to speak for another part of a description within a title."""
FEW_DITTOS = 0.1
"""Where more lines stand for what is above them, they are read as plain ones, which tell it."""
_DATED = re.compile(r"(?<![\d.])(?:1[89]|20)\d\d(?![\d.])|同上")
"""A year within other words, or what stands for the line above: another part or book."""
_THE_SAME = re.compile(r"(?:он|она|они|его|её|ее|их|то|тот|та)\s+же\b|同上", re.IGNORECASE)
MOST_SURE, SURE = 0.75, 0.4
"""So many of the lines have to stand in the columns without any doubt, if the sign stands in descriptions, or not."""
_IN_DESCRIPTIONS = frozenset(",;/-")
FEW = 0.25
"""Of so many of these at least a number of cells may be the whole one."""
_BESIDE = ("quantity", "remark")
"""What stands behind the columns of a list: copies of a line that fit in none, and all that is left."""
_TELLING = frozenset({"isbn", "year", "quantity", "imprint", "publisher"})
LEAST = 0.35
"""So many lines of a text are those of the list itself."""
_NEVER = frozenset("()[]{}<>«»“”\"'《》〈〉「」『』.:№%!?&@°’`^=…")
_INSIDE = re.compile(
    r"《[^《》]*》|«[^«»]*»|“[^“”]*”|\"[^\"]*\"|\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】"
    r"|(?<![\w-])(?:97[89][ -]?)?\d{1,5}[ -]\d{1,7}[ -]\d{1,7}(?:[ -]\d{1,7})?[ -][\dXxХх](?!\w)"
    rf"|{CAPITAL_WORD},\s(?:[А-ЯЁ]\.\s?){{1,2}}"
    r"|(?<!\d)(?:1[5-9]|20)\d\d\s?[-~,]\s?(?:(?:1[5-9]|20)\d\d|\d\d(?!\d))(?!\d)"
    r"|(?<!\d)\d{1,3}[-,]\d\d(?!\d)|(?<!\d)\d{1,2}[-~]\d{1,2}(?=\s?[册卷辑期])"
)
_COUNTED = re.compile(r"^\W{0,3}(?:№|No\.?|п\.)?\s*(\d{1,4})(?:[.)、,:/\]】]+\s*|\s+|(?=[《«]))(?=\S)")
_ENDS = re.compile(
    r"(?P<copies>.{0,4}?\d{1,3}\s*(?:册|本|套|部|экз\.?|шт\.?|компл\.?))(?P<rest>\s*[(,;].+|\s*[^\w\s].+)"
)


class Row(NamedTuple):
    """The cells of a line, whether each stands where it fits, and whether what is left may be of another book."""

    cells: Sequence[str]
    is_sure: bool
    has_another: bool = False


class OwnSign(NamedTuple):
    """The lines of a list as rows, None for one that has no such parts; what they hold, and whether that is sure."""

    rows: Sequence[Row | None]
    names: Mapping[int, str]
    is_sure: bool


def parted(lines: Sequence[str]) -> OwnSign | None:
    """Return lines parted by the sign of their list; None if they have none."""
    texts = unnumbered(lines)
    found = [way for sign in _signs(texts) if (way := _by(sign, texts)) is not None]
    return max(found, key=lambda way: way[0])[1] if found else None


def unnumbered(lines: Sequence[str]) -> list[str]:
    """Return lines without what numbers them."""
    texts = [
        unicodedata.normalize("NFKC", IN_A_CIRCLE.sub(r"\1. ", line)).replace("\u3000", "  ").strip() for line in lines
    ]
    counted = [int(found[1]) if (found := _COUNTED.match(text)) else None for text in texts]
    numbers = [number for number in counted if number is not None]
    count_on = sum(after - before == 1 for before, after in pairwise(numbers))
    if len(numbers) > 1 and 2 * count_on >= len(numbers) and 2 * len(numbers) >= len(texts):
        return [
            _COUNTED.sub("", text, count=1) if number is not None else text
            for text, number in zip(texts, counted, strict=True)
        ]
    return [BULLET.sub("", unled(text)) for text in texts]


def _signs(texts: Sequence[str]) -> list[str]:
    """Return which signs stand at least twice in most lines, outside of marks, brackets and numbers."""
    counts: Counter[str] = Counter()
    for text in texts:
        plain = _hidden(text)
        own = Counter(_kind(sign) for sign in re.findall(r"[^\w\s]|_|\s{2,}", plain))
        counts.update(sign for sign, many in own.items() if many >= FEWEST_CELLS - 1 and sign not in _NEVER)
    return [sign for sign, many in counts.items() if many >= FEWEST]


def _kind(sign: str) -> str:
    return " " if sign.isspace() else "-" if sign in "–—―─‐‑" else "·" if sign in "•●∙" else sign


def _hidden(text: str) -> str:
    """Return a text with all that stands in marks, brackets and numbers as letters, each in its place."""
    return _INSIDE.sub(lambda found: "x" * len(found[0]), text)


def _split(text: str, sign: str) -> list[str]:
    """Return the cells of a line."""
    plain = _hidden(text)
    own = {"-": "[-–—―─‐‑]", "·": "[·•●∙]"}.get(sign, re.escape(sign))
    if sign == " ":
        way = r"\s{2,}"
    elif sign == "-":
        # A hyphen within a word is the word's own: Царь-рыба, изд-во.
        way = rf"\s+{own}+\s*|\s*{own}+\s+|(?<![а-яё]){own}+|{own}+(?![а-яё])|{own}{{2,}}"
    elif sign == "·":
        way = rf"\s+{own}+\s+"
    else:
        way = rf"\s*{own}+\s*"
    cells, at = [], 0
    for found in re.finditer(way, plain):
        cells.append(text[at : found.start()])
        at = found.end()
    cells.append(text[at:])
    return [cell for each in map(one_line, cells) if each for cell in _counted_apart(each)]


def _counted_apart(cell: str) -> list[str]:
    """Return a cell that tells copies and something of them as two."""
    if only_copies(cell) is None and (found := _ENDS.fullmatch(cell)) and only_copies(found["copies"]) is not None:
        return [found["copies"], found["rest"].strip(" ,;()")]
    return [cell]


def _is_more_than_title(cell: str) -> bool:
    """Whether what stands where a title should has another part of a description in it: a name, an imprint."""
    pieces = pieces_of(cell)
    if len(pieces) < 2:
        return False
    marked = next((piece for piece in pieces if piece.marks), None)
    is_marked = marked is not None and (
        bool(pieces.index(marked)) or (marked.marks == "《" and any(piece.before != "(" for piece in pieces[1:]))
    )
    weighed = [weights(piece, is_chinese_name) for piece in pieces]
    return is_marked or any(
        each[role] >= _STRONG and each[role] > each[Role.TITLE] for each in weighed for role in _FOREIGN
    )


def _is_more_than_imprint(cell: str) -> bool:
    """Whether numbers beside a year stand where a publisher should."""
    return len(re.findall(r"\d+", cell)) > 1


_MIXED: Mapping[str, Callable[[str], bool]] = {
    "title": _is_more_than_title,
    "publisher": _is_more_than_imprint,
    "imprint": _is_more_than_imprint,
    "author": lambda cell: any(map(str.isdigit, cell)) or "《" in cell or "«" in cell,
}
"""What tells that a cell holds more than its name says."""


def _is_ditto(cell: str) -> bool:
    """Whether a cell stands for that of the line above, which is told from it when lines are read as plain ones."""
    return stray(cell) is Stray.DITTO or _THE_SAME.match(cell) is not None


def _is_heading(row: Sequence[str]) -> bool:
    """Whether a row says what the columns below hold: 书名-作者-社."""
    known = sum(any(map(is_known, re.split("[,，:。]", cell))) for cell in row)
    return len(row) > 1 and (2 * known >= len(row) or (known > 1 and not any(map(str.isdigit, "".join(row)))))


def _by(sign: str, texts: Sequence[str]) -> tuple[float, OwnSign] | None:
    rows = [[] if _is_heading(row := _split(text, sign)) else row for text in texts]
    wide = [row for row in rows if len(columns.filled(row)) >= FEWEST_CELLS and len(row) <= MOST_CELLS]
    if sum(any(map(_is_ditto, row)) for row in wide) > FEW_DITTOS * len(wide):
        return None
    # A letter may stand around the list.
    places = [at for at, row in enumerate(rows) if len(row) >= FEWEST_CELLS]
    if len(wide) < max(FEWEST, SHARE * (places[-1] - places[0] + 1) if places else 0, LEAST * len(texts)):
        return None
    widths = [width for width, many in Counter(map(len, wide)).items() if many >= max(FEWEST, FEW * len(wide))]
    least = MOST_SURE if sign in _IN_DESCRIPTIONS else SURE
    found = [way for width in widths if (way := _of_width(width, rows, wide, least)) is not None]
    return max(found, key=lambda way: way[0]) if found else None


def _of_width(
    width: int, rows: Sequence[Sequence[str]], wide: Sequence[Sequence[str]], least: float
) -> tuple[float, OwnSign] | None:
    """Return the rows as those of so many cells tell, and what speaks for that; None if these cells are mixed.

    So many of them at `least` have to stand in their columns without any doubt.
    """
    full = [row for row in wide if len(row) == width]
    order = columns.ordered(full)
    held = set(order.names.values())
    if "title" not in held or len(held) < FEWEST_CELLS - 1 or held.isdisjoint(_TELLING):
        return None
    for at, name in order.names.items():
        mixed = _MIXED.get(name)
        if mixed and sum(map(mixed, (row[at] for row in full))) > MIXED * len(full):
            return None
    names = list(order.names.values())
    read = [placed(row, names, columns.FITS) if len(row) >= FEWEST_CELLS - 1 else None for row in rows]
    weights_told = sorted(each.weight for each in read if each is not None)
    usual = weights_told[len(weights_told) // 2]
    found = [_row(each, names) if each is not None and 2 * each.weight >= usual else None for each in read]
    if sum(row is not None and row.is_sure for row in found) < least * len(wide):
        return None
    return sum(weights_told), OwnSign(found, _named(names), order.is_sure)


def _tells_more(cell: str) -> bool:
    """Whether a cell that fits in no column tells more than a remark."""
    return bool(
        columns.FITS["year"](cell) or is_publisher(cell) or is_place(cell) or only_copies(cell) or read_number(cell)[0]
    )


def _named(names: Sequence[str]) -> Mapping[int, str]:
    """Return what the cells of a row hold, by their places; a list of copies needs no second column of them."""
    held = enumerate((*names, *_BESIDE))
    return {at: name for at, name in held if at < len(names) or name not in names}


def _row(told: Placed, names: Sequence[str]) -> Row:
    """Return the cells of a line, each in the column of its list; last of all what fits in none."""
    rest = [cell for cell in told.left if not columns.is_price(cell)]
    is_whole = not any(map(_tells_more, rest))
    copies = next(filter(only_copies, rest), "")
    rest = [cell for cell in rest if cell != copies]
    return Row(
        (*(told.told.get(name, "") for name in names), copies, "; ".join(rest)),
        told.is_sure and is_whole,
        any(map(_DATED.search, rest)),
    )
