"""Columns that nobody has named: whether rows need them named, and what each seems to hold by what stands in it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.rules.amounts import copies, weight
from library_exchange.list_reading.rules.copies import only_copies
from library_exchange.list_reading.rules.headings import GRAMS
from library_exchange.list_reading.rules.name_forms import CAPITALS, SHORT_NAME
from library_exchange.list_reading.rules.own_orders import Order, order_of
from library_exchange.offers.rules.numbers import MOST_COPIES, read_number

Rows = Sequence[Sequence[str]]
SEEN_ROWS = 200
"""What a column holds is told by so many rows."""
MOST = 0.7
"""Such a share of the cells of a column is alike where it holds one kind of thing."""
SHORTEST_EXTENT = 24
"""Where most numbers are larger, they are numbers of pages rather than of copies."""
_FIRST_OF_A_REGISTER = 2000
"""Numbers that grow from row to row beyond this are those under which a library keeps its books."""
_YEAR = re.compile(r"\W*(?:1[4-9]\d\d|20\d\d)\W*(?:г|год|年)?\W*(?:\d{1,2}\W*月?\W*)*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}")
_DATED = re.compile(r"\s*(?<!\d)(?:(?:1[5-9]|20)\d\d|[4-9]\d(?=年))年?$")
_SHELF_MARK = re.compile(
    r"[A-ZА-ЯЁ]{0,2}\d[\d.,()=:+А-ЯЁа-яёA-Z-]*(?:[/\s-][А-ЯЁA-Z]?\d[\d.:-]*)?|[A-ZА-ЯЁ]\s?-?\d{1,4}", re.IGNORECASE
)
_PRICE = re.compile(r"[¥￥]?\s?\d[\d\s.,-]*\s?(?:元|руб\w*\.?|р\.?|₽|CNY|RUB)?", re.IGNORECASE)
_HAS_GRAMS = re.compile(rf"\d\s*(?:{'|'.join(GRAMS)})\.?\s*$", re.IGNORECASE)
_EXTENT = re.compile(r"\d{1,5}\s*(?:с|стр|p|pp|页)\.?", re.IGNORECASE)
_INITIALS = re.compile(
    r"[^\W\d_]+(?:-[^\W\d_]+)?,?\s+(?:[^\W\d_]\.\s*){1,2}(?:[,;].*)?|(?:[^\W\d_]\.\s*){1,2}[^\W\d_]+(?:[,;].*)?"
    r"|.*\S\s*(?:著|主编|编著|编|译)",
    re.IGNORECASE,
)
_COUNTS = frozenset({"quantity", "pages"})
_SURE = frozenset({"isbn", "issn", "year"})
"""What cells tell by themselves in any list."""
_ANOTHERS = re.compile(
    r".*(?:等|合著|[\])）〕】][\u3400-\u9fff·]{2,12}|[\u3400-\u9fff]{2,4}[、，,\s][\u3400-\u9fff]{2,4})"
)
FEWEST_ALIGNED = 3
"""A row of fewer cells is a remark on the list rather than a book without some of its cells."""


def filled(row: Sequence[str]) -> list[str]:
    """Return the cells of a row in which something stands."""
    return [text for cell in row if (text := one_line(cell))]


def is_plain(row: Sequence[str]) -> bool:
    """Whether a row needs no names: beside certain numbers of books and copies there is one text at most."""
    other = [cell for cell in filled(row) if not any(read_number(cell)[:2]) and only_copies(cell) is None]
    return len(other) <= 1


def need_names(rows: Rows) -> bool:
    """Whether rows without headings come from columns, so that it has to be said what each holds.

    Text that only has commas in it has another number of cells in every row.
    """
    full = [row for row in rows if filled(row)]
    wide = [row for row in full if len(filled(row)) > 1]
    if 2 * len(wide) <= len(full) or all(map(is_plain, full)):
        return False
    return 2 * Counter(len(row) for row in wide).most_common(1)[0][1] >= len(wide)


def guessed(rows: Rows, left_out: Collection[int] = ()) -> Mapping[int, str]:
    """Return what each column seems to hold, by its index; what is not clear is left out, and those `left_out`."""
    return ordered(rows, left_out).names


def _cells_of(rows: Rows, left_out: Collection[int] = ()) -> Mapping[int, Sequence[str]]:
    """Return the cells of each column in which something stands."""
    full = [row for row in rows if filled(row)][:SEEN_ROWS]
    return {
        at: told
        for at in range(max(map(len, full), default=0))
        if at not in left_out and (told := [one_line(row[at]) for row in full if at < len(row) and one_line(row[at])])
    }


def ordered(rows: Rows, left_out: Collection[int] = ()) -> Order:
    """Return what each column seems to hold, and how sure that is."""
    cells = _cells_of(rows, left_out)
    found: dict[int, str] = {}
    for at, told in cells.items():
        field = _kind(told)
        if field and field not in found.values():
            found[at] = field
    texts = {at: told for at, told in cells.items() if at not in found and not (_is_number(told) or _is_no_text(told))}
    order = order_of(texts, found)
    return Order(dict(sorted((found | dict(order.names)).items())), order.lead)


def as_before(found: Mapping[int, str], width: int, before: Sequence[Sequence[str]]) -> Mapping[int, str] | None:
    """Return what the columns held in the last of the lists `before` with as many of them; None if none is like it.

    A number or a year that stands where another thing stood tells that the columns are not the same.
    """
    sure = {at: name for at, name in found.items() if name in _SURE}
    for names in before:
        held = {at: name for at, name in enumerate(names) if name}
        own = {at: name for at, name in held.items() if name in _SURE}
        if len(names) == width and sure == own and headings.NAME_A_BOOK & set(held.values()):
            return held
    return None


def with_known(found: Mapping[int, str], headed: headings.Found | None, below: Rows) -> Mapping[int, str]:
    """Return what columns seem to hold, with what the headings of some of them say; these are believed first."""
    if headed is None:
        return found
    named = set(headed.columns.values())
    told = {at: name for at, name in found.items() if name not in named and at not in headed.left_out}
    counts = uncounted(headed, below)
    if counts is not None:
        told = {at: name for at, name in told.items() if name != "quantity"} | {counts: "quantity"}
    return dict(sorted((told | dict(headed.columns)).items()))


def with_strange(found: headings.Found, below: Rows) -> Mapping[int, str]:
    """Return what the columns below headings hold; one whose heading is not known may tell by its cells who wrote.

    Words in a column that nothing heads are a remark.
    """
    names = dict(found.columns)
    if found.strange and "author" not in names.values():
        seems = guessed(below)
        names |= {at: "author" for at in found.strange if seems.get(at) == "author"}
    if "remark" not in names.values():
        free = _cells_of(below, (*names, *found.strange, *found.left_out))
        said = {at: sum(any(map(str.isalpha, cell)) for cell in told) for at, told in free.items()}
        most = max(said, key=lambda at: said[at], default=None)
        names |= {most: "remark"} if most is not None and said[most] else {}
    return names


def uncounted(found: headings.Found, below: Rows) -> int | None:
    """Return the column that seems to hold numbers of copies though no heading says it; None if none does, or one says.

    Such numbers must not be dropped: whoever sent 10 would be taken for offering one.
    """
    if "quantity" in found.columns.values():
        return None
    free = _cells_of(below, (*found.columns, *found.left_out))
    return next((at for at, told in free.items() if _kind(told) in _COUNTS), None)


def has_headings(rows: Rows) -> bool:
    """Whether the first row seems to be one of headings that we do not know: no digits, where the others have some."""
    full = [row for row in rows if filled(row)]
    if len(full) < 2:
        return False
    has_digits = [any(map(str.isdigit, "".join(row))) for row in full[:SEEN_ROWS]]
    return not has_digits[0] and sum(has_digits[1:]) > MOST * (len(has_digits) - 1)


def _share(told: Sequence[str], holds: Callable[[str], object]) -> bool:
    """Whether most of the cells are as `holds` says."""
    return sum(1 for cell in told if holds(cell)) >= MOST * len(told)


def _is_number(told: Sequence[str]) -> bool:
    return _share(told, lambda cell: not any(character.isalpha() for character in cell))


def _is_no_text(told: Sequence[str]) -> bool:
    """Whether cells hold shelf marks or prices, of which a list keeps none."""
    return _share(told, _SHELF_MARK.fullmatch) or _share(told, _PRICE.fullmatch)


def is_price(cell: str) -> bool:
    """Whether a cell tells a price, of which a list keeps nothing."""
    return _PRICE.fullmatch(cell) is not None


def _kind(told: Sequence[str]) -> str | None:
    """Return what cells are that tell it by themselves."""
    if _share(told, lambda cell: read_number(cell)[0]):
        return "isbn"
    if _share(told, lambda cell: read_number(cell)[1]):
        return "issn"
    if _share(told, _YEAR.fullmatch):
        return "year"
    if any(map(only_copies, told)) and _share(told, _is_of_copies):
        return "quantity"
    if any(map(_HAS_GRAMS.search, told)) and _share(told, _is_weight):
        return "weight_g"
    if any(map(_EXTENT.fullmatch, told)) and _share(told, lambda each: _EXTENT.fullmatch(each) or each.isdigit()):
        return "pages"
    if _share(told, _NUMBER.fullmatch):
        return _number_kind([int(cell) for cell in told if _NUMBER.fullmatch(cell)])
    known = (
        ("place", is_place),
        ("imprint", _is_imprint),
        ("condition", headings.condition_of),
        ("language", headings.language_of),
        ("publisher", is_publisher),
    )
    return next((field for field, holds in known if _share(told, holds)), None)


def _is_of_copies(cell: str) -> bool:
    amount = copies(cell)
    return amount.is_sure and amount.value is not None and amount.value <= MOST_COPIES


def _is_weight(cell: str) -> bool:
    amount = weight(cell)
    return amount.value is not None and amount.value >= SHORTEST_EXTENT


def _is_imprint(cell: str) -> bool:
    """Whether a cell names a place, and a publisher or a year behind it: «Москва, Сов. писатель», «М.: Наука, 1991»."""
    found = re.match(r"([^,:]{1,40})[,:](.*)", cell)
    return found is not None and is_place(found[1]) and any(map(str.isalnum, found[2]))


def _number_kind(numbers: Sequence[int]) -> str | None:
    """Return what bare numbers are: none of ours where they count the rows."""
    step = max((after - before for before, after in pairwise(numbers)), default=0)
    counts_rows = step == 1 and all(after == before + 1 for before, after in pairwise(numbers))
    counts_rows = counts_rows or (len(numbers) > 3 and numbers == sorted(set(numbers)))
    if counts_rows and numbers[0] in (0, 1):
        return None
    if len(numbers) > 2 and numbers == sorted(set(numbers)) and numbers[0] >= _FIRST_OF_A_REGISTER:
        return None
    if sorted(numbers)[len(numbers) // 2] >= SHORTEST_EXTENT:
        return "pages"
    return "quantity" if all(1 <= number <= MOST_COPIES for number in numbers) else None


def _is_name(cell: str) -> bool:
    forms = (_INITIALS, CAPITALS, _ANOTHERS) + ((SHORT_NAME,) if "·" in cell or "•" in cell else ())
    return any(form.fullmatch(cell) for form in forms)


def width_of(rows: Rows) -> int:
    """Return how many cells most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def aligned(row: Sequence[str], names: Mapping[int, str], width: int) -> list[str]:
    """Return a row that has fewer cells than the others, each cell in the column that it fits: years under years.

    The cells keep their order; where nothing tells more for another place, they stand where they stood.
    """
    if len(row) >= width or len(filled(row)) < FEWEST_ALIGNED:
        return list(row)
    fits: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, at): (0.0, ()) for at in range(width + 1)}
    for many in range(1, len(row) + 1):
        for at in range(many, width - len(row) + many + 1):
            weight, places = fits[many - 1, at - 1]
            taken = (weight + _fit(row[many - 1], names.get(at - 1, "")), (*places, at - 1))
            fits[many, at] = max(fits.get((many, at - 1), taken), taken, key=lambda way: way[0])
    places = fits[len(row), width][1]
    at_place = dict(zip(places, row, strict=True))
    return [at_place.get(at, "") for at in range(width)]


def _fit(cell: str, name: str) -> float:
    """Return what speaks for a cell in a column of a name."""
    holds = FITS.get(name)
    if not one_line(cell):
        return 0
    return 0 if holds is None else 2 if holds(one_line(cell)) else -2


FITS: Mapping[str, Callable[[str], object]] = {
    "isbn": lambda cell: read_number(cell)[0],
    "issn": lambda cell: read_number(cell)[1],
    "year": _YEAR.fullmatch,
    "quantity": _is_of_copies,
    "pages": _EXTENT.fullmatch,
    "weight_g": _HAS_GRAMS.search,
    "condition": headings.condition_of,
    "language": headings.language_of,
    "place": is_place,
    "publisher": lambda cell: is_publisher(_DATED.sub("", cell)),
    "author": _is_name,
    "title": lambda cell: sum(map(str.isalpha, cell)) > 1 and not is_publisher(cell),
}
"""What tells that a cell stands in the right column."""
