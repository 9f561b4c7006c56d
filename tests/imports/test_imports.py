"""Real files come in whole: every record accounted for, titles in the right script, repeated without harm."""

import re

import pytest
import sqlalchemy as sa
from pymarc import Field, Leader, Record, Subfield
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Import, ImportState, Item, TextForm
from library_exchange.catalogue.services.romanising import romanised
from library_exchange.core.actor import Actor
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import OutboxMessage
from library_exchange.imports.models import Rejection
from library_exchange.imports.services import files, previews, taking_in
from library_exchange.imports.services.contents import Choice


def _count(table):
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def _cnmarc(number: str, title: str) -> bytes:
    record = Record(leader=Leader("00000nam0 2200000   450 "), force_utf8=True)
    record.add_field(Field("001", data=number))
    record.add_field(Field("100", [" ", " "], [Subfield("a", "20260101d1979    em y0chiy50      ea")]))
    record.add_field(Field("101", ["0", " "], [Subfield("a", "chi")]))
    record.add_field(Field("200", ["1", " "], [Subfield("a", title), Subfield("f", "萧红著")]))
    return record.as_marc()


def _titles():
    with reading() as session:
        titles = sa.select(TextForm.value).where(col(TextForm.field) == "title", col(TextForm.kind) == "original")
        return set(session.scalars(titles))


@pytest.mark.parametrize(
    ("name", "country", "read", "title"),
    [
        ("marc/cnmarc/bnu_10_gb18030.iso", "CN", 10, None),
        ("marc/rusmarc/rnb_TEST1_81_cp1251.iso", "RU", 81, None),
        ("marc/rusmarc/irbis_istu_ibis_471_koi8r.iso", "RU", 471, None),
        ("golden/catalogue_zh_gb18030.iso", "CN", 259, "战争与和平（全四册）"),
        ("golden/catalogue_ru_cp1251.iso", "RU", 218, None),
    ],
)
def test_a_real_file_comes_in_whole(app, shared_data, make_library, take_in_file, name, country, read, title):
    library = make_library("Heihe", country)
    import_id = take_in_file(shared_data / name, library)
    with reading() as session:
        found = session.get_one(Import, import_id)
    assert (found.state, found.read) == (ImportState.DONE, read)
    assert found.read == found.accepted + found.rejected
    assert found.accepted == found.created + found.joined + found.updated + found.unchanged + found.held
    assert found.accepted >= read * 0.97
    assert _count(Item) >= found.created
    assert title is None or title in _titles()
    wanted = "[\u4e00-\u9fff]" if country == "CN" else "[а-яА-ЯёЁ]"
    in_script = [t for t in _titles() if re.search(wanted, t)]
    assert len(in_script) >= 0.9 * len(_titles())


def test_the_same_file_again_changes_nothing(app, shared_data, make_library, take_in_file):
    library = make_library()
    path = shared_data / "golden" / "catalogue_zh_utf8.iso"
    take_in_file(path, library)
    before = {table: _count(table) for table in (BibliographicRecord, TextForm, Item)}
    import_id = take_in_file(path, library)
    with reading() as session:
        found = session.get_one(Import, import_id)
    assert (found.unchanged + found.held, found.created, found.updated) == (found.accepted, 0, 0)
    assert found.held < found.accepted / 20
    assert {table: _count(table) for table in before} == before


def test_the_same_books_of_another_library_join_the_same_titles(app, shared_data, make_library, take_in_file):
    path = shared_data / "golden" / "catalogue_ru_utf8.iso"
    take_in_file(path, make_library("Amur", "RU"))
    records, items = _count(BibliographicRecord), _count(Item)
    take_in_file(path, make_library("Primorye", "RU"))
    with reading() as session:
        found = session.scalars(sa.select(Import).order_by(col(Import.id).desc()).limit(1)).one()
    assert found.created + found.joined + found.held == found.accepted
    assert found.joined > 0.4 * found.accepted
    assert _count(BibliographicRecord) == records + found.created
    assert _count(Item) == 2 * items


