"""let fees be added up by a rate and paid by vouchers.

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = ()
depends_on = None

RATE, LOAN, FEE = "exchange_rate", "loan_request", "partner_fee"
VOUCHERS = "ck_partner_fee_whole_or_half_vouchers"
WHOLE_OR_HALF = "NOT in_vouchers OR (loan_fee_minor % 50 = 0 AND copy_fee_minor % 50 = 0)"
MOST = {
    "most_has_a_currency": "(most_minor IS NULL) = (most_currency IS NULL)",
    "most_not_below_zero": "most_minor >= 0",
}


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
    with op.batch_alter_table(FEE) as table:
        table.add_column(sa.Column("in_vouchers", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.create_check_constraint(op.f(VOUCHERS), WHOLE_OR_HALF)
    with op.batch_alter_table(LOAN) as table:
        table.alter_column("fee_currency", existing_type=sa.String(length=3), type_=sa.String(length=8))
        table.add_column(sa.Column("most_minor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("most_currency", sa.String(length=3), nullable=True))
        for name, rule in MOST.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), rule)


def downgrade() -> None:
    """Take the schema back; what was to be paid by vouchers is free of charge then."""
    op.execute("UPDATE loan_request SET fee_minor = NULL, fee_currency = NULL WHERE length(fee_currency) > 3")
    with op.batch_alter_table(LOAN) as table:
        for name in MOST:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
        table.drop_column("most_currency")
        table.drop_column("most_minor")
        table.alter_column("fee_currency", existing_type=sa.String(length=8), type_=sa.String(length=3))
    op.execute("DELETE FROM partner_fee WHERE in_vouchers")
    with op.batch_alter_table(FEE) as table:
        table.drop_constraint(op.f(VOUCHERS), type_="check")
        table.drop_column("in_vouchers")
    op.drop_table(RATE)
