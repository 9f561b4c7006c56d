"""One row of a table as a book: what its cells say by their columns, and what could not be read for sure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from library_exchange.citations import cells, listed, parted, persons
from library_exchange.citations.numbers import as_printed
from library_exchange.citations.places import is_place
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import amounts, headings
from library_exchange.list_reading.rules.conditions import clashing
from library_exchange.list_reading.rules.copies import copies_in, unsure_copies
from library_exchange.list_reading.rules.corrected import CELLS_APART, corrected
from library_exchange.list_reading.rules.line_numbers import without_own_number
from library_exchange.list_reading.rules.lines import Problem, is_number, is_span_of_years, is_title, number_in
from library_exchange.list_reading.rules.not_a_title import Stray, stray, stray_row
from library_exchange.list_reading.rules.terms_told import is_gift
from library_exchange.list_reading.schemas import EntryAsRead
from library_exchange.list_reading.services import loose_titles
from library_exchange.marc.lost_letters import REPLACEMENT
from library_exchange.marc.spreadsheets.cells import without_price
from library_exchange.marc.spreadsheets.people import without_row_number
from library_exchange.marc.verdicts import RejectionReason
from library_exchange.offers.rules.numbers import MOST_COPIES, read_number
from library_exchange.offers.rules.offers import Condition, Material
from library_exchange.offers.rules.remarks import LONGEST_REMARK
from library_exchange.offers.schemas import Entry

LONGEST = {"title": 500, "translated_title": 500, "author": 300, "publisher": 200, "series": 300, "volume": 60}
LONGEST_UNREAD = 60
_NAME_WHO_WROTE = ("author", "author_title", "title_author")
_TELL_MORE = ("author", "publisher", "series", "volume", "translated_title", "language")
_SHORTEST_NUMBER = 7
"""A title of fewer digits may be a book's own, as 1984, if something else is told of the book."""
_DATED_PUBLISHER = re.compile(
    r"(?P<publisher>.*[^\W\d].*?)[\s,，.]*(?<!\d)(?:(?P<year>(?:1[5-9]|20)\d\d)\s?(?:年版?|г\.?)?|(?P<short>[4-9]\d)\s?年)"
)
"""A cell for the publisher, with the year behind its name."""
_NAME_IN_WORDS = re.compile(r"[А-ЯЁ][а-яё-]+(?:\s[А-ЯЁ][а-яё-]+)+")
_PLACED_PUBLISHER = re.compile(r"(?P<place>[^,:;\d]{1,30}?)\s*[,:]\s*(?P<publisher>[^\W\d].*)")
"""A cell for the publisher, with the place before its name."""
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?\s*[EeЕе]\s*\+?\s*\d{1,3}")


@dataclass(frozen=True)
class Read:
    """A line that was read: its text as it came, the book it tells of, what is wrong with it."""

    text: str
    entry: Entry = field(default_factory=Entry)
    problem: Problem | None = None
    detail: str | None = None
    wrong_number: str | None = None


def row_of(row: Sequence[str], names: Mapping[int, str]) -> Read:
    """Return a row of a table whose columns hold what `names` says."""
    filled = [(at, cell) for at, each in enumerate(row) if (cell := one_line(each)[: cells.LONGEST])]
    told = _with_what_has_no_name(_told(filled, names), filled, names)
    gift = _take_gift(told)
    unread: dict[str, str] = {}
    values: dict[str, Any] = _numbers_in_words(told, unread)
    alone = _number_as_title(told)
    numbers, problem, wrong_number = _book_numbers(told, unread)
    if alone is not None and not numbers and wrong_number is None:
        problem, wrong_number = alone, told.pop("title")[:40]
    values |= {name: told[name][:most] for name, most in LONGEST.items() if told.get(name)}
    if problem is not None and is_title(values.get("title", "")):
        problem = None
    values |= numbers | {"printed_isbn": as_printed(wrong_number)}
    unread |= {"title": told["unsure"]} if told.get("unsure") and not numbers else {}
    whole = one_line(unicodedata.normalize("NFKC", told.get("whole", "")))[: LONGEST["title"]]
    if sets := unsure_copies(whole or values.get("title", ""), values["quantity"]):
        unread.setdefault("quantity", sets)
        # As many volumes as the title has parts (上中下, 3册) are one set.
        values["quantity"] = 1 if len(re.findall("[上中下]", sets)) == values["quantity"] else values["quantity"]
    if not 1 <= values["quantity"] <= MOST_COPIES:
        problem, values["quantity"] = Problem.TOO_MANY, 1
    if numbers.get("issn"):
        values["material"] = Material.PERIODICAL
    if problem is None and not numbers and _is_unnamed(values):
        problem = Problem.NO_TITLE
    values["whole"] = whole if whole and whole != values.get("title", "") and not numbers else None
    values["is_gift"] = gift or None
    entry = EntryAsRead(**values, unread=unread, columns=[names.get(at, "") for at, _cell in filled])
    text = CELLS_APART.join(cell for _at, cell in filled)[:1000]
    if REPLACEMENT in text:
        return Read(text, entry, Problem.UNREADABLE, RejectionReason.UNREADABLE_TEXT.value, wrong_number)
    read = Read(text, entry, problem, wrong_number=wrong_number)
    return read if numbers or alone is not None else _set_apart(read, [cell for _at, cell in filled], told)


