"""One plain line of a list: what book it names, and what it says of the copy, its condition, its weight, its price."""

import re
import unicodedata
from dataclasses import replace

from library_exchange.citations import divided, listed
from library_exchange.citations.numbers import as_printed
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import amounts, labelled
from library_exchange.list_reading.rules.amounts import Weighed
from library_exchange.list_reading.rules.conditions import clashing, poorest, words_for
from library_exchange.list_reading.rules.copies import copies_in, volumes_counted
from library_exchange.list_reading.rules.defects import Defects, defects_in
from library_exchange.list_reading.rules.evidence import leaves_nothing, what_is_left
from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.incomplete_sets import Gaps, gaps_in
from library_exchange.list_reading.rules.left_over import left_over
from library_exchange.list_reading.rules.line_numbers import BULLET, IN_A_CIRCLE, NUMBER_OF_LINE
from library_exchange.list_reading.rules.lines import Line, Problem, number_in, read_line
from library_exchange.list_reading.rules.named_persons import PERSON, names_person
from library_exchange.list_reading.rules.not_a_title import MARKS, Stray, is_statement_alone, personal
from library_exchange.list_reading.rules.numbers_left import numbers_left
from library_exchange.list_reading.rules.other_script import OtherTitle, chinese_title_in
from library_exchange.list_reading.rules.periodicals import Periodical, periodical_in, tells_issues
from library_exchange.list_reading.rules.several_books import names_several
from library_exchange.list_reading.rules.signs_kept import with_signs
from library_exchange.list_reading.rules.spelled_apart import (
    editor_told,
    extent_told,
    helpers_told,
    series_told,
    unpublished,
    with_one_title,
    without_place,
)
from library_exchange.list_reading.rules.terms_told import Terms, takes_any_edition, terms_in
from library_exchange.list_reading.rules.trimmings import (
    bare_of_numbers,
    edition_in,
    price_in,
    remark_in,
    unled,
    without_prices,
)
from library_exchange.list_reading.rules.written_anew import written_anew
from library_exchange.list_reading.schemas import EntryAsRead
from library_exchange.list_reading.services import loose_titles
from library_exchange.list_reading.services.table_rows import LONGEST, LONGEST_UNREAD, Read, row_of
from library_exchange.offers.rules.numbers import MOST_COPIES
from library_exchange.offers.rules.offers import Condition, Material
from library_exchange.offers.rules.remarks import LONGEST_REMARK

Beside = Gaps | Defects | Weighed | Terms | OtherTitle
KEPT_WITH_SIGNS = ("title", "whole", "remark", "publisher", "series")
"""What is kept in the words of who wrote the line."""
_NUMBER_SIGN = re.compile(r"(?<!\w)No(?=\.?\s?\d)")


def one(text: str, *, is_numbered: bool = False, custom: divided.Custom | None = None) -> Read | None:
    """Return one pasted line of a list that has `custom`, None if it is empty; one `is_numbered` has its number.

    A note that names a person is asked about: everybody would see it.
    """
    said = written_anew(text)
    read = _one(said, is_numbered=is_numbered, custom=custom)
    if read is None:
        return None
    read = _as_written(read, text, is_anew=said != text)
    if read.problem is not None or not names_person(read.text):
        return read
    return replace(read, problem=Problem.PERSONAL, detail=PERSON)


def _as_written(read: Read, text: str, *, is_anew: bool) -> Read:
    """Return a line with its text and its signs as they were written, and with whether it takes any edition."""
    told: dict[str, object] = {"any_edition": True} if takes_any_edition(text) else {}
    if "№" in text and read.entry.title:
        told["title"] = _NUMBER_SIGN.sub("№", read.entry.title)
    fields = {name: told.get(name) or getattr(read.entry, name) for name in KEPT_WITH_SIGNS}
    told |= {name: with_signs(value, text) for name, value in fields.items() if isinstance(value, str)}
    kept = one_line(unicodedata.normalize("NFKC", text))[:1000] if is_anew else read.text
    return replace(read, entry=read.entry.model_copy(update=told), text=with_signs(kept, text))


