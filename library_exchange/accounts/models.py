"""Tables of people: users, their memberships in libraries, their sign-ins."""

from datetime import date, datetime

import sqlalchemy as sa
from flask_security import UserMixin
from sqlmodel import Field, SQLModel

from library_exchange.accounts.rules import BlockReason, is_away_at, is_blocked
from library_exchange.core.actor import STAFF, Role
from library_exchange.core.models import NEVER_TWICE, Row, enum_type

RESET_ASKED = "accounts.reset_asked"
"""Kind of outbox row: somebody asked for a new password; the payload is an address and an instant."""


class User(SQLModel, UserMixin, table=True):
    """A person with an account; `fs_uniquifier` changes when the password does, which ends every sign-in.

    A reader who is served at the desk may have no `email`: nobody can sign in as her, and no letter goes to her.
    """

    __tablename__ = "user"
    __table_args__ = NEVER_TWICE

    id: int | None = Field(default=None, primary_key=True)  # type: ignore[assignment]
    email: str | None = Field(default=None, max_length=254, unique=True)  # type: ignore[assignment]
    password: str | None = Field(default=None, max_length=255)
    active: bool = True
    fs_uniquifier: str = Field(max_length=64, unique=True)
    name: str = Field(default="", max_length=120)
    language: str = Field(default="en", max_length=2)
    is_platform_admin: bool = False
    is_demo: bool = False
    created_at: datetime

    @property
    def roles(self) -> list[object]:  # type: ignore[override]
        """Nothing: what a person may do follows from memberships, not from global roles."""
        return []


class Membership(Row, table=True):
    """What a person is in one library; `card_no` and `phone` are a reader's there and never leave it.

    While `is_open` she is only invited, under the name that the library knows her by: she may do nothing there, but a
    book can be asked for in her name. A reader of whom the library takes no requests is blocked until the end of a day,
    for a reason that she reads herself. The rights of staff who `is_away` rest until `back_at`, or until she is called
    back where there is no such instant; queries ask `accounts.memberships` for what is in force.
    """

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "library_id", "role"),
        sa.UniqueConstraint("library_id", "role", "card_no", name="one_reader_of_a_card"),
        sa.CheckConstraint("blocked_until IS NULL OR block_reason IS NOT NULL", name="blocked_for_a_reason"),
        sa.CheckConstraint("is_away OR back_at IS NULL", name="back_from_away"),
        sa.CheckConstraint("NOT is_away OR (role <> 'reader' AND NOT is_open)", name="only_staff_is_away"),
    )

    user_id: int = Field(foreign_key="user.id", index=True)
    library_id: int = Field(foreign_key="library.id", index=True)
    role: Role = Field(sa_type=enum_type(Role))
    card_no: str | None = Field(default=None, max_length=60)
    phone: str | None = Field(default=None, max_length=40)
    is_open: bool = False
    invited_name: str | None = Field(default=None, max_length=120)
    blocked_until: date | None = None
    block_reason: BlockReason | None = Field(default=None, sa_type=enum_type(BlockReason, 20))
    block_words: str | None = Field(default=None, max_length=300)
    is_away: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    back_at: datetime | None = None

    @property
    def is_of_staff(self) -> bool:
        """Whether the person works in the library, be she away; who is only invited does not yet."""
        return self.role in STAFF and not self.is_open

    def is_blocked_on(self, day: date) -> bool:
        """Whether the library takes no requests from the reader on that day."""
        return is_blocked(self.blocked_until, day)

    def is_away_at(self, at: datetime) -> bool:
        """Whether the person's rights rest at that instant, because she is away."""
        return is_away_at(self.is_away, self.back_at, at)


class SignIn(SQLModel, table=True):
    """One sign-in on one machine; the cookie carries a number of which only the hash is kept here.

    One that `is_half` gives no right at all: the password was right, and the second factor is to be proved. By
    `factor_due_at` the person must have set one up. On a computer that `is_shared` it ends sooner when nobody works.
    """

    __tablename__ = "sign_in"

    id_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user.id", index=True)
    created_at: datetime
    seen_at: datetime
    agent: str = Field(default="", max_length=200)
    is_half: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    factor_due_at: datetime | None = None
    is_shared: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class SavedFilter(Row, table=True):
    """What a librarian named of a list she looks at: `page` is the list, `query` what stands in its address.

    It is hers at the library she acted for; one that `is_shared` is shown to all staff there.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("library_id", "page", "user_id", "name", name="one_filter_of_a_name"),)

    user_id: int = Field(foreign_key="user.id", index=True)
    library_id: int = Field(foreign_key="library.id")
    page: str = Field(max_length=20)
    name: str = Field(max_length=60)
    query: str = Field(max_length=300)
    is_shared: bool = False
    created_at: datetime
