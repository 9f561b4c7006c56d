"""From the clauses of a query to conditions: which words name somebody, which a topic, which tell something alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from library_exchange.search import conditions, topic_conditions
from library_exchange.search.analysis import class_numbers, han, identifiers, syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.terms import neighbours, other_scripts, printed
from library_exchange.search.port import (
    ANYWHERE,
    CERTAIN,
    IDENTIFIER,
    POSSIBLE,
    AnyOf,
    Condition,
    Meant,
    Prefix,
    Stretch,
    Topic,
    spoken,
)
from library_exchange.search.query import CLASS_NUMBER, LONGEST, MOST_CLAUSES, Clause, parse
from library_exchange.search.scoring import SCORE_WORD, add_words
from library_exchange.search.slight_words import is_genre, is_slight
from library_exchange.search.telling import is_empty, is_form, parts_of, telling
from library_exchange.search.title_translations import NOT_TRANSLATED, Translated, other_names, translated

SCORE_CERTAIN, SCORE_POSSIBLE = 12.0, 3.0
SCORE_SPOKEN = 24.0
"""More than certain books of one person or work differ by their words: those in the reader's language come first."""
SCORE_LEARNED, SCORE_SOUND, SCORE_NEIGHBOURS = 0.5, 0.4, 0.7
MOST_SOUNDS, MOST_SPELLED = 32, 8
Recognise = Callable[[Sequence[Run]], Sequence[Meant]]
ReadTopics = Callable[[Sequence[Run]], Sequence[Stretch]]


@dataclass
class Plan:
    """What has been understood of a query so far.

    `optional` holds initials and function words, required only when alone.
    `wider` is `required` with the topics of its words, `loose` is that in smaller parts, without words that tell
    nothing; `is_lessened` if there were such.
    """

    required: list[Condition] = field(default_factory=list)
    wider: list[Condition] = field(default_factory=list)
    loose: list[Condition] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    apt: list[Condition] = field(default_factory=list)
    whole: list[Condition] = field(default_factory=list)
    sure: list[Condition] = field(default_factory=list)
    optional: list[Condition] = field(default_factory=list)
    excluded: list[Condition] = field(default_factory=list)
    scored: dict[str, float] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    han: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    to_mark: list[Run] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    dotted: Mapping[str, str] = field(default_factory=dict)
    asked: list[Run] = field(default_factory=list)
    side_by_side: list[Run] = field(default_factory=list)
    recognise: Recognise = lambda _words: ()
    read_topics: ReadTopics = lambda _words: ()
    topics: list[Topic] = field(default_factory=list)
    is_exact: bool = False
    preferred: tuple[str, ...] = ()
    runs_read: int = 0
    is_trimmed: bool = False
    is_lessened: bool = False
    is_guessed: bool = False

    def widen(self, asked: Iterable[Condition]) -> list[Condition]:
        """Return conditions that also take the words of a record's persons and works, unless the query is exact."""
        return list(asked) if self.is_exact else [conditions.widened(condition) for condition in asked]

    def require(self, asked: Sequence[Condition]) -> None:
        """Require what has no topics."""
        self.required += asked
        wide = self.widen(asked)
        self.wider += wide
        self.loose += wide


def read(made: Plan, text: str) -> None:
    """Have `made` demand what the clauses of a text do, as many as are read of one query."""
    # A character more than is read shows that the text is too long.
    clauses, made.is_trimmed = parse(syllables.without_tone_numbers(text[: LONGEST + 1]))
    for clause in clauses:
        found = _runs_of(made, clause)
        if not found:
            continue
        if clause.is_excluded:
            made.excluded.append(_condition(made, clause, found))
            continue
        if clause.field == CLASS_NUMBER:
            _join_words(made)
            made.scored.setdefault(class_numbers.index_term(clause.text.rstrip("*")), SCORE_WORD)
            made.require([_condition(made, clause, found)])
            continue
        _mark_and_score(made, clause, found)
        made.asked += found
        if clause.kind == "word" and clause.field is None and identifiers.read(clause.text) is None:
            made.side_by_side += found
        else:
            _join_words(made)
            made.require([_condition(made, clause, found)])
    _join_words(made)
    for term in neighbours(made.asked):
        made.scored.setdefault(term, SCORE_NEIGHBOURS)
    for term in islice(_sounds(made.asked), MOST_SOUNDS):
        made.scored.setdefault(term, SCORE_SOUND)


