"""A file of a list, read as the door reads it that takes it."""

from library_exchange.exchange_lists.models import Source
from library_exchange.list_reading.services import reading
from library_exchange.list_reading.services.reading import Read


def sent(content: bytes) -> tuple[Source, list[Read]]:
    """Return what a file is and its lines."""
    rows = reading.rows_sent(content)
    return (Source.MARC, reading.marc(content)) if rows is None else (Source.TABLE, reading.table(rows))
