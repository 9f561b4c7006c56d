"""let other systems speak ISO 18626.

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = ()
depends_on = None

ERRORS = (
    "UnsupportedActionType",
    "UnsupportedReasonForMessageType",
    "UnrecognisedDataValue",
    "BadlyFormedMessage",
)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("library", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_remote", sa.Boolean(), nullable=False, server_default=sa.false()))
    _end_points()
    _symbols()
    _requests()
    _messages()


def _end_points() -> None:
    table = "iso18626_end_point"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("edition", sa.Enum("1.2", "2021-2", name="edition", native_enum=False, length=12), nullable=False),
        sa.Column(
            "shim",
            sa.Enum("none", "reshare", "alma", "bridge", name="shim", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("key_header", sa.String(length=60), nullable=False),
        sa.Column("key_sent", sa.String(length=200), nullable=True),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("addresses", sa.String(length=500), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("edition IN ('1.2', '2021-2')", name=op.f(f"ck_{table}_known_edition")),
        sa.CheckConstraint("shim IN ('alma', 'bridge', 'none', 'reshare')", name=op.f(f"ck_{table}_known_shim")),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{table}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("library_id", name=op.f(f"uq_{table}_library_id")),
        sa.UniqueConstraint("key_hash", name=op.f(f"uq_{table}_key_hash")),
    )


def _symbols() -> None:
    table = "iso18626_symbol"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f(f"fk_{table}_library_id_library")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("type", "value", name=op.f(f"uq_{table}_type_value")),
    )
    op.create_index(op.f(f"ix_{table}_library_id"), table, ["library_id"])


def _requests() -> None:
    table = "iso18626_request"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("end_point_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=300), nullable=False),
        sa.Column("supplier_request_id", sa.String(length=300), nullable=True),
        sa.Column("partner_type", sa.String(length=40), nullable=False),
        sa.Column("partner_value", sa.String(length=100), nullable=False),
        sa.Column("own_type", sa.String(length=40), nullable=False),
        sa.Column("own_value", sa.String(length=100), nullable=False),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loan_request.id"], name=op.f(f"fk_{table}_loan_id_loan_request")),
        sa.ForeignKeyConstraint(
            ["end_point_id"], ["iso18626_end_point.id"], name=op.f(f"fk_{table}_end_point_id_iso18626_end_point")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("loan_id", "request_id", name=op.f(f"uq_{table}_loan_id_request_id")),
    )
    op.create_index("ix_iso18626_request_known_by", table, ["end_point_id", "request_id"])


def _messages() -> None:
    table = "iso18626_message"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("end_point_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("direction", sa.Enum("in", "out", name="direction", native_enum=False, length=4), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("said", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column(
            "confirmation",
            sa.Enum("OK", "ERROR", name="messagestatus", native_enum=False, length=12),
            nullable=True,
        ),
        sa.Column("error", sa.Enum(*ERRORS, name="errortype", native_enum=False, length=40), nullable=True),
        sa.Column("error_text", sa.String(length=300), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f(f"ck_{table}_known_direction")),
        sa.CheckConstraint("confirmation IN ('ERROR', 'OK')", name=op.f(f"ck_{table}_known_confirmation")),
        sa.CheckConstraint("error IS NULL OR confirmation = 'ERROR'", name=op.f(f"ck_{table}_error_of_a_refusal")),
        sa.ForeignKeyConstraint(
            ["end_point_id"], ["iso18626_end_point.id"], name=op.f(f"fk_{table}_end_point_id_iso18626_end_point")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan_request.id"], name=op.f(f"fk_{table}_loan_id_loan_request")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("end_point_id", "direction", "digest", name="one_row_per_document"),
    )
    op.create_index(op.f(f"ix_{table}_end_point_id"), table, ["end_point_id"])
    op.create_index(op.f(f"ix_{table}_loan_id"), table, ["loan_id"])
    op.create_index("ix_iso18626_message_open", table, ["confirmation", "seen_at"])


def downgrade() -> None:
    """Take the schema back."""
    for table in ("iso18626_message", "iso18626_request", "iso18626_symbol", "iso18626_end_point"):
        op.drop_table(table)
    with op.batch_alter_table("library", schema=None) as batch_op:
        batch_op.drop_column("is_remote")
