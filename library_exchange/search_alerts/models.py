"""The searches people are told of: they go with the account."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.search_alerts.rules import Often


class SearchAlert(Row, table=True):
    """A search by what stands in its address; of what came until `told_until` its person has been told.

    `looked_at` is when it was last looked whether there is more. Nobody else reads what she searches for.
    """

    __tablename__ = "search_alert"
    __table_args__ = (sa.UniqueConstraint("user_id", "query", name="one_alert_of_a_search"),)

    user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
    query: str = Field(max_length=2000)
    often: Often = Field(sa_type=enum_type(Often, 20))
    created_at: datetime
    looked_at: datetime
    told_until: datetime