def _one(text: str, *, is_numbered: bool = False, custom: divided.Custom | None = None) -> Read | None:
    plain = IN_A_CIRCLE.sub(r"\1. ", text)
    if (beside := _beside(plain)) is not None:
        return _with(_one(beside.rest, is_numbered=is_numbered, custom=custom), one_line(text), beside)
    if (told_by_names := labelled.cells_of(text)) is not None:
        return warned(row_of(*told_by_names))
    if (periodical := periodical_in(bare_of_numbers(_bare_of_mark(plain, is_numbered=is_numbered)))) is not None:
        return _issues(one_line(text), periodical)
    spelled = with_one_title(text)
    line = read_line(spelled, is_numbered=is_numbered)
    if line is None:
        return None
    if is_statement_alone(line.text) and line.problem is None and not (line.isbn or line.issn):
        return Read(line.text, EntryAsRead(title=line.title, quantity=line.quantity), Problem.NO_TITLE)
    if _is_name_alone(line):
        name = EntryAsRead(title=_with_stop(line), quantity=line.quantity)
        return Read(line.text, name, Problem.NO_TITLE, Stray.NAME.value)
    return _book(line, one_line(unicodedata.normalize("NFKC", text)) if spelled != text else line.text, custom)


def _beside(plain: str) -> Beside | None:
    return chinese_title_in(plain) or gaps_in(plain) or defects_in(plain) or amounts.weight_in(plain) or terms_in(plain)


def _book(line: Line, text: str, custom: divided.Custom | None) -> Read:
    """Return the book that a line tells, which came as `text`."""
    told, is_sure = _taken_apart(line, custom)
    by_nobody = unpublished(told)
    words = told.get(by_nobody, "")
    line = replace(line, text=text)
    told = {name: value for name, value in told.items() if name != by_nobody}
    line, told = _with_remark(line, told | {"title": without_place(told["title"])} if "year" in told else told)
    line = _each_volume(line)
    is_sure = is_sure and not names_several(line.whole or line.title, line.text)
    year = amounts.year(told.get("year", ""))
    whole = line.whole or line.with_remarks or line.title
    extents = listed.extents(whole)
    clash = clashing(line.text, told["title"])
    code = poorest(line.text, told["title"], told.get("author", ""), told.get("publisher", ""))
    line = replace(line, condition=clash[1] if clash else code or line.condition)
    pages = amounts.pages(extents[0]) if len(extents) == 1 else amounts.Amount(None, not extents)
    entry = EntryAsRead(
        unread=({"quantity": line.sets} if line.sets else {})
        | ({"isbn": line.numbers[:LONGEST_UNREAD]} if line.numbers else {})
        | ({} if is_sure else {"title": whole})
        | ({} if year.is_sure else {"year": told["year"]})
        | ({} if pages.is_sure else {"pages": "; ".join(extents)[:LONGEST_UNREAD]})
        | _beside_the_book(line, told | ({by_nobody: words} if by_nobody else {}))
        | ({"conditions": clash[0][:LONGEST_UNREAD]} if clash else {}),
        whole=whole if told["title"] != whole else None,
        copies_if_whole=line.copies_if_whole,
        isbn=line.isbn,
        printed_isbn=as_printed(line.wrong_number),
        issn=line.issn,
        **{name: told[name][:most] for name, most in LONGEST.items() if name in told},
        year=year.value,
        pages=pages.value,
        quantity=min(max(line.quantity, 1), MOST_COPIES),
        material=Material.PERIODICAL if line.issn or tells_issues(told.get("volume", "")) else Material.BOOK,
        condition=Condition(line.condition) if line.condition else None,
    )
    return _accounted(Read(line.text, entry, line.problem, line.detail, line.wrong_number))


