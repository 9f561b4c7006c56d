"""let values say that they were proposed, permissions when they came, claims what comes instead.

Revision: 0057, after 0056.
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = ()
depends_on = None

REPLACEMENT = (
    "ALTER TABLE consignment_claim ADD COLUMN replacement_id INTEGER"
    " CONSTRAINT fk_consignment_claim_replacement_id_consignment REFERENCES consignment (id)"
)


def upgrade() -> None:
    """Bring the schema forward; of what stood before nobody knows who gave a value, or when a permission came."""
    op.add_column(
        "consignment_line", sa.Column("is_value_proposed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("clearance", sa.Column("granted_on", sa.Date(), nullable=True))
    op.execute(sa.text(REPLACEMENT))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("consignment_claim") as batch_op:
        batch_op.drop_column("replacement_id")
    op.drop_column("clearance", "granted_on")
    op.drop_column("consignment_line", "is_value_proposed")
