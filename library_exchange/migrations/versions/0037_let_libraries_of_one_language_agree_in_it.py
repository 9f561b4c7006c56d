"""let libraries of one language agree in it.

Revision: 0037, after 0036.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = ()
depends_on = None

AGREEMENT = "exchange_agreement"
BOTH, SHARED = f"ck_{AGREEMENT}_said_in_both_languages", f"ck_{AGREEMENT}_said_in_their_languages"
TALKS = "state NOT IN ('active', 'settling', 'suspended')"
IN_BOTH = f"{TALKS} OR (note_zh IS NULL) = (note_ru IS NULL)"
IN_THEIRS = (
    f"{IN_BOTH} OR (only_language = 'zh' AND note_zh IS NOT NULL) OR (only_language = 'ru' AND note_ru IS NOT NULL)"
)


def upgrade() -> None:
    """Bring the schema forward; agreements of two libraries of one language need one language from now on."""
    with op.batch_alter_table(AGREEMENT) as table:
        table.add_column(sa.Column("only_language", sa.String(length=2), nullable=True))
        table.drop_constraint(op.f(BOTH), type_="check")
        table.create_check_constraint(op.f(SHARED), IN_THEIRS)
    op.execute(
        "UPDATE exchange_agreement SET only_language = (SELECT language FROM library WHERE id = first_id)"
        " WHERE (SELECT language FROM library WHERE id = first_id) IN ('zh', 'ru')"
        " AND (SELECT language FROM library WHERE id = first_id) = (SELECT language FROM library WHERE id = second_id)"
    )


def downgrade() -> None:
    """Take the schema back; what was said in one language only stands in the other field as well."""
    op.execute(
        "UPDATE exchange_agreement"
        " SET note_zh = coalesce(note_zh, note_ru), note_ru = coalesce(note_ru, note_zh) WHERE only_language IS NOT NULL"
    )
    with op.batch_alter_table(AGREEMENT) as table:
        table.drop_constraint(op.f(SHARED), type_="check")
        table.create_check_constraint(op.f(BOTH), IN_BOTH)
        table.drop_column("only_language")
