"""let fees be added up by a rate and paid by vouchers.

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = ()
depends_on = None

RATE = "exchange_rate"


def _add_rates() -> None:
    units = ("pieces", "points", "pages", "vouchers", "CNY", "RUB")
    op.create_table(
        RATE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("base", sa.Enum(*units, name="unit", native_enum=False, length=12), nullable=False),
        sa.Column("quote", sa.Enum(*units, name="unit", native_enum=False, length=12), nullable=False),
        sa.Column("millionths", sa.BigInteger(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.CheckConstraint("base <> quote", name=op.f(f"ck_{RATE}_two_currencies")),
        sa.CheckConstraint("millionths BETWEEN 1 AND 10000000000", name=op.f(f"ck_{RATE}_sensible_rate")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{RATE}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{RATE}")),
    )
    op.create_index(op.f(f"ix_{RATE}_library_id"), RATE, ["library_id"])
    for name, condition, columns in (
        ("one_rate_of_a_library", "library_id IS NOT NULL", ["library_id", "base", "quote", "rated_on"]),
        ("one_rate_of_the_platform", "library_id IS NULL", ["base", "quote", "rated_on"]),
    ):
        where = sa.text(condition)
        op.create_index(name, RATE, columns, unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    """Bring the schema forward."""
    _add_rates()


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table(RATE)
