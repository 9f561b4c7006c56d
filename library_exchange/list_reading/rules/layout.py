"""How the lines of a list as it was typed become its entries: broken lines, cards, blocks, quoted mails.

An entry is one line of text that is read like any other. What stands between marked entries and is none of them is
told apart, so that it can be asked about. Nothing is lost: each line is in one entry, or left as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise

from library_exchange.citations.persons import PERSONS
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import broken_lines, cards, label_blocks, small_letters
from library_exchange.list_reading.rules.line_numbers import has_own_number
from library_exchange.list_reading.rules.separators import is_number, is_rule
from library_exchange.list_reading.rules.trimmings import bare_of_numbers, unled

FEWEST_MARKED = 3
"""Fewer marked lines than so many tell nothing of the lines between them."""
MOST_UNMARKED = 0.5
"""A list of which more than such a share bears no mark has no marks, but a few titles with numbers."""
FEWEST_IN_LETTER = 6
"""So many marked lines at least are a list within a letter."""
MOST_OF_BLOCK = 10
"""In so many lines at most a book between empty ones is told."""
MOST_BROKEN = 4
"""Into so many lines at most an entry is broken."""
_QUOTED = re.compile(r"^\s*>\s?")
_BULLET_CELL = re.compile(r"^(\s*(?:[•·▪●○■□–—*-]|\d{1,3}[.)、]))\t+\s*")
_UNFINISHED = re.compile(r"[:：,，;；/(\[（–—-]\s*$|\b(?:и|в|на|с|под|из|для|от|до|ред|пер|ISBN|№)\.?\s*$")
_FINISHED = re.compile(r"[.。!！?？;；]\s*$")
_GOES_ON = re.compile(r"^\s*(?:[a-zа-яё(（\[–—/:;,，]|(?:1[4-9]|20)\d\d\s*[.,。，]|\d{1,4}\s*(?:с\.|页))")
_OF_ABOVE = re.compile(
    r"\s*(?:ISBN[\s:]?\s*[\d(]|N\s?97[89][\s-]\d|[\u3400-\u9fff]{0,3}社\s?[,，]\s?(?:1[89]|20)\d\d"
    r"|(?:М|Л|СПб)\.\s?:\s)",
    re.IGNORECASE,
)
"""What begins no book of its own: its number, its place, the end of its publisher's name."""
_REST_OF_ABOVE = re.compile(r"\s*(?:(?:1[4-9]|20)\d\d|(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXxХх])\s*[).,;]*\s*")
"""A year or a number of a book alone: where the line above is not at its end, it is of that book."""
_NUMBER_ALONE = re.compile(r"\s+(?:ISBN|ISSN)[\s:：№-]*[\d][\d\s‐‑–—-]*[\dXxХх]\s*", re.IGNORECASE)
_NUMBER_TOLD = re.compile(r"ISBN|ISSN|97[89][\s-]?\d", re.IGNORECASE)
_CUT_NUMBER = re.compile(r"\s*N\s?97[89][\s-]\d")
_TELLS_IMPRINT = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|97[89][\d-]{10}|\d-\d{2,6}-\d{1,6}-[\dXХ]")
_SMALL = re.compile(r"\s*[а-яё]")
_SAID_AT = re.compile(
    r"^\s*\[?(?:[^\d《«]{1,20}\s)?(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?\s)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\]?(?:\s[^《«]{1,20})?\s*$"
)
"""Who said what follows, and when, as messages have it."""
_SET_OFF = re.compile(r"\s*(?P<sign>[*=~#])(?P=sign).*(?P=sign){2}\s*")
_DASHED = re.compile(r"\S\s+[-–—]\s+\S.*\S\s+[-–—]\s+\S")
_OF_ITS_COPY = re.compile(
    r"^\s*(?:ISBN[\s:]|\d{1,3}\s(?:экз|компл|шт)|\d{1,3}\s?[册本套]|[А-ЯЁ\u3400-\u9fff][^:]{0,30}\s?[:：].{2,60}[,，]\s?(?:1[4-9]|20)\d\d)",
    re.IGNORECASE,
)
"""A line of a book that tells its imprint, its number or its copies."""


@dataclass(frozen=True)
class Typed:
    """An entry as it was typed: its text; `is_beside` what stands between marked entries and has no mark.

    One that `is_part` is of a line that names several books; `cells` are its parts, where they stood apart.
    """

    text: str
    is_beside: bool = False
    is_part: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)


