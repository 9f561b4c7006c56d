"""Texts that stand in both languages of the bridge: which half lacks, who can write it, who waits for it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import LANGUAGES, _l, speaking
from library_exchange.core.scripts import html_lang, language_of, script_of

Row = TypeVar("Row")
BOTH = ("zh", "ru")
"""The languages of the two sides of the border."""
NOTHING_PERSONAL = _l("Personal data must not cross the border. Take it out, or confirm that it is none.")
"""What is said of a text for the other side that seems to hold personal data, until that is confirmed to be none."""
FROM_CATALOGUE_READ = _l("Proposed from the catalogue: read it before you send.")
"""Where a proposal comes from that the catalogue made, as who answers the partner is told."""


def other_language(language: str) -> str:
    """Return the language of the other side."""
    return BOTH[language == BOTH[0]]


def told_language(code: str | None, text: str) -> str:
    """Return the language of a text: that of its `code` (ISO 639-2), else the one its letters surely tell.

    It is "" where that is none of ours, or nobody knows: then it is told as a text, not as a text in some language.
    """
    if code:
        return next((each.code for each in LANGUAGES.values() if code in each.record_languages), "")
    return language_of(text) or ""


def tag_of(language: str, text: str) -> str:
    """Return the tag of `language` for a page, that of the script of `text` where the language is not known."""
    return LANGUAGES[language].tag if language in LANGUAGES else html_lang(script_of(text))


def side_of(language: str) -> str:
    """Return the side on which somebody writes who works in `language`: its own, for other languages the first."""
    return language if language in BOTH else BOTH[0]


def said(row: Any, field: str, language: str) -> tuple[str, str]:
    """Return what `row` says in `language`, else in the one it was written in, and the language in which it is said.

    Its columns are named like `name_zh` and `name_ru`; there may be one for English, too.
    """
    order = [language, *(code for code in BOTH if code != language)]
    found = ((getattr(row, f"{field}_{code}", None), code) for code in order)
    return next(((text, code) for text, code in found if text), ("", language))


class Place(NamedTuple):
    """Where a half stands in its subject: in which part (a line; 0 is the subject itself), field and language."""

    part: int
    field: str
    language: str


@dataclass(frozen=True)
class Half:
    """A half that lacks at `place`, and the `text` in `source_language` ("" if unknown) that it is to say."""

    place: Place
    source_language: str
    text: str


@dataclass(frozen=True)
class TextField:
    """One field of texts by its name; how long each half may be, and whether it is a line or has paragraphs."""

    label: Any
    longest: int
    is_line: bool = False


class Named(NamedTuple):
    """A subject as somebody's staff sees it; `endpoint` leads to its page, if that library has one of it."""

    name: str
    endpoint: str = ""
    values: Mapping[str, Any] = {}


class NameOf(NamedTuple):
    """What the name of one subject is made of: its id, what fills the label, and its page if the library has one."""

    id: int
    said: Mapping[str, Any]
    endpoint: str = ""
    values: Mapping[str, Any] = {}


class Partner(NamedTuple):
    """The library that can be asked about a subject, and its language."""

    library_id: int
    language: str


class Proposal(NamedTuple):
    """What is proposed for a half, and where it comes from: a person has still to agree to it."""

    text: str
    source: Any


def nothing_proposed(_session: Session, _subject_id: str, _halves: Sequence[Half]) -> Mapping[Place, Proposal]:
    """Return no proposals."""
    return {}


def nothing_unwritten(_session: Session, _subject_id: str) -> Mapping[tuple[str, str], int]:
    """Return no fields."""
    return {}


def languages_of(own: str, partner: Partner | None) -> frozenset[str]:
    """Return in which languages a library writes itself: its `own`; the other one too if there is nobody to ask."""
    return frozenset({side_of(own)} if partner else BOTH)


def writes_nothing(_session: Session, _actor: Actor, _subject_id: str, _partner: Partner | None) -> frozenset[str]:
    """Return no languages."""
    return frozenset()


