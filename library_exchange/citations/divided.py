"""A line divided in the way for which most speaks: what its pieces are, how they follow each other, what others do.

All ways are weighed at once, the likeliest kept (a beam), so that a line costs little however many pieces it has. A
list is written by one hand: what its lines have in common decides those that could be divided otherwise.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from library_exchange.citations.books import Listed
from library_exchange.citations.persons import PERSONS, name_of, with_names_together
from library_exchange.citations.pieces import Piece, pieces_of
from library_exchange.citations.places import is_place
from library_exchange.citations.weighing import Role, is_short_year, weights, year_in
from library_exchange.core.text import one_line

LONGEST = 600
MOST_PIECES = 40
BEAM = 16
"""So many ways to divide a line are kept while it is read."""
SURE = 4
"""By so much the likeliest way has to outweigh the next that tells another book."""
BETTER = 5
BETTER_IF_UNSURE = 2
"""By so much it has to outweigh what a pattern told, for sure or not."""
STRONG = 3
"""So much speaks for a name or a publisher that is none by its place alone."""
FEWEST_ALIKE = 3
"""Fewer lines have no custom."""
MOST_SAMPLED = 60
CUSTOM = 5
"""What all lines of a list do weighs as much."""
_HAN = "\u3400-\u9fff"
_CODE = re.compile(r"\s?\[[A-Z]{1,2}(?:/[A-Z]{2})?\]")
"""What GB/T 7714 says of the kind of a publication."""
_NUMBER = re.compile(r"^(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*")
_ROLE_APART = re.compile(rf"(?<=[{_HAN}])\s*,\s*(?=(?:等?译|译注|校|注|著|编|主编)(?:[.,;]|$))")


def _nobody(_text: str) -> bool:
    return False


_FOLLOWS: Mapping[tuple[Role | None, str, Role], int] = {
    (None, "", Role.AUTHOR): 2,
    (None, "", Role.TITLE): 2,
    (None, "", Role.YEAR): -6,
    (None, "", Role.PLACE): -4,
    (None, "", Role.PUBLISHER): -5,
    (None, "", Role.NOTE): -4,
    (Role.AUTHOR, ".", Role.TITLE): 3,
    (Role.AUTHOR, ":", Role.TITLE): 3,
    (Role.AUTHOR, "-", Role.TITLE): 2,
    (Role.AUTHOR, " ", Role.TITLE): 2,
    (Role.AUTHOR, ",", Role.AUTHOR): 1,
    (Role.AUTHOR, ".", Role.AUTHOR): -6,
    (Role.AUTHOR, " ", Role.AUTHOR): -3,
    (Role.TITLE, "/", Role.AUTHOR): 4,
    (Role.TITLE, "/", Role.STATED): 3,
    (Role.TITLE, "(", Role.AUTHOR): 1,
    (Role.TITLE, ",", Role.AUTHOR): 1,
    (Role.TITLE, "/", Role.TITLE): -3,
    (Role.TITLE, ":", Role.TITLE): 3,
    (Role.TITLE, ",", Role.TITLE): 2,
    (Role.TITLE, "-", Role.TITLE): -2,
    (Role.TITLE, "(", Role.TITLE): -1,
    (Role.TITLE, ")", Role.TITLE): -1,
    (Role.TITLE, ":", Role.PUBLISHER): -2,
    (Role.PLACE, ":", Role.PUBLISHER): 5,
    (Role.PLACE, ",", Role.PUBLISHER): 3,
    (Role.PLACE, " ", Role.PUBLISHER): 2,
    (Role.PLACE, ",", Role.YEAR): 3,
    (Role.PLACE, " ", Role.YEAR): 2,
    (Role.PUBLISHER, ",", Role.YEAR): 3,
    (Role.PUBLISHER, " ", Role.YEAR): 2,
    (Role.PUBLISHER, "", Role.YEAR): 2,
    (Role.YEAR, " ", Role.TITLE): -3,
    (Role.AUTHOR, ",", Role.PUBLISHER): 2,
}
"""What speaks for a piece of one role behind another, with which sign between them."""
_FOLLOWS_IN_CHINESE: Mapping[tuple[Role | None, str, Role], int] = {
    **_FOLLOWS,
    (Role.AUTHOR, " ", Role.AUTHOR): 0,
    (Role.TITLE, ",", Role.TITLE): -3,
    (Role.TITLE, " ", Role.TITLE): -2,
    (Role.TITLE, ".", Role.TITLE): -2,
    (Role.TITLE, ":", Role.TITLE): 1,
    (Role.TITLE, ",", Role.AUTHOR): 3,
    (Role.TITLE, " ", Role.AUTHOR): 2,
}
"""The same where both are written in characters, which has spaces and commas between its parts alone."""
_AT_ONCE = {Role.TITLE: 0, Role.AUTHOR: -2, Role.PUBLISHER: -3, Role.PLACE: 0, Role.YEAR: -8, Role.PARALLEL: -2}
"""A role that goes on in the next piece."""
_AGAIN = -30
"""A role of which a book has one, told once more at another place."""
_SINGLE = frozenset({Role.TITLE, Role.AUTHOR, Role.PUBLISHER, Role.YEAR, Role.PARALLEL})
_IMPRINT = frozenset({Role.PLACE, Role.PUBLISHER, Role.YEAR})
_BEHIND_IMPRINT = {Role.TITLE: -6, Role.AUTHOR: -3, Role.PARALLEL: -6}
_BEHIND_MARKS = -6
"""A title that goes on behind its marks."""
_STATED_TOGETHER = 9
"""Another person behind a compiler or an editor."""
_EXPLAINED = frozenset({Role.NOTE, Role.AUTHOR})
"""Roles for which something of their own has to speak, initials or a word for what somebody did; else it is asked."""
_NO_TITLE = -20


@dataclass(frozen=True)
class Custom:
    """What the lines of one list have in common: of each step from piece to piece, which share of them takes it."""

    steps: Mapping[tuple[Role | None, str, Role], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """One way to divide a line: the roles of its pieces, and what speaks for it."""

    weight: float = 0
    roles: tuple[Role, ...] = ()

    @property
    def seen(self) -> frozenset[Role]:
        """Which roles were told."""
        return frozenset(self.roles)


def read(text: str, custom: Custom | None = None, is_person: Callable[[str], bool] = _nobody) -> Listed | None:
    """Return the book of a line in the way for which most speaks; None for a line of one piece, or a very long one."""
    found = _ways(text, custom, is_person)
    return None if found is None else _listed(*found)


def better(
    text: str, told: Listed, custom: Custom | None = None, is_person: Callable[[str], bool] = _nobody
) -> Listed | None:
    """Return the book of a line if clearly more speaks for it than for what a pattern `told`; else None."""
    found = _ways(text, custom, is_person)
    if found is None:
        return None
    written, pieces, ways = found
    if not any(_is_strong(piece, role, is_person) for piece, role in zip(pieces, ways[0].roles, strict=True)):
        return None
    by_pattern = _weight_of(pieces, told, custom, is_person)
    if ways[0].weight - by_pattern < (BETTER if told.is_sure else BETTER_IF_UNSURE):
        return None
    divided = _listed(written, pieces, ways)
    says_all_is_title = told == Listed(told.title) and not divided.is_sure
    return None if says_all_is_title or replace(divided, is_sure=told.is_sure) == told else divided


def custom_of(lines: Iterable[str], is_person: Callable[[str], bool] = _nobody) -> Custom | None:
    """Return what the lines of a list have in common; None if they are too few, or differ."""
    given = list(lines)
    given = given[:: max(1, len(given) // MOST_SAMPLED)]
    counted: Counter[tuple[Role | None, str, Role]] = Counter()
    many = 0
    for line in given:
        found = _ways(line, None, is_person)
        if found is None or found[2][0].weight <= 0:
            continue
        many += 1
        counted.update(set(_steps(*found[1:])))
    if many < FEWEST_ALIKE:
        return None
    return Custom({step: count / many for step, count in counted.items() if count >= FEWEST_ALIKE})


def _is_strong(piece: Piece, role: Role, is_person: Callable[[str], bool]) -> bool:
    """Whether a piece is surely a name or a publisher, without which a line is left as a pattern read it."""
    if role not in (Role.AUTHOR, Role.PUBLISHER, Role.STATED) or (role is Role.STATED and piece.before == "("):
        return False
    return weights(piece, is_person)[role] >= STRONG


def _steps(pieces: list[Piece], ways: list[Way]) -> list[tuple[Role | None, str, Role]]:
    roles = (None, *ways[0].roles)
    return [(one, piece.before, other) for (one, other), piece in zip(pairwise(roles), pieces, strict=True) if other]


def _ways(
    text: str, custom: Custom | None, is_person: Callable[[str], bool]
) -> tuple[str, list[Piece], list[Way]] | None:
    if len(text) > LONGEST:
        return None
    text = with_names_together(_NUMBER.sub("", _ROLE_APART.sub("", _CODE.sub("", text))))
    pieces = pieces_of(text)
    if not 1 < len(pieces) <= MOST_PIECES:
        return None
    ways = [Way()]
    for piece in pieces:
        weighed = weights(piece, is_person)
        _among_others(piece, pieces, weighed)
        likely = sorted(weighed, key=lambda role: -weighed[role])[:6]
        likely = list(dict.fromkeys((*likely, Role.TITLE, Role.NOTE)))
        grown = [
            Way(way.weight + weighed[role] + _step(way, pieces, piece, role, custom), (*way.roles, role))
            for way in ways
            for role in likely
        ]
        ways = sorted(grown, key=lambda way: -way.weight)[:BEAM]
    ways = [replace(way, weight=way.weight + (0 if Role.TITLE in way.roles else _NO_TITLE)) for way in ways]
    return text, pieces, sorted(ways, key=lambda way: -way.weight)


def _among_others(piece: Piece, pieces: list[Piece], weighed: dict[Role, int]) -> None:
    """Weigh what the other pieces tell: marks around a title elsewhere, a title in the other script."""
    marked = [each for each in pieces if each.marks in ("《", "«") and _is_han(each.text) == _is_han(piece.text)]
    if marked and not piece.marks:
        weighed[Role.TITLE] -= 7 if marked[0].marks == "《" else 3
    if piece.before == "/" and _surname(piece.text) & _surname(pieces[0].text):
        weighed[Role.STATED] += 14
    following = [year_in(each.text) for each in pieces[piece.at + 1 : piece.at + 3]]
    if piece.behind == ":" and len(following) == 2 and following[1]:
        weighed[Role.PLACE] += 5
    is_behind_place = piece.before == ":" or (piece.at > 0 and is_place(pieces[piece.at - 1].bare))
    if is_behind_place and piece.behind == "," and following and following[0]:
        weighed[Role.PUBLISHER] += 4
    is_han, first = _is_han(piece.text), _is_han(pieces[0].text)
    has_letters = bool(re.search(r"[А-Яа-яЁё]{3}", piece.text)) or is_han
    if piece.at and has_letters and is_han != first and piece.marks in ("", "《", "«"):
        weighed[Role.PARALLEL] += 8


def _is_han(text: str) -> bool:
    return re.search(rf"[{_HAN}]", text) is not None


def _surname(text: str) -> set[str]:
    """Return the words of a name."""
    return set(re.findall(rf"[А-ЯЁA-Z][а-яёa-z-]+|[{_HAN}]{{2,}}", text))


def _step(way: Way, pieces: list[Piece], piece: Piece, role: Role, custom: Custom | None) -> float:
    """Return what speaks for a role behind those that were told."""
    last = way.roles[-1] if way.roles else None
    follows = _FOLLOWS_IN_CHINESE if _is_han(piece.text) else _FOLLOWS
    weight: float = follows.get((last, piece.before, role), 0)
    if last is role:
        weight += _AT_ONCE.get(role, 0)
        weight += _BEHIND_MARKS if role is Role.TITLE and pieces[piece.at - 1].marks and piece.before != ":" else 0
    elif role in _SINGLE and role in way.roles:
        weight += _AGAIN
    if last is role is Role.STATED and piece.before == "," and PERSONS.fullmatch(piece.text):
        weight += _STATED_TOGETHER
    if role in _BEHIND_IMPRINT and not _IMPRINT.isdisjoint(way.roles):
        weight += _BEHIND_IMPRINT[role]
    if custom is not None:
        weight += CUSTOM * custom.steps.get((last, piece.before, role), 0)
    return weight


def _weight_of(pieces: list[Piece], told: Listed, custom: Custom | None, is_person: Callable[[str], bool]) -> float:
    """Return what speaks for what a pattern told of a line."""
    way = Way()
    fields = {Role.AUTHOR: told.author, Role.PUBLISHER: told.publisher, Role.YEAR: told.year, Role.TITLE: told.title}
    fields |= {Role.PARALLEL: told.parallel, Role.PART: told.volume}
    for piece in pieces:
        weighed = weights(piece, is_person)
        _among_others(piece, pieces, weighed)
        role = next((role for role, text in fields.items() if text and _holds(role, text, piece)), None)
        roles = [role] if role else [Role.STATED, Role.PLACE, Role.PART, Role.NOTE]
        best = max(roles, key=lambda each: weighed[each] + _step(way, pieces, piece, each, custom))
        way = Way(way.weight + weighed[best] + _step(way, pieces, piece, best, custom), (*way.roles, best))
    return way.weight + (0 if Role.TITLE in way.roles else _NO_TITLE)


def _holds(role: Role, text: str, piece: Piece) -> bool:
    if role is Role.YEAR:
        return year_in(piece.text)[:4] == text[:4] and bool(text)
    bare = piece.text.strip(" .,;:/")
    return bool(bare) and (bare in text or (len(text) > 2 and text in bare and role is not Role.TITLE))


def _listed(text: str, pieces: list[Piece], ways: list[Way]) -> Listed:
    """Return the book of the likeliest way; unsure if another is about as likely, or a piece of it is unexplained."""
    best = _told(text, pieces, ways[0].roles)
    other = next((way for way in ways[1:] if _differs(best, _told(text, pieces, way.roles))), None)
    is_clear = other is None or ways[0].weight - other.weight >= SURE
    is_explained = all(
        (role not in _EXPLAINED or weights(piece, _nobody)[role] > 0)
        and (role is not Role.YEAR or not is_short_year(piece.text))
        for piece, role in zip(pieces, ways[0].roles, strict=True)
    )
    return replace(best, is_sure=is_clear and is_explained)


def _differs(one: Listed, other: Listed) -> bool:
    return (one.title, one.author, one.year) != (other.title, other.author, other.year)


def _told(text: str, pieces: list[Piece], roles: tuple[Role, ...]) -> Listed:
    """Return the book of a line whose pieces have these roles."""
    title = _together(text, pieces, roles, Role.TITLE)
    parts = [piece.text for piece, role in zip(pieces, roles, strict=True) if role is Role.PART]
    year = next((year_in(piece.text) for piece, role in zip(pieces, roles, strict=True) if role is Role.YEAR), "")
    if parts and not re.search(rf"[{_HAN}]", title):
        title = f"{title.rstrip('.')}. {', '.join(parts)}"
    elif parts:
        title = f"{title} {' '.join(parts)}"
    return Listed(
        title,
        _without_role(_together(text, pieces, roles, Role.AUTHOR)),
        _together(text, pieces, roles, Role.PUBLISHER),
        year,
        parallel=_together(text, pieces, roles, Role.PARALLEL),
    )


def _without_role(name: str) -> str:
    return name_of(name)[0] or name if _is_han(name) else re.sub(r"(?<=[а-яё]{2})\.$", "", name)


def _together(text: str, pieces: list[Piece], roles: tuple[Role, ...], role: Role) -> str:
    """Return the pieces of a role as they stand in the line, from the first to the last of them."""
    own = [piece for piece, each in zip(pieces, roles, strict=True) if each is role]
    if not own:
        return ""
    if len(own) == 1:
        return own[0].text
    end = own[-1].start + len(own[-1].text) + 2 * bool(own[-1].marks)
    found = one_line(text[own[0].start : end])
    return f"{found})" if found.count("(") > found.count(")") else found
