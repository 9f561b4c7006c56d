"""let loans cost a fee.

Revision: 0034, after 0033.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = ()
depends_on = None

LIBRARY, LOAN, FEE = "library", "loan_request", "partner_fee"
NOT_BELOW_ZERO = "loan_fee_minor >= 0 AND copy_fee_minor >= 0"
RULES = {"fee_has_a_currency": "(fee_minor IS NULL) = (fee_currency IS NULL)", "fee_above_zero": "fee_minor > 0"}

SETTLEMENT, REMEDY = "exchange_settlement", "ck_exchange_settlement_known_remedy"


def _remedies(known: str) -> None:
    """Have a settlement be one of these."""
    with op.batch_alter_table(SETTLEMENT) as table:
        table.drop_constraint(op.f(REMEDY), type_="check")
        table.create_check_constraint(op.f(REMEDY), f"remedy IN ({known})")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(LIBRARY) as table:
        for name in ("loan_fee_minor", "copy_fee_minor"):
            table.add_column(sa.Column(name, sa.Integer(), server_default="0", nullable=False))
        table.create_check_constraint(op.f("ck_library_fees_not_below_zero"), NOT_BELOW_ZERO)
    with op.batch_alter_table(LOAN) as table:
        table.add_column(sa.Column("fee_minor", sa.Integer(), nullable=True))
        table.add_column(sa.Column("fee_currency", sa.String(length=3), nullable=True))
        for name, rule in RULES.items():
            table.create_check_constraint(op.f(f"ck_{LOAN}_{name}"), rule)
    op.create_table(
        FEE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("loan_fee_minor", sa.Integer(), nullable=False),
        sa.Column("copy_fee_minor", sa.Integer(), nullable=False),
        sa.CheckConstraint("library_id <> partner_id", name=op.f(f"ck_{FEE}_two_parties")),
        sa.CheckConstraint(NOT_BELOW_ZERO, name=op.f(f"ck_{FEE}_fees_not_below_zero")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{FEE}_library_id_library")),
        sa.ForeignKeyConstraint(["partner_id"], ["library.id"], name=op.f(f"fk_{FEE}_partner_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FEE}")),
        sa.UniqueConstraint("library_id", "partner_id", name=op.f(f"uq_{FEE}_library_id_partner_id")),
    )
    op.create_index(op.f(f"ix_{FEE}_partner_id"), FEE, ["partner_id"])
    _remedies("'carry', 'forgive', 'in_kind', 'paid'")


def downgrade() -> None:
    """Take the schema back; entries about fees stay in the accounts, of which nothing is ever taken away."""
    op.execute("UPDATE exchange_settlement SET remedy = 'in_kind' WHERE remedy = 'paid'")
    _remedies("'carry', 'forgive', 'in_kind'")
    op.drop_table(FEE)
    with op.batch_alter_table(LOAN) as table:
        for name in RULES:
            table.drop_constraint(op.f(f"ck_{LOAN}_{name}"), type_="check")
        table.drop_column("fee_currency")
        table.drop_column("fee_minor")
    with op.batch_alter_table(LIBRARY) as table:
        table.drop_constraint(op.f("ck_library_fees_not_below_zero"), type_="check")
        table.drop_column("copy_fee_minor")
        table.drop_column("loan_fee_minor")
