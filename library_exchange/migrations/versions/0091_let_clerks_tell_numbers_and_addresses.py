"""let objections carry numbers and phrases; keep addresses entered for one consignment.

Revision: 0091, after 0090.
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = ()
depends_on = None

REMARK, ADDRESS = "reconciliation_remark", "entered_address"
PHRASES = (
    "'check_again', 'corrected', 'counted_twice', 'not_counted', 'not_received', 'other_year', 'right_here',"
    " 'yours_to_correct'"
)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(REMARK, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("phrase", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("first", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("second", sa.Integer(), nullable=True))
        batch.alter_column("text", existing_type=sa.String(length=1000), nullable=True)
        batch.create_check_constraint(op.f(f"ck_{REMARK}_known_phrase"), f"phrase IN ({PHRASES})")
        batch.create_check_constraint(
            op.f(f"ck_{REMARK}_says_something"),
            "text IS NOT NULL OR phrase IS NOT NULL OR first IS NOT NULL OR second IS NOT NULL",
        )
    op.add_column("standing_exchange", sa.Column("asked_from", sa.Date(), nullable=True))
    op.create_table(
        ADDRESS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consignment_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.String(length=length), nullable=False)
            for script in ("local", "latin")
            for name, length in ((f"{script}_street", 200), (f"{script}_postcode", 12))
        ),
        sa.CheckConstraint("library_id <> entered_by_id", name=op.f(f"ck_{ADDRESS}_two_parties")),
        sa.CheckConstraint(
            "local_street <> '' AND local_postcode <> ''", name=op.f(f"ck_{ADDRESS}_whole_in_its_script")
        ),
        sa.CheckConstraint(
            "(latin_street = '') = (latin_postcode = '')", name=op.f(f"ck_{ADDRESS}_whole_in_latin_letters")
        ),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f(f"fk_{ADDRESS}_consignment_id_consignment")
        ),
        *(
            sa.ForeignKeyConstraint([name], ["library.id"], name=op.f(f"fk_{ADDRESS}_{name}_library"))
            for name in ("library_id", "entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ADDRESS}")),
        sa.UniqueConstraint("consignment_id", "library_id", name=op.f(f"uq_{ADDRESS}_consignment_id_library_id")),
        sqlite_autoincrement=True,
    )
    for name in ("library_id", "entered_by_id"):
        op.create_index(op.f(f"ix_{ADDRESS}_{name}"), ADDRESS, [name])


def downgrade() -> None:
    """Take the schema back; numbers, phrases and entered addresses are forgotten, and remarks without words."""
    op.drop_table(ADDRESS)
    op.drop_column("standing_exchange", "asked_from")
    op.execute("DELETE FROM reconciliation_remark WHERE text IS NULL")
    with op.batch_alter_table(REMARK, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(f"ck_{REMARK}_says_something"), type_="check")
        batch.drop_constraint(op.f(f"ck_{REMARK}_known_phrase"), type_="check")
        batch.alter_column("text", existing_type=sa.String(length=1000), nullable=False)
        for name in ("second", "first", "phrase"):
            batch.drop_column(name)
