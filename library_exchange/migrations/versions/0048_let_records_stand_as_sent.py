"""let records stand as they are sent.

Revision: 0048, after 0047.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = ()
depends_on = None
COUNTED = ("withdrawn", "kept_items")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("bibliographic_record") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_bibliographic_record_merged_into_id", "bibliographic_record", ["merged_into_id"], ["id"]
        )
        table.create_check_constraint("merged_into_another", "merged_into_id <> id")
        table.create_index("ix_bibliographic_record_merged_into_id", ["merged_into_id"])
    op.add_column("source_record", sa.Column("said", sa.LargeBinary(), nullable=True))
    op.add_column("source_record", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    for name in COUNTED:
        op.add_column("import", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("import") as table:
        for name in COUNTED:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("import") as table:
        for name in COUNTED:
            table.drop_column(name)
    with op.batch_alter_table("source_record") as table:
        table.drop_column("withdrawn_at")
        table.drop_column("said")
    with op.batch_alter_table("bibliographic_record") as table:
        table.drop_index("ix_bibliographic_record_merged_into_id")
        table.drop_constraint("merged_into_another", type_="check")
        table.drop_constraint("fk_bibliographic_record_merged_into_id", type_="foreignkey")
        table.drop_column("merged_into_id")
