"""A reader's lists and the books on them: they go with her account."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row


class ReadingList(Row, table=True):
    """What a person names of books she keeps; nobody else reads it, her library neither."""

    __tablename__ = "reading_list"
    __table_args__ = (sa.UniqueConstraint("user_id", "name", name="one_reading_list_of_a_name"),)

    user_id: int = Field(foreign_key="user.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=80)
    created_at: datetime


class ReadingListBook(Row, table=True):
    """A title on a list; one that no library has any more leaves it, one that becomes part of another stays as that."""

    __tablename__ = "reading_list_book"
    __table_args__ = (sa.UniqueConstraint("list_id", "record_id", name="once_on_a_reading_list"),)

    list_id: int = Field(foreign_key="reading_list.id", index=True, ondelete="CASCADE")
    record_id: int = Field(foreign_key="bibliographic_record.id", index=True, ondelete="CASCADE")
    added_at: datetime