def _take_gift(told: dict[str, str]) -> bool:
    """Take the words for a gift out of the remark of a row; whether there were any."""
    pieces = [piece.strip() for piece in re.split("[,;，；、]", told.get("remark", "")) if piece.strip()]
    kept = [piece for piece in pieces if not is_gift(piece)]
    if len(kept) == len(pieces):
        return False
    told["remark"] = "; ".join(kept)
    return True


def _with_what_has_no_name(
    told: dict[str, str], filled: Sequence[tuple[int, str]], names: Mapping[int, str]
) -> dict[str, str]:
    """Return what a row tells with a number called ISBN in another column, and the title of the other script."""
    if not told.get("isbn"):
        elsewhere = (cell for at, cell in filled if names.get(at) not in ("title", "isbn"))
        numbers = (cell for cell in elsewhere if re.search("ISBN", cell, re.IGNORECASE))
        number = next(filter(None, (number_in(cell)[0] for cell in numbers)), None)
        told |= {"isbn": number} if number else {}
    if told.get("title") and not told.get("translated_title") and (both := parted.both_titles(told["title"])):
        told |= {"whole": told.get("whole") or told["title"], "title": both[0], "translated_title": both[1]}
    return told


def _is_unnamed(values: Mapping[str, Any]) -> bool:
    """Whether nothing tells what book a row means: it has no title, or a short number for one and nothing more."""
    return not values.get("title") or (is_number(values["title"]) and not any(map(values.get, _TELL_MORE)))


def _number_as_title(told: dict[str, str]) -> Problem | None:
    """Return what is wrong with a row in which a number stands instead of the title; it is moved where it belongs.

    A right one becomes the number of the row, a wrong one stays in its place to be asked about.
    """
    given = told.get("title", "")
    if not is_number(given) or sum(map(str.isdigit, given)) < _SHORTEST_NUMBER or is_span_of_years(given):
        return None
    for name in ("whole", "unsure"):
        told.pop(name, None)
    isbn, issn, wrong = read_number(given)
    if isbn or issn:
        name = "isbn" if isbn else "issn"
        told[name] = "; ".join(filter(None, (told.get(name), told.pop("title"))))
        return None
    return Problem(wrong) if wrong else Problem.BAD_ISBN


def again(text: str, held: Sequence[str], before: str) -> Read | None:
    """Return a row that was corrected as one text; None if it has no cells any more. What is unclear in it is asked."""
    found = corrected(text, held, before)
    if found is None:
        return None
    read = row_of(found.cells, found.names)
    if not found.unclear:
        return read
    unread = getattr(read.entry, "unread", {}) | {"more": "; ".join(found.unclear)[:LONGEST_UNREAD]}
    return replace(read, entry=read.entry.model_copy(update={"unread": unread}))


