"""How a page tells what brought its hits."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.queries.searching import Found
from library_exchange.core.i18n import current
from library_exchange.hit_reasons.labels import SAID
from library_exchange.hit_reasons.queries import reasons
from library_exchange.subject_vocabulary.display import called

Told = tuple[str, str, str, str]
"""What brought a hit: how that is said, the text or number, its language, and the topic that a number names."""


def told(session: Session, found: Found) -> Sequence[tuple[int, Told]]:
    """Return with the record what brought the hits of a page that do not show it themselves."""
    language = current().code
    why: Mapping[int, Any] = reasons(session, found.sources, found.marks, _topics(found), language)
    return [
        (record_id, (str(SAID[each.kind]), each.value, each.lang, called(each.topic, language) if each.topic else ""))
        for record_id, each in why.items()
    ]


def _topics(found: Found) -> Sequence[Any]:
    return () if found.degraded else found.topics
