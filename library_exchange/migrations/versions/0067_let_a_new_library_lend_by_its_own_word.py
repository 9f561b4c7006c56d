"""let a new library lend by its own word: what nobody has said of its rules and days is known as such.

Revision: 0067, after 0066.
"""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = ()
depends_on = None

TOLD = ("has_told_rules", "has_told_days")
RULE = "ck_library_members_lend_by_rules_told"
UNTOLD = (
    "UPDATE library SET has_told_rules = false, has_told_days = false WHERE is_remote",
    """UPDATE library SET has_told_days = false WHERE id IN (SELECT library_id FROM new_member) AND NOT EXISTS (
        SELECT 1 FROM audit WHERE subject = 'library' AND action = 'set_weekdays' AND subject_id = library.id
    )""",
    """UPDATE library SET has_told_rules = false, lends = false
    WHERE id IN (SELECT library_id FROM new_member) AND id NOT IN (SELECT library_id FROM item) AND NOT EXISTS (
        SELECT 1 FROM audit WHERE subject = 'library' AND action = 'update_policy' AND subject_id = library.id
    )""",
)


def upgrade() -> None:
    """Bring the schema forward; a new member with books that others may have asked for already goes on lending."""
    for column in TOLD:
        op.add_column("library", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.true()))
    for statement in UNTOLD:
        op.execute(statement)
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.create_check_constraint(op.f(RULE), "has_told_rules OR is_remote OR NOT lends")


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f(RULE), type_="check")
    with op.batch_alter_table("library", table_kwargs={"sqlite_autoincrement": True}) as table:
        for column in reversed(TOLD):
            table.drop_column(column)
