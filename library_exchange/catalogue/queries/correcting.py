"""What a query that no book answers was probably meant to be: another keyboard, a slip of the finger, a homophone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names
from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.catalogue.queries.known_keys import known_among
from library_exchange.core.among import among, as_parameter
from library_exchange.core.db import begins_with
from library_exchange.search import slipped_words
from library_exchange.search.analysis import foreign_names, identifiers, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.slips import is_one_slip, one_away
from library_exchange.search.analysis.spelling import SHORTEST, is_right
from library_exchange.search.budget import Budget
from library_exchange.search.port import SearchEngine
from library_exchange.search.query import LONGEST, MOST_CLAUSES, parse
from library_exchange.search.unknown_words import is_together, other_keyboard, unknown_words

SOUNDS = "abcdefghiklmnopqrstuvz"
"""The letters that keys of names and titles are written with."""
KINDS = (names.SURNAME, names.TITLE, names.WHOLE)
SHORTEST_KEY, LONGEST_KEY = 5, 40
SHORTEST_HAN, LONG_HAN, MOST_ALIKE = 3, 4, 200
MOST_READINGS = 2
MOST_CORRECTIONS = 5


def corrections(session: Session, engine: SearchEngine, text: str, budget: Budget) -> Iterator[str]:
    """Yield other texts that may have been meant, the likeliest first, as far as `budget` goes; none is `text`.

    Where each word is one that a dictionary or some book has, nothing else was meant: only a number may be put right.
    Nor is anything, where something is left out by a minus: what is left may well be nothing.
    Known names and titles come before words of the index, and those before what only sounds the same.
    """
    text = text[:LONGEST]
    found = list(runs(prepared(text)))[:MOST_CLAUSES]
    has_minus = any(clause.is_excluded for clause in parse(text)[0])
    doubtful = set() if has_minus else unknown_words(engine, found)
    ways: Iterable[Iterable[str]] = (identifiers.meant_by(text),)
    if doubtful or (not has_minus and all(len(run.text) < SHORTEST for run in found)):
        # Of words too short to be right or wrong, the keyboard may be.
        ways = (*ways, other_keyboard(engine, text))
    if doubtful:
        ways = (
            *ways,
            _known_names(session, text, found, doubtful),
            slipped_words.put_right(engine, text, doubtful, budget),
            _sounds(found),
        )
    tried = {text}
    for way in ways:
        for corrected in islice(way, MOST_CORRECTIONS):
            if corrected not in tried and budget.allows_trying():
                tried.add(corrected)
                yield corrected


def homophones(session: Session, engine: SearchEngine, text: str) -> Iterator[str]:
    """Yield the known names and titles that sound like `text`, Chinese characters that no book has side by side."""
    found = list(runs(prepared(text)))
    if len(found) != 1 or found[0].script != "han" or len(found[0].text) < SHORTEST_HAN or is_right(found[0]):
        return
    if not is_together(engine, found[0]):
        yield from (name for name in _sounding(session, [found[0].text])[found[0].text] if name != text)


def _known_names(session: Session, text: str, found: Sequence[Run], doubtful: Set[Run]) -> Iterator[str]:
    """Yield the text with a known name or title in place of what is one letter away from it, or sounds the same."""
    yield from (name for name in _near(session, found) if name != text)
    parts = [run for run in found if run in doubtful and run.script == "han"] if len(found) > 1 else []
    alike = _alike(session, {run.text for run in parts})
    for run in parts:
        for name in alike[run.text]:
            yield text.replace(text[run.start : run.end], name) if prepared(text) == text else name


def _near(session: Session, found: Sequence[Run]) -> Iterable[str]:
    if any(run.script == "han" for run in found):
        return _whole_alike(session, "".join(run.text for run in found))
    keys = names.of_query(found)
    asked = [key for kind in KINDS for key in sorted(key for key in keys if key.startswith(kind))[:MOST_READINGS]]
    script = found[0].script if found else ""
    rows = _one_slip_away(session, asked)
    of_kind = {kind: [(value, written) for key, value, written in rows if key.startswith(kind)] for kind in KINDS}
    near = [form for kind, forms in of_kind.items() for form in _written_in(script, forms, kind == names.SURNAME)]
    return list(dict.fromkeys(near))


def _whole_alike(session: Session, text: str) -> Iterator[str]:
    """Yield what `_alike` returns of one text; mostly the first was meant, and others are looked up when asked for."""
    sounding = dict.fromkeys(_sounding(session, [text])[text])
    yield from sounding
    begun = dict.fromkeys(_begun_so(session, [text])[text]) if len(text) >= LONG_HAN else {}
    yield from (form for form in begun if form not in sounding)
    if not sounding and not begun:
        yield from _mistaken(session, {text})[text]


def _alike(session: Session, texts: Set[str]) -> dict[str, list[str]]:
    """Return by text the forms in Chinese characters that sound like it or differ by one character."""
    sounding, begun = _sounding(session, texts), _begun_so(session, [text for text in texts if len(text) >= LONG_HAN])
    near = {text: sounding[text] + begun.get(text, []) for text in texts}
    mistaken = _mistaken(session, {text for text, forms in near.items() if not forms})
    return {text: list(dict.fromkeys(forms or mistaken[text])) for text, forms in near.items()}


def _mistaken(session: Session, texts: Set[str]) -> dict[str, list[str]]:
    """Return by text the surname of a foreigner one character away, if there is only one: 格罗莫天 is 格罗莫夫."""
    others = {t: _one_character_other(t) if SHORTEST_HAN <= len(t) <= foreign_names.LONGEST else set() for t in texts}
    letters = set().union(*others.values())
    rows = known_among(session, (names.SURNAME,), letters) if letters else []
    known = {key.removeprefix(names.SURNAME) for key, _value, _script in rows}
    return {text: sorted(some & known) if len(some & known) == 1 else [] for text, some in others.items()}


def _one_character_other(text: str) -> set[str]:
    return {text[:at] + each + text[at + 1 :] for at in range(len(text)) for each in foreign_names.CHARACTERS}


def _sounding(session: Session, texts: Iterable[str]) -> dict[str, list[str]]:
    read = {text: {syllables.joined_pinyin(text, is_name) for is_name in (True, False)} - {""} for text in texts}
    return _han_forms(session, {text: {names.PINYIN + each for each in ways} for text, ways in read.items()})


def _begun_so(session: Session, texts: Sequence[str]) -> dict[str, list[str]]:
    """Return by text the forms that begin as it does and differ from it by one character."""
    if not texts:
        return {}
    begun = [sa.select(_beginning_so(session, text).subquery().c.key) for text in texts]
    keys = session.scalars(sa.union_all(*begun)).all()
    return _han_forms(session, {t: {key for key in keys if is_one_slip(t, key.removeprefix(names.HAN))} for t in texts})


def _beginning_so(session: Session, text: str) -> Any:
    start = begins_with(session, VariantKey.key, names.HAN + text[: (len(text) + 1) // 2])
    length = sa.func.length(VariantKey.key).between(len(names.HAN + text) - 1, len(names.HAN + text) + 1)
    return sa.select(col(VariantKey.key)).distinct().where(start, length).limit(MOST_ALIKE)


def _one_slip_away(session: Session, keys: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the keys of known names and titles that differ by one slip from one of `keys`, with forms and scripts.

    All that a slip may make of them are looked up: their number is that of the letters, however many names there are.
    """
    spelled = dict.fromkeys(key.partition(":")[2] for key in keys)
    slips = (each for key in spelled if SHORTEST_KEY <= len(key) <= LONGEST_KEY for each in one_away(key, SOUNDS))
    return known_among(session, KINDS, dict.fromkeys(slips))


