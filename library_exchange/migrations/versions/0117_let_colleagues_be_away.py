"""let colleagues be away for a time, and know sign-ins on shared computers.

Revision: 0117, after 0116.
"""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"
branch_labels = ()
depends_on = None

TABLE, SIGN_IN = "membership", "sign_in"
RULES = {
    "back_from_away": "is_away OR back_at IS NULL",
    "only_staff_is_away": "NOT is_away OR (role <> 'reader' AND NOT is_open)",
}
NEVER_TWICE = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(TABLE, table_kwargs=NEVER_TWICE) as table:
        table.add_column(sa.Column("is_away", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("back_at", sa.DateTime(timezone=True), nullable=True))
        for name, rule in RULES.items():
            table.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), rule)
    op.add_column(SIGN_IN, sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take the schema back; who is away loses her role, or she would have rights at once that an administrator took.

    A sign-in on a shared computer ends, or it would last as long as any other.
    """
    sign_in = sa.table(SIGN_IN, sa.column("is_shared", sa.Boolean()))
    op.execute(sa.delete(sign_in).where(sign_in.c.is_shared))
    op.drop_column(SIGN_IN, "is_shared")
    member = sa.table(TABLE, sa.column("is_away", sa.Boolean()))
    op.execute(sa.delete(member).where(member.c.is_away))
    with op.batch_alter_table(TABLE, table_kwargs=NEVER_TWICE) as table:
        for name in RULES:
            table.drop_constraint(op.f(f"ck_{TABLE}_{name}"), type_="check")
        table.drop_column("back_at")
        table.drop_column("is_away")