def _or_else(made: Plan, before: int, names: list[Condition], titles: Translated) -> None:
    """Have the part of `wider` from a place on be satisfied by names and translated titles, too, whole ones first."""
    for others in (names, titles.any):
        if others:
            made.sure = list(made.wider)
            made.wider[before:] = [AnyOf((conditions.all_of(made.wider[before:]), *made.widen(others)))]
            made.is_guessed = True
    made.sure = made.sure if titles.any else []
    made.whole += titles.whole


def _sounds(found: Sequence[Run]) -> Iterable[str]:
    """Yield the pairs of syllables that words in letters are, read as Chinese."""
    is_one_script = len({run.script for run in found}) == 1
    for way in syllables.readings(found) if is_one_script and len(found) <= MOST_SPELLED else ():
        for key in (key for keys in way for key in keys):
            yield from (key, syllables.as_read(key))


def _runs_of(made: Plan, clause: Clause) -> list[Run]:
    """Return the runs of a clause as far as the limit of the whole query goes."""
    found = list(runs(prepared(clause.text)))
    left = MOST_CLAUSES - made.runs_read
    if len(found) > left:
        made.is_trimmed = True
    made.runs_read += min(len(found), left)
    return found[:left]


def _join_words(made: Plan) -> None:
    """Require the plain words read since the last clause of another kind."""
    found, made.side_by_side = made.side_by_side, []
    if not found:
        return
    known, rest = _meant_and_rest(made, ANYWHERE, found)
    made.require(known)
    slight = [run for run in rest if is_slight(run)]
    made.optional += [conditions.word(ANYWHERE, run) for run in slight]
    if len(slight) < len(rest):
        made.required += conditions.neighbouring(ANYWHERE, rest)
        before, stretches = len(made.wider), ([] if known else made.read_topics(rest)) or [Stretch(tuple(rest))]
        _require_topics(made, stretches)
        named = [run for stretch in stretches if stretch.topics for run in stretch.words]
        titles = NOT_TRANSLATED if known else translated(rest, named)
        _or_else(made, before, other_names(rest, made.dotted), titles)


def _require_topics(made: Plan, stretches: Sequence[Stretch]) -> None:
    """Require of `wider` and `loose` the topics that words name, and the other words as they are."""
    for stretch in stretches:
        if stretch.topics:
            asked = _about(made, stretch)
            made.wider.append(asked)
            own = _as_named(made, stretch)
            made.apt.append(topic_conditions.mainly_about(stretch.topics, own))
            made.topics += stretch.topics
            if len(stretches) > 1 and is_form(stretch):
                made.is_lessened = True
            else:
                _loosen(made, stretch, asked)
        elif len(stretches) == 1 or not all(is_genre(run) for run in telling(stretch.words)):
            written = made.widen(conditions.neighbouring(ANYWHERE, stretch.words))
            made.wider, made.apt = made.wider + written, made.apt + written
            if len(stretches) > 1 and is_empty(stretch):
                made.is_lessened = True
            else:
                made.loose += _in_parts(made, stretch)


def _about(made: Plan, stretch: Stretch) -> Condition:
    _score_topics(made, stretch.topics)
    return topic_conditions.about(stretch.topics, _as_named(made, stretch))


def _as_named(made: Plan, stretch: Stretch) -> list[Condition]:
    """Return the words of a topic as they are: what names one is no foreign name that may sound so (西伯利亚)."""
    return made.widen(map(conditions.certain, conditions.neighbouring(ANYWHERE, stretch.words)))


def _loosen(made: Plan, stretch: Stretch, whole: Condition) -> None:
    """Add to `loose` what each part of the name of a topic demands, or the whole of it.

    Where one part alone tells what a book is about, it counts as the name: «китайского языка» of a textbook of that.
    """
    telling_parts = [part for part in stretch.parts if not is_form(part) and _tells(part)]
    if len(telling_parts) == 1 and len(stretch.parts) > 1 and telling_parts[0].parts:
        made.is_lessened = True
        _loosen(made, telling_parts[0], AnyOf((whole, _about(made, telling_parts[0]))))
        return
    head = topic_conditions.head(stretch.parts)
    before = len(made.loose)
    for part in stretch.parts:
        less = [AnyOf((whole, each)) for each in _less(made, part)]
        made.heads += range(len(made.loose), len(made.loose) + len(less)) if part is head else ()
        made.loose += less
    if len(made.loose) == before:
        made.loose.append(whole)


def _less(made: Plan, part: Stretch) -> list[Condition]:
    if is_form(part):
        made.is_lessened = True
        return []
    if part.topics:
        return [_about(made, part)]
    return _in_parts(made, part) if _tells(part) else []


