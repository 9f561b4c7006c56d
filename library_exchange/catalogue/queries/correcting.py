"""What a query that no book answers was probably meant to be: another keyboard, a slip of the finger, a homophone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names
from library_exchange.catalogue.authority_models import VariantKey, VariantName
from library_exchange.catalogue.queries.budget import Budget
from library_exchange.core.db import begins_with
from library_exchange.core.scripts import script_of
from library_exchange.search import conditions
from library_exchange.search.analysis import identifiers, russian, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.terms import PRINTED, printed
from library_exchange.search.conditions import is_slight, own_terms
from library_exchange.search.port import ANYWHERE, LINKED, AnalysedQuery, SearchEngine
from library_exchange.search.query import LONGEST, MOST_CLAUSES

LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&"
CYRILLIC_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
# Signs that are letters on the other keyboard; before a space they may have been meant as signs.
_SIGN = re.compile(r"[,.;:](?=\s|$)")
ALPHABETS = {"cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "latin": "abcdefghijklmnopqrstuvwxyz"}
SHORTEST_WORD, SHORTEST_KEY, LONGEST_KEY = 4, 4, 40
SHORTEST_HAN = 3
MOST_LEMMAS = 60
MOST_CORRECTIONS = 5
_TO_CYRILLIC = str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)
_TO_LATIN = str.maketrans(CYRILLIC_KEYS, LATIN_KEYS)


def corrections(session: Session, engine: SearchEngine, text: str, budget: Budget) -> Iterator[str]:
    """Yield other texts that may have been meant, the likeliest first, as far as `budget` goes; none is `text`.

    Known names and titles come before words of the index, and those before what only sounds the same.
    """
    text = text[:LONGEST]
    found = list(runs(prepared(text)))[:MOST_CLAUSES]
    ways = (
        identifiers.meant_by(text),
        _other_keyboard(text),
        _known_names(session, text, found),
        _words(engine, text, found, budget),
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
    if len(found) != 1 or found[0].script != "han" or len(found[0].text) < SHORTEST_HAN:
        return
    together = conditions.widened(conditions.spelled(ANYWHERE, found))
    if not engine.search(AnalysedQuery(required=(together,), per_page=1)).total:
        yield from (name for name in _alike(session, found[0].text) if name != text)


def _other_keyboard(text: str) -> Iterator[str]:
    """Yield the text as it would be had the keyboard been switched: ghbdtn is привет."""
    script = script_of(text)
    if script == "Latn":
        yield text.translate(_TO_CYRILLIC)
        yield _SIGN.sub(" ", text).translate(_TO_CYRILLIC)
    if script == "Cyrl":
        yield text.translate(_TO_LATIN)


def _known_names(session: Session, text: str, found: Sequence[Run]) -> Iterator[str]:
    """Yield the text with a known name or title in place of what is one letter away from it, or sounds the same."""
    whole = [name for name in _near(session, found) if name != text]
    yield from whole
    for run in found:
        if run.script == "han" and len(run.text) > 1 and len(found) > 1:
            for name in _near(session, [run]):
                yield text.replace(text[run.start : run.end], name) if prepared(text) == text else name


def _near(session: Session, found: Sequence[Run]) -> list[str]:
    if any(run.script == "han" for run in found):
        text = "".join(run.text for run in found)
        return _alike(session, text) + _like(session, names.HAN, text, "han")
    script = found[0].script if found else ""
    keys = names.of_query(found)
    near: list[str] = []
    for kind in (names.SURNAME, names.TITLE, names.WHOLE):
        for key in sorted(key.removeprefix(kind) for key in keys if key.startswith(kind))[:3]:
            near += _like(session, kind, key, script)
    return list(dict.fromkeys(near))


def _alike(session: Session, text: str) -> list[str]:
    """Return the forms in Chinese characters that sound like `text`."""
    read = {syllables.joined_pinyin(text, is_name) for is_name in (True, False)} - {""}
    return _forms(session, [col(VariantKey.key).in_([names.PINYIN + each for each in read])], "han")


def _like(session: Session, kind: str, key: str, script: str) -> list[str]:
    """Return the forms whose key differs from `key` by one slip: a letter more, less, another, or two exchanged."""
    if not (3 if script == "han" else SHORTEST_KEY) <= len(key) <= LONGEST_KEY:
        return []
    # A slip is in one place, so before it or behind it so many letters are right.
    unmarked = (len(key) - 1) // 2
    begins = begins_with(session, VariantKey.key, kind + key[:unmarked])
    ends = sa.and_(begins_with(session, VariantKey.key, kind), col(VariantKey.key).endswith(key[-unmarked:]))
    length = sa.func.length(VariantKey.key).between(len(kind + key) - 1, len(kind + key) + 1)
    keys = session.scalars(sa.select(col(VariantKey.key)).distinct().where(length, sa.or_(begins, ends)))
    near = [known for known in keys if is_one_slip(key, known.removeprefix(kind))]
    return _forms(session, [col(VariantKey.key).in_(near)], script, kind == names.SURNAME) if near else []


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter more, less or another, or two exchanged, or not at all."""
    start = next((i for i, two in enumerate(zip(one, other, strict=False)) if two[0] != two[1]), None)
    if start is None:
        return abs(len(one) - len(other)) <= 1
    one, other = one[start:], other[start:]
    is_exchanged = one[:2] == other[1::-1] and one[2:] == other[2:]
    return is_exchanged or other[1:] in (one, one[1:]) or one[1:] == other


