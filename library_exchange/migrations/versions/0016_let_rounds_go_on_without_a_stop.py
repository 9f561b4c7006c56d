"""let rounds go on without a stop.

What both sides agreed to is on its way in the act that confirms it, and nobody ever proposed a change to a proposal: a
round is never "confirmed" and a proposal never "countered".

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = ()
depends_on = None

TABLE = "exchange_round"
BEFORE = ("planned", "listing", "selecting", "clearing", "proposed")
AFTER = ("shipping", "settled", "cancelled")
RESULT = (
    "equity IS NOT NULL AND input_hash IS NOT NULL AND method IS NOT NULL AND objective IS NOT NULL"
    " AND answer_until IS NOT NULL"
)


def _listed(*names: str) -> str:
    return ", ".join(repr(name) for name in names)


def _allow(*stop: str) -> None:
    """Have a round stand in the states that there are, with those of `stop` between the proposals and the way."""
    known = op.f(f"ck_{TABLE}_known_state")
    with_result = op.f(f"ck_{TABLE}_no_result_without_equity_table")
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(known, type_="check")
        batch_op.drop_constraint(with_result, type_="check")
        batch_op.create_check_constraint(known, f"state IN ({_listed(*BEFORE, *stop, *AFTER)})")
        batch_op.create_check_constraint(
            with_result, f"state NOT IN ({_listed('proposed', *stop, 'shipping', 'settled')}) OR ({RESULT})"
        )


def upgrade() -> None:
    """Bring the schema forward."""
    op.execute(sa.text("UPDATE exchange_round SET state = 'shipping' WHERE state = 'confirmed'"))
    op.execute(sa.text("UPDATE exchange_round_member SET proposal = 'accepted' WHERE proposal = 'countered'"))
    _allow()


def downgrade() -> None:
    """Take the schema back."""
    _allow("confirmed")
