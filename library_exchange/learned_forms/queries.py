"""What the words of a query are called in other scripts, as far as records tell."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names, tags
from library_exchange.core.among import among, as_parameter
from library_exchange.learned_forms.models import LearnedForm
from library_exchange.learned_forms.rules import Kind, meanings
from library_exchange.search.analysis.folding import Run
from library_exchange.search.port import Meant

MOST_FORMS = 24
FIELDS = {Kind.NAME: tags.AUTHOR, Kind.TITLE: tags.TITLE}


def meant(session: Session, found: Sequence[Run]) -> list[Meant]:
    """Return what all of these words mean if they are a name or title that a record has in two scripts; one query."""
    keys = sorted(names.of_query(found)) if found else []
    rows = session.connection().execute(_query(), {"keys": as_parameter(keys)}).all() if keys else []
    known = meanings((kind, value) for kind, value in rows)
    if not known:
        return []
    field = FIELDS[known[0][0]]
    return [Meant(0, len(found), field, (), tuple(value for _kind, value in known), with_asked=True)]


@cache
def _query() -> Any:
    form = LearnedForm
    keys = among(col(form.key), "keys")
    return sa.select(col(form.kind), col(form.value)).distinct().where(keys).order_by(col(form.value)).limit(MOST_FORMS)
