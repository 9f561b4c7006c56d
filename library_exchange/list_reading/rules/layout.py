"""How the lines of a list as it was typed become its entries: broken lines, blocks of labels, cards, quoted mails.

An entry is one line of text that is read like any other. What stands between marked entries and is none of them is
told apart, so that it can be asked about. Nothing is lost: each line is in one entry, or left as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from library_exchange.citations.persons import PERSONS
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import is_known
from library_exchange.list_reading.rules.line_numbers import has_own_number
from library_exchange.list_reading.rules.trimmings import bare_of_numbers, unled

FEWEST_MARKED = 3
"""Fewer marked lines than so many tell nothing of the lines between them."""
MOST_UNMARKED = 0.5
"""A list of which more than such a share bears no mark has no marks, but a few titles with numbers."""
MOST_OF_BLOCK = 6
"""In so many lines at most a book between empty ones is told."""
MOST_BROKEN = 3
"""Into so many lines at most an entry is broken."""
_QUOTED = re.compile(r"^\s*>\s?")
_BULLET_CELL = re.compile(r"^(\s*(?:[•·▪●○■□–—*-]|\d{1,3}[.)、]))\t+\s*")
_LABEL = re.compile(r"^\s*(?P<name>[^\W\d_]{2,12}(?:[\s-][^\W\d_]{1,12})?)\s*[:：]\s*(?P<rest>\S.*)?$")
_OF_A_TITLE = frozenset({"书名", "题名", "题名与责任者", "正题名", "名称", "заглавие", "название", "title"})
_UNFINISHED = re.compile(r"[:：,，;；/(\[（–—-]\s*$|\b(?:и|в|на|с|под|из|для|от|до|ред|пер)\.?\s*$")
_FINISHED = re.compile(r"[.。!！?？;；]\s*$")
_GOES_ON = re.compile(r"^\s*(?:[a-zа-яё(（\[–—/:;,，]|(?:1[4-9]|20)\d\d\s*[.,。，]|\d{1,4}\s*(?:с\.|页))")
_CLASS = re.compile(
    r"^\s*(?:[А-Я]?\d{2}(?:\.\d+)*(?:\([^()\s]{1,12}\)\d*)?(?:[А-Яа-я]{1,4})?|[A-Z]{1,2}\d{1,4}(?:\.\d+)*)\s*$"
)
_AUTHOR_MARK = re.compile(r"^\s*[А-ЯЁA-Z][-\s]?\d{1,3}[а-я]?\s*$")
_COPIES = re.compile(
    r"^\s*(?:Экз(?:емпляр\w*)?|Кол-во|复本|册数)\.?\s*[:：]\s*(?:по\s+)?(?P<copies>\d{1,3})(?:\s*компл\w*\.?)?(?:\s+(?P<remark>\S.*))?$",
    re.IGNORECASE,
)
_PART = re.compile(r"^\s*(?:Т|Ч|Кн|Вып)\.\s*\d{1,3}\.")
_SAID_AT = re.compile(
    r"^\s*\[?(?:[^\d《«]{1,20}\s)?(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?\s)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?\]?(?:\s[^《«]{1,20})?\s*$"
)
"""Who said what follows, and when, as messages have it."""
_DASHED = re.compile(r"\S\s+[-–—]\s+\S.*\S\s+[-–—]\s+\S")
_OF_ITS_COPY = re.compile(
    r"^\s*(?:ISBN[\s:]|\d{1,3}\s(?:экз|компл|шт)|\d{1,3}\s?[册本套]|[А-ЯЁ\u3400-\u9fff][^:]{0,30}\s?[:：].{2,60}[,，]\s?(?:1[4-9]|20)\d\d)",
    re.IGNORECASE,
)
"""A line of a book that tells its imprint, its number or its copies."""
_HEADING_OF_CARD = re.compile(r"^\s*[А-ЯЁ][\w-]+,\s+[А-ЯЁ][\w.\s-]{1,40}$")


@dataclass(frozen=True)
class Typed:
    """An entry as it was typed: its text; `is_beside` what stands between marked entries and has no mark."""

    text: str
    is_beside: bool = False


def without_cells_of_marks(text: str) -> str:
    """Return a pasted text in which a bullet or a number with its stop is no cell: `•⇥Даурия`; a table stays one."""
    bare = "\n".join(_BULLET_CELL.sub(r"\1 ", line) for line in text.split("\n"))
    return text if "\t" in bare else bare


def entries(lines: Sequence[str]) -> list[Typed]:
    """Return the entries of a list that was typed line by line, empty lines left out."""
    bare = _unquoted(lines)
    for way in (_of_labels, _of_cards, _of_messages, _of_blocks):
        if (found := way(bare)) is not None:
            return found
    return _marked(bare)


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Return lines without the marks of a mail that was passed on, where most of them bear one."""
    full = [line for line in lines if line.strip()]
    is_quoted = 2 * sum(bool(_QUOTED.match(line)) for line in full) > len(full)
    return [_QUOTED.sub("", line) for line in lines] if is_quoted else list(lines)