def _told(filled: Sequence[tuple[int, str]], names: Mapping[int, str]) -> dict[str, str]:
    """Return what the cells say, by what they hold; those that hold several things are taken apart."""
    told = {names[at]: cell for at, cell in filled if at in names}
    told |= {name: without_price(told[name]) for name in ("isbn", "issn") if name in told}
    told |= {name: without_row_number(told[name]) for name in ("author", "author_title") if name in told}
    told |= {name: persons.without_role(told[name]) for name in ("author",) if name in told}
    if not told.get("year") and (dated := _DATED_PUBLISHER.fullmatch(told.get("publisher", ""))):
        told |= {"publisher": dated["publisher"], "year": dated["year"] or f"19{dated['short']}"}
    placed = _PLACED_PUBLISHER.fullmatch(told.get("publisher", ""))
    if placed and is_place(placed["place"]) and not is_place(placed["publisher"]):
        told |= {"publisher": placed["publisher"]}
    told |= {name: without_own_number(told[name]) for name in ("title", "title_author") if name in told}
    if "title" in told and told.keys().isdisjoint(_NAME_WHO_WROTE):
        told["title_author"] = told.pop("title")
    whole = told.get("author_title") or told.get("title_author")
    if not whole:
        return _with_publisher(cells.parts_of(told))
    loose = _loosely(told, whole)
    if "author" in names.values() and _NAME_IN_WORDS.fullmatch(loose.get("author") or "") and "«" not in whole:
        # The column of authors is empty: «Тихий Берег. Рассказы» is all title.
        loose = {"title": whole, "author": "", "unsure": ""}
    return _with_extent(_with_publisher(cells.parts_of(told)) | loose | {"whole": whole}, whole)


def _with_publisher(told: dict[str, str]) -> dict[str, str]:
    """Return what cells say; an imprint that tells no more than a name is the publisher's."""
    imprint = told.get("imprint", "")
    is_name = imprint and not told.get("publisher") and not any(map(str.isdigit, imprint))
    return told | {"publisher": imprint} if is_name else told


def _with_extent(told: dict[str, str], whole: str) -> dict[str, str]:
    """Take the number of pages that stands in a cell of title and author for that of the book, out of its title."""
    given = one_line(unicodedata.normalize("NFKC", whole))
    found = listed.extents(given)
    if len(found) != 1 or "title" not in told:
        return told
    title = listed.without_extent(told["title"]) if listed.extents(told["title"]) else told["title"]
    return {"pages": found[0]} | told | {"title": title}


def _loosely(told: Mapping[str, str], whole: str) -> dict[str, str]:
    """Return author and title of a cell in which they stand as in a plain line, "" for the author of no book."""
    given = one_line(unicodedata.normalize("NFKC", whole))
    if "title" in told:
        return {}
    if loose_titles.is_author_alone(given):
        return {"title": given, "author": "", "unsure": "", "name_alone": given}
    apart = cells.parts_of(told)
    found = loose_titles.loosely(given)
    is_whole = apart.get("title") == given and "unsure" not in apart
    if found is None and (is_whole or loose_titles.without_wish(given) != given):
        found = loose_titles.taken_apart(given)
    if found is None or (apart.keys() - told.keys()) & {"publisher", "place", "year"} or found[0] == {"title": given}:
        return {}
    return {"author": told.get("author", "")} | found[0] | {"unsure": "" if found[1] else given}


