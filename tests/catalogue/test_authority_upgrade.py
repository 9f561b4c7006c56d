"""A database in which persons and works are known already is brought to the schema that can merge them."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.authority_models import Person, VariantName, Work
from library_exchange.core.db import database, reading, transaction

BEFORE = "0003"
KNOWN = (
    "INSERT INTO person (id, key, origin) VALUES (1, 'one', 'ru'), (2, 'two', 'zh')",
    "INSERT INTO work (id, key, person_id) VALUES (1, 'one', 1)",
    "INSERT INTO variant (person_id, value, script, kind, source) VALUES (1, 'Ганин', 'Cyrl', 'heading', 'compiled')",
)


def test_persons_and_works_that_are_known_stay_and_can_be_merged(make_app, tmp_path):
    app = make_app(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with app.app_context():
        app.extensions["alembic"].upgrade(BEFORE)
        with database().engine.begin() as connection:
            for statement in KNOWN:
                connection.execute(sa.text(statement))
        app.extensions["alembic"].upgrade()
        with transaction() as session:
            session.get_one(Person, 2).merged_into_id = 1
        with reading() as session:
            assert [form.value for form in session.scalars(sa.select(VariantName))] == ["Ганин"]
            assert session.get_one(Work, 1).person_id == 1
        with pytest.raises(sa.exc.IntegrityError), transaction() as session:
            session.execute(sa.update(Person).where(col(Person.id) == 1).values(merged_into_id=1))
