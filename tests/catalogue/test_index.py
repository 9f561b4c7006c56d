"""The index keeps step: free copies come and go, headings are offered, and at night what went wrong is put right."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import col

from library_exchange.app import create_app
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services import index, items
from library_exchange.core import settings as settings_module
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.directory import services
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import Policy
from library_exchange.jobs import tidy
from library_exchange.search.planning import plan
from library_exchange.search.port import ON_SHELF, Query, Sort
from library_exchange.search.records import analyse


@pytest.fixture
def shelf(app, shared_data, make_library, take_in_file, deliver, worlds):
    """Heihe's Chinese books in the index; the id of the library."""

    def take_in() -> int:
        library = make_library()
        take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", library)
        deliver()
        return library

    return worlds.given(database(), "Chinese books in the index", take_in, app)


OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)


def engine(app):
    return app.extensions["search"]


def free(app):
    return engine(app).search(plan(Query("", {"availability": (ON_SHELF,)}))).total


def a_record_with_one_copy():
    """Return the ids of a record and of its only copy."""
    with reading() as session:
        return session.execute(
            sa.select(col(Holding.record_id), sa.func.min(col(Item.id)))
            .join(Item, col(Item.holding_id) == col(Holding.id))
            .group_by(col(Holding.record_id))
            .having(sa.func.count() == 1)
            .limit(1)
        ).one()


def set_state(library, item, state):
    with transaction() as session:
        items.set_state(
            session, Actor("person", library_id=library, roles=frozenset({Role.LIBRARIAN})), item, state, now()
        )


def test_a_copy_that_goes_missing_leaves_the_list_of_what_can_be_lent_and_comes_back(app, shelf, deliver):
    before = free(app)
    _record, item = a_record_with_one_copy()
    for state, number in ((LocalState.OUT_LOCALLY, before - 1), (LocalState.ON_SHELF, before)):
        set_state(shelf, item, state)
        deliver()
        assert free(app) == number > 0


def test_a_promise_made_in_a_room_above_is_announced_by_the_copy(app, shelf, deliver):
    before = free(app)
    _record, item = a_record_with_one_copy()
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(item)))
    with transaction() as session:
        index.announce_items(session, [item])
    deliver()
    assert free(app) == before - 1


def test_a_library_that_ceases_to_lend_takes_its_copies_out_of_the_list_and_brings_them_back(
    app, shelf, make_library, deliver, monkeypatch
):
    monkeypatch.setattr(index, "ANNOUNCED", 3)
    make_library("Amur", "RU")
    before = free(app)
    for lends, number in ((False, 0), (False, 0), (True, before)):
        change_rules(shelf, lends)
        with reading() as session:
            waiting = session.scalars(
                sa.select(col(OutboxMessage.payload)).where(
                    col(OutboxMessage.kind) == index.PUT, col(OutboxMessage.done_at).is_(None)
                )
            ).all()
        assert all(len(payload["records"]) <= 3 for payload in waiting)
        deliver()
        assert free(app) == number
    assert before > 3


def test_other_rules_of_a_library_have_nothing_put_into_the_index_again(app, shelf):
    with transaction() as session:
        known = outbox_rows(session)
    change_rules(shelf, True, loan_days=45)
    with transaction() as session:
        assert outbox_rows(session) == known


def change_rules(library, lends, loan_days=30):
    with transaction() as session:
        row = session.get_one(Library, library)
        rules = {name: getattr(row, name) for name in Policy.model_fields} | {"lends": lends, "loan_days": loan_days}
        services.update_policy(session, OPERATOR, row, Policy(**rules))


def outbox_rows(session):
    return session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == index.PUT))


def test_headings_are_offered_as_they_are_printed_and_narrow_the_list(app, shelf):
    offered = engine(app).search(plan(Query())).facets["subject"]
    heading, number = offered[0]
    assert engine(app).search(plan(Query("", {"subject": (heading,)}))).total == number > 0
    assert all(value[:1] == value[:1].upper() for value, _ in offered)


def test_a_kind_of_library_narrows_the_list(app, shelf):
    everything = engine(app).search(plan(Query()))
    assert everything.facets["library_kind"] == (("public", everything.total),)
    assert engine(app).search(plan(Query("", {"library_kind": ("school",)}))).total == 0


