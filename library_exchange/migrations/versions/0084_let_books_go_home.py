"""tell books that are lent from those that go home.

Revision: 0084, after 0083.
"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = ()
depends_on = None

LINE = sa.table(
    "consignment_line",
    *(sa.column(name) for name in ("consignment_id", "subject_kind", "subject_id", "purpose")),
    sa.column("goes_home", sa.Boolean()),
)
CONSIGNMENT = sa.table("consignment", sa.column("id"), sa.column("return_by"))
LOAN = sa.table("loan_request", sa.column("id"), sa.column("side"))


def upgrade() -> None:
    with op.batch_alter_table("consignment_line", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("goes_home", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Of a request, the row of the library that asked sends the book home.
    borrowed = sa.select(LOAN.c.id).where(LOAN.c.side == "requesting")
    is_home = (LINE.c.subject_kind == "loan", LINE.c.subject_id.in_(borrowed))
    op.execute(LINE.update().where(*is_home).values(goes_home=True))
    lent = sa.select(LINE.c.consignment_id).where(LINE.c.purpose == "temporary", LINE.c.goes_home.is_(False))
    home = sa.select(LINE.c.consignment_id).where(LINE.c.goes_home)
    only_home = (CONSIGNMENT.c.id.in_(home), CONSIGNMENT.c.id.not_in(lent))
    op.execute(CONSIGNMENT.update().where(*only_home).values(return_by=None))


def downgrade() -> None:
    with op.batch_alter_table("consignment_line", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("goes_home")
