"""let libraries ask each other for what an address lacks; keep by which document an old book leaves.

Revision: 0080, after 0079.
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = ()
depends_on = None

TABLE = "address_request"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("abroad", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("library_id <> asker_id", name=op.f(f"ck_{TABLE}_two_parties")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f(f"fk_{TABLE}_consignment_id_consignment")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.ForeignKeyConstraint(["asker_id"], ["library.id"], name=op.f(f"fk_{TABLE}_asker_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("consignment_id", "library_id", name=op.f(f"uq_{TABLE}_consignment_id_library_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{TABLE}_library_id"), TABLE, ["library_id"])
    op.create_index(op.f(f"ix_{TABLE}_asker_id"), TABLE, ["asker_id"])
    op.add_column("consignment_line", sa.Column("export_permit_no", sa.String(length=60), nullable=True))
    op.add_column("consignment_line", sa.Column("export_permit_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the schema back; who was asked is forgotten, and by which document an old book left."""
    op.drop_column("consignment_line", "export_permit_on")
    op.drop_column("consignment_line", "export_permit_no")
    op.drop_table(TABLE)
