"""let tables be catalogues: what their columns hold is told by a person.

Revision: 0051, after 0050.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("import", sa.Column("columns", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("import") as table:
        table.drop_column("columns")
