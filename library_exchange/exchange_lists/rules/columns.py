"""Columns that nobody has named: whether rows need them named, and what each seems to hold by what stands in it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.text import one_line
from library_exchange.exchange_lists.rules import headings
from library_exchange.exchange_lists.rules.amounts import copies, weight
from library_exchange.exchange_lists.rules.copies import only_copies
from library_exchange.exchange_lists.rules.headings import GRAMS
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
_SURE = frozenset({"isbn", "issn", "year"})
"""What cells tell by themselves in any list."""
_SHORT_NAME = re.compile(
    r"(?:[\[(（【〔][\u3400-\u9fff]{1,4}[\])）】〕]\s*)?"
    r"(?:[\u3400-\u9fff·]{2,4}|[\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8}){1,3})等?"
)
"""Chinese names are as short as titles may be; the title stands first."""


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


def guessed(rows: Rows) -> Mapping[int, str]:
    """Return what each column seems to hold, by its index; what is not clear is left out."""
    full = [row for row in rows if filled(row)][:SEEN_ROWS]
    cells = {
        at: told
        for at in range(max(map(len, full), default=0))
        if (told := [one_line(row[at]) for row in full if at < len(row) and one_line(row[at])])
    }
    found: dict[int, str] = {}
    for at, told in cells.items():
        field = _kind(told)
        if field and field not in found.values():
            found[at] = field
    texts = {at: told for at, told in cells.items() if at not in found and not (_is_number(told) or _is_no_text(told))}
    found |= _title_and_author(texts)
    return dict(sorted(found.items()))


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


def with_known(found: Mapping[int, str], known: Mapping[int, str]) -> Mapping[int, str]:
    """Return what columns seem to hold, with what the headings of some of them say; these are believed first."""
    named = set(known.values())
    return dict(sorted(({at: name for at, name in found.items() if name not in named} | dict(known)).items()))


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
    """Whether a cell names a place and a publisher: «Москва, Сов. писатель»."""
    place, comma, publisher = cell.partition(",")
    return bool(comma) and is_place(place) and any(map(str.isalpha, publisher))


def _number_kind(numbers: Sequence[int]) -> str | None:
    """Return what bare numbers are: none of ours where they count the rows."""
    counts_rows = len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))
    if counts_rows and numbers[0] in (0, 1):
        return None
    if len(numbers) > 2 and numbers == sorted(set(numbers)) and numbers[0] >= _FIRST_OF_A_REGISTER:
        return None
    if sorted(numbers)[len(numbers) // 2] >= SHORTEST_EXTENT:
        return "pages"
    return "quantity" if all(1 <= number <= MOST_COPIES for number in numbers) else None


def _title_and_author(texts: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return which columns of words are title and author: an author has initials, or is short and not the first."""
    if not texts:
        return {}
    names = [at for at, told in texts.items() if _share(told, _INITIALS.fullmatch)]
    names = names or [at for at, told in list(texts.items())[1:] if _share(told, _SHORT_NAME.fullmatch)]
    author = {names[0]: "author"} if names and len(texts) > 1 else {}
    others = {at: sum(map(len, told)) / len(told) for at, told in texts.items() if at not in author}
    return {max(others, key=lambda at: (others[at], -at)): "title"} | author
