"""let member libraries say what an application means that the platform cannot read: what was asked, what was answered.

Revision: 0124, after 0123.
"""

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0123"
branch_labels = ()
depends_on = None

TABLE = "application_meaning"
REFERS = {"application_id": "library_application", "library_id": "library"}


def upgrade() -> None:
    """Bring the schema forward: nobody was asked yet."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in REFERS),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name=op.f(f"ck_{TABLE}_answer_has_a_date")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{name}_{table}"))
            for name, table in REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("application_id", "library_id", name=op.f(f"uq_{TABLE}_application_id_library_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_library_id"), TABLE, ["library_id"])


def downgrade() -> None:
    """Take the schema back; what was asked and answered is lost, the applications stay."""
    op.drop_table(TABLE)
