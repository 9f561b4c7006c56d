"""let readers keep lists of books.

Revision: 0077, after 0076.
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = ()
depends_on = None

LIST, BOOK = "reading_list", "reading_list_book"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        LIST,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{LIST}_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LIST}")),
        sa.UniqueConstraint("user_id", "name", name="one_reading_list_of_a_name"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{LIST}_user_id"), LIST, ["user_id"])
    op.create_table(
        BOOK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], [f"{LIST}.id"], name=op.f(f"fk_{BOOK}_list_id_{LIST}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["bibliographic_record.id"],
            name=op.f(f"fk_{BOOK}_record_id_bibliographic_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{BOOK}")),
        sa.UniqueConstraint("list_id", "record_id", name="once_on_a_reading_list"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{BOOK}_list_id"), BOOK, ["list_id"])
    op.create_index(op.f(f"ix_{BOOK}_record_id"), BOOK, ["record_id"])


def downgrade() -> None:
    """Take the schema back; lists are forgotten."""
    op.drop_table(BOOK)
    op.drop_table(LIST)
