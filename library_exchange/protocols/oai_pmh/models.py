"""The table of what harvesters are told of titles, and since when."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, once


class HarvestEntry(Row, table=True):
    """What is told of one title in one set from the instant `told_at` on, a whole second; set "" is all titles.

    When a title changes, its entry is superseded by another one. What a harvest that began before has still to read
    stands where it stood, so that it meets each title once; it is forgotten when no such harvest can be going on.
    An entry that `is_deleted` says that the title is no more, or not in this set any more, and stays for ever: it
    outlives the record, so it does not refer to it. `digest` tells whether what is said of the title has changed.
    """

    __tablename__ = "harvest_entry"
    __table_args__ = (
        sa.Index("ix_harvest_entry_order", "set_spec", "told_at", "record_id"),
        once("one_current_entry", "superseded_at IS NULL", "record_id", "set_spec"),
        sa.Index("ix_harvest_entry_superseded_at", "superseded_at"),
    )

    set_spec: str = Field(max_length=60)
    record_id: int
    told_at: datetime
    superseded_at: datetime | None = None
    is_deleted: bool = False
    digest: str = Field(default="", max_length=32)