def _han_forms(session: Session, keys: Mapping[str, Set[str]]) -> dict[str, list[str]]:
    """Return by text the forms in Chinese characters that have one of its keys."""
    wanted = sorted({key for some in keys.values() for key in some})
    rows = session.connection().execute(_forms_query(), {"keys": as_parameter(wanted)}).all() if wanted else []
    return {t: _written_in("han", [row[1:] for row in rows if row[0] in some]) for t, some in keys.items()}


def _written_in(script: str, rows: Iterable[tuple[str, str]], is_surname: bool = False) -> list[str]:
    wanted = {"han": ("Hans", "Hant"), "cyrillic": ("Cyrl",), "latin": ("Latn",)}.get(script, ())
    found = dict.fromkeys(value for value, written in rows if written in wanted)
    return [_surname(value) if is_surname else value.replace(",", "") for value in found]


@cache
def _forms_query() -> Any:
    """Return the query of forms by their keys; built once, for building costs more."""
    return (
        sa.select(col(VariantKey.key), col(VariantName.value), col(VariantName.script))
        .join(VariantName, col(VariantName.id) == col(VariantKey.variant_id))
        .where(among(col(VariantKey.key), "keys"))
        .order_by(col(VariantName.id))
    )


def _surname(value: str) -> str:
    return names.han_parts(value)[-1] if names.has_han(value) else value.partition(",")[0]


def _sounds(found: Sequence[Run]) -> Iterator[str]:
    """Yield the text with its Chinese characters as pinyin, by which homophones are found."""
    if not any(run.script == "han" and len(run.text) > 2 for run in found):
        return
    words = [syllables.joined_pinyin(run.text, False) if run.script == "han" else run.text for run in found]
    yield " ".join(word for word in words if word)
