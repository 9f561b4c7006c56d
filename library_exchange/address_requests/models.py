"""The libraries that were asked to complete their address, and what others knew of it, once for a consignment."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row
from library_exchange.directory.models import AddressForm
from library_exchange.directory.queries import NEEDED_BY_POST

PARTS = tuple(f"{form}_{part}" for form in AddressForm for part in NEEDED_BY_POST)


class AddressRequest(Row, table=True):
    """A library was asked for what its address lacks; `abroad` if the post of another country is to read it."""

    __tablename__ = "address_request"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "library_id"),
        sa.CheckConstraint("library_id <> asker_id", name="two_parties"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    asker_id: int = Field(foreign_key="library.id", index=True)
    abroad: bool
    asked_at: datetime


class EnteredAddress(Row, table=True):
    """Street and postcode of a library as another one entered them for a consignment, whole in each script needed."""

    __tablename__ = "entered_address"
    __table_args__ = (
        sa.UniqueConstraint("consignment_id", "library_id"),
        sa.CheckConstraint("library_id <> entered_by_id", name="two_parties"),
        sa.CheckConstraint("local_street <> '' AND local_postcode <> ''", name="whole_in_its_script"),
        sa.CheckConstraint("(latin_street = '') = (latin_postcode = '')", name="whole_in_latin_letters"),
    )

    consignment_id: int = Field(foreign_key="consignment.id")
    library_id: int = Field(foreign_key="library.id", index=True)
    entered_by_id: int = Field(foreign_key="library.id", index=True)
    entered_at: datetime
    local_street: str = Field(max_length=200)
    local_postcode: str = Field(max_length=12)
    latin_street: str = Field(default="", max_length=200)
    latin_postcode: str = Field(default="", max_length=12)

    @property
    def parts(self) -> dict[str, str]:
        """Return what was entered, by names like `latin_street`."""
        return {name: value for name in PARTS if (value := getattr(self, name))}