def _of_labels(lines: Sequence[str]) -> list[Typed] | None:
    """Read books of which each part stands on a line of its own behind its name; None if this is no such list."""
    names = [_name_of_part(line) for line in lines]
    if sum(name in _OF_A_TITLE for name in names if name) < 2 or 2 * sum(map(bool, names)) < sum(map(bool, lines)):
        return None
    found: list[Typed] = []
    block: list[str] = []
    for line, name in [*zip(lines, names, strict=True), ("", "")]:
        if block and (not name or name in _OF_A_TITLE):
            found.append(Typed("; ".join(block)))
            block = []
        if name and (block or name in _OF_A_TITLE):
            block.append(one_line(line))
        elif line.strip():
            found.append(Typed(one_line(line), is_beside=True))
    return found


def _name_of_part(line: str) -> str:
    """Return what a line says it tells of a book, "" if it does not."""
    label = _LABEL.match(unled(line))
    name = label["name"].casefold() if label else ""
    return name if name in _OF_A_TITLE or is_known(name) else ""


def _of_cards(lines: Sequence[str]) -> list[Typed] | None:
    """Read cards: a class number and an author's mark above, the heading, the description, the copies below."""
    blocks = [
        [one_line(line) for line in block]
        for is_full, block in groupby(lines, lambda each: bool(each.strip()))
        if is_full
    ]
    cards = [block for block in blocks if len(block) > 1 and _CLASS.match(block[0])]
    if len(cards) < 2 or 2 * len(cards) < len(blocks):
        return None
    found: list[Typed] = []
    for block in blocks:
        found += (
            [Typed(_card(block))]
            if _CLASS.match(block[0]) and len(block) > 1
            else [Typed(line, True) for line in block]
        )
    return found


def _card(block: Sequence[str]) -> str:
    """Return a card as one line: heading, description, parts, copies; its class and its mark are the shelf's."""
    body = [line for line in block if not (_CLASS.match(line) or _AUTHOR_MARK.match(line))]
    copies = next(filter(None, map(_COPIES.match, body)), None)
    body = [line for line in body if not _COPIES.match(line)]
    parts = [line.split(" – ")[0].strip(" .") for line in body if _PART.match(line)]
    body = [line for line in body if not _PART.match(line)]
    has_heading = len(body) > 1 and _HEADING_OF_CARD.match(body[0])
    told = f"{body[0].rstrip('.')}. {' '.join(body[1:])}" if has_heading else " ".join(body)
    told += f" – {', '.join(parts)}." if parts else ""
    return told + (_told_copies(copies) if copies else "")


