"""let readers tell why they ask although their own library has the book, and ask again for what was not supplied.

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = ()
depends_on = None

TABLE = "loan_request"
OWN_COPY = ("cannot_wait", "lent_out", "not_found", "not_lent", "other_edition")
RULE = f"ck_{TABLE}_asked_at_home"
CONDITION = "side = 'requesting' OR (own_copy IS NULL AND again_of_no IS NULL)"


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(TABLE) as table:
        table.add_column(
            sa.Column("own_copy", sa.Enum(*OWN_COPY, name="owncopy", native_enum=False, length=40), nullable=True)
        )
        table.add_column(sa.Column("again_of_no", sa.String(length=40), nullable=True))
        table.create_check_constraint(op.f(RULE), CONDITION)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(RULE), type_="check")
        table.drop_column("again_of_no")
        table.drop_column("own_copy")
