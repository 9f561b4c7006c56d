"""let unchanged records be told by their bytes.

Revision: 0093, after 0092.
"""

from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_index("ix_source_record_library_id_digest", "source_record", ["library_id", "digest"])


def downgrade() -> None:
    op.drop_index("ix_source_record_library_id_digest", "source_record")
