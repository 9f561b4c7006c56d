"""let further countries join.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = ()
depends_on = None

# Table; name and condition of the check before and after.
CHECKS = (
    (
        "library",
        ("known_country", "country IN ('CN', 'RU')"),
        ("country_is_a_code", "length(country) = 2 AND country = upper(country)"),
    ),
    (
        "consignment",
        ("known_currency", "currency IN ('CNY', 'RUB')"),
        ("currency_is_a_code", "length(currency) = 3 AND currency = upper(currency)"),
    ),
)
FIND = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
WRITE = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")


def upgrade() -> None:
    """Bring the schema forward."""
    for table, before, after in CHECKS:
        _replace(table, before, after)


def downgrade() -> None:
    """Take the schema back."""
    for table, before, after in CHECKS:
        _replace(table, after, before)


def _replace(table: str, old: tuple[str, str], new: tuple[str, str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, old, new)
        return
    op.drop_constraint(op.f(f"ck_{table}_{old[0]}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{new[0]}"), table, new[1])


def _rewrite(table: str, old: tuple[str, str], new: tuple[str, str]) -> None:
    """Change the check where it stands: a copied table could not replace one that other tables refer to."""
    found, wanted = (f"CONSTRAINT ck_{table}_{name} CHECK ({condition})" for name, condition in (old, new))
    bind = op.get_bind()
    sql = bind.execute(FIND, {"name": table}).scalar_one()
    if found not in sql:
        raise LookupError(found)
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema=ON")
    bind.execute(WRITE, {"name": table, "sql": sql.replace(found, wanted)})
    bind.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema=OFF")