def _forms(
    session: Session, conditions: Sequence[sa.ColumnElement[bool]], script: str, is_surname: bool = False
) -> list[str]:
    rows = session.execute(
        sa.select(col(VariantName.value), col(VariantName.script))
        .join(VariantKey, col(VariantKey.variant_id) == col(VariantName.id))
        .where(sa.or_(*conditions))
        .order_by(col(VariantName.id))
    )
    wanted = {"han": ("Hans", "Hant"), "cyrillic": ("Cyrl",), "latin": ("Latn",)}.get(script, ())
    found = dict.fromkeys(value for value, written in rows if written in wanted)
    return [_surname(value) if is_surname else value.replace(",", "") for value in found]


def _surname(value: str) -> str:
    return names.han_parts(value)[-1] if names.has_han(value) else value.partition(",")[0]


def _words(engine: SearchEngine, text: str, found: Sequence[Run], budget: Budget) -> Iterator[str]:
    """Yield the text with each word that no book has replaced by the commonest one a letter away."""
    ready = prepared(text)
    corrected, end = "", 0
    better: dict[str, str | None] = {}
    for run in found:
        if run.text not in better:
            better[run.text] = _better(engine, run, budget)
        other = better[run.text]
        corrected += ready[end : run.start] + (other or ready[run.start : run.end])
        end = run.end
    corrected += ready[end:]
    if corrected != ready:
        yield corrected


def _better(engine: SearchEngine, run: Run, budget: Budget) -> str | None:
    word = printed(run)
    if run.script not in ALPHABETS or len(word) < SHORTEST_WORD or is_slight(run):
        return None
    if engine.known(_linked(own_terms(run))):
        return None
    near = list(dict.fromkeys(budget.part_of(_one_away(word, ALPHABETS[run.script]))))
    best = _commonest(engine, {term: each for each in near for term in _linked((PRINTED + each, each))})
    if best is None and run.script == "cyrillic":
        dictionary = [each for each in near if russian.is_known(each)][:MOST_LEMMAS]
        best = _commonest(engine, {term: each for each in dictionary for term in _linked((russian.key(each),))})
    return best


def _commonest(engine: SearchEngine, words: dict[str, str]) -> str | None:
    known = engine.known(words)
    return words[max(known, key=lambda term: (known[term], term))] if known else None


def _linked(terms: Iterable[str]) -> list[str]:
    return [mark + term for term in terms for mark in ("", LINKED)]


def _one_away(word: str, alphabet: str) -> Iterator[str]:
    """Yield what one slip makes of a word: letters exchanged, left out, mistaken or put in."""
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in alphabet)
        yield from (head + letter + tail for letter in alphabet)


def _sounds(found: Sequence[Run]) -> Iterator[str]:
    """Yield the text with its Chinese characters as pinyin, by which homophones are found."""
    if not any(run.script == "han" and len(run.text) > 2 for run in found):
        return
    words = [syllables.joined_pinyin(run.text, False) if run.script == "han" else run.text for run in found]
    yield " ".join(word for word in words if word)
