"""let unchanged records be told by their bytes.

Revision: 0093, after 0087.
"""

from alembic import op

revision = "0093"
down_revision = "0087"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_index("ix_source_record_library_id_digest", "source_record", ["library_id", "digest"])


def downgrade() -> None:
    op.drop_index("ix_source_record_library_id_digest", "source_record")
