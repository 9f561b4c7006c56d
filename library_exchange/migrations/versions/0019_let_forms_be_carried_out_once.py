"""let forms be carried out once, and invitations wait until they are accepted.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "sent_form",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=12), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sent_form")),
    )
    op.create_index(op.f("ix_sent_form_sent_at"), "sent_form", ["sent_at"])
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("invited_name", sa.String(length=120), nullable=True))
    with op.batch_alter_table("membership") as table:
        table.alter_column("is_open", server_default=None)


def downgrade() -> None:
    """Take the schema back; who was only invited belongs to no library."""
    op.execute("DELETE FROM membership WHERE is_open")
    with op.batch_alter_table("membership") as table:
        table.drop_column("invited_name")
        table.drop_column("is_open")
    op.drop_table("sent_form")
