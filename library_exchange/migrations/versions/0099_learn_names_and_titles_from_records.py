"""learn names and titles from records: pairs of forms in two scripts, each with its record.

Revision: 0099, after 0098.
"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = ()
depends_on = None

TABLE = "learned_form"
KINDS = ("name", "title")
EVIDENCE = ("parallel_title", "alternative_title", "original_title", "other_script", "brackets")


def upgrade() -> None:
    """Bring the schema forward; records teach when they are next linked, or by the command that links all."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=40), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", sa.String(300), nullable=False),
        sa.Column("evidence", sa.Enum(*EVIDENCE, name="evidence", native_enum=False, length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["bibliographic_record.id"],
            name=op.f(f"fk_{TABLE}_record_id_bibliographic_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sqlite_autoincrement=True,
    )
    for column in ("record_id", "key"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    """Take the schema back; what was learned is learned anew."""
    op.drop_table(TABLE)
