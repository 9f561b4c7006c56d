"""keep personal data for terms, let readers ask for erasure, count what crosses borders.

Revision: 0115, after 0114.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = ()
depends_on = None

ERASURE, TERM, RUN, NOBODY = "erasure_request", "retention_term", "retention_run", "account_of_nobody"
TRANSFER, COUNTED = "border_transfer", "border_transfer_counted"
OF_PLATFORM = "library_id IS NULL"


def _number(name: str, is_there: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=not is_there)


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
    )


def _known_by(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        ERASURE,
        *(_number("id"), _number("membership_id"), _number("library_id"), _instant("asked_at")),
        *(_of(ERASURE, "membership_id", "membership", "CASCADE"), _of(ERASURE, "library_id", "library")),
        _known_by(ERASURE),
        sa.UniqueConstraint("membership_id", name=op.f(f"uq_{ERASURE}_membership_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{ERASURE}_library_id"), ERASURE, ["library_id"])
    op.create_table(
        TERM,
        *(_number("id"), _number("library_id", is_there=False), _text("kind", 20), _number("days")),
        sa.CheckConstraint("days > 0", name=op.f(f"ck_{TERM}_some_days")),
        *(_of(TERM, "library_id", "library"), _known_by(TERM)),
        sa.UniqueConstraint("library_id", "kind", name=op.f(f"uq_{TERM}_library_id_kind")),
        sqlite_autoincrement=True,
    )
    _once("one_term_of_the_platform", TERM)
    op.create_table(
        RUN,
        *(_number("id"), _number("library_id", is_there=False), _text("kind", 20)),
        *(_instant("ran_at"), _number("went"), _number("went_in_all")),
        *(_of(RUN, "library_id", "library"), _known_by(RUN)),
        sa.UniqueConstraint("library_id", "kind", name=op.f(f"uq_{RUN}_library_id_kind")),
        sqlite_autoincrement=True,
    )
    _once("one_run_of_the_platform", RUN)
    op.create_table(
        NOBODY,
        *(_number("user_id"), _instant("since")),
        *(_of(NOBODY, "user_id", "user", "CASCADE"), _known_by(NOBODY, "user_id")),
    )
    _create_transfers()


def _once(name: str, table: str) -> None:
    wanted = sa.text(OF_PLATFORM)
    op.create_index(name, table, ["kind"], unique=True, sqlite_where=wanted, postgresql_where=wanted)


def _create_transfers() -> None:
    parties = ("sender_id", "recipient_id")
    op.create_table(
        TRANSFER,
        *(_number("id"), _text("month", 7), *map(_number, parties)),
        *(_text("message", 40), _text("field", 60), _number("count")),
        *(_of(TRANSFER, party, "library") for party in parties),
        _known_by(TRANSFER),
        sa.UniqueConstraint(
            *("month", *parties, "message", "field"),
            name=op.f(f"uq_{TRANSFER}_month_sender_id_recipient_id_message_field"),
        ),
        sqlite_autoincrement=True,
    )
    for party in parties:
        op.create_index(op.f(f"ix_{TRANSFER}_{party}"), TRANSFER, [party])
    op.create_table(COUNTED, _number("id"), _instant("until"), _known_by(COUNTED), sqlite_autoincrement=True)


def downgrade() -> None:
    """Take the schema back."""
    for table in (COUNTED, TRANSFER, NOBODY, RUN, TERM, ERASURE):
        op.drop_table(table)
