"""let names of rounds wait for the other language.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = ()
depends_on = None

ROUND, READ = "exchange_round", "read_by_one_side"
NAMES = ("name_zh", "name_ru", "name_en")


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(ROUND) as table:
        for name in NAMES:
            table.alter_column(name, existing_type=sa.String(length=200), nullable=True)
        table.create_check_constraint(table.f(f"ck_{ROUND}_{READ}"), "name_zh IS NOT NULL OR name_ru IS NOT NULL")


def downgrade() -> None:
    """Take the schema back; the name that is there stands for those that lack."""
    op.execute("UPDATE exchange_round SET name_en = coalesce(name_en, name_zh, name_ru)")
    op.execute("UPDATE exchange_round SET name_zh = name_ru WHERE name_zh IS NULL")
    op.execute("UPDATE exchange_round SET name_ru = name_zh WHERE name_ru IS NULL")
    with op.batch_alter_table(ROUND) as table:
        table.drop_constraint(table.f(f"ck_{ROUND}_{READ}"), type_="check")
        for name in NAMES:
            table.alter_column(name, existing_type=sa.String(length=200), nullable=False)
