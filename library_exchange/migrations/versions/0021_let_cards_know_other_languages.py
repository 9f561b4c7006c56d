"""let cards know what titles and names are called in other languages.

Revision: 0021, after 0020.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = ()
depends_on = None

HEADING = "heading"


def upgrade() -> None:
    """Order the cards of the present records to be written anew, which the worker does."""
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT id FROM bibliographic_record LIMIT 1")).first() is None:
        return
    outbox = sa.table(
        "outbox",
        *(sa.column(name) for name in ("kind", "lane", "attempts", "waits")),
        sa.column("payload", sa.JSON),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    at = datetime.now(UTC)
    ordered = {"kind": "catalogue.cards", "lane": "long", "attempts": 0, "waits": 0, "payload": {}}
    op.bulk_insert(outbox, [ordered | {"created_at": at, "due_at": at}])


def downgrade() -> None:
    """Take from the cards what older versions cannot read, and the order that they have no worker for."""
    connection = op.get_bind()
    record = sa.table("bibliographic_record", sa.column("id", sa.Integer), sa.column("card", sa.JSON))
    for record_id, card in connection.execute(sa.select(record.c.id, record.c.card)).all():
        authors = [[form for form in forms if form[2] != HEADING] for forms in card.get("authors", [])]
        titles = [form for form in card.get("titles", []) if form[2] != HEADING]
        older = {name: value for name, value in card.items() if name != "work"} | {"titles": titles, "authors": authors}
        if older != card:
            connection.execute(sa.update(record).where(record.c.id == record_id).values(card=older))
    op.execute("DELETE FROM outbox WHERE kind = 'catalogue.cards' AND done_at IS NULL")
