"""let lists ask and remember.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "exchange_edition_choice",
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("title_key", sa.String(length=300), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_exchange_edition_choice_library_id_library")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["bibliographic_record.id"],
            name=op.f("fk_exchange_edition_choice_record_id_bibliographic_record"),
        ),
        sa.PrimaryKeyConstraint("library_id", "title_key", name=op.f("pk_exchange_edition_choice")),
    )
    with op.batch_alter_table("exchange_edition_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_edition_choice_record_id"), ["record_id"], unique=False)

    for table in ("exchange_offer", "exchange_want"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("reminded_for", sa.Date(), nullable=True))

    line = "exchange_intake_line"
    with op.batch_alter_table(line, schema=None) as batch_op:
        batch_op.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("wrong_number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("likely_number", sa.String(length=13), nullable=True))
        batch_op.add_column(sa.Column("book_key", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("joined_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("same_offer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("same_want_id", sa.Integer(), nullable=True))
    # What lines of lists under way tell is what was recognised in them; only new lines know the difference.
    op.execute("UPDATE exchange_intake_line SET told = entry")
    with op.batch_alter_table(line, schema=None) as batch_op:
        for name in ("told", "book_key", "answers"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{line}_same_offer_id_exchange_offer"), "exchange_offer", ["same_offer_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{line}_same_want_id_exchange_want"), "exchange_want", ["same_want_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f(f"ck_{line}_joined_to_another_line"), "joined_to IS NULL OR joined_to <> number"
        )
        batch_op.create_index(batch_op.f(f"ix_{line}_same_offer_id"), ["same_offer_id"], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{line}_same_want_id"), ["same_want_id"], unique=False)
        batch_op.create_index("ix_exchange_intake_line_book", ["intake_id", "book_key"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    line = "exchange_intake_line"
    with op.batch_alter_table(line, schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_intake_line_book")
        batch_op.drop_index(batch_op.f(f"ix_{line}_same_want_id"))
        batch_op.drop_index(batch_op.f(f"ix_{line}_same_offer_id"))
        batch_op.drop_constraint(batch_op.f(f"ck_{line}_joined_to_another_line"), type_="check")
        batch_op.drop_constraint(batch_op.f(f"fk_{line}_same_want_id_exchange_want"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f(f"fk_{line}_same_offer_id_exchange_offer"), type_="foreignkey")
        for name in ("same_want_id", "same_offer_id", "answers", "joined_to", "book_key"):
            batch_op.drop_column(name)
        for name in ("likely_number", "wrong_number", "told"):
            batch_op.drop_column(name)
    for table in ("exchange_want", "exchange_offer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("reminded_for")
    with op.batch_alter_table("exchange_edition_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_edition_choice_record_id"))
    op.drop_table("exchange_edition_choice")