def _numbers_in_words(told: dict[str, str], unread: dict[str, str]) -> dict[str, Any]:
    """Return copies, weight, pages, year, condition and language; what is not sure is noted in `unread` too."""
    elsewhere = _take_copies(told)
    readers = {
        "quantity": amounts.copies(told.get("quantity", "")),
        "year": amounts.year(told.get("year", "")),
        "pages": amounts.pages(told.get("pages", "")),
    }
    weights = [name for name in headings.WEIGHTS if name in told]
    for name in weights[:1]:
        readers["weight_g"] = amounts.weight(told[name], headings.WEIGHTS[name])
    for name, amount in readers.items():
        if not amount.is_sure:
            unread[name] = told[weights[0] if name == "weight_g" else name][:LONGEST_UNREAD]
    values: dict[str, Any] = {name: amount.value for name, amount in readers.items()}
    in_column = values["quantity"]
    if elsewhere is not None and in_column is not None and elsewhere != in_column:
        unread.setdefault("quantity", f"{told['quantity']}; {elsewhere}")
    values["quantity"] = in_column if in_column is not None else 1 if elsewhere is None else elsewhere
    for name, code_of in (("condition", headings.condition_of), ("language", headings.language_of)):
        values[name] = code_of(told.get(name, ""))
        if name in told and values[name] is None and any(map(str.isalnum, told[name])):
            unread[name] = told[name][:LONGEST_UNREAD]
    in_remark, rest = headings.condition_in(told.get("remark", ""))
    if clash := clashing(told.get("remark", "")):
        unread["conditions"], in_remark, rest = clash[0][:LONGEST_UNREAD], clash[1], ""
    if in_remark == Condition.DAMAGED and values["condition"] not in (None, in_remark):
        unread.setdefault("condition", f"{told['condition']}; {told['remark']}"[:LONGEST_UNREAD])
    values["condition"] = values["condition"] or (in_remark if "condition" not in unread else None)
    if any(map(str.isalnum, rest)):
        unread["remark"] = rest[:LONGEST_REMARK]
    values["condition"] = Condition(values["condition"]) if values["condition"] else None
    for name in ("author", "publisher", "series", "volume"):
        if name in told and stray(told[name]) is Stray.DITTO:
            unread[name] = told.pop(name)
    return values


def _take_copies(told: dict[str, str]) -> int | None:
    """Take the number of copies out of the cells of numbers and title, where lists write it too; None if none tells."""
    found: int | None = None
    for name in ("isbn", "issn", "title"):
        number, rest = copies_in(unicodedata.normalize("NFKC", told.get(name, "")))
        if number is not None:
            found, told[name] = number, rest
    return found


def _book_numbers(told: dict[str, str], unread: dict[str, str]) -> tuple[dict[str, str], Problem | None, str | None]:
    """Return ISBN and ISSN of a row, and a wrong one unless there is an ISBN: a problem if it stands alone.

    A number that stands in the title is taken out of it; one that the spreadsheet has rounded is noted in `unread`.
    """
    found: dict[str, str] = {}
    problem: Problem | None = None
    wrong_number: str | None = None
    for name in ("isbn", "issn"):
        for given in told.get(name, "").replace("；", ";").replace("，", ";").replace(",", ";").split(";"):
            isbn, issn, wrong = read_number(given)
            found |= {"isbn": isbn} if isbn and "isbn" not in found else {}
            found |= {"issn": issn} if issn and "issn" not in found else {}
            if wrong is not None and problem is None:
                problem, wrong_number = Problem(wrong), one_line(given)[:40]
    isbn, issn, title, wrong_in_title = number_in(told.get("title", ""))
    if (isbn and found.get("isbn") in (None, isbn)) or (issn and found.get("issn") in (None, issn)):
        told["title"] = title
        found |= {name: number for name, number in (("isbn", isbn), ("issn", issn)) if number}
    elif wrong_in_title and not found and wrong_number is None and is_title(title):
        told["title"], wrong_number = title, wrong_in_title
    if not found and problem is None and any(map(str.isdigit, told.get("isbn", ""))):
        name = "isbn" if _ROUNDED.fullmatch(told["isbn"]) else "number"
        unread[name] = told["isbn"][:LONGEST_UNREAD]
    if found and ("isbn" in found or problem is not Problem.BAD_ISBN):
        return found, None, None
    return found, None if found else problem, wrong_number


def _set_apart(read: Read, cells: Sequence[str], told: Mapping[str, str]) -> Read:
    """Set a row apart that seems to name no book: a sum, a heading, words of a letter, what stands for another line."""
    title = read.entry.title
    if "name_alone" in told:
        return replace(read, problem=read.problem or Problem.NO_TITLE, detail=Stray.NAME.value)
    tells_more = any(name in told and told[name] != cells[0] for name in _TELL_MORE) or read.entry.year is not None
    found = stray_row(cells, title, tells_more=tells_more) if cells else None
    if found is None:
        return read
    kind, is_doubtful = found
    entry = read.entry if title else read.entry.model_copy(update={"title": cells[0][:500]})
    problem = Problem.PERHAPS_NOT_A_BOOK if is_doubtful else Problem.NOT_A_BOOK
    return Read(read.text, entry, problem, kind.value, read.wrong_number)
