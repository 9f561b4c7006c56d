"""How a page tells what brought its hits."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from library_exchange.catalogue.queries.searching import Found
from library_exchange.core.i18n import current
from library_exchange.hit_reasons.labels import SAID
from library_exchange.hit_reasons.queries import reasons
from library_exchange.hit_reasons.rules import Kind, Reason
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.port import Topic
from library_exchange.subject_vocabulary import reading
from library_exchange.subject_vocabulary.display import called

Told = tuple[str, str, str, str]
"""What brought a hit: how that is said, the text or number, its language, and the topic that a number names."""


def told(session: Session, found: Found) -> Sequence[tuple[int, Told]]:
    """Return with the record what brought the hits of a page that do not show it themselves."""
    language = current().code
    topics = _topics(found)
    why: Mapping[int, Reason] = reasons(session, found.sources, found.marks, topics, language)
    return [
        (record_id, (str(SAID[each.kind]), each.value, each.lang, _meaning(each, topics, language)))
        for record_id, each in why.items()
    ]


def _meaning(each: Reason, asked: Sequence[Topic], language: str) -> str:
    """Return what a class number names, or which of the topics asked a heading in another language is about."""
    if each.topic:
        return called(each.topic, language)
    if each.kind is not Kind.HEADING or each.lang[:2] == language:
        return ""
    named = [topic for stretch in reading.stretches(list(runs(prepared(each.value)))) for topic in stretch.topics]
    meant = next((topic for topic in reversed(named) if topic in asked), None)
    return called(meant, language) if meant else ""


def _topics(found: Found) -> Sequence[Topic]:
    return () if found.degraded else found.topics
