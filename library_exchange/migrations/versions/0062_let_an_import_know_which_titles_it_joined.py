"""let an import know which titles it joined, so that it can be taken back with what referred to them.

Revision: 0062, after 0061.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "import_merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_merger_import_id_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_merger")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_merger_import_id"), "import_merger", ["import_id"])
    op.create_index(op.f("ix_import_merger_record_id"), "import_merger", ["record_id"])


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("import_merger")
