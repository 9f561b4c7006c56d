"""let desks add readers: some have no e-mail, and a card is one reader's.

Revision: 0052, after 0051.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = ()
depends_on = None

LONGEST_CARD = 60
CARDED = "SELECT id, library_id, role, card_no FROM membership WHERE card_no IS NOT NULL ORDER BY id"


def upgrade() -> None:
    """Bring the schema forward; of two readers with one number, the later keeps it with a `(2)` behind it."""
    _tell_cards_apart()
    with op.batch_alter_table("membership") as table:
        table.create_unique_constraint("one_reader_of_a_card", ["library_id", "role", "card_no"])
    with op.batch_alter_table("user") as table:
        table.alter_column("email", existing_type=sa.String(length=254), nullable=True)


def _tell_cards_apart() -> None:
    taken: set[tuple[int, str, str]] = set()
    connection = op.get_bind()
    for row in connection.execute(sa.text(CARDED)).all():
        number, copies = row.card_no, 1
        while (row.library_id, row.role, number) in taken:
            copies += 1
            mark = f" ({copies})"
            number = row.card_no[: LONGEST_CARD - len(mark)] + mark
        taken.add((row.library_id, row.role, number))
        if copies > 1:
            changed = sa.text("UPDATE membership SET card_no = :number WHERE id = :id")
            connection.execute(changed, {"number": number, "id": row.id})


def downgrade() -> None:
    """Take the schema back; who has no e-mail gets one at which nobody reads."""
    op.execute("UPDATE \"user\" SET email = 'reader-' || id || '@no-mail.invalid' WHERE email IS NULL")
    with op.batch_alter_table("user") as table:
        table.alter_column("email", existing_type=sa.String(length=254), nullable=False)
    with op.batch_alter_table("membership") as table:
        table.drop_constraint("one_reader_of_a_card", type_="unique")