def without_cells_of_marks(text: str) -> str:
    """Return a pasted text in which a bullet or a number with its stop is no cell: `•⇥Даурия`; a table stays one."""
    bare = "\n".join(_BULLET_CELL.sub(r"\1 ", line) for line in text.split("\n"))
    return text if "\t" in bare else bare


def entries(lines: Sequence[str]) -> list[Typed]:
    """Return the entries of a list that was typed line by line, empty lines left out."""
    bare = _unquoted(lines)
    for way in (_of_named_parts, _of_cards, _of_messages, _of_blocks, _of_headed, _of_indents, _of_notes):
        if (found := way(bare)) is not None:
            return found
    return _marked(bare)


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Return lines without the marks of a mail that was passed on, where most of them bear one."""
    full = [line for line in lines if line.strip()]
    is_quoted = 2 * sum(bool(_QUOTED.match(line)) for line in full) > len(full)
    return [_QUOTED.sub("", line) for line in lines] if is_quoted else list(lines)


def _of_named_parts(lines: Sequence[str]) -> list[Typed] | None:
    """Read books of which each names its parts in one line; a line that names none is of no book."""
    full = [line for line in lines if line.strip()]
    named = [label_blocks.names_title(line) for line in full]
    if sum(named) < FEWEST_MARKED or 2 * sum(named) < len(full):
        return None
    return [Typed(line, is_beside=not one) for line, one in zip(full, named, strict=True)]


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines between empty ones; a rule of signs parts them, too, and is a block of its own."""
    parted = groupby(lines, lambda each: "" if not each.strip() else "rule" if is_rule(each) else "full")
    return [[one_line(line) for line in block] for kind, block in parted if kind]


def _of_cards(lines: Sequence[str]) -> list[Typed] | None:
    """Read cards and print-outs: a class number above, the heading, the description, the copies below."""
    found = cards.cards_in(lines)
    if found is None:
        return None
    return [
        Typed(each.card.text, cells=each.card.cells) if each.card else Typed(each.line, is_beside=True)
        for each in found
    ]


def _of_blocks(lines: Sequence[str]) -> list[Typed] | None:
    """Read books of which each stands in lines of its own between empty ones: name, title, imprint, number, copies."""
    blocks = _blocks(lines)
    told_of = [block for block in blocks if not is_rule(block[0])]
    told = [1 < len(block) <= MOST_OF_BLOCK and _tells_of_one(block) for block in blocks]
    # A list within a block is no book: its lines bear marks, those of a book but the first do not.
    marked = sum(map(_has_mark, chain(*(block[1:] for block in blocks))))
    if sum(told) < FEWEST_MARKED or 2 * sum(told) < len(told_of) or 4 * marked > sum(map(len, blocks)):
        return None
    found: list[Typed] = []
    for block, is_book in zip(blocks, told, strict=True):
        found += [Typed(_of_block(block))] if is_book else [Typed(line, is_beside=True) for line in block]
    return found


def _of_headed(lines: Sequence[str]) -> list[Typed] | None:
    """Read cards that follow each other with nothing between them: each begins with its author or a mark above."""
    full = [one_line(line) for line in lines if line.strip() and not is_number(line)]
    named = [at for at, line in enumerate(full) if _heads_a_card(line) or _is_below_marks(full, at)]
    if len(named) < FEWEST_MARKED or not 3 * len(named) <= len(full) <= MOST_OF_BLOCK * len(named):
        return None
    starts = [_above(full, at) for at in named]
    found = [Typed(line, is_beside=True) for line in full[: starts[0]]]
    for at, end in zip(starts, [*starts[1:], len(full)], strict=True):
        body = [line for line in full[at:end] if not is_rule(line)]
        found.append(Typed(cards.as_line(body)))
    return found


def _is_below_marks(lines: Sequence[str], at: int) -> bool:
    """Whether a class number and an author's mark stand above a line, as above a card without an author."""
    return at > 1 and bool(cards.AUTHOR_MARK.match(lines[at - 1]) and cards.CLASS.match(lines[at - 2]))


def _heads_a_card(line: str) -> bool:
    """Whether a line is the heading of a card: an author alone, the surname first."""
    bare = line.rstrip(". ")
    return cards.HEADING.match(line) is not None or PERSONS.fullmatch(f"{bare}.") is not None


