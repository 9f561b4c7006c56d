"""let nights be remembered, and barcodes be found.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = ()
depends_on = None

HAS_BARCODE = sa.text("barcode IS NOT NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "nightly_run",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "error IS NOT NULL OR succeeded_at IS NOT NULL", name=op.f("ck_nightly_run_succeeded_or_failed")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_nightly_run")),
    )
    op.create_index(
        "ix_item_library_id_barcode",
        "item",
        ["library_id", "barcode"],
        sqlite_where=HAS_BARCODE,
        postgresql_where=HAS_BARCODE,
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index("ix_item_library_id_barcode", "item")
    op.drop_table("nightly_run")
