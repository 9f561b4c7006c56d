"""Which lines of a list wait because they were not read for sure, and which of them have one pattern."""

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.exchange_lists.models import ListImport, ListImportLine
from library_exchange.exchange_lists.rules.line_pattern import LinePattern, line_pattern
from library_exchange.list_reading.rules.lines import Problem


def _unsure(session: Session, list_import: ListImport) -> list[tuple[int, str, LinePattern]]:
    """Return the lines that were not read for sure: number, text, pattern."""
    line = ListImportLine
    asked = sa.select(col(line.number), col(line.text), col(line.told)).where(
        col(line.list_import_id) == list_import.id,
        col(line.problem) == Problem.UNSURE,
        col(line.is_left_out).is_(False),
        col(line.joined_to).is_(None),
        col(line.offer_id).is_(None),
        col(line.want_id).is_(None),
    )
    rows = session.execute(asked.order_by(col(line.number)))
    return [(number, text, line_pattern(text, told)) for number, text, told in rows]


def counted_alike(session: Session, list_import: ListImport, lines: Sequence[ListImportLine]) -> dict[int, int]:
    """Return how many lines of its pattern there are for each that was not read for sure; one query if any is shown."""
    if not any(line.problem is Problem.UNSURE for line in lines):
        return {}
    found = _unsure(session, list_import)
    counted = Counter(pattern for _number, _text, pattern in found)
    return {number: counted[pattern] for number, _text, pattern in found}


def read_alike(session: Session, list_import: ListImport, number: int) -> list[int]:
    """Return the numbers of the lines that ask and have the pattern of one of them."""
    found = _unsure(session, list_import)
    own = next((pattern for each, _text, pattern in found if each == number), None)
    return [each for each, _text, pattern in found if pattern == own]
