"""tell programs of a library what happened: addresses, and what was delivered to them.

Revision: 0104, after 0103.
"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"
branch_labels = ()
depends_on = None

HOOK, DELIVERY = "webhook", "webhook_delivery"
STATES = "'active', 'failing', 'gone', 'unsigned', 'paused'"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        HOOK,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("secret_digest", sa.String(length=64), nullable=False),
        sa.Column("old_seed", sa.String(length=64), nullable=True),
        sa.Column("old_until", INSTANT, nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("spared_until", INSTANT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f(f"ck_{HOOK}_known_state")),
        sa.CheckConstraint(
            "(state IN ('failing', 'gone', 'unsigned')) = (stopped_at IS NOT NULL)",
            name=op.f(f"ck_{HOOK}_stopped_since"),
        ),
        sa.CheckConstraint("(old_seed IS NULL) = (old_until IS NULL)", name=op.f(f"ck_{HOOK}_old_secret_ends")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{HOOK}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HOOK}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{HOOK}_library_id"), HOOK, ["library_id"])
    op.create_table(
        DELIVERY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("outcome IN ('delivered', 'failed', 'waiting')", name=op.f(f"ck_{DELIVERY}_known_outcome")),
        sa.CheckConstraint("(outcome = 'waiting') = (next_at IS NOT NULL)", name=op.f(f"ck_{DELIVERY}_waits_until")),
        sa.ForeignKeyConstraint(
            ["webhook_id"], [f"{HOOK}.id"], name=op.f(f"fk_{DELIVERY}_webhook_id_{HOOK}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DELIVERY}")),
        sa.UniqueConstraint("webhook_id", "message_id", name=op.f(f"uq_{DELIVERY}_webhook_id_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_webhook_delivery_waiting", DELIVERY, ["webhook_id", "outcome", "next_at"])
    op.create_index(op.f(f"ix_{DELIVERY}_created_at"), DELIVERY, ["created_at"])


def downgrade() -> None:
    """Take the schema back: nothing is delivered any more."""
    op.drop_table(DELIVERY)
    op.drop_table(HOOK)