def _of_blocks(lines: Sequence[str]) -> list[Typed] | None:
    """Read books of which each stands in lines of its own between empty ones: name, title, imprint, number, copies."""
    blocks = [
        [one_line(line) for line in block]
        for is_full, block in groupby(lines, lambda each: bool(each.strip()))
        if is_full
    ]
    told = [len(block) <= MOST_OF_BLOCK and any(map(_tells_of_copy, block[1:])) for block in blocks]
    if sum(told) < FEWEST_MARKED or 2 * sum(told) < len(blocks) or any(map(_has_mark, chain(*blocks))):
        return None
    found: list[Typed] = []
    for block, is_book in zip(blocks, told, strict=True):
        found += [Typed(_of_block(block))] if is_book else [Typed(line, is_beside=True) for line in block]
    return found


def _of_block(block: Sequence[str]) -> str:
    """Return the lines of a book as one, with the signs of a description between them."""
    copies = next(filter(None, map(_COPIES.match, block)), None)
    body = [line for line in block if not _COPIES.match(line)] if copies else list(block)
    named = len(body) > 2 and PERSONS.match(body[0])
    first = f"{body[0]} {body[1]}" if named else body[0]
    told = ". – ".join(line.rstrip(". ") for line in (first, *body[2 if named else 1 :]))
    return told + (_told_copies(copies) if copies else "")


def _tells_of_copy(line: str) -> bool:
    return _OF_ITS_COPY.match(line) is not None or _COPIES.match(line) is not None


def _told_copies(copies: re.Match[str]) -> str:
    """Return the number of copies that a line of its own tells, with what is said of them, as a line ends with it."""
    return f" – {copies['copies']} экз." + (f" ({copies['remark']})" if copies["remark"] else "")


def _of_messages(lines: Sequence[str]) -> list[Typed] | None:
    """Read what several messages say: a line of these that tells of no book is said beside it."""
    if sum(bool(_SAID_AT.match(line)) for line in lines) < 2:
        return None
    return [Typed(line, is_beside=True) for line in lines if line.strip()]


def _marked(lines: Sequence[str]) -> list[Typed]:
    """Read entries that begin with marks or numbers: a line without one goes on with the entry above, or is beside."""
    full = [line for line in lines if line.strip()]
    marks = [_has_mark(line) for line in lines]
    if 2 * sum(marks) < len(full) < 2 * sum(bool(_DASHED.search(line)) for line in full):
        marks = [mark or bool(_DASHED.search(line)) for line, mark in zip(lines, marks, strict=True)]
    marked = sum(marks)
    if marked < FEWEST_MARKED or marked < (1 - MOST_UNMARKED) * len(full):
        return [Typed(line) for line in full]
    ends_finished = (
        2 * sum(bool(_FINISHED.search(line)) for line, mark in zip(lines, marks, strict=True) if mark) > marked
    )
    found: list[Typed] = []
    can_go_on, joined = False, 1
    for line, mark in zip(lines, marks, strict=True):
        if not line.strip():
            can_go_on = False
        elif mark:
            found.append(Typed(line))
            can_go_on, joined = True, 1
        elif can_go_on and joined < MOST_BROKEN and _goes_on(found[-1].text, line, ends_finished=ends_finished):
            found[-1] = Typed(_together(found[-1].text, line))
            joined += 1
        else:
            found.append(Typed(line, is_beside=True))
            can_go_on = False
    return found


def _has_mark(line: str) -> bool:
    bare = one_line(line)
    return bool(bare) and (has_own_number(line) or unled(bare) != bare or bare_of_numbers(bare) != bare)


def _goes_on(above: str, line: str, *, ends_finished: bool) -> bool:
    """Whether a line without a mark goes on with the entry above, which was broken."""
    if _UNFINISHED.search(above) or above.count("(") > above.count(")") or above.count("《") > above.count("》"):
        return True
    return (ends_finished and not _FINISHED.search(above)) or (
        not _FINISHED.search(above) and bool(_GOES_ON.match(line))
    )


def _together(above: str, line: str) -> str:
    """Return two parts of a broken line as one; a Chinese word that was broken is whole again."""
    is_han = re.search("[\u3400-\u9fff]$", above.rstrip()) and re.match("[\u3400-\u9fff]", line.lstrip())
    return f"{above.rstrip()}{'' if is_han else ' '}{line.strip()}"
