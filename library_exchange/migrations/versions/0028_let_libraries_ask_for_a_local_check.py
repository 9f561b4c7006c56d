"""let libraries ask for a local check.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = ()
depends_on = None

LOAN = "loan_request"
CHECKERS = ("bibliographer", "loan_desk", "cataloguer")


def upgrade() -> None:
    """Bring the schema forward."""
    listed = ", ".join(repr(name) for name in sorted(CHECKERS))
    with op.batch_alter_table("library", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needs_local_check", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        batch_op.add_column(sa.Column("local_check_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("checked_by", sa.Enum(*CHECKERS, name="checker", native_enum=False, length=40), nullable=True)
        )
        batch_op.add_column(sa.Column("checked_in", sa.JSON(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f(f"ck_{LOAN}_who_checked_stays_at_home"), "side = 'requesting' OR checked_by IS NULL"
        )
        batch_op.create_check_constraint(batch_op.f(f"ck_{LOAN}_known_checked_by"), f"checked_by IN ({listed})")


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table(LOAN, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f"ck_{LOAN}_known_checked_by"), type_="check")
        batch_op.drop_constraint(batch_op.f(f"ck_{LOAN}_who_checked_stays_at_home"), type_="check")
        batch_op.drop_column("checked_in")
        batch_op.drop_column("checked_by")
        batch_op.drop_column("local_check_on")
    with op.batch_alter_table("library", schema=None) as batch_op:
        batch_op.drop_column("needs_local_check")
