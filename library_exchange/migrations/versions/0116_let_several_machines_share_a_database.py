"""let several machines share a database.

Revision: 0116, after 0115.
"""

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"
branch_labels = ()
depends_on = None

MACHINE, ALIKE, COUNT, PIECE, OUTBOX = "machine", "alike_setting", "rate_count", "file_piece", "outbox"
OF_A_MACHINE = "index %"
"""How the lanes of single machines are named: before, nobody worked in them."""


def upgrade() -> None:
    """Bring the schema forward; counts of tries need not outlive a server that fails, so nothing waits for the disk."""
    op.create_table(
        MACHINE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MACHINE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{MACHINE}_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        ALIKE,
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{ALIKE}")),
    )
    op.create_table(
        COUNT,
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{COUNT}")),
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
    op.create_index(op.f(f"ix_{COUNT}_ends_at"), COUNT, ["ends_at"])
    op.create_table(
        PIECE,
        sa.Column("folder", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("folder", "name", "number", name=op.f(f"pk_{PIECE}")),
    )
    op.add_column(OUTBOX, sa.Column("claimed_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the schema back; what single machines had still to do with their index goes, the night finds it again."""
    lane = sa.table(OUTBOX, sa.column("lane", sa.String()))
    op.execute(sa.delete(lane).where(lane.c.lane.like(OF_A_MACHINE)))
    with op.batch_alter_table(OUTBOX, table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("claimed_by")
    for name in (PIECE, COUNT, ALIKE, MACHINE):
        op.drop_table(name)
