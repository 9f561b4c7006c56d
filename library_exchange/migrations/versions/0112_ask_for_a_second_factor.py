"""ask for a second factor at sign-in.

Revision: 0112, after 0111.
"""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = ()
depends_on = None

FACTOR, CODE, SIGN_IN = "second_factor", "recovery_code", "sign_in"


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        FACTOR,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        _instant("asked_at"),
        sa.Column("pending", sa.String(length=200), nullable=True),
        sa.Column("secret", sa.String(length=200), nullable=True),
        sa.Column("last_counter", sa.BigInteger(), nullable=True),
        _instant("confirmed_at"),
        sa.CheckConstraint(
            "(secret IS NULL) = (confirmed_at IS NULL)", name=op.f(f"ck_{FACTOR}_confirmed_with_a_secret")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{FACTOR}_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FACTOR}")),
        sa.UniqueConstraint("user_id", name=op.f(f"uq_{FACTOR}_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        CODE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        _instant("spent_at"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{CODE}_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CODE}")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f(f"uq_{CODE}_user_id_code_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{CODE}_user_id"), CODE, ["user_id"])
    op.add_column(SIGN_IN, sa.Column("is_half", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(SIGN_IN, _instant("factor_due_at"))


def downgrade() -> None:
    """Take the schema back; a sign-in that waited for a second factor ends, or it would be a whole one."""
    sign_in = sa.table(SIGN_IN, sa.column("is_half", sa.Boolean()))
    op.execute(sa.delete(sign_in).where(sign_in.c.is_half))
    with op.batch_alter_table(SIGN_IN) as table:
        table.drop_column("factor_due_at")
        table.drop_column("is_half")
    op.drop_table(CODE)
    op.drop_table(FACTOR)