class Words(NamedTuple):
    """What a library said in its own words, which stay as they were written; `language` is "" where nobody knows it.

    `endpoint` leads to the page on which they stand.
    """

    text: str
    library_id: int
    language: str
    at: datetime
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Texts:
    """A kind of subject with texts in both languages, as its room knows it.

    `partner_of` returns the library that an actor may ask about a subject, and raises NotFound or Forbidden for others;
    `lacking` returns the halves that lack and that can still be written; `fill_in` writes halves on behalf of the
    library that was asked, and raises Conflict if they cannot be written any more; `named` returns by id what a
    library calls subjects, in a language; `unwritten` returns in how many parts a field that is needed in a language
    stands in none, so that nobody can be asked for it yet; `writes` returns the languages in which an actor, who has
    that partner to ask or none, adds what lacks without being asked. Of `own_words` the library that said them is
    asked, and its answer stands beneath them.
    """

    partner_of: Callable[[Session, Actor, str], Partner]
    lacking: Callable[[Session, str], tuple[Half, ...]]
    fill_in: Callable[[Session, Actor, str, Mapping[Place, str], datetime], None]
    named: Callable[[Session, int, Collection[str], str], Mapping[str, Named]]
    fields: Mapping[str, TextField] = field(default_factory=dict)
    proposed: Callable[[Session, str, Sequence[Half]], Mapping[Place, Proposal]] = nothing_proposed
    unwritten: Callable[[Session, str], Mapping[tuple[str, str], int]] = nothing_unwritten
    writes: Callable[[Session, Actor, str, Partner | None], frozenset[str]] = writes_nothing
    own_words: bool = False

    def find_partner(self, session: Session, actor: Actor, subject_id: str) -> Partner | None:
        """Return the library that an actor may ask about a subject, None if there is none or the actor may not."""
        try:
            return self.partner_of(session, actor, subject_id)
        except (NotFound, Forbidden):
            return None


TEXTS: Hook[Texts] = Hook()
"""The kinds of subjects of which a half may be asked for."""


@dataclass(frozen=True)
class Desk:
    """Where halves are asked for: which are awaited, by the ids of subjects, and that texts of a subject changed.

    What is awaited is told of all libraries, or of the one that is asked. What was declined is that unless it was
    asked for anew. `answered` returns in which languages own words with that text were translated, `beneath` what a
    page shows under own words, by their ids: in which language they are, translations, how one asks for one.
    `is_awaited` is the condition that any half of the subject is awaited whose id a column tells.
    """

    awaited: Callable[[Session, str, Collection[str], int | None], Mapping[str, frozenset[Place]]]
    changed: Callable[[Session, str, str, datetime], None]
    declined: Callable[[Session, str, str], frozenset[Place]]
    answered: Callable[[Session, str, str, str], frozenset[str]]
    beneath: Callable[[Session, Actor, str, Mapping[int, Words], str], Mapping[int, dict[str, Any]]]
    is_awaited: Callable[[str, sa.ColumnElement[str]], sa.ColumnElement[bool]]


DESKS: Hook[Desk] = Hook()
"""The room that keeps what was asked for."""


def awaited(session: Session, kind: str, subject_id: object, asked_id: int | None = None) -> frozenset[Place]:
    """Return the halves of a subject that somebody was asked for, or that the library `asked_id` was."""
    return awaited_among(session, kind, [str(subject_id)], asked_id).get(str(subject_id), frozenset())


def awaited_among(
    session: Session, kind: str, ids: Collection[str], asked_id: int | None = None
) -> Mapping[str, frozenset[Place]]:
    """Return by the ids of subjects of a kind the halves that somebody, or the library `asked_id`, was asked for.

    One query.
    """
    found: dict[str, frozenset[Place]] = {}
    for desk in DESKS.fillings().values():
        for subject_id, places in desk.awaited(session, kind, ids, asked_id).items():
            found[subject_id] = found.get(subject_id, frozenset()) | places
    return found