def _above(lines: Sequence[str], at: int) -> int:
    """Return where a card begins whose author stands at a place: at the class number and the author's mark above."""
    while at and (cards.CLASS.match(lines[at - 1]) or cards.AUTHOR_MARK.match(lines[at - 1])):
        at -= 1
    return at


def _of_indents(lines: Sequence[str]) -> list[Typed] | None:
    """Read books of which each begins at the margin, with its other lines set in."""
    full = [line for line in lines if line.strip()]
    is_in = [line[:1].isspace() for line in full]
    starts = [at for at, one in enumerate(is_in) if not one and at + 1 < len(full) and is_in[at + 1]]
    if len(starts) < FEWEST_MARKED or 2 * len(starts) < sum(not one for one in is_in):
        return None
    found: list[Typed] = []
    for at, line in enumerate(full):
        if is_in[at] and found:
            continue
        end = next((each for each in range(at + 1, len(full)) if not is_in[each]), len(full))
        block = [one_line(each) for each in full[at:end]]
        found.append(Typed(_of_block(block)) if len(block) > 1 else Typed(one_line(line), is_beside=True))
    return found


def _of_block(block: Sequence[str]) -> str:
    """Return the lines of a book as one, with the signs of a description between them."""
    copies = next(filter(None, map(cards.COPIES.match, block)), None)
    body = [line for line in block if not cards.COPIES.match(line)] if copies else list(block)
    named = len(body) > 2 and PERSONS.match(body[0])
    first = f"{body[0]} {body[1]}" if named else body[0]
    told = ". – ".join(line.rstrip(". ") for line in (first, *body[2 if named else 1 :]))
    return told + (cards.told_copies(copies) if copies else "")


def _tells_of_one(block: Sequence[str]) -> bool:
    """Whether the lines of a block are those of one book: one below the first tells of its imprint or its copies."""
    dated = sum(bool(_TELLS_IMPRINT.search(line)) for line in block)
    return any(map(_tells_of_copy, block[1:])) or (dated > 0 and 2 * dated <= len(block))


def _tells_of_copy(line: str) -> bool:
    return _OF_ITS_COPY.match(line) is not None or cards.COPIES.match(line) is not None


def _of_notes(lines: Sequence[str]) -> list[Typed] | None:
    """Read notes in small letters."""
    found = small_letters.notes_in(lines)
    if found is None:
        return None
    return [Typed(each.text, is_beside=not each.cells, cells=each.cells) for each in found]


def _of_messages(lines: Sequence[str]) -> list[Typed] | None:
    """Read what several messages say: a line of these that tells of no book is said beside it."""
    if sum(bool(_SAID_AT.match(line)) for line in lines) < 2:
        return None
    return [Typed(line, is_beside=True) for line in lines if line.strip()]


def _marked(lines: Sequence[str]) -> list[Typed]:
    """Read entries that begin with marks or numbers: a line without one goes on with the entry above, or is beside."""
    full = [line for line in lines if line.strip()]
    margin, running = broken_lines.margin_of(lines), broken_lines.running(lines)
    marks = [
        (_has_mark(line) and not _CUT_NUMBER.match(line) and not _is_rest(lines, at)) or at in running
        for at, line in enumerate(lines)
    ]
    if 2 * sum(marks) < len(full) < 2 * sum(bool(_DASHED.search(line)) for line in full):
        marks = [mark or bool(_DASHED.search(line)) for line, mark in zip(lines, marks, strict=True)]
    marked = sum(marks)
    if marked < FEWEST_MARKED or (
        marked < (1 - MOST_UNMARKED) * len(full) and not (_is_run(running, lines) or _is_list_in_letter(marks, lines))
    ):
        return _unmarked(lines, margin)
    ends_finished = (
        2 * sum(bool(_FINISHED.search(line)) for line, mark in zip(lines, marks, strict=True) if mark) > marked
    )
    is_long = 2 * _followed(lines, marks) > marked
    found: list[Typed] = []
    can_go_on, joined, above = False, 1, ""
    for line, mark in zip(lines, marks, strict=True):
        if not line.strip():
            can_go_on = False
        elif mark:
            found.append(Typed(line))
            can_go_on, joined = True, 1
        elif (
            can_go_on
            and not _SET_OFF.fullmatch(line)
            and joined < MOST_BROKEN
            and (
                is_long
                or broken_lines.is_broken(above, line, margin)
                or _goes_on(above, line, ends_finished=ends_finished)
            )
        ):
            found[-1] = Typed(broken_lines.together(found[-1].text, line))
            joined += 1
        else:
            found.append(Typed(line, is_beside=True))
            can_go_on = False
        above = found[-1].text if line.strip() and not margin else line
    return found