def _each_volume(line: Line) -> Line:
    """Return a line that tells several volumes and how many there are of each with all of these, to be asked about."""
    counted = volumes_counted(line.text)
    return line if counted is None else replace(line, quantity=counted[0], sets=counted[1])


def _bare_of_mark(text: str, *, is_numbered: bool) -> str:
    """Return a line without what numbers it."""
    bare = BULLET.sub("", unled(one_line(text)))
    return NUMBER_OF_LINE.sub("", bare) if is_numbered else bare


def _issues(text: str, told: Periodical) -> Read:
    """Return a line that names a periodical and its issues; those of several years are asked about."""
    copies, rest = copies_in(f"| {without_prices(f'| {told.rest}')}")
    isbn, issn, rest, _wrong = number_in(rest)
    condition = poorest(f"{told.title} | {rest}", told.title)
    words = ", ".join(piece for piece in re.split(r"[,;|()\s]{2,}|[,;|()]", rest) if any(map(str.isalnum, piece)))
    remark = "" if condition_of(words) else one_line(words)
    unread = {
        **({"title": text[:LONGEST_UNREAD]} if told.years > 1 or len(told.issues) > LONGEST["volume"] else {}),
        **({"remark": remark[:LONGEST_REMARK]} if remark else {}),
        **({"price": price[:LONGEST_UNREAD]} if (price := price_in(f"| {told.rest}")) else {}),
    }
    entry = EntryAsRead(
        unread=unread,
        whole=text[:500],
        isbn=isbn,
        issn=issn,
        title=told.title,
        year=amounts.year(told.year).value,
        volume=told.issues[: LONGEST["volume"]] or None,
        quantity=min(max(copies or 1, 1), MOST_COPIES),
        material=Material.PERIODICAL,
        condition=Condition(condition) if condition else None,
    )
    return warned(_accounted(Read(text, entry)))


def _accounted(read: Read) -> Read:
    """Return a line that tells which of its numbers are neither read nor asked about."""
    kept = [str(value) for name, value in read.entry.model_dump(exclude={"unread", "whole"}).items() if value]
    asked = [each for cell in getattr(read.entry, "unread", {}).values() for each in cell.split("; ")]
    words = [*kept, *asked, read.wrong_number or "", *words_for(read.text)]
    left = "" if read.problem else numbers_left(read.text, words)
    if not left:
        return read
    unread = getattr(read.entry, "unread", {}) | {"numbers_left": left}
    return replace(read, entry=read.entry.model_copy(update={"unread": unread}))


def _with(read: Read | None, text: str, beside: Beside) -> Read | None:
    """Return a book with what its line tells of its copy: which volumes are not there, what is wrong, its weight."""
    if read is None or read.problem is not None or not isinstance(read.entry, EntryAsRead):
        return replace(read, text=text) if read else None
    entry = read.entry
    if isinstance(beside, Weighed):
        asked = {"weight_g": beside.unsure} if beside.unsure else {}
        told: dict[str, object] = {"weight_g": beside.grams, "unread": entry.unread | asked}
    elif isinstance(beside, OtherTitle):
        told = {"translated_title": entry.translated_title or beside.title}
    elif isinstance(beside, Terms):
        told = {"is_gift": True} if beside.is_gift else {}
        told |= {"language": beside.language} if beside.language else {}
        told |= {"condition": entry.condition or Condition(beside.condition)} if beside.condition else {}
    elif isinstance(beside, Defects):
        words = "; ".join(filter(None, (entry.unread.get("remark"), beside.words)))[:LONGEST_REMARK]
        clash = clashing(text, entry.title)
        asked = {"conditions": clash[0][:LONGEST_UNREAD]} if clash else {}
        told = {"unread": entry.unread | {"remark": words} | asked, "condition": Condition(beside.condition)}
    else:
        volume = ", ".join(filter(None, (entry.volume, beside.words)))[: LONGEST["volume"]]
        told = {"volume": volume}
    return replace(read, text=text, entry=entry.model_copy(update=told))


