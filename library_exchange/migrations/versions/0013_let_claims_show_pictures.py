"""let claims show pictures.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = ()
depends_on = None

TABLE = "consignment_claim_picture"


def upgrade() -> None:
    """Bring the schema forward."""
    kinds = ("damage", "wrong_book", "packaging", "proof_of_posting", "other")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="picturekind", native_enum=False, length=20), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in kinds)})", name=op.f(f"ck_{TABLE}_known_kind")),
        sa.CheckConstraint("length(whole) <= 600000 AND length(small) <= 20000", name=op.f(f"ck_{TABLE}_small_enough")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["consignment_claim.id"], name=op.f(f"fk_{TABLE}_claim_id_consignment_claim")
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{TABLE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{TABLE}_claim_id"), ["claim_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{TABLE}_claim_id"))
    op.drop_table(TABLE)