def test_an_import_stopped_at_any_piece_goes_on_where_it_was(app, shared_data, make_library, tmp_path, monkeypatch):
    path = shared_data / "marc" / "rusmarc" / "irbis_istu_ibis_471_utf8.iso"
    library = make_library("Irkutsk", "RU")
    with path.open("rb") as stream:
        stored = files.store(stream, path.name, tmp_path)
    with transaction() as session:
        preview = previews.look(tmp_path / stored.stored_name)
        import_id = files.receive(session, Actor("person"), library, stored, preview).id

    class Killed(BaseException):
        pass

    def die_after(read):
        if read >= 200:
            raise Killed

    with pytest.raises(Killed):
        taking_in.run(database(), import_id, tmp_path, die_after)
    with reading() as session:
        found = session.get_one(Import, import_id)
        assert 200 <= found.read < 471
        assert found.read == found.accepted + found.rejected
    taking_in.run(database(), import_id, tmp_path)
    with reading() as session:
        found = session.get_one(Import, import_id)
        assert (found.state, found.read) == (ImportState.DONE, 471)


def test_a_broken_record_is_kept_with_its_reason_and_the_others_come_in(app, make_library, take_in_file, tmp_path):
    good, other = _cnmarc("a1", "呼兰河传"), _cnmarc("a2", "生死场")
    broken = b"00xx7" + good[5:60] + b"\x1d"
    path = tmp_path / "three.iso"
    path.write_bytes(good + broken + other)
    take_in_file(path, make_library())
    assert {"呼兰河传", "生死场"} <= _titles()
    with reading() as session:
        rejected = session.scalars(sa.select(Rejection)).all()
        found = session.scalars(sa.select(Import)).one()
    assert (found.read, found.accepted, found.rejected) == (3, 2, 1)
    assert rejected[0].raw == broken
    assert rejected[0].reason


def test_two_workers_on_one_file_count_no_record_twice(app, shared_data, make_library, tmp_path):
    path = shared_data / "marc" / "rusmarc" / "irbis_istu_ibis_471_utf8.iso"
    library = make_library("Irkutsk", "RU")
    with path.open("rb") as stream:
        stored = files.store(stream, path.name, tmp_path)
    with transaction() as session:
        preview = previews.look(tmp_path / stored.stored_name)
        import_id = files.receive(session, Actor("person"), library, stored, preview).id

    came = []

    def another_worker_comes(read):
        if read >= 100 and not came:
            came.append(read)
            taking_in.run(database(), import_id, tmp_path)

    with pytest.raises(Conflict):
        taking_in.run(database(), import_id, tmp_path, another_worker_comes)
    with reading() as session:
        found = session.get_one(Import, import_id)
    assert (found.state, found.read) == (ImportState.DONE, 471)
    assert found.created + found.joined + found.held == found.accepted


def test_an_import_is_started_once_however_often_and_by_whomever(app, make_library, tmp_path):
    path = tmp_path / "one.iso"
    path.write_bytes(_cnmarc("a1", "呼兰河传"))
    with path.open("rb") as stream:
        stored = files.store(stream, path.name, tmp_path)
    actor = Actor("person")
    with transaction() as session:
        received = files.receive(session, actor, make_library(), stored, previews.look(path))
    with reading() as session:
        seen_by_another = session.get_one(Import, received.id)
    with transaction() as session:
        files.look_again(session, actor, session.get_one(Import, received.id), Choice(encoding="utf-8"))
    with transaction() as session, pytest.raises(Conflict):
        files.start(session, actor, session.merge(seen_by_another, load=False))
    with transaction() as session:
        files.start(session, actor, session.get_one(Import, received.id))
    with transaction() as session, pytest.raises(Conflict):
        files.start(session, actor, session.get_one(Import, received.id))
    with transaction() as session, pytest.raises(Conflict):
        files.start(session, actor, session.merge(seen_by_another, load=False))
    assert _count(OutboxMessage) == 1
    taking_in.run(database(), received.id, tmp_path)
    for state in (ImportState.RUNNING, ImportState.DONE, ImportState.DISCARDED):
        with transaction() as session, pytest.raises(Conflict):
            found = session.get_one(Import, received.id)
            found.state = state
            session.flush()
            files.start(session, actor, found)
    assert (_count(OutboxMessage), _count(BibliographicRecord)) == (2, 1)  # the second row is for the index


def test_pinyin_is_punctuated_as_latin_script_is():
    assert romanised("水浒传（全二册）", "Hans") == ("shuǐ hǔ zhuàn (quán èr cè)", "pinyin")
