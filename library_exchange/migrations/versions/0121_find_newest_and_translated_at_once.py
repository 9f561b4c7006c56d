"""find translated titles, and the newest records of a library, at once.

The home page read every text of the catalogue for five titles; a library whose records came long ago had those of all
others read before its newest.

Revision: 0121, after 0120.
"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = ()
depends_on = None

NAME = "ix_text_form_translated_title"
TRANSLATED = sa.text("field = 'title' AND kind = 'translation'")
SOURCES = "ix_source_record_library_id"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_index(f"{SOURCES}_id", "source_record", ["library_id", "id"])
    op.drop_index(SOURCES, "source_record")
    op.create_index(NAME, "text_form", ["record_id"], sqlite_where=TRANSLATED, postgresql_where=TRANSLATED)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_index(NAME, "text_form")
    op.create_index(SOURCES, "source_record", ["library_id"])
    op.drop_index(f"{SOURCES}_id", "source_record")