def test_at_night_what_the_index_has_wrong_is_put_right(app, shelf, deliver):
    record, item = a_record_with_one_copy()
    with transaction() as session:  # past the services, so that nobody announces anything
        session.execute(sa.update(Item).where(col(Item.id) == item).values(local_state=LocalState.MISSING))
        other = session.scalars(sa.select(col(BibliographicRecord.id)).order_by("id").limit(1).offset(3)).one()
        session.execute(
            sa.update(BibliographicRecord)
            .where(col(BibliographicRecord.id) == other)
            .values(version=BibliographicRecord.version + 1)
        )
    with reading() as session:
        stranger = index.searchable(session, [record])[0]
    engine(app).put([analyse(replace(stranger, id=999_999, is_on_shelf=True))])
    found = index.differences(database(), engine(app))
    assert (found.misplaced, found.outdated, found.superfluous) == ({record}, {other}, {999_999})
    assert len(index.drift(database(), engine(app))) == 3
    tidy(app)
    deliver()
    assert index.differences(database(), engine(app)).all == frozenset()


def test_a_library_that_ceases_to_lend_is_noticed_at_night(app, shelf, deliver):
    assert free(app) > 0
    with transaction() as session:
        session.get_one(Library, shelf).lends = False
    tidy(app)
    deliver()
    assert free(app) == 0


def test_a_record_whose_words_the_index_has_lost_is_noticed_and_the_index_built_anew(app, shelf, deliver, monkeypatch):
    record, _item = a_record_with_one_copy()
    with reading() as session:
        whole = analyse(index.searchable(session, [record])[0])
    engine(app).put([replace(whole, terms={"text": {"nothing": 1}})])
    assert index.differences(database(), engine(app), sample=10_000).torn == {record}
    monkeypatch.setattr(index.random, "sample", lambda same, _number: same)
    tidy(app)
    deliver()
    assert index.differences(database(), engine(app), sample=10_000).all == frozenset()


def test_a_file_of_the_index_that_was_damaged_and_not_looked_at_is_found_at_night(app, shelf, deliver):
    assert free(app) > 0
    engine(app)._refresh_s = 3600
    folder = app.extensions["settings"].folder("index")
    segment = next((folder / (folder / "current").read_text().split()[0]).glob("*.seg"))
    whole = segment.read_bytes()
    segment.write_bytes(whole[:-30] + bytes([whole[-30] ^ 1]) + whole[-29:])
    assert free(app) > 0
    tidy(app)
    deliver()
    assert not segment.exists() or segment.parent.name not in (folder / "current").read_text()
    assert index.drift(database(), engine(app)) == []


def test_an_index_lost_by_night_is_ordered_anew(app, shelf, deliver):
    engine(app).close()
    (app.extensions["settings"].folder("index") / "current").unlink()
    tidy(app)
    deliver()
    assert index.drift(database(), engine(app)) == []


def test_another_engine_is_one_setting_and_the_index_of_the_first_is_not_taken_for_its_own(
    sqlite_url, tmp_path, shared_data, make_library, take_in_file, deliver
):
    answers = []
    for chosen in ("whoosh", "tantivy"):
        settings = Settings(
            _env_file=None, instance_dir=tmp_path, database_url=sqlite_url, rate_limits=False, search_engine=chosen
        )
        app = create_app(settings)
        with app.app_context():
            if chosen == "whoosh":
                take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", make_library())
                deliver()
            else:
                assert index.drift(database(), engine(app)) != []
                tidy(app)
                deliver()
            assert index.drift(database(), engine(app)) == []
            answers.append(engine(app).search(plan(Query("", sort=Sort.TITLE))))
        engine(app).close()
        app.extensions["database"].dispose()
    assert answers[0] == answers[1]
    assert answers[0].total > 0


def test_an_engine_that_is_not_installed_is_refused_with_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(settings_module, "find_spec", lambda _name: None)
    with pytest.raises(ValidationError, match=r"library-exchange\[fast\]"):
        Settings(_env_file=None, instance_dir=tmp_path, search_engine="tantivy")
    assert Settings(_env_file=None, instance_dir=tmp_path).search_engine == "whoosh"
