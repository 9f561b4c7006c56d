"""Tables of what is declared on customs forms beside titles, weights and values."""

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row

LONGEST_REFERENCE, LONGEST_COMMENT = 60, 200


class CustomsDetails(Row, table=True):
    """What the forms of a consignment say beside its titles; all of it may be left empty."""

    __tablename__ = "customs_details"

    consignment_id: int = Field(foreign_key="consignment.id", unique=True)
    sender_reference: str | None = Field(default=None, max_length=LONGEST_REFERENCE)
    importer_reference: str | None = Field(default=None, max_length=LONGEST_REFERENCE)
    comments: str | None = Field(default=None, max_length=LONGEST_COMMENT)
    certificate_no: str | None = Field(default=None, max_length=LONGEST_REFERENCE)
    invoice_no: str | None = Field(default=None, max_length=LONGEST_REFERENCE)


class PostalCharge(Row, table=True):
    """What the post took for a parcel, in hundredths of the consignment's currency; it goes with the parcel."""

    __tablename__ = "postal_charge"
    __table_args__ = (sa.CheckConstraint("charge_minor >= 0", name="no_debt"),)

    parcel_id: int = Field(foreign_key="parcel.id", unique=True, ondelete="CASCADE")
    charge_minor: int


class DeclaredTitle(Row, table=True):
    """Of which country (ISO 3166) a title is declared to be, and whether somebody looked at its kind."""

    __tablename__ = "declared_title"

    line_id: int = Field(foreign_key="consignment_line.id", unique=True, ondelete="CASCADE")
    origin: str | None = Field(default=None, max_length=2)
    is_kind_told: bool = False
