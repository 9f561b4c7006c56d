"""let sets and volumes know each other: what libraries' records say of them.

Revision: 0059, after 0058.
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "record_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_record_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_key", sa.String(length=40), nullable=False),
        sa.Column("volume", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=True),
        sa.Column("standard", sa.String(length=20), nullable=True),
        sa.Column("publisher", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("year_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_record_id"],
            ["source_record.id"],
            name=op.f("fk_record_part_source_record_id_source_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_record_part_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_part")),
    )
    for columns in (["source_record_id"], ["title_key"], ["standard"], ["library_id", "number"]):
        op.create_index(op.f(f"ix_record_part_{'_'.join(columns)}"), "record_part", columns)


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("record_part")
