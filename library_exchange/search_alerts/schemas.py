"""What a person may send to this room."""

from pydantic import BaseModel, Field

from library_exchange.search_alerts.rules import Often

LONGEST_QUERY = 2000


class NewAlert(BaseModel):
    """A search as it stands in its address, and how often its person is told of new books."""

    query: str = Field(min_length=1, max_length=LONGEST_QUERY)
    often: Often
