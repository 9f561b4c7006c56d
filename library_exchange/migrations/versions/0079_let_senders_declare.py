"""let senders declare origins, references and postal charges.

Revision: 0079, after 0078.
"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "customs_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("sender_reference", sa.String(length=60), nullable=True),
        sa.Column("importer_reference", sa.String(length=60), nullable=True),
        sa.Column("comments", sa.String(length=200), nullable=True),
        sa.Column("certificate_no", sa.String(length=60), nullable=True),
        sa.Column("invoice_no", sa.String(length=60), nullable=True),
        *_belongs("customs_details", "consignment_id", "consignment"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "postal_charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("charge_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("charge_minor >= 0", name=op.f("ck_postal_charge_no_debt")),
        *_belongs("postal_charge", "parcel_id", "parcel", "CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "declared_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=2), nullable=True),
        sa.Column("is_kind_told", sa.Boolean(), nullable=False),
        *_belongs("declared_title", "line_id", "consignment_line", "CASCADE"),
        sqlite_autoincrement=True,
    )


def _belongs(table: str, column: str, to: str, ondelete: str | None = None) -> tuple[sa.Constraint, ...]:
    name = op.f(f"fk_{table}_{column}_{to}")
    return (
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}")),
    )


def downgrade() -> None:
    """Take the schema back; what was declared is forgotten."""
    for table in ("declared_title", "postal_charge", "customs_details"):
        op.drop_table(table)
