"""let profiles name authors and series.

Revision: 0095, after 0094.
"""

import sqlalchemy as sa
from alembic import op

from library_exchange.record_matching.keys import author_keys

revision = "0095"
down_revision = "0094"
branch_labels = ()
depends_on = None

OFFER, WANT, AUTHOR = "exchange_offer", "exchange_want", "exchange_want_author"
RULE = (
    "(kind = 'edition' AND (isbn IS NOT NULL OR issn IS NOT NULL OR title_key <> ''))"
    " OR (kind = 'work' AND work_id IS NOT NULL)"
    " OR (kind = 'series' AND (issn IS NOT NULL OR series_key <> ''))"
)
BEFORE = f"{RULE} OR (kind = 'profile' AND subject IS NOT NULL)"
NOW = f"{RULE} OR (kind = 'profile' AND (subject IS NOT NULL OR author IS NOT NULL OR series_key <> ''))"
PERSON_KEY = f"fk_{WANT}_person_id_person"


def upgrade() -> None:
    op.add_column(OFFER, sa.Column("author_keys", sa.Text(), nullable=False, server_default=""))
    _tell_authors()
    with op.batch_alter_table(OFFER, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("author_keys", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table(WANT, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("series", sa.String(length=300), nullable=True))
        batch.create_foreign_key(op.f(PERSON_KEY), "person", ["person_id"], ["id"], ondelete="SET NULL")
        batch.drop_constraint(op.f(f"ck_{WANT}_rule_is_complete"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{WANT}_rule_is_complete"), NOW)
    op.create_index(op.f(f"ix_{WANT}_person_id"), WANT, ["person_id"])
    op.create_table(
        AUTHOR,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("want_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["want_id"], [f"{WANT}.id"], name=op.f(f"fk_{AUTHOR}_want_id_{WANT}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{AUTHOR}")),
        sa.UniqueConstraint("want_id", "key", name=op.f(f"uq_{AUTHOR}_want_id_key")),
        sqlite_autoincrement=True,
    )


def _tell_authors() -> None:
    """Write down by which keys the authors of what is offered are found."""
    offer = sa.table(OFFER, sa.column("author", sa.String), sa.column("author_keys", sa.Text))
    bind = op.get_bind()
    named = bind.scalars(sa.select(offer.c.author).distinct().where(offer.c.author.is_not(None))).all()
    told = [{"named": each, "keys": f"|{'|'.join(keys)}|"} for each in named if (keys := author_keys(each))]
    if told:
        by_name = offer.update().where(offer.c.author == sa.bindparam("named"))
        bind.execute(by_name.values(author_keys=sa.bindparam("keys")), told)


def downgrade() -> None:
    """Take the schema back; a profile without a subject becomes one of general works."""
    op.drop_table(AUTHOR)
    op.drop_index(op.f(f"ix_{WANT}_person_id"), WANT)
    want = sa.table(WANT, *(sa.column(name, sa.String) for name in ("kind", "subject")))
    op.execute(want.update().where(want.c.kind == "profile", want.c.subject.is_(None)).values(subject="general"))
    with op.batch_alter_table(WANT, table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f(f"ck_{WANT}_rule_is_complete"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{WANT}_rule_is_complete"), BEFORE)
        batch.drop_constraint(op.f(PERSON_KEY), type_="foreignkey")
        batch.drop_column("series")
        batch.drop_column("person_id")
    op.drop_column(OFFER, "author_keys")
