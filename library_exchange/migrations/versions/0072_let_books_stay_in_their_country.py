"""let books stay in their country: services of the post that cross no border.

Revision: 0072, after 0071.
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = ()
depends_on = None

NOTE = "public sources, 2026; not legal advice: check with the post or customs office and set anew"
NAMES = (
    *("code", "name_zh", "name_ru", "name_en", "mode", "kind", "country", "max_g"),
    *("is_tracked", "is_insured", "is_printed_matter", "usual_days"),
)
FLAGS = ("is_tracked", "is_insured", "is_printed_matter", "is_offered", "is_inland")
SERVICES = (
    (
        *(
            "ru-parcel",
            "俄罗斯国内保价包裹（附清单）",
            "Ценная посылка с описью вложения",
            "Russian inland insured parcel",
        ),
        *("post", "parcel", "RU", 20000, True, True, False, 7),
    ),
    (
        *(
            "ru-printed",
            "俄罗斯国内保价印刷品",
            "Ценная бандероль с описью вложения",
            "Russian inland insured printed papers",
        ),
        *("post", "small_packet", "RU", 2000, True, True, True, 7),
    ),
    (
        *("cn-parcel", "国内包裹（保价）", "Посылка по Китаю", "Chinese inland insured parcel"),
        *("post", "parcel", "CN", 20000, True, True, False, 7),
    ),
    (
        *("cn-printed", "国内挂号印刷品", "Заказная бандероль по Китаю", "Chinese inland registered printed papers"),
        *("post", "small_packet", "CN", 5000, True, False, True, 7),
    ),
)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("carrier_service", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("is_inland", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("carrier_service", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("is_inland", server_default=None)
    columns = (*NAMES, "is_offered", "is_inland", "source_note")
    services = sa.table(
        "carrier_service", *(sa.column(name, sa.Boolean() if name in FLAGS else None) for name in columns)
    )
    rest = {"is_offered": True, "is_inland": True, "source_note": NOTE}
    op.bulk_insert(services, [dict(zip(NAMES, row, strict=True)) | rest for row in SERVICES])


def downgrade() -> None:
    """Take the schema back; a service that a parcel went by stays."""
    op.execute("DELETE FROM carrier_service WHERE is_inland AND id NOT IN (SELECT service_id FROM parcel)")
    with op.batch_alter_table("carrier_service", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("is_inland")
