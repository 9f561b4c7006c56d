"""let titles and proposals wait for the other language.

Revision: 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = ()
depends_on = None

TITLE, PROGRAMME = "book_list_title", "programme"
READ, BOTH = "read_by_one_side", "said_in_both_languages"
SAID_IN_BOTH = "name_zh IS NOT NULL AND name_ru IS NOT NULL AND note_zh IS NOT NULL AND note_ru IS NOT NULL"


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table(TITLE) as table:
        for name in ("title_zh", "title_ru"):
            table.alter_column(name, existing_type=sa.String(length=500), nullable=True)
        table.create_check_constraint(table.f(f"ck_{TITLE}_{READ}"), "title_zh IS NOT NULL OR title_ru IS NOT NULL")
    _say("state NOT IN ('over', 'published')")


def downgrade() -> None:
    """Take the schema back; a title stands for its missing half, a proposal that lacks a language is a draft again."""
    op.execute("UPDATE book_list_title SET title_zh = title WHERE title_zh IS NULL")
    op.execute("UPDATE book_list_title SET title_ru = title WHERE title_ru IS NULL")
    op.execute(
        "UPDATE programme SET state = 'draft' WHERE state = 'proposed'"
        " AND (name_zh IS NULL OR name_ru IS NULL OR note_zh IS NULL OR note_ru IS NULL)"
    )
    with op.batch_alter_table(TITLE) as table:
        table.drop_constraint(table.f(f"ck_{TITLE}_{READ}"), type_="check")
        for name in ("title_zh", "title_ru"):
            table.alter_column(name, existing_type=sa.String(length=500), nullable=False)
    _say("state NOT IN ('over', 'proposed', 'published')")


def _say(unless: str) -> None:
    with op.batch_alter_table(PROGRAMME) as table:
        table.drop_constraint(table.f(f"ck_{PROGRAMME}_{BOTH}"), type_="check")
        table.create_check_constraint(table.f(f"ck_{PROGRAMME}_{BOTH}"), f"{unless} OR ({SAID_IN_BOTH})")
