"""Every marked column of a reader holds a canary: no way out of her library knows it, nor a backup afterwards."""

import logging

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.core import backup
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import OUTBOX_KIND
from library_exchange.personal_data.queries.kept import kept_about
from library_exchange.personal_data.rules import HERS_ALONE, NEVER_WRITTEN_OUT, About, columns_about
from library_exchange.personal_data.services import erasing
from library_exchange.second_factors.models import Passkey
from tests.personal_data.canaries import CANARIES, FED, NO_WORDS, found_in, found_in_bytes
from tests.personal_data.conftest import admin_of

HIDDEN = {"passkey.name", "reading_list.name", "search_alert.query", "sign_in.agent"}
"""Columns that are hers alone."""


def dump(path):
    """Return the bytes of a backup, and of every file in it."""
    return b"".join(each.read_bytes() for each in sorted(path.rglob("*")) if each.is_file())


def test_every_marked_column_of_a_reader_is_fed_or_says_why_not():
    assert sorted({*FED, *NO_WORDS, *NEVER_WRITTEN_OUT} - set(columns_about(About.READER))) == []
    assert len(set(CANARIES.values())) == len(FED) > 15


def test_no_way_out_of_her_library_knows_a_canary(web, heihe, amur, marked, at_desk, caplog, capfd, deliver):
    caplog.set_level(logging.DEBUG)
    theirs = at_desk(amur)
    with reading() as session:
        abroad = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.library_id) == amur.id)).all()
        rows = [*abroad, *session.scalars(sa.select(ReceivedMessage)), *session.scalars(sa.select(AuditEntry))]
        messages = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.kind) == OUTBOX_KIND)).all()
    assert abroad
    assert messages
    assert [found_in(row.model_dump_json()) for row in (*rows, *messages) if found_in(row.model_dump_json())] == []
    paths = ["staff", "readers", "figures", "staff/figures", f"loans/{abroad[0].id}", f"loans/{abroad[0].id}/slip"]
    paths += ["search?q=Амура", "exchange/offers", "exchange/wants", "libraries/heihe"]
    for path in paths:
        answer = theirs.get(f"/ru/{path}", follow_redirects=True)
        assert (answer.status_code, found_in(answer.text)) == (200, []), path
    for path in (
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/sru?operation=searchRetrieve&version=1.2&query=Амура",
    ):
        answer = theirs.get(path)
        assert (answer.status_code, found_in(answer.text)) == (200, []), path
    for path in web.extensions["settings"].instance_dir.rglob("*"):
        if path.is_file() and path.parent.name != "mail" and ".sqlite" not in path.name:
            assert found_in_bytes(path.read_bytes()) == [], path
    assert found_in(caplog.text + "".join(capfd.readouterr())) == []
    own = at_desk(heihe).get(f"/ru/readers/{marked.membership_id}/data").text
    assert found_in(own), "the canaries are alive"


def test_she_takes_everything_along_and_her_library_what_it_may_see(web, heihe, marked):
    with reading() as session:
        user = session.get_one(User, marked.user_id)
        hers, librarys = kept_about(session, user), kept_about(session, user, heihe.id)
    whole = str(hers)
    assert set(found_in(whole)) == set(FED)
    assert hers.keys() >= HERS_ALONE
    assert HERS_ALONE & librarys.keys() == set()
    assert set(FED) - set(found_in(str(librarys))) == HIDDEN


def test_of_what_is_erased_the_next_backup_knows_nothing_and_the_figures_stay(app, heihe, amur, marked, deliver):
    settings = app.extensions["settings"]
    before = dump(backup.make(database(), settings, settings.folder("backups") / "before"))
    assert set(found_in_bytes(before)) == set(FED) if database().is_sqlite else before
    with transaction() as session:
        counts = erasing.erase(session, admin_of(heihe), marked.membership_id, now())
    deliver()
    assert counts == {"loans": 1, "proposals": 1, "applications": 1, "letters": counts["letters"], "accounts": 1}
    assert counts["letters"] >= 1
    with reading() as session:
        loan = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.library_id) == heihe.id)).one()
        assert (loan.reader_id, loan.reader_note, loan.close_note) == (None, None, None)
        assert loan.closed_at is not None, "it is counted as before"
        assert session.get(User, marked.user_id) is None
        assert session.scalar(sa.select(sa.func.count()).select_from(Passkey)) == 0
    after = dump(backup.make(database(), settings, settings.folder("backups") / "after"))
    assert found_in_bytes(after) == []
    mails = [path for path in settings.folder("mail").glob("*.eml") if found_in(path.read_text("utf-8", "replace"))]
    assert mails == []
