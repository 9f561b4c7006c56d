"""What brought the hits of a page, for those that do not show it themselves; two queries, none where all do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Classification, TextForm
from library_exchange.catalogue.queries.searching import Source, card
from library_exchange.core.among import among, as_parameter
from library_exchange.core.scripts import html_lang
from library_exchange.hit_reasons.rules import Reason, answers, reason
from library_exchange.search.port import Marks, Topic


def reasons(
    session: Session, sources: Sequence[Source], marks: Marks, topics: Sequence[Topic], language: str
) -> Mapping[int, Reason]:
    """Return by record what brought it, for the hits whose title and authors show nothing of what was asked."""
    if marks == Marks():
        return {}
    silent = [source.id for source in sources if not answers(_shown(source, language), marks)]
    if not silent:
        return {}
    forms: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    asked = {"ids": as_parameter(silent)}
    for record_id, field, value, script in session.connection().execute(_forms_query(), asked):
        forms[record_id].append((field, value, html_lang(script)))
    classes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for record_id, scheme, number in session.connection().execute(_classes_query(), asked) if topics else ():
        classes[record_id].append((scheme, number))
    found = {each: reason(forms[each], classes[each], marks, topics) for each in silent}
    return {each: why for each, why in found.items() if why is not None}


@cache
def _forms_query() -> Any:
    columns = (col(TextForm.record_id), col(TextForm.field), col(TextForm.value), col(TextForm.script))
    return sa.select(*columns).where(among(columns[0], "ids")).order_by(col(TextForm.id))


@cache
def _classes_query() -> Any:
    columns = (col(Classification.record_id), col(Classification.scheme), col(Classification.number))
    return sa.select(*columns).where(among(columns[0], "ids")).order_by(col(Classification.id))


def _shown(source: Source, language: str) -> list[str]:
    """Return the texts of a hit in which what was asked is marked."""
    shown = card(source, language)
    title = shown.title
    forms = (title.shown, title.beside, title.romanised)
    return [*(form.value for form in forms if form), *(value for value, _lang in shown.authors)]
