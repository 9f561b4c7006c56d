"""keep passkeys, and what they are asked to sign.

Revision: 0118, after 0117.
"""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = ()
depends_on = None

KEY, CHALLENGE = "passkey", "passkey_challenge"
PURPOSES = ("add", "prove", "sign_in")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        KEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=4000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{KEY}_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{KEY}")),
        sa.UniqueConstraint("credential_id", name=op.f(f"uq_{KEY}_credential_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{KEY}_user_id"), KEY, ["user_id"])
    purpose = sa.Enum(*PURPOSES, name="purpose", native_enum=False, length=20)
    op.create_table(
        CHALLENGE,
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", purpose, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{CHALLENGE}_user_id_user")),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f(f"pk_{CHALLENGE}")),
    )
    op.create_index(op.f(f"ix_{CHALLENGE}_made_at"), CHALLENGE, ["made_at"])


def downgrade() -> None:
    """Take the schema back; half sign-ins end, for there is nothing any more to prove some of them by."""
    sign_in = sa.table("sign_in", sa.column("is_half", sa.Boolean()))
    op.execute(sa.delete(sign_in).where(sign_in.c.is_half))
    op.drop_table(CHALLENGE)
    op.drop_table(KEY)