def is_awaited(kind: str, subject_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Return the condition that somebody was asked for any half of the subject of a kind whose id a column tells."""
    return sa.or_(sa.false(), *(desk.is_awaited(kind, subject_id) for desk in DESKS.fillings().values()))


def declined(session: Session, kind: str, subject_id: object) -> frozenset[Place]:
    """Return the halves of a subject that a library was asked for last and said that it cannot write."""
    found: frozenset[Place] = frozenset()
    for desk in DESKS.fillings().values():
        found |= desk.declined(session, kind, str(subject_id))
    return found


def answered(session: Session, kind: str, subject_id: object, text: str) -> frozenset[str]:
    """Return the languages in which the library that said `text` in its own words told it, when it was asked."""
    found: frozenset[str] = frozenset()
    for desk in DESKS.fillings().values():
        found |= desk.answered(session, kind, str(subject_id), text)
    return found


def beneath(
    session: Session, actor: Actor, kind: str, said: Mapping[int, Words], back_url: str
) -> Mapping[int, dict[str, Any]]:
    """Return what `layout/own_words.html` shows of own words of a kind, by their ids; who asks comes back there."""
    found: dict[int, dict[str, Any]] = {}
    for desk in DESKS.fillings().values():
        found |= desk.beneath(session, actor, kind, said, back_url)
    return found


def changed(session: Session, kind: str, subject_id: object, at: datetime) -> None:
    """Say that texts of a subject were changed: what was asked about an old text, or is there now, waits no longer."""
    for desk in DESKS.fillings().values():
        desk.changed(session, kind, str(subject_id), at)


def named(
    session: Session, library_id: int, subjects: Collection[tuple[str, str]], language: str
) -> dict[tuple[str, str], Named]:
    """Return by kind and id what a library calls those of `subjects` that it has a name of."""
    found: dict[tuple[str, str], Named] = {}
    for kind, texts in sorted(TEXTS.fillings().items()):
        ids = [subject_id for of_kind, subject_id in subjects if of_kind == kind]
        known = texts.named(session, library_id, ids, language) if ids else {}
        found |= {(kind, subject_id): name for subject_id, name in known.items()}
    return found


def own_halves(session: Session, actor: Actor, kind: str, subject_id: object) -> tuple[Half, ...]:
    """Return the halves of a subject that an actor may write without being asked, and that nobody was asked for.

    Of what the partner cannot write the actor may write the partner's language, too.
    """
    texts, number = TEXTS.find(kind), str(subject_id)
    if texts is None or not (lacking := texts.lacking(session, number)):
        return ()
    cannot = declined(session, kind, number) & {half.place for half in lacking}
    partner = None if cannot else texts.find_partner(session, actor, number)
    languages = texts.writes(session, actor, number, partner)
    waiting = awaited(session, kind, subject_id) if languages else frozenset()
    return tuple(half for half in lacking if half.place.language in languages and half.place not in waiting)


def numbers_of(ids: Collection[str]) -> list[int]:
    """Return those of the ids of subjects that are numbers of rows."""
    return [number for number in map(find_number, ids) if number is not None]


def named_by(rows: Iterable[Row], language: str, label: Any, name: Callable[[Row], NameOf]) -> dict[str, Named]:
    """Return by id what rows are called in a language: their `label` filled with what `name` returns of each.

    A row of which the library has no page yet has a name without an endpoint.
    """
    found: dict[str, Named] = {}
    with speaking(language):
        for row in rows:
            it = name(row)
            found[str(it.id)] = Named(str(label) % it.said, it.endpoint, it.values)
    return found


def halves_of(row: Any, fields: Collection[str], part: int = 0) -> tuple[Half, ...]:
    """Return the halves that columns of `row` lack, named like `note_zh` and `note_ru`, where the other is there."""
    found = []
    for name in fields:
        for language in BOTH:
            text = getattr(row, f"{name}_{other_language(language)}")
            if text and not getattr(row, f"{name}_{language}"):
                found.append(Half(Place(part, name, language), other_language(language), text))
    return tuple(found)
