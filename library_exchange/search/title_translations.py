"""Titles translated by their meaning: what the words of a query may be, together, in a title in another language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple, TypeVar

from library_exchange.search import conditions
from library_exchange.search.analysis import foreign_names, han, syllables, title_words
from library_exchange.search.analysis.folding import Run
from library_exchange.search.analysis.terms import other_scripts
from library_exchange.search.port import ANYWHERE, AnyOf, Condition, Term
from library_exchange.search.slight_words import is_slight
from library_exchange.search.title_sizes import length, size_term

LEAST, MOST = 2, 6
"""Telling words of a title that may be translated; of one alone, the title must have no other."""
MOST_NAMES = 3
"""Words of an author before a title."""
MOST_SIZES = 64
TITLE = "title"
T = TypeVar("T")


class Translated(NamedTuple):
    """Conditions of titles in other languages: those that have the words, and of these the ones that have no others."""

    having: list[Condition]
    whole: list[Condition]

    @property
    def any(self) -> list[Condition]:
        """All of them."""
        return [*self.having, *self.whole]


class _Word(NamedTuple):
    """A telling word, what it is in titles in other languages, and whether it may be a name that sounds so there.

    `characters` are what it is besides where words or characters are together the whole of a title.
    """

    run: Run
    others: title_words.Counterparts
    may_be_name: bool
    characters: title_words.Counterparts


NOT_TRANSLATED = Translated([], [])


def other_names(found: Sequence[Run], dotted: Mapping[str, str]) -> list[Condition]:
    """Return what words may mean besides: a name without what is beside it."""
    named = conditions.by_name(ANYWHERE, found) or conditions.by_dots(found, dotted)
    return [named] if named else []


def translated(found: Sequence[Run], named: Sequence[Run] = ()) -> Translated:
    """Return the conditions of titles that have each telling word of `found` in one other language, or a name's sound.

    Words of `named` name something else, and nobody by their sound (西伯利亚).
    A title of one word must be that word alone; of three words and more one may be missing where the others are all of
    the title. Beside words that may name its author any words of it will do: «高尔基 Mother» is «Мать» by Горький.
    NOT_TRANSLATED if there are no or too many such words, or no counterpart is known of any of them.
    """
    runs = [word for run in found for word in _words(run)]
    if not 0 < len(runs) <= MOST or len({run.text for run in runs}) < len(runs):
        return NOT_TRANSLATED
    known = {run: title_words.counterparts(run.script, run.text) for run in runs}
    words = [
        _Word(run, known[run], not _is_of(run, named), title_words.of_characters(run.script, run.text)) for run in runs
    ]
    every = [_in_others(words, LEAST), *(_by(author, title) for author, title in _authors(found, words))]
    return Translated([one for each in every for one in each.having], [one for each in every for one in each.whole])


def parts_of_title(found: Sequence[Run]) -> Iterator[list[Condition | None]]:
    """Yield for each other script what each telling word of a title may be there, None if nothing is known."""
    words = [_Word(r, title_words.counterparts(r.script, r.text), True, {}) for run in found for r in _words(run)]
    own = {word.run.script for word in words if word.run.script != "number"}
    yield from ([_part(script, word) for word in words] for script in title_words.SCRIPTS if own == own - {script})


def _in_others(words: Sequence[_Word], least: int) -> Translated:
    """Return the conditions of titles in each other script than these words have, if they have but one."""
    written = {word.run.script for word in words if word.run.script != "number"}
    if len(written) != 1 or not any(word.others or word.characters for word in words if word.run.script != "number"):
        return NOT_TRANSLATED
    own = written.pop()
    found_in = [_in_script(script, words, least) for script in title_words.SCRIPTS if script != own]
    return Translated(
        [one for each in found_in for one in each.having], [one for each in found_in for one in each.whole]
    )


def _by(author: Sequence[Run], title: Sequence[_Word]) -> Translated:
    """Return the conditions of translated titles of books that say who made them."""
    in_others = _in_others(title, 1)
    named = conditions.neighbouring(conditions.AUTHOR, author) if in_others.any else []
    return Translated(*([conditions.all_of([*named, one]) for one in some] for some in in_others))


def _authors(found: Sequence[Run], words: Sequence[_Word]) -> Iterator[tuple[Sequence[Run], Sequence[_Word]]]:
    """Yield what may be an author and the title beside it: words of two scripts, or first words that may be a name."""
    scripts = [word.run.script for word in words]
    cuts = [at for at in range(1, len(words)) if scripts[at] != scripts[at - 1]]
    if len(cuts) == 1:
        place = words[cuts[0]].run.start
        first, rest = words[: cuts[0]], words[cuts[0] :]
        if all(map(_names_author, first)):
            yield [run for run in found if run.start < place], rest
        if all(map(_names_author, rest)):
            yield [run for run in found if run.start >= place], first
    elif not cuts and scripts[0] != "han":
        end = next((at for at, word in enumerate(words[:MOST_NAMES]) if not _names_author(word)), MOST_NAMES)
        if 0 < end < len(words):
            yield [word.run for word in words[:end]], words[end:]


def _names_author(word: _Word) -> bool:
    """Whether a word may be of somebody's name and is no common word of titles."""
    run = word.run
    is_written_so = foreign_names.may_be_name(run) or syllables.is_readable(run)
    may_be = run.script == "han" or (run.is_capital and is_written_so)
    return word.may_be_name and not word.others and may_be