def _beside_the_book(line: Line, told: dict[str, str]) -> dict[str, str]:
    """Return what a line says of the copy, and what it costs."""
    condition = {"condition": line.condition} if line.condition else {}
    left = left_over(listed.without_extent(line.text), told | condition)
    left = ", ".join(piece for piece in left.split(", ") if piece not in told.get("volume", ""))
    about = (
        edition_in(line.text, told["title"]),
        extent_told(line.text),
        "" if told.get("author") and told["author"] in helpers_told(line.text) else helpers_told(line.text),
        series_told(line.text),
        told.get(unpublished(told)),
    )
    editor = "" if told.get("author") else editor_told(line.text)
    words = "; ".join(dict.fromkeys(filter(None, (*about, editor, line.remark, left))))
    found = {"remark": words[:LONGEST_REMARK], "price": price_in(line.text)[:LONGEST_UNREAD]}
    return {name: cell for name, cell in found.items() if cell}


def _with_remark(line: Line, told: dict[str, str]) -> tuple[Line, dict[str, str]]:
    """Take the edition or a remark on the copy, which stood before the imprint, out of the title."""
    found = remark_in(told["title"]) if line.problem is None and told.keys() > {"title"} else None
    if found is None:
        return line, told
    code = condition_of(found[1])
    remark = line.remark if code else "; ".join(filter(None, (found[1], line.remark)))
    return replace(line, condition=line.condition or code, remark=remark), told | {"title": found[0]}


def _is_name_alone(line: Line) -> bool:
    """Whether a line names an author and no book; the stop of initials at its end is theirs."""
    has_number = line.isbn or line.issn or line.wrong_number
    return line.problem is None and not has_number and loose_titles.is_author_alone(_with_stop(line))


def _with_stop(line: Line) -> str:
    """Return the title of a line; if an initial ends it, with its stop."""
    stopped = f"{line.title}."
    return stopped if stopped in line.text and loose_titles.ends_in_initial(stopped) else line.title


def _taken_apart(line: Line, custom: divided.Custom | None) -> tuple[dict[str, str], bool]:
    """Return title, author and imprint of a pasted line; one with a number is parted only where that is sure."""
    is_read = line.problem in (None, Problem.PERSONAL)
    told, is_sure = _parted(_with_stop(line), custom) if is_read else ({"title": line.title}, True)
    if line.isbn or line.issn:
        is_marked = "author" in told and not MARKS.isdisjoint(line.title)
        is_told = is_sure or is_marked or told.keys() == {"title", "year"} or "publisher" in told
        if not is_told and "author" in told and what_is_left(line.title, {"title": line.title}):
            return told, False
        return (told, True) if is_told else ({"title": line.title}, True)
    if line.head and told == {"title": line.title}:
        # Nobody can tell what the words behind the number of copies are.
        return loose_titles.taken_apart(line.head)[0], False
    return told, (is_sure or leaves_nothing(line.title, told)) and line.whole is None


def _parted(text: str, custom: divided.Custom | None) -> tuple[dict[str, str], bool]:
    """Return what a line says; the number of pages that ends it is none of the title."""
    told, is_sure = loose_titles.taken_apart(text, custom)
    if listed.extents(told["title"]) or (not is_sure and text.rstrip(" .").endswith(("页", "頁"))):
        bare = listed.without_extent(text)
        return loose_titles.taken_apart(bare, custom) if any(map(str.isalpha, bare)) else (told, is_sure)
    return told, is_sure


def warned(read: Read) -> Read:
    """Set a book apart in whose texts something concerns a person."""
    remark = getattr(read.entry, "unread", {}).get("remark", "")
    texts = [remark, *(getattr(read.entry, name) or "" for name in LONGEST)]
    trace = next(filter(None, map(personal, texts)), None)
    return read if trace is None or read.problem else replace(read, problem=Problem.PERSONAL, detail=trace.value)