def _is_rest(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the year or the number that the line above broke off before."""
    return at > 0 and _REST_OF_ABOVE.fullmatch(lines[at]) is not None and _UNFINISHED.search(lines[at - 1]) is not None


def _followed(lines: Sequence[str], marks: Sequence[bool]) -> int:
    """Return how many of the marked lines but the last have a line without a mark at once below."""
    full = [(line, mark) for line, mark in zip(lines, marks, strict=True)]
    return sum(
        1
        for (_line, mark), (below, is_marked) in pairwise(full)
        if mark and below.strip() and not is_marked and not _ends_list(below)
    )


def _ends_list(line: str) -> bool:
    """Whether a line stands between entries and is of none: a heading in brackets, a line that announces others."""
    bare = line.strip()
    return bare[:1] in "【[(（#=*" or bare.endswith((":", "："))


def _is_run(running: Mapping[int, int], lines: Sequence[str]) -> bool:
    """Whether the lines between the first number that runs on and the last are few for each of them."""
    if not running:
        return False
    first, last = min(running), max(running)
    return sum(bool(line.strip()) for line in lines[first : last + 1]) <= MOST_BROKEN * len(running)


def _is_list_in_letter(marks: Sequence[bool], lines: Sequence[str]) -> bool:
    """Whether a list of which most lines bear a mark stands in a letter whose lines bear none."""
    first, last = marks.index(True), len(marks) - 1 - marks[::-1].index(True)
    within = [line for line in lines[first : last + 1] if line.strip()]
    full = sum(bool(line.strip()) for line in lines)
    return sum(marks) >= max(FEWEST_IN_LETTER, (1 - MOST_UNMARKED) * len(within), full / 3)


def _unmarked(lines: Sequence[str], margin: int) -> list[Typed]:
    """Read lines of which each is an entry, unless it surely goes on with the one above, at whose end the margin is.

    Where titles and imprints stand below each other in turn, each imprint is of the title above it.
    """
    if (paired := _in_turn(lines)) is not None:
        return paired
    found: list[Typed] = []
    above = ""
    for line in lines:
        is_one = (
            found and broken_lines.is_broken(above, line, margin) and (_UNFINISHED.search(above) or _SMALL.match(line))
        )
        if is_one or (found and _is_number_of_above(found[-1].text, line)):
            found[-1] = Typed(broken_lines.together(found[-1].text, line))
        elif line.strip():
            found.append(Typed(line))
        above = line
    return found


def _is_number_of_above(above: str, line: str) -> bool:
    """Whether a line is no more than a number that is called so, set in below a book that has none."""
    return bool(line[:1].isspace() and _NUMBER_ALONE.fullmatch(line)) and not _NUMBER_TOLD.search(above)


def _in_turn(lines: Sequence[str]) -> list[Typed] | None:
    """Read entries of two lines, a title without any year or number and its imprint with one; else None."""
    full = [one_line(line) for line in lines if line.strip()]
    tells = [bool(_TELLS_IMPRINT.search(line)) for line in full]
    pairs = sum(not one and other for one, other in pairwise(tells))
    if pairs < FEWEST_MARKED or 5 * pairs < 4 * sum(tells) or 5 * 2 * pairs < 3 * len(full):
        return None
    found: list[Typed] = []
    at = 0
    while at < len(full):
        is_pair = at + 1 < len(full) and not tells[at] and tells[at + 1]
        found.append(Typed(_of_block(full[at : at + 2])) if is_pair else Typed(full[at], is_beside=not tells[at]))
        at += 2 if is_pair else 1
    return found


def _has_mark(line: str) -> bool:
    bare = one_line(line)
    return bool(bare) and (has_own_number(line) or unled(bare) != bare or bare_of_numbers(bare) != bare)


def _goes_on(above: str, line: str, *, ends_finished: bool) -> bool:
    """Whether a line without a mark goes on with the entry above, which was broken."""
    if _OF_ABOVE.match(line):
        return True
    if _UNFINISHED.search(above) or above.count("(") > above.count(")") or above.count("《") > above.count("》"):
        return True
    return (ends_finished and not _FINISHED.search(above)) or (
        not _FINISHED.search(above) and bool(_GOES_ON.match(line))
    )