def _is_of(word: Run, named: Sequence[Run]) -> bool:
    """Whether a word is one of these, or of Han characters, which come apart in several ways, a part of one."""
    if word.script == "han":
        return any(each.text in word.text or word.text in each.text for each in named)
    return any(each.text == word.text for each in named)


def _words(run: Run) -> list[Run]:
    if run.script == "han":
        words = [title_words.uncounted(word) for word in title_words.in_words(run.text)]
        return [run._replace(text=word) for word in words if word] or [run]
    return [] if is_slight(run) else [run]


def _in_script(script: str, words: Sequence[_Word], least: int) -> Translated:
    """Return the conditions of titles in a script: of all words, and of all or all but one as the whole of it."""
    parts = [_part(script, word) for word in words]
    more = _with_characters(script, words) if len(words) >= LEAST else []
    having = [conditions.all_of([part for part in parts if part is not None])] if len(words) >= least else []
    others = _wholes(script, more, [_part(script, word) for word in more])
    return Translated([*([] if None in parts else having), *others], _wholes(script, words, parts))


def _wholes(script: str, words: Sequence[_Word], parts: Sequence[Condition | None]) -> list[Condition]:
    """Return the conditions that all words, of which these are the parts, or all but one are the whole of a title."""
    terms = [word.others.get(script, ()) for word in words]
    lacking = [at for at, part in enumerate(parts) if part is None]
    whole = _whole(script, parts, terms)
    if len(words) > LEAST and len(lacking) < LEAST:
        for at in lacking or range(len(words)):
            whole += _whole(script, _without(parts, at), _without(terms, at))
    return whole


def _with_characters(script: str, words: Sequence[_Word]) -> list[_Word]:
    """Return the words with what single characters add to them, none of them to two words; [] if they add nothing."""
    added = [word.characters.get(script, ()) for word in words]
    often = Counter(character for each in added for character in each)
    own = [tuple(each for each in some if often[each] < LEAST) for some in added]
    together = zip(words, own, strict=True)
    made = [w._replace(others={script: (*w.others.get(script, ()), *some)}) for w, some in together]
    return made if any(own) else []


def _without(some: Sequence[T], at: int) -> list[T]:
    return [*some[:at], *some[at + 1 :]]


def _part(script: str, word: _Word) -> Condition | None:
    sound = _sound(script, word.run) if word.may_be_name else []
    either = [*(_title(script, term) for term in word.others.get(script, ())), *sound]
    return conditions.any_part(either) if either else None


def _whole(script: str, parts: Sequence[Condition | None], terms: Sequence[tuple[str, ...]]) -> list[Condition]:
    """Return the condition that these words are the whole of a title; in Han characters its length tells."""
    kept = [part for part in parts if part is not None]
    if not kept or len(kept) < len(parts) or not all(terms):
        return []
    lengths = [sorted({length(term) for term in each}) if script == "han" else [1] for each in terms]
    sizes = {sum(way) for way in islice(product(*lengths), MOST_SIZES)}
    return [conditions.all_of([*kept, conditions.any_of(TITLE, map(size_term, sorted(sizes)))])]


def _title(script: str, term: str) -> Condition:
    return conditions.all_of([Term(TITLE, pair) for pair in han.pairs(term)]) if script == "han" else Term(TITLE, term)


def _sound(script: str, run: Run) -> list[Condition]:
    """Return the condition of a name as it is written, or sounds, in another script."""
    if "han" in (script, run.script):
        keys = _as_names(run)
    else:
        keys = other_scripts(run) if run.is_capital and foreign_names.may_be_name(run) else ()
    return [AnyOf(tuple(Term(TITLE, key) for key in keys))] if keys else []


def _as_names(run: Run) -> Iterable[str]:
    """Return the keys of a name, of a first name however short: other words of the title stand beside it."""
    if run.script == "han":
        return dict.fromkeys((*foreign_names.asked_in_han(run.text), *foreign_names.given_in_han(run.text)))
    return dict.fromkeys((*foreign_names.asked_in_letters(run), *foreign_names.beside_others(run)))
