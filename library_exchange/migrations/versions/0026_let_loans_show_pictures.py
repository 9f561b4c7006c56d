"""let loans show pictures of their books.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = ()
depends_on = None

TABLE = "loan_picture"


def upgrade() -> None:
    """Bring the schema forward."""
    moments = ("leaving", "arriving", "going_back", "coming_back")
    listed = ", ".join(repr(moment) for moment in sorted(moments))
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("moment", sa.Enum(*moments, name="moment", native_enum=False, length=20), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"moment IN ({listed})", name=op.f(f"ck_{TABLE}_known_moment")),
        sa.CheckConstraint("length(whole) <= 600000 AND length(small) <= 20000", name=op.f(f"ck_{TABLE}_small_enough")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan_request.id"], name=op.f(f"fk_{TABLE}_loan_id_loan_request")),
        sa.ForeignKeyConstraint(["partner_id"], ["library.id"], name=op.f(f"fk_{TABLE}_partner_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{TABLE}_loan_id"), ["loan_id"], unique=False)
        batch_op.create_index(batch_op.f(f"ix_{TABLE}_number"), ["number"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{TABLE}_number"))
        batch_op.drop_index(batch_op.f(f"ix_{TABLE}_loan_id"))
    op.drop_table(TABLE)
