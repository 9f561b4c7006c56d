"""What a word, a phrase or a beginning demands of a record, in terms of any script it may be written in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from library_exchange.search.analysis import foreign_names, given_names, han, latin, russian, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.terms import PRINTED, neighbours, other_scripts, printed
from library_exchange.search.port import (
    ANYWHERE,
    CERTAIN,
    CLASS,
    IDENTIFIER,
    LINKED,
    POSSIBLE,
    AllOf,
    AnyOf,
    Condition,
    Meant,
    Prefix,
    Term,
    facet_term,
)
from library_exchange.search.slight_words import is_genre, is_slight
from library_exchange.search.title_sizes import SIZE

SHORTEST_START = 2
AUTHOR = "author"
WIDE = (ANYWHERE, AUTHOR, "title")
# More neighbouring words than these are tried as Chinese names only one by one and all together.
MOST_TOGETHER = 4
LONGEST_CHINESE_NAME = 4
_NOT_LINKED = (CERTAIN, POSSIBLE, SIZE, *foreign_names.GUESSES)
"""How terms begin that the forms of linked persons and works do not give."""
NOTHING = AnyOf(())
"""The condition that no record satisfies."""


def is_start(run: Run) -> bool:
    """Whether a star after `run` stands for letters: after Han characters it adds nothing."""
    return run.script != "han" and len(run.text) >= SHORTEST_START


def word(where: str, run: Run) -> Condition:
    """Return the condition of one word or stretch of Han characters."""
    if run.script == "han":
        return _or(_han(where, run.text), list(_han_in_letters(where, run)))
    return any_of(where, (*own_terms(run), *other_scripts(run), *foreign_names.asked_in_letters(run)))


def own_terms(run: Run) -> tuple[str, ...]:
    """Return the terms that stand for a word in a text of its own script."""
    if run.script == "cyrillic":
        return (*russian.query_lemmas(run.text), PRINTED + run.text)
    if run.script == "latin":
        plain = latin.plain(run.text)
        return tuple(dict.fromkeys((latin.stem(plain), PRINTED + plain)))
    return (run.text,)


def words(where: str, found: Sequence[Run]) -> Condition:
    """Return the condition that all telling words of `found` are there, as they are or as Chinese names."""
    return all_of(neighbouring(where, found))


def neighbouring(where: str, found: Sequence[Run]) -> list[Condition]:
    """Return one condition per telling word, or one for words that may together be Chinese in other letters.

    «Лу Синь» is two words or one name; «рассказы Лу Синя» a word and a name.
    Where no word tells anything, all count.
    """
    named = by_name(where, found)
    if named is None:
        return _neighbouring(where, found)
    return [AnyOf((all_of(_neighbouring(where, found)), named))]


def by_name(where: str, found: Sequence[Run]) -> Condition | None:
    """Return the condition of a name without what may be missing beside it (a first name, «рассказы»), None if none is.

    A surname in another script needs no first name, in its own at least the initial; a Chinese name needs no word that
    says what books are wanted. In its own script a surname without them must stand where the book says who made it.
    """
    told = [run for run in found if not is_genre(run) and not (len(run.text) > 1 and is_slight(run))]
    if 1 < len(told) < len(found) and all(run.is_capital and syllables.is_readable(run) for run in told):
        return all_of(_neighbouring(where, told))
    if any(len(run.text) > 1 and is_slight(run) for run in found):
        return None  # Books about somebody, or in a language, are none by that name.
    surnames, given = foreign_names.parted(told)
    names = [run for run in given if len(run.text) > 1]
    if len(surnames) + len(given) - len(names) == len(found) or not any(map(foreign_names.may_be_name, surnames)):
        return None
    return all_of([_surname(where, run, names) for run in surnames])


def by_dots(found: Sequence[Run], ends: Mapping[str, str]) -> Condition | None:
    """Return the condition of names written with dots between their parts by the last of these; None if there is none.

    A book says the end alone of whom it is by, or gives the whole in letters: 谢尔盖·格罗莫夫 is 格罗莫夫 and Громов.
    """
    if not any(run.text in ends for run in found):
        return None
    return all_of([_end(run, ends[run.text]) if run.text in ends else word(ANYWHERE, run) for run in found])


def _end(run: Run, end: str) -> Condition:
    keys = foreign_names.asked_in_han(end)
    return AnyOf((word(ANYWHERE, run), _adjacent(AUTHOR, end), *([any_of(AUTHOR, keys)] if keys else [])))


def _surname(where: str, run: Run, beside: Sequence[Run]) -> Condition:
    """Return the condition of a surname: as it may sound, or as it is written, with what must stand beside it then.

    A first name that no Russian has (Leo, Alexander) is not looked for in Cyrillic.
    """
    keys = foreign_names.asked_in_letters(run)
    if where not in (ANYWHERE, AUTHOR) or not foreign_names.may_be_name(run):
        return any_of(where, keys) if keys else word(where, run)
    alike = [each for each in beside if given_names.is_listed(each) or given_names.is_patronymic(each)]
    ways = ((own_terms(run), beside), (other_scripts(run), alike))
    written = [all_of([any_of(AUTHOR, terms), *map(_given, names)]) for terms, names in ways if terms]
    return any_part([*written, *([any_of(where, keys)] if keys else [])])


def _given(run: Run) -> Condition:
    """Return the condition of a first name: it, or its initial."""
    initial = run._replace(text=run.text[0])
    return any_of(AUTHOR, dict.fromkeys((*own_terms(run), *other_scripts(run), *own_terms(initial))))


def _neighbouring(where: str, found: Sequence[Run]) -> list[Condition]:
    if all(is_slight(run) for run in found):
        return list(_each(where, found))
    conditions: list[Condition] = []
    group: list[Run] = []
    for run in found:
        is_readable = syllables.is_readable(run)
        if group and (not is_readable or run.script != group[0].script):
            conditions += _group(where, group)
            group = []
        if is_readable:
            group.append(run)
        elif not is_slight(run):
            conditions.append(word(where, run))
    return conditions + _group(where, group)


def phrase(where: str, found: Sequence[Run]) -> Condition:
    """Return the condition of a phrase: each two neighbours side by side; or the phrase as a Chinese name."""
    parts: list[Condition] = [Term(where, term) for term in neighbours(found)]
    parts += [_adjacent(where, run.text) for run in found if run.script == "han"]
    together = all_of(parts) if parts else word(where, found[0])
    return _or(together, _as_chinese(where, found))


def starting(where: str, found: Sequence[Run]) -> Condition:
    """Return the condition of words of which the last is a beginning."""
    *before, last = found
    if not is_start(last):
        end = _adjacent(where, last.text) if last.script == "han" else word(where, last)
    else:
        end = AnyOf((Prefix(where, printed(last)), Prefix(where, PRINTED + printed(last))))
    return all_of([*_each(where, before), end])


def spelled(where: str, found: Sequence[Run]) -> Condition:
    """Return the condition of words in this order and these letters, in any grammatical case."""
    if len(found) == 1:
        return _adjacent(where, found[0].text) if found[0].script == "han" else any_of(where, own_terms(found[0]))
    parts: list[Condition] = [Term(where, term) for term in neighbours(found)]
    return all_of(parts + [_adjacent(where, run.text) for run in found if run.script == "han"])


def meant(where: str, known: Meant, asked: Sequence[Run]) -> Condition:
    """Return the condition of the persons or works that words of a query mean: linked to them, or spelled so."""
    parts: list[Condition] = [Term(where, mark + tag) for tag in known.tags for mark in (CERTAIN, POSSIBLE)]
    spellings = [list(runs(prepared(form))) for form in known.forms]
    parts += dict.fromkeys(spelled(where, found) for found in spellings if found)
    if known.with_asked:
        parts.append(spelled(where, asked) if known.tags else all_of(neighbouring(where, asked)))
    return AnyOf(tuple(parts))


def widened(condition: Condition) -> Condition:
    """Return a condition that also takes the words of the persons and works that a record belongs to for its own."""
    return _widened(condition, {})


def _widened(condition: Condition, done: dict[int, Condition]) -> Condition:
    """Return it; a part that stands in several places, as the ways to read syllables share theirs, is widened once."""
    if id(condition) not in done:
        done[id(condition)] = _widen(condition, done)
    return done[id(condition)]


def _widen(condition: Condition, done: dict[int, Condition]) -> Condition:
    match condition:
        case Term(field, text) if field in WIDE and not text.startswith(_NOT_LINKED):
            return AnyOf((condition, Term(field, LINKED + text)))
        case Prefix(field, start) if field in WIDE:
            return AnyOf((condition, Prefix(field, LINKED + start)))
        case AllOf(parts):
            return AllOf(tuple(_widened(part, done) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_widened(part, done) for part in parts))
    return condition


def certain(condition: Condition) -> Condition:
    """Return a condition without what only may be meant, names that sound alike in another script.

    What is left of one that asks for nothing else is `NOTHING`; one without guesses is returned as it is.
    """
    return _certain(condition, {})


def _certain(condition: Condition, done: dict[int, Condition]) -> Condition:
    """Return it; parts that stand in several places are looked at once."""
    if id(condition) not in done:
        done[id(condition)] = _without_guesses(condition, done)
    return done[id(condition)]


def _without_guesses(condition: Condition, done: dict[int, Condition]) -> Condition:
    match condition:
        case Term(_, text) if text.startswith(foreign_names.GUESSES):
            return NOTHING
        case AllOf(parts):
            kept = [_certain(part, done) for part in parts]
            if any(part is NOTHING for part in kept):
                return NOTHING
            return condition if _are_same(kept, parts) else AllOf(tuple(kept))
        case AnyOf(parts):
            kept = [part for part in (_certain(part, done) for part in parts) if part is not NOTHING]
            if _are_same(kept, parts):
                return condition
            return any_part(kept)
    return condition


def any_part(parts: Sequence[Condition]) -> Condition:
    """Return the condition that one of these holds, `NOTHING` if there is none."""
    if not parts:
        return NOTHING
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _are_same(some: Sequence[Condition], others: Sequence[Condition]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def any_of(where: str, terms: Iterable[str]) -> Condition:
    """Return the condition that one of `terms` is there."""
    parts = tuple(Term(where, term) for term in terms)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def of_class(term: str, branches: Iterable[str]) -> Condition:
    """Return the condition that a number begins as `term`, or that the record stands in one of the classes."""
    return _or(Prefix(IDENTIFIER, term), [facet_term(CLASS, each) for each in branches])


def all_of(parts: Sequence[Condition]) -> Condition:
    """Return the condition that all parts hold."""
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _each(where: str, found: Sequence[Run]) -> Iterator[Condition]:
    return (word(where, run) for run in found)


def _group(where: str, group: Sequence[Run]) -> list[Condition]:
    """Return the conditions of words each of which could be Chinese: apart, or any neighbours of them as one name."""
    apart = [_or(word(where, run), _as_chinese(where, [run])) for run in group]
    telling = [condition for run, condition in zip(group, apart, strict=True) if not is_slight(run)]
    if len(group) < 2:
        return telling
    ways = _partitions(len(group)) if len(group) <= MOST_TOGETHER else [[len(group)]]
    read = _Parts(where, group, apart)
    together = [_in_parts(read, sizes) for sizes in ways if max(sizes) > 1]
    named = [condition for condition in together if condition is not None]
    if not named:
        return telling
    return [AnyOf((all_of(telling), *named))] if telling else []


class _Parts:
    """The conditions of the parts of a group: every way to cut it shares them, so each is made once."""

    def __init__(self, where: str, group: Sequence[Run], apart: Sequence[Condition]) -> None:
        self._where, self._group = where, group
        self._made: dict[tuple[int, int], Condition | None] = {(at, at + 1): one for at, one in enumerate(apart)}

    def __getitem__(self, part: tuple[int, int]) -> Condition | None:
        """Return the condition of the words from one place to another, None for several that are no name together."""
        if part not in self._made:
            named = _as_chinese(self._where, self._group[slice(*part)])
            self._made[part] = AnyOf(tuple(named)) if named else None
        return self._made[part]


def _in_parts(read: _Parts, sizes: list[int]) -> Condition | None:
    """Return the condition of a group cut into parts of these sizes, those of several words read as names."""
    ends = list(accumulate(sizes))
    conditions = [read[end - size, end] for end, size in zip(ends, sizes, strict=True)]
    found = [each for each in conditions if each is not None]
    return all_of(found) if len(found) == len(conditions) else None


def _partitions(count: int) -> list[list[int]]:
    """Return the ways to cut `count` words into neighbouring parts."""
    if count == 0:
        return [[]]
    return [[size, *rest] for size in range(1, count + 1) for rest in _partitions(count - size)]


def _as_chinese(where: str, found: Sequence[Run]) -> list[Condition]:
    if not all(syllables.is_readable(run) for run in found):
        return []
    ways = syllables.readings(found)
    # Readings differ in few of their pairs of syllables: what they have in common is one condition.
    groups = dict.fromkeys(keys for way in ways for keys in way)
    made = {keys: any_of(where, (*keys, *(syllables.as_read(key) for key in keys))) for keys in groups}
    foreign = foreign_names.asked_in_pinyin(found)
    return [*(all_of([made[keys] for keys in way]) for way in ways), *([any_of(where, foreign)] if foreign else [])]


def _han_in_letters(where: str, run: Run) -> Iterator[Condition]:
    """Yield the conditions of a name in Han characters where it is written in letters: as a Chinese one, or another."""
    keys = foreign_names.asked_in_han(run.text)
    if keys:
        yield any_of(where, keys)
    if 1 < len(run.text) <= LONGEST_CHINESE_NAME:
        yield all_of([Term(where, key) for key in syllables.read_as(run.text)])


def _or(condition: Condition, others: list[Condition]) -> Condition:
    return AnyOf((condition, *others)) if others else condition


def _han(where: str, text: str) -> Condition:
    """All pairs of characters, or all words: the first finds what is written so, the second the words in any order."""
    found = han.words(text)
    if len(text) < 3 or len(found) < 2:
        return _adjacent(where, text)
    return AnyOf((_adjacent(where, text), all_of([Term(where, one) for one in dict.fromkeys(found)])))


def _adjacent(where: str, text: str) -> Condition:
    return all_of([Term(where, pair) for pair in han.pairs(text)])
