"""What a topic demands of a record: a class number that says so, or one of its forms in a title or a heading."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from library_exchange.search import conditions
from library_exchange.search.analysis import han, russian
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.terms import neighbours
from library_exchange.search.port import ANYWHERE, TOPIC, AnyOf, Condition, Stretch, Term, Topic

WHERE = ("title", "subject")
"""The fields that tell what a book is about."""
SCORE_CLASS, SCORE_USUAL, SCORE_OTHER = 1.0, 0.5, 0.25
MOST_KEPT, MOST_USUAL = 1024, 2


def about(topics: Iterable[Topic], own: Sequence[Condition]) -> Condition:
    """Return the condition of words that name `topics`: the words themselves, all of `own`, or one of the topics."""
    return AnyOf((conditions.all_of(own), *(part for topic in topics for part in _about(topic))))


def mainly_about(topics: Iterable[Topic], own: Sequence[Condition]) -> Condition:
    """Return what `about` does, by the first forms of each language alone: 医生 in a title is not yet medicine."""
    return AnyOf((conditions.all_of(own), *(part for topic in topics for part in _mainly(topic))))


def scored(topic: Topic) -> tuple[tuple[str, float], ...]:
    """Return the terms that decide rank among books on a topic, with their weights: the usual forms count more."""
    return _scored(topic)


def names(topic: Topic) -> list[tuple[str, ...]]:
    """Return the forms of a topic as they are marked in a title."""
    return [tuple(run.text for run in form) for form in _forms(topic)]


def words(topic: Topic) -> frozenset[str]:
    """Return the terms of the forms that are one word, which is marked in whatever case it stands."""
    return frozenset(
        term
        for form in _forms(topic)
        if len(form) == 1 and form[0].script != "han"
        for term in conditions.own_terms(form[0])
    )


def head(parts: Sequence[Stretch]) -> Stretch | None:
    """Return the part of a topic's name of which the others tell the kind: a noun before others, else the last.

    It is «язык» in «китайский язык», «история» in «история Китая», 文学 in 中国文学. A single part has none.
    """
    if len(parts) < 2:
        return None
    nouns = (each for each in parts if each.words[0].script == "cyrillic" and _is_noun(each.words[0]))
    return next(nouns, parts[-1])


def _is_noun(run: Run) -> bool:
    return russian.readings(run.text)[0].is_noun


@lru_cache(maxsize=MOST_KEPT)
def _about(topic: Topic) -> tuple[Condition, ...]:
    spelled = (conditions.spelled(where, form) for form in _forms(topic) for where in WHERE)
    return (Term(ANYWHERE, TOPIC + topic.key), *dict.fromkeys(spelled))


@lru_cache(maxsize=MOST_KEPT)
def _mainly(topic: Topic) -> tuple[Condition, ...]:
    first = (form for code in dict(topic.forms) for form in [f for f in topic.forms if f[0] == code][:MOST_USUAL])
    return _about(Topic(topic.key, tuple(first)))


@lru_cache(maxsize=MOST_KEPT)
def _scored(topic: Topic) -> tuple[tuple[str, float], ...]:
    weights = {TOPIC + topic.key: SCORE_CLASS}
    usual = dict(reversed(topic.forms))
    for (language, value), form in zip(topic.forms, _forms(topic), strict=True):
        for term in _terms(form):
            weights.setdefault(term, SCORE_USUAL if usual[language] == value else SCORE_OTHER)
    return tuple(weights.items())


def _terms(form: Sequence[Run]) -> Iterable[str]:
    if len(form) > 1:
        return neighbours(form)
    if form[0].script == "han":
        return han.pairs(form[0].text)
    return conditions.own_terms(form[0])


@lru_cache(maxsize=MOST_KEPT)
def _forms(topic: Topic) -> tuple[tuple[Run, ...], ...]:
    return tuple(tuple(runs(prepared(value))) for _language, value in topic.forms)
