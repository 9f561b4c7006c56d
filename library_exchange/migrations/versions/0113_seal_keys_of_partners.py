"""seal the keys that partners' systems want to be shown.

Revision: 0113, after 0112.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from flask import current_app

from library_exchange.core.sealed_secrets import Unsealable, opened, sealed

revision = "0113"
down_revision = "0112"
branch_labels = ()
depends_on = None

TABLE = "iso18626_end_point"
OPTIONS = {"sqlite_autoincrement": True}
POINTS = sa.table(TABLE, *map(sa.column, ("id", "library_id", "key_sent", "sealed_key")))


def upgrade() -> None:
    """Bring the schema forward: keys that stand open are sealed."""
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.add_column(sa.Column("sealed_key", sa.String(length=1200), nullable=True))
    _carry("key_sent", "sealed_key", sealed)
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.drop_column("key_sent")


def downgrade() -> None:
    """Take the schema back: keys stand open again; one that another secret sealed is forgotten."""
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.add_column(sa.Column("key_sent", sa.String(length=200), nullable=True))
    _carry("sealed_key", "key_sent", opened)
    with op.batch_alter_table(TABLE, table_kwargs=OPTIONS) as batch:
        batch.drop_column("sealed_key")


def _carry(source: str, target: str, turned: Callable[[str, str, str], str]) -> None:
    secret = current_app.extensions["settings"].secret("secret_key")
    connection = op.get_bind()
    found = sa.select(POINTS.c.id, POINTS.c.library_id, POINTS.c[source]).where(POINTS.c[source].is_not(None))
    for number, library_id, kept in connection.execute(found).all():
        try:
            value = turned(secret, f"{TABLE}:{library_id}", kept)
        except Unsealable:
            continue
        connection.execute(sa.update(POINTS).where(POINTS.c.id == number).values({target: value}))
