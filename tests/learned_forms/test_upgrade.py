"""A database with books learns to keep what they teach, and forgets it again."""

import pytest
import sqlalchemy as sa

from library_exchange.core.db import database

BEFORE, AFTER = "0098", "0099"
BOOK = (
    "INSERT INTO bibliographic_record (id, version, record_type, bib_level, languages, title_key, author_key, part_key,"
    " sort_title, sort_author, folded, card, created_at, updated_at) VALUES"
    " (7, 1, 'a', 'm', '[]', 'k', '', '', '', '', '', '{}', '2026-01-01', '2026-01-01')"
)
LEARNED = (
    "INSERT INTO learned_form (record_id, kind, key, value, evidence) VALUES ({}, 'title', 'k', 'V', 'original_title')"
)


def test_what_records_teach_is_kept_from_here_on_and_forgotten_on_the_way_back(make_app, tmp_path):
    app = make_app(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with app.app_context():
        migrations = app.extensions["alembic"]
        migrations.upgrade(BEFORE)
        run(BOOK)
        migrations.upgrade(AFTER)
        run(LEARNED.format(7))
        with pytest.raises(sa.exc.IntegrityError):
            run(LEARNED.format(8))
        migrations.downgrade(BEFORE)
        assert "learned_form" not in sa.inspect(database().engine).get_table_names()
        migrations.upgrade(AFTER)
        with database().engine.begin() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM learned_form")) == 0
            assert connection.scalar(sa.text("SELECT id FROM bibliographic_record")) == 7


def run(statement):
    with database().engine.begin() as connection:
        connection.execute(sa.text(statement))
