"""let desks limit readers' requests and keep filters.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = ()
depends_on = None

LIBRARY, ATTEMPT, FILTER = "library", "supplier_attempt", "saved_filter"
STATES_BEFORE = "'waiting', 'asked', 'refused', 'supplying', 'ended'"
STATES = "'asked', 'ended', 'later', 'not_on_terms', 'refused', 'silent', 'supplying', 'waiting'"


def upgrade() -> None:
    """Bring the schema forward; a library that can supply later is told from one that cannot."""
    with op.batch_alter_table(LIBRARY) as table:
        table.add_column(sa.Column("most_open_requests", sa.Integer(), nullable=True))
        table.add_column(sa.Column("sends_unreviewed", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(
            op.f(f"ck_{LIBRARY}_sensible_most_open_requests"), "most_open_requests BETWEEN 1 AND 999"
        )
    _allow(STATES)
    op.execute(
        "UPDATE supplier_attempt SET state = 'later' WHERE state = 'refused' AND EXISTS (SELECT 1 FROM loan_request"
        " WHERE loan_request.id = supplier_attempt.request_id AND loan_request.attempt = supplier_attempt.number"
        " AND loan_request.state = 'retry_pending')"
    )
    op.create_table(
        FILTER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=300), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{FILTER}_user_id_user")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{FILTER}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FILTER}")),
        sa.UniqueConstraint("library_id", "page", "user_id", "name", name="one_filter_of_a_name"),
    )
    with op.batch_alter_table(FILTER) as table:
        table.create_index(op.f(f"ix_{FILTER}_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    """Take the schema back; filters are forgotten."""
    op.drop_table(FILTER)
    op.execute("UPDATE supplier_attempt SET state = 'refused' WHERE state IN ('later', 'not_on_terms', 'silent')")
    _allow(STATES_BEFORE)
    with op.batch_alter_table(LIBRARY) as table:
        table.drop_constraint(op.f(f"ck_{LIBRARY}_sensible_most_open_requests"), type_="check")
        table.drop_column("sends_unreviewed")
        table.drop_column("most_open_requests")


def _allow(states: str) -> None:
    """Have the table know these states of a library that is asked."""
    with op.batch_alter_table(ATTEMPT) as table:
        table.drop_constraint(op.f(f"ck_{ATTEMPT}_known_state"), type_="check")
        table.create_check_constraint(op.f(f"ck_{ATTEMPT}_known_state"), f"state IN ({states})")
