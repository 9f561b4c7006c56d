"""The hits of a page: each is written once and kept, for this is the list that everybody waits for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import get_template_attribute, url_for
from markupsafe import Markup, escape

from library_exchange.catalogue import labels
from library_exchange.catalogue.queries.class_searches import ClassAsked
from library_exchange.catalogue.queries.searching import Card, Source, card
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import current
from library_exchange.search.highlight import spans
from library_exchange.search.port import Marks
from library_exchange.subject_vocabulary.display import called
from library_exchange.web.addresses import address_of, query_part
from library_exchange.web.guard import current_actor, may_open
from library_exchange.web.ways_back import ARGUMENT, from_here

MOST_KEPT = 4096
NO_MARKS = Marks()
Why = tuple[str, str, str, str]
_END = f'{ARGUMENT}="'
"""How the addresses in a hit that is kept end; no text of a hit can hold it, for there a quotation mark is escaped."""


class _Place(NamedTuple):
    """Where a hit is shown: in which language, and how the addresses before a record's number begin.

    With `leads_back` they end so that the way back to the present page can be added.
    """

    language: str
    record: str
    request_form: str | None
    lists: str | None
    leads_back: bool


def of_class(asked: ClassAsked) -> dict[str, Any]:
    """Return how a class number was read that found nothing, with the searches that lead further."""
    path, language = address_of("catalogue.search"), current().code

    def link(text: str) -> str:
        return path + query_part({"q": text})

    return {
        "number": asked.number,
        "is_there": asked.broader is not None and asked.broader[0] == asked.number,
        "carrying": [(labels.CLASS_SCHEMES[scheme], total) for scheme, total in asked.carrying.items()],
        "broader": (asked.broader[0], link(asked.broader[1]), asked.broader[2]) if asked.broader else None,
        "topics": [(name, link(name)) for name in (called(topic, language) for topic in asked.topics)],
    }


def of_sources(
    sources: Sequence[Source],
    marks: Marks = NO_MARKS,
    entries: Sequence[Sequence[int]] | None = None,
    why: Mapping[int, Why] = MappingProxyType({}),
) -> list[Markup]:
    """Return the hits for what a search found, with what answered the query marked.

    `entries` tells which of them are editions of one work: they are one entry of the page, that in the reader's
    language first if there is one, the others to be unfolded.
    """
    end = _end(from_here())
    place = _here(end is not None)
    hits = {source.id: _leading_back(_kept(source, place, marks, why.get(source.id)), end) for source in sources}
    if entries is None:
        return list(hits.values())
    own = frozenset(source.id for source in sources if _is_in(source, place.language))
    groups = ([i for i in own_first(entry, own) if i in hits] for entry in entries)
    return [part for group in groups if group for part in _entry(hits[group[0]], [hits[i] for i in group[1:]])]


def own_first(entry: Sequence[int], own: Collection[int]) -> list[int]:
    """Return the editions of one work with those in the reader's language, `own`, before the others."""
    return sorted(entry, key=lambda record_id: record_id not in own)


@lru_cache(maxsize=MOST_KEPT)
def _is_in(source: Source, language: str) -> bool:
    return card(source, language).title.original.lang[:2] == language


def _entry(first: Markup, others: Sequence[Markup]) -> list[Markup]:
    """Return a hit and, where there are other editions, the part of the list that unfolds them."""
    if not others:
        return [first]
    macro: Callable[..., Markup] = get_template_attribute("catalogue/_hit.html", "other_editions")
    return [first, macro(others)]


def of_cards(cards: Sequence[Card]) -> list[Markup]:
    """Return the hits for cards."""
    end = _end(from_here())
    place = _here(end is not None)
    return [_leading_back(_written(each, place, NO_MARKS), end) for each in cards]


def _end(back: str | None) -> Markup | None:
    """Return how addresses end that lead back, None for those that do not."""
    return None if back is None else Markup('{}"').format(query_part({ARGUMENT: back})[1:])


def _leading_back(hit: Markup, end: Markup | None) -> Markup:
    """Return `hit` with the way back in its addresses: only that differs where a hit is shown on several pages."""
    return hit if end is None else hit.replace(_END, end)


def may_ask(actor: Actor) -> bool:
    """Whether a way to the request form is offered: to members, and to strangers, who are asked to sign in on it."""
    return not actor.is_signed_in or may_open("loans.new", actor)


def _here(leads_back: bool) -> _Place:
    """Return the place of the present page; building addresses one by one is the dearest part of a link."""
    form = url_for("loans.new", record=0)[:-1] if may_ask(current_actor()) else None
    lists = url_for("reading_lists.choose", record=0)[:-1] if current_actor().is_signed_in else None
    return _Place(current().code, url_for("catalogue.record", record_id=0)[:-1], form, lists, leads_back)


@lru_cache(maxsize=MOST_KEPT)
def _kept(source: Source, place: _Place, marks: Marks, why: Why | None) -> Markup:
    return _written(card(source, place.language), place, marks, why)


def _written(shown: Card, place: _Place, marks: Marks, why: Why | None = None) -> Markup:
    macro: Callable[..., Markup] = get_template_attribute("catalogue/_hit.html", "hit")
    end = f"?{ARGUMENT}=" if place.leads_back else ""
    after = f"{shown.id}{end.replace('?', '&')}"
    asking, keep_url = f"{place.request_form}{after}", f"{place.lists}{after}" if place.lists else None
    request_url = asking if place.request_form and shown.holders else None
    mark = escape if marks == NO_MARKS else partial(_marked, marks)
    languages = labels.book_languages(shown.languages, place.language)
    return macro(shown, f"{place.record}{shown.id}{end}", request_url, mark, languages, keep_url, why)


def _marked(marks: Marks, text: str) -> Markup:
    """Return `text` with what answers the query in <mark>."""
    found = spans(text, marks)
    if not found:
        return escape(text)
    parts: list[str] = []
    end = 0
    for start, stop in found:
        parts += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        end = stop
    return Markup("".join([*parts, escape(text[end:])]))  # noqa: S704 - each part is escaped