def _tells(part: Stretch) -> bool:
    return not all(is_slight(run) for run in part.words)


def _in_parts(made: Plan, stretch: Stretch) -> list[Condition]:
    told = telling(stretch.words)
    parts = [part for run in told for part in parts_of(run)]
    made.is_lessened |= len(told) < len(stretch.words)
    return made.widen(conditions.neighbouring(ANYWHERE, parts)) if parts else []


def _score_topics(made: Plan, topics: Iterable[Topic]) -> None:
    for topic in topics:
        for term, weight in topic_conditions.scored(topic):
            made.scored.setdefault(term, weight)
        made.names += topic_conditions.names(topic)
        made.words.update(topic_conditions.words(topic))


def _meant_and_rest(made: Plan, where: str, found: list[Run]) -> tuple[list[Condition], list[Run]]:
    """Return the conditions of the persons and works that `found` names, and the other words that tell something."""
    known = [each for each in made.recognise(found) if where in (ANYWHERE, each.field)]
    required: list[Condition] = []
    rest: list[Run] = []
    place = 0
    for each in sorted(known, key=lambda meant: meant.start):
        rest += found[place : each.start]
        inner, other = _meant_and_rest(made, where, _beside(each)) if each.rest else ([], [])
        required += inner
        rest += other
        required.append(conditions.meant(where, each, found[each.start : each.end]))
        _score_meant(made, each)
        place = each.end
    rest += found[place:]
    has_person = any(each.field == "author" for each in known)
    return required, [run for run in rest if not (has_person and is_genre(run))]


def _beside(known: Meant) -> list[Run]:
    """Return what stands beside a name in one run of Han characters, without what only joins the two."""
    return [run._replace(text=bare) for run in runs(known.rest) if (bare := han.unjoined(run.text))]


def _score_meant(made: Plan, known: Meant) -> None:
    made.names += [tuple(run.text for run in runs(prepared(form))) for form in known.forms]
    for run in (run for form in known.forms if not known.tags for run in runs(prepared(form))):
        for term in conditions.own_terms(run) if run.script != "han" else han.pairs(run.text):
            made.scored.setdefault(term, SCORE_LEARNED)
    for tag in known.tags:
        made.scored |= {spoken(tag, code): SCORE_SPOKEN for code in made.preferred}
        made.scored[CERTAIN + tag] = SCORE_CERTAIN
        made.scored[POSSIBLE + tag] = SCORE_POSSIBLE


def _condition(made: Plan, clause: Clause, found: list[Run]) -> Condition:
    """Return what a clause demands of a record."""
    where = clause.field or ANYWHERE
    if where == CLASS_NUMBER:
        return Prefix(IDENTIFIER, class_numbers.index_term(clause.text.rstrip("*")))
    if where == IDENTIFIER:
        return conditions.any_of(IDENTIFIER, identifiers.index_terms(clause.text))
    if clause.kind == "phrase":
        return _phrase(made, where, found)
    if clause.kind == "start":
        return conditions.starting(where, found)
    number = identifiers.read(clause.text) if clause.field is None else None
    if number is None:
        return _words(made, where, found)
    numbered = conditions.any_of(IDENTIFIER, number.terms)
    return numbered if number.is_certain else AnyOf((numbered, conditions.words(where, found)))


def _phrase(made: Plan, where: str, found: list[Run]) -> Condition:
    """Return the condition of a phrase, or of the work or person that the whole of it names."""
    together = conditions.phrase(where, found)
    whole = [each for each in made.recognise(found) if (each.start, each.end, each.rest) == (0, len(found), "")]
    for each in whole:
        _score_meant(made, each)
    return AnyOf((together, *(conditions.meant(where, each, found) for each in whole))) if whole else together


def _words(made: Plan, where: str, found: list[Run]) -> Condition:
    """Return the condition of the words of a field."""
    known, rest = _meant_and_rest(made, where, found)
    return conditions.all_of([*known, *([conditions.words(where, rest)] if rest else [])])


def _mark_and_score(made: Plan, clause: Clause, found: list[Run]) -> None:
    if clause.kind == "start" and conditions.is_start(found[-1]):
        *found, start = found
        made.starts.append(printed(start))
    for run in found:
        add_words(made.scored, run)
        if clause.kind == "phrase" or not is_slight(run):
            _mark(made, run)


def _mark(made: Plan, run: Run) -> None:
    if run.script == "han":
        made.han.append(run.text)
    else:
        made.words.update(conditions.own_terms(run), other_scripts(run))
        made.to_mark.append(run)
