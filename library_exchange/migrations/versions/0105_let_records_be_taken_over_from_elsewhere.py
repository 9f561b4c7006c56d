"""let records be taken over from elsewhere: targets, what they answered of late, where records come from.

Revision: 0105, after 0104.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0105"
down_revision = "0104"
branch_labels = ()
depends_on = None

TARGET, ANSWER, FOUND, COPIED = "catalogue_target", "target_answer", "found_record", "copied_record"
PROTOCOLS, VERSIONS = ("sru", "z3950"), ("1.1", "1.2", "2.0")
RELATIONS, SYNTAXES = ("=", "all", "adj"), ("usmarc", "unimarc", "rusmarc", "xml")
PROFILES = ("cnmarc", "rusmarc", "unimarc", "marc21")
ENCODINGS = ("utf-8", "gb18030", "big5", "windows-1251", "koi8-r", "cp866", "marc-8", "windows-1252", "iso-8859-1")
STATES = ("asking", "answered", "failed")
TROUBLES = (
    *("no_such_server", "not_public", "no_answer", "certificate", "redirected", "too_large", "too_slow", "refused"),
    *("not_there", "server_error", "not_understood", "diagnostic", "no_program", "busy"),
)


def _known(table: str, column: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in sorted(members))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_known_{column}"))


def _enum(name: str, members: tuple[str, ...], length: int) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, length=length)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def _make(table: str, *parts: SchemaItem) -> None:
    primary = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    op.create_table(table, _number("id"), *parts, primary, sqlite_autoincrement=True)


def upgrade() -> None:
    """Bring the schema forward."""
    _make(
        TARGET,
        *(_text(name, 120) for name in ("name_zh", "name_ru", "name_en")),
        sa.Column("protocol", _enum("protocol", PROTOCOLS, 12), nullable=False),
        _text("address", 300),
        sa.Column("version", _enum("sruversion", VERSIONS, 6), nullable=False),
        _text("record_schema", 120),
        sa.Column("relation", _enum("relation", RELATIONS, 6), nullable=False),
        sa.Column("syntax", _enum("syntax", SYNTAXES, 12), nullable=False),
        *(_text(name, 60) for name in ("index_title", "index_author", "index_isbn", "index_any")),
        sa.Column("profile", _enum("profile", PROFILES, 12), nullable=True),
        sa.Column("encoding", _enum("encoding", ENCODINGS, 20), nullable=True),
        _number("page_size"),
        _text("username", 80),
        _text("password", 800),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        _at("changed_at"),
        _known(TARGET, "protocol", PROTOCOLS),
        _known(TARGET, "version", VERSIONS),
        _known(TARGET, "relation", RELATIONS),
        _known(TARGET, "syntax", SYNTAXES),
        sa.CheckConstraint("page_size BETWEEN 1 AND 50", name=op.f(f"ck_{TARGET}_page_size_within_bounds")),
        sa.UniqueConstraint("address", name=op.f(f"uq_{TARGET}_address")),
    )
    _make(
        ANSWER,
        _number("target_id"),
        _text("asked", 64),
        _number("start"),
        sa.Column("state", _enum("answerstate", STATES, 12), nullable=False),
        sa.Column("reason", _enum("trouble", TROUBLES, 20), nullable=True),
        _text("detail", 300),
        _number("hits"),
        _at("began_at"),
        _known(ANSWER, "state", STATES),
        _key(ANSWER, "target_id", TARGET, "CASCADE"),
    )
    op.create_index(f"ix_{ANSWER}_target_id_asked_start", ANSWER, ["target_id", "asked", "start"])
    op.create_index(f"ix_{ANSWER}_began_at", ANSWER, ["began_at"])
    _make(
        FOUND,
        _number("answer_id"),
        _number("position"),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        _text("problem", 300),
        _key(FOUND, "answer_id", ANSWER, "CASCADE"),
        sa.UniqueConstraint("answer_id", "position", name=op.f(f"uq_{FOUND}_answer_id_position")),
    )
    _make(
        COPIED,
        _number("source_record_id"),
        _number("target_id"),
        _text("number", 200),
        _at("taken_at"),
        _key(COPIED, "source_record_id", "source_record", "CASCADE"),
        _key(COPIED, "target_id", TARGET),
        sa.UniqueConstraint("source_record_id", name=op.f(f"uq_{COPIED}_source_record_id")),
    )
    op.create_index(op.f(f"ix_{COPIED}_target_id"), COPIED, ["target_id"])


def downgrade() -> None:
    """Take the schema back; records that were taken over stay, where they come from is forgotten."""
    for table in (COPIED, FOUND, ANSWER, TARGET):
        op.drop_table(table)
