"""The table of what records teach of names and titles."""

from sqlmodel import Field

from library_exchange.core.models import Row, enum_type
from library_exchange.learned_forms.rules import Evidence, Kind


class LearnedForm(Row, table=True):
    """A record has two forms of one name or title: `key` is that of the one (`authority.names`), `value` the other.

    It goes with its record and is written anew with it.
    """

    __tablename__ = "learned_form"

    record_id: int = Field(foreign_key="bibliographic_record.id", index=True, ondelete="CASCADE")
    kind: Kind = Field(sa_type=enum_type(Kind))
    key: str = Field(max_length=200, index=True)
    value: str = Field(max_length=300)
    evidence: Evidence = Field(sa_type=enum_type(Evidence))
