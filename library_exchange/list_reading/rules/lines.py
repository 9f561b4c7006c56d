"""Reading a pasted line: which number, which title, how many copies, and what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from stdnum import isbn as isbn_numbers

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.book_numbers import ISBN_10, ISBN_13
from library_exchange.list_reading.rules.bounds import LONGEST_LINE
from library_exchange.list_reading.rules.copies import (
    Kind,
    Told,
    counts_sets,
    may_be_volumes,
    only_copies,
    told_in,
    unsure_copies,
)
from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.line_numbers import BEFORE_A_NAME, BULLET, IN_A_CIRCLE, NUMBER_OF_LINE
from library_exchange.list_reading.rules.not_a_title import is_doubtful, personal, stray
from library_exchange.list_reading.rules.trimmings import bare_of_numbers, bare_of_prices, remark_in, unled
from library_exchange.offers.rules.numbers import MOST_COPIES, read_number

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Problem(StrEnum):
    """Why a line cannot be taken as it is."""

    BAD_ISBN = "bad_isbn"
    BAD_ISSN = "bad_issn"
    NO_TITLE = "no_title"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NOT_A_BOOK = "not_a_book"
    PERHAPS_NOT_A_BOOK = "perhaps_not_a_book"
    UNSURE = "unsure"
    OTHER_TITLE = "other_title"
    COLUMNS = "columns"
    PERSONAL = "personal"
    SEVERAL_EDITIONS = "several_editions"
    OTHER_EDITION = "other_edition"
    ALREADY_OFFERED = "already_offered"
    HELD = "held"
    ALREADY_LISTED = "already_listed"


@dataclass(frozen=True)
class Line:
    """What a line says; numbers are normalised: an ISBN has 13 digits, an ISSN its hyphen.

    `sets` are words of a number that may be one of volumes instead of copies. `whole` is all of the line where words of
    a number may belong to the title, `head` what stands before a number of copies in the middle of the line, `numbers`
    are several ISBNs or one that is not whole, of which the librarian is asked, `with_remarks` the title
    before an edition or a remark was taken off it, which a catalogue may have so.
    """

    text: str
    isbn: str | None = None
    issn: str | None = None
    title: str = ""
    quantity: int = 1
    problem: Problem | None = None
    detail: str | None = None
    wrong_number: str | None = None
    sets: str | None = None
    whole: str | None = None
    copies_if_whole: int | None = None
    head: str | None = None
    condition: str | None = None
    remark: str | None = None
    numbers: str | None = None
    with_remarks: str | None = None


_CALLED = (
    r"(?:ISBN|ISSN|МКН|№|No\.?(?=\s?\d)|国际标准书号|标准书号|书号|条形?码|штрих-?код|шк)(?:\s*[编号])?"
    r"(?:-?1[03](?=[\s:]))?[\s:№]*"
)
_NUMBER = re.compile(
    rf"(?:{_CALLED}|(?<![\w-]))({ISBN_13})(?![0-9A-Za-z_])"
    rf"|(?:{_CALLED}|(?<![\w-]))(?!\d{{1,4}}\s+(?:\d{{1,4}}\s+)?97[89])(\d[\d\s\-‐‑–—]{{5,18}}[\dXxХх])(?![0-9A-Za-zА-Яа-яЁё_])"
    rf"|(?<=[\u3400-\u9fffа-яё])({ISBN_13})(?![0-9A-Za-z_])"
    rf"|(?<=[\u3400-\u9fffа-яё])({ISBN_10})(?![0-9A-Za-zА-Яа-яЁё_])",
    re.IGNORECASE,
)
_SIGN_BEHIND = re.compile(r"[,;/|]\s*$")
_SIGN_BEFORE = re.compile(r"\s*[,;/|]")
_EDGES = " \t,;:.|/—–-•·*\"'“”、。="
_NUMBER_ALONE = re.compile(r"(?:ISBN|ISSN)?[\s:№-]*\d[\d\s\-‐‑–—.]*[XxХх]?", re.IGNORECASE)
_IN_MARKS = re.compile(r"《[^《》]*\w[^《》]*》|«[^«»]*\w[^«»]*»")
_ON_CONDITION = re.compile(r"(?<!\w)(?:состояни[ея]|сохранность|в\s+состоянии)(?!\w)|品相|成色|^有", re.IGNORECASE)
_IN_PLAIN_MARKS = re.compile(r"^\"([^\"«»]{2,200}[а-яё][^\"«»]{0,200})\"(?=[\s,.;–—-][^\"]*$)")
_ENDS_BRACKETS = re.compile(r"[^(\[【]*[)\]】]")
_LED_BY_NUMBER = re.compile(r"\d{1,3}\s+(?=[《\u3400-\u9fff])")
_REMARK = re.compile(
    r"(?P<title>.*[\w》〉」』)\]】])(?:(?<=[》〉」』)\]】])|[\s,;、]+|[\s,;、]*\()(?P<remark>[\d一二三四五六七八九十]{1,2}成新|[\d一二三四五六七八九十]{1,2}品|全新|有破损"
    r"|(?:有|盖有?|带|无)(?:[馆藏购书公印图]{0,4}章|笔记|划线|画线|字迹|签名|批注|水渍|污渍|霉斑)|馆藏章?|馆藏书|品相.{1,4})\)?[\s.。]*"
)
"""What is said of a copy behind all else, in words that begin no title."""
_RUN_INTO = re.compile(rf"(ISBN[\s:№]*(?:{ISBN_13}|{ISBN_10}))(?=[^\W\d_])", re.IGNORECASE)
"""An ISBN that is called so, with a word at once behind it."""
_YEAR_ALONE = re.compile(r"(?:1[4-9]|20)\d\d\s*(?:年|г\.?|год)")


def read_line(text: str, *, is_numbered: bool = False) -> Line | None:
    """Return what one pasted line says; None for an empty one. Nothing of the text is lost: `text` keeps it.

    The lines around one that `is_numbered` tell that it begins with its number.
    """
    given = one_line(unicodedata.normalize("NFKC", IN_A_CIRCLE.sub(r"\1. ", text)))
    if not given:
        return None
    if len(given) > LONGEST_LINE:
        return Line(given[:LONGEST_LINE], problem=Problem.TOO_LONG)
    bare = one_line(unicodedata.normalize("NFKC", BULLET.sub("", unled(one_line(text)))))
    bare = bare_of_numbers(NUMBER_OF_LINE.sub("", bare) if is_numbered else BEFORE_A_NAME.sub("", bare))
    bare = bare_of_prices(_IN_PLAIN_MARKS.sub(r"«\1»", _RUN_INTO.sub(r"\1 ", bare)))
    told = told_in(bare)
    if told.kind is Kind.TITLE and _NUMBER.search(bare):
        told = Told(None, bare)
    quantity = 1 if told.copies is None else told.copies
    line = _with_copies_behind(_numbered(given, told.rest, quantity), told)
    if not (line.isbn or line.issn or line.wrong_number) and (kind := stray(given) or stray(bare)) is not None:
        problem = Problem.PERHAPS_NOT_A_BOOK if is_doubtful(kind, given) else Problem.NOT_A_BOOK
        return Line(given, title=given, problem=problem, detail=kind.value)
    if line.quantity > MOST_COPIES or line.quantity < 1:
        return Line(given, title=told.rest, problem=Problem.TOO_MANY)
    return _told_apart(line, told, bare)


def _told_apart(line: Line, told: Told, bare: str) -> Line:
    """Return a line with what stands beside its number of copies: a remark on their condition, what is not sure."""
    if not (line.isbn or line.issn) and (number := _LED_BY_NUMBER.match(line.title)) and told.kind is Kind.SURE:
        rest = _told_apart(
            replace(line, title=line.title[number.end() :]), told._replace(before=told.before[number.end() :]), bare
        )
        return replace(rest, whole=line.title, copies_if_whole=line.quantity)
    # Of copies that are told apart (2 экз., 1 экз. без обложки) a remark is of some of them.
    line = line if ", " in told.words else _without_remarks(line)
    if told.copies is None:
        return line if line.sets else _doubted(line, unsure_copies(line.title, line.quantity))
    if line.isbn or line.issn:
        words = told.words if told.kind is Kind.VOLUMES else unsure_copies(line.title, line.quantity)
        return _doubted(line, words)
    line = _with_condition(line, told)
    if told.kind is Kind.TITLE:
        return replace(line, whole=bare.strip(_EDGES), copies_if_whole=1)
    if told.kind is Kind.VOLUMES or may_be_volumes(told, line.title):
        return _doubted(line, told.words)
    return line if counts_sets(told) else _doubted(line, unsure_copies(line.title, line.quantity))


def _doubted(line: Line, words: str | None) -> Line:
    return replace(line, sets=words) if words else line


def _without_remarks(line: Line) -> Line:
    """Take remarks on the copy off the end of a Chinese title: 9成新, 有章."""
    title, condition = line.title, line.condition
    remarks: list[str] = []
    while found := _remark_of(title):
        title, code = found[0], condition_of(found[1].rpartition(":")[2])
        condition, remarks = condition or code, remarks if code else [found[1], *remarks]
    full = None if title == line.title else line.title
    return replace(line, title=title, condition=condition, remark="; ".join(remarks) or line.remark, with_remarks=full)


def _remark_of(title: str) -> tuple[str, str] | None:
    found = _REMARK.fullmatch(title)
    return (found["title"], found["remark"]) if found else remark_in(title)


def _with_condition(line: Line, told: Told) -> Line:
    """Take a remark on the condition of the copies out of the title: 2册 旧, 2 экз. хор."""
    behind = told.behind.strip(_EDGES + "()[]【】")
    before = told.before.strip(_EDGES + "([【")
    if line.remark or line.condition:
        return line
    if not any(map(str.isalpha, before)) or told.kind is not Kind.SURE:
        return line
    code = condition_of(_ON_CONDITION.sub(" ", behind)) if behind else None
    if code is not None:
        return replace(line, title=before, condition=code)
    if any(map(str.isalpha, behind)) and not _ENDS_BRACKETS.match(told.behind):
        return replace(line, head=before)
    head, _space, last = before.rpartition(" ")
    code = condition_of(last) if head and not behind and re.search("[\u3400-\u9fff]", last) else None
    return line if code is None else replace(line, title=head.strip(_EDGES), condition=code)


def _with_copies_behind(line: Line, told: Told) -> Line:
    """Read a bare number that is all that stands beside an ISBN as copies that are not sure: 9787020002207,2."""
    bare = re.fullmatch(r"\W*(\d{0,3})\W*", line.title)
    if bare is None or not (line.isbn or line.issn) or line.problem is not None:
        return line
    if told.copies is not None or not bare[1] or not 1 <= int(bare[1]) <= MOST_COPIES:
        return replace(line, title="")
    return replace(line, title="", quantity=int(bare[1]), sets=bare[1])


def _numbered(given: str, rest: str, quantity: int) -> Line:
    wrong: tuple[Problem, str, str] | None = None
    for found in _NUMBER.finditer(rest):
        digits = found[1] or found[2] or found[3] or found[4]
        if _are_years(found[0], digits) or (found[4] and not read_number(digits)[0]):
            continue
        title = _without(rest, found)
        isbn, issn, looks_like = read_number(digits)
        if isbn:
            return _with_other_numbers(Line(given, isbn, None, title, quantity))
        if issn:
            return _person_warned(Line(given, isbn, issn, title, quantity), title)
        if _is_cut_short(digits) and is_title(title):
            return Line(given, None, None, title, quantity, numbers=digits.strip())
        if looks_like and wrong is None and (_is_meant(found[0], digits) or not personal(rest)):
            wrong = Problem(looks_like), digits.strip(), title
    if wrong is not None:
        kind, number, title = wrong
        stands_against = None if is_title(title) else kind
        text = title if is_title(title) else rest.strip(_EDGES)
        line = Line(given, None, None, text, quantity, stands_against, wrong_number=number[:40])
        return _person_warned(line, title)
    title = rest.strip(_EDGES)
    is_named = _IN_MARKS.search(title) is not None or (
        any(map(str.isalpha, title))
        and not is_number(title)
        and only_copies(title) is None
        and not _YEAR_ALONE.fullmatch(title)
    )
    is_named = is_named or (title != given and is_bare_year(title) and BULLET.match(given) is not None)
    problem = None if is_named else Problem.NO_TITLE
    return _person_warned(Line(given, title=title, quantity=quantity, problem=problem), title)


def _without(text: str, found: re.Match[str]) -> str:
    """Return a line without a number in it; of the signs that parted it from the words around it one stays."""
    before, behind = text[: found.start()], text[found.end() :]
    if _SIGN_BEHIND.search(before) and (sign := _SIGN_BEFORE.match(behind)):
        behind = behind[sign.end() :]
    return one_line(f"{before} {behind}").strip(_EDGES)


def _with_other_numbers(line: Line) -> Line:
    """Take a second ISBN out of the title: that of the same book, or another, about which the librarian is asked."""
    others: list[str] = []
    while found := next((each for each in _NUMBER.finditer(line.title) if _isbn_of(each)), None):
        others += [] if _isbn_of(found) in (line.isbn, *others) else [str(_isbn_of(found))]
        line = replace(line, title=_without(line.title, found))
    numbers = "; ".join((str(line.isbn), *others)) if others else None
    return _person_warned(replace(line, numbers=numbers), line.title)


def _isbn_of(found: re.Match[str]) -> str | None:
    return read_number(found[1] or found[2] or found[3] or found[4])[0]


def is_number(text: str) -> bool:
    """Whether `text` has the signs of a number of books alone: digits, hyphens, an X at the end."""
    return _NUMBER_ALONE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def number_in(title: str) -> tuple[str | None, str | None, str, str | None]:
    """Return the ISBN or ISSN that stands in a title, what else it says, and a wrong number that calls itself one.

    Other digits of a title are its own.
    """
    given = unicodedata.normalize("NFKC", title)
    is_named = re.search("ISBN|ISSN", given, re.IGNORECASE) is not None
    line = _numbered(given, given, 1)
    if line.isbn and (is_named or re.search("97[89]", given)):
        return line.isbn, None, line.title, None
    if is_named and (line.issn or line.wrong_number):
        return None, line.issn, line.title, line.wrong_number
    return None, None, title, None


def _are_years(written: str, number: str) -> bool:
    """Whether a number is a span of years (1941-1944), whatever its check digit; an ISSN would be called so.

    What stands behind the years may be a number of volumes: 1969-1978 - 30.
    """
    years = re.match(r"\d{4}\s*[-‐‑–—]\s*\d{4}(?=\s+[-–—]\s)", number)
    return is_span_of_years(years[0] if years else number) and "ISSN" not in written.upper()


def is_bare_year(text: str) -> bool:
    """Whether a text is a number of four digits, as a year is and some titles are."""
    return re.fullmatch(r"(?:1[4-9]|20)\d\d", text) is not None


def is_span_of_years(text: str) -> bool:
    """Whether `text` is two years with a dash between them, the earlier first."""
    span = re.fullmatch(r"(1[4-9]\d\d|20\d\d)\s*[-‐‑–—]\s*(1[4-9]\d\d|20\d\d)", text.strip())
    return span is not None and span[1] <= span[2]


def _is_cut_short(number: str) -> bool:
    """Whether a number begins like an ISBN and has a digit too few or too many."""
    digits = re.sub(r"\D", "", number)
    return digits.startswith(("9787", "9785")) and len(digits) in (12, 14)


def _is_meant(written: str, number: str) -> bool:
    """Whether a wrong number is written as an ISBN or ISSN is, so that it is no telephone number."""
    digits = re.sub(r"\D", "", number)
    has_parts = len(digits) == 9 + number.strip()[-1].isdigit() and len(re.findall(r"[-‐‑–—]", number)) == 3
    return "IS" in written.upper() or digits.startswith(("978", "979")) or has_parts


def is_title(text: str) -> bool:
    """Whether `text` is enough of a title to take a book by: two words, or a few letters, or two Chinese characters."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 4 or sum(character >= "\u3400" for character in letters) >= 2


def _person_warned(line: Line, text: str) -> Line:
    trace = personal(text)
    return line if trace is None else replace(line, problem=Problem.PERSONAL, detail=trace.value)


def likely_isbns(wrong: str) -> list[str]:
    """Return the ISBNs that one slip makes `wrong` of: two neighbours swapped first, then one digit mistyped."""
    digits = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", wrong).upper().replace("Х", "X"))
    if len(digits) not in (10, 13):
        return []
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    mistyped = [digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in "0123456789"]
    mistyped += [digits[:-1] + "X"] if len(digits) == 10 else []
    valid = (isbn_numbers.to_isbn13(each) for each in (*swapped, *mistyped) if isbn_numbers.is_valid(each))
    return list(dict.fromkeys(valid))


def split_pasted(text: str) -> list[str]:
    """Return the lines of a pasted text, empty ones too, so that they can be counted as the librarian sees them."""
    return _LINE_ENDS.split(text)
