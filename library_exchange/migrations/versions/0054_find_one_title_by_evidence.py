"""find the one title of a book by evidence: keys under which records are looked for.

Revision: 0054, after 0053.
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "match_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["bibliographic_record.id"], name=op.f("fk_match_key_record_id_bibliographic_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_key")),
        sa.UniqueConstraint("key", "record_id", name=op.f("uq_match_key_key_record_id")),
    )
    op.create_index(op.f("ix_match_key_record_id"), "match_key", ["record_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("match_key")
