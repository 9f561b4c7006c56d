"""The work of a night: each piece by itself, so that none that fails stops another, and none fails unseen."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange import jobs
from library_exchange.answer_links.services import night as answer_links_night
from library_exchange.border_transfers.services import night as border_transfers_night
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.cli import main
from library_exchange.copy_cataloguing.services import night as copy_cataloguing_night
from library_exchange.core import audit, nightly, outbox
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry, NightlyRun, OutboxMessage
from library_exchange.deals.services import night as deals_night
from library_exchange.delivery.services import night as delivery_night
from library_exchange.door_keeping.services import night as door_keeping_night
from library_exchange.exports.services import night as exports_night
from library_exchange.harvesting.services import night as harvesting_night
from library_exchange.imports.services import night as imports_night
from library_exchange.jobs import night_work, tidy
from library_exchange.joining.services import night as joining_night
from library_exchange.leaving.services import night as leaving_night
from library_exchange.loans.services import night
from library_exchange.mail import jobs as mail_jobs
from library_exchange.offers.services import night as offers_night
from library_exchange.practice.services import night as practice_night
from library_exchange.practice_exchange.services import night as practice_exchange_night
from library_exchange.programmes.services import night as programmes_night
from library_exchange.protocols.oai_pmh.services import night as oai_pmh_night
from library_exchange.protocols.union_records.services import night as union_records_night
from library_exchange.reader_applications.services import night as reader_applications_night
from library_exchange.reconciliation.services import night as reconciliation_night
from library_exchange.rest_api.services import night as api_night
from library_exchange.retention.services import night as retention_night
from library_exchange.rounds.services import night as rounds_night
from library_exchange.scheduled_imports.services import night as scheduled_imports_night
from library_exchange.search_alerts.services import night as search_alerts_night
from library_exchange.shipping.services import night as shipping_night
from library_exchange.standing_exchange.services import night as standing_exchange_night
from library_exchange.succession.services import night as succession_night
from library_exchange.supplier_order.services import night as supplier_order_night
from library_exchange.want_alerts.services import night as want_alerts_night
from library_exchange.webhooks.services import night as webhooks_night

NIGHT = datetime(2026, 3, 1, 18, 17, tzinfo=UTC)
OF_ROOMS = {
    "mail": mail_jobs.VERBS,
    "api": api_night.VERBS,
    "door_keeping": door_keeping_night.VERBS,
    "oai_pmh": oai_pmh_night.VERBS,
    "union_records": union_records_night.VERBS,
    "answer_links": answer_links_night.VERBS,
    "scheduled_imports": scheduled_imports_night.VERBS,
    "harvesting": harvesting_night.VERBS,
    "exports": exports_night.VERBS,
    "search_alerts": search_alerts_night.VERBS,
    "reader_applications": reader_applications_night.VERBS,
    "imports": imports_night.VERBS,
    "joining": joining_night.VERBS,
    "leaving": leaving_night.VERBS,
    "succession": succession_night.VERBS,
    "offers": offers_night.VERBS,
    "copy_cataloguing": copy_cataloguing_night.VERBS,
    "deals": deals_night.VERBS,
    "standing_exchange": standing_exchange_night.VERBS,
    "rounds": rounds_night.VERBS,
    "loans": night.VERBS,
    "delivery": delivery_night.VERBS,
    "practice": practice_night.VERBS,
    "practice_exchange": practice_exchange_night.VERBS,
    "programmes": programmes_night.VERBS,
    "reconciliation": reconciliation_night.VERBS,
    "shipping": shipping_night.VERBS,
    "supplier_order": supplier_order_night.VERBS,
    "want_alerts": want_alerts_night.VERBS,
    "webhooks": webhooks_night.VERBS,
    "border_transfers": border_transfers_night.VERBS,
    "retention": retention_night.VERBS,
}
EVERY_NIGHT = [
    "catalogue.look_after_index",
    "outbox.forget_done",
    "once.forget",
    "machines.forget_gone",
    "mail.forget_old",
    "joining.let_sponsors_lapse",
    "joining.forget",
    "leaving.close_due",
    "leaving.forget_due",
    "succession.carry_what_follows",
    "search_alerts.look_for_new",
    "reader_applications.let_silence_end",
    "reader_applications.forget",
    "imports.forget_what_was",
    "imports.forget_unfinished_parts",
    "imports.let_kept_copies_go",
    "scheduled_imports.order_what_is_due",
    "scheduled_imports.remove_old_files",
    "harvesting.order_what_is_due",
    "harvesting.remove_old_pages",
    "api.forget",
    "door_keeping.forget",
    "exports.forget",
    "offers.expire_offers",
    "offers.expire_wants",
    "offers.tell_what_ends",
    "copy_cataloguing.forget_old",
    "deals.end_silence_on_agreements",
    "deals.end_silence_on_settlements",
    "standing_exchange.end_silence",
    "standing_exchange.ask",
    "standing_exchange.turn_years",
    "rounds.turn_rounds",
    "loans.let_due_dates_come",
    "loans.remind",
    "loans.wait_no_longer",
    "supplier_order.withdraw_from_the_silent",
    "answer_links.remind",
    "delivery.delete_expired",
    "delivery.end_expired",
    "practice.forget",
    "practice_exchange.forget",
    "programmes.close_lists",
    "programmes.end_programmes",
    "oai_pmh.compare_all",
    "oai_pmh.forget_superseded",
    "union_records.compare_all",
    "reconciliation.prepare_comparisons",
    "shipping.overdue",
    "shipping.closed",
    "shipping.lapsed",
    "shipping.silent",
    "want_alerts.look_for_news",
    "webhooks.forget",
    "border_transfers.count",
    "retention.note_accounts_of_nobody",
    "retention.keep_terms",
    "retention.keep_terms_of_platform",
]
REAL = {"union_records.compare_all": union_records_night.WRITE_ALL, "oai_pmh.compare_all": oai_pmh_night.TELL_ALL}
"""Verbs that leave a message behind whatever there is, and its kind."""


def write_down(name):
    """Return a verb that leaves a trace in the database."""
    return lambda session, _at: audit.record(session, clock(), name, "test", None)


def written() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def runs() -> dict[str, tuple]:
    with reading() as session:
        return {run.name: (run.tried_at, run.succeeded_at, run.error) for run in session.scalars(sa.select(NightlyRun))}


def breaks(session, at):
    write_down("half of it")(session, at)
    session.flush()
    raise ZeroDivisionError


@pytest.fixture
def checked(web):
    """Ask the operators' command what is wrong; return its exit code and words."""
    index.rebuild(database(), engine())

    def ask() -> tuple[int, str]:
        answer = web.test_cli_runner().invoke(main, ["check"])
        return answer.exit_code, " ".join(answer.output.split())

    return ask


def test_a_verb_that_fails_leaves_nothing_behind_and_stops_no_other(app):
    verbs = {"first": write_down("first"), "broken": breaks, "last": write_down("last")}
    alone = {name: nightly.in_transaction(database(), verb) for name, verb in verbs.items()}
    assert nightly.carry_out(database(), alone, NIGHT) == ["broken"]
    assert written() == ["first", "last"]
    assert runs() == {
        "first": (NIGHT, NIGHT, None),
        "broken": (NIGHT, None, "ZeroDivisionError"),
        "last": (NIGHT, NIGHT, None),
    }


def test_the_last_success_is_remembered_through_later_failures(app):
    good = nightly.in_transaction(database(), write_down("good"))
    bad = nightly.in_transaction(database(), breaks)
    for day, verb in enumerate((good, bad, bad)):
        nightly.carry_out(database(), {"verb": verb}, NIGHT + timedelta(days=day))
    assert runs() == {"verb": (NIGHT + timedelta(days=2), NIGHT, "ZeroDivisionError")}
    assert nightly.findings(database(), ["verb"]) == [
        "nightly work verb: failed at 2026-03-03 18:17 UTC (ZeroDivisionError), last succeeded at 2026-03-01 18:17 UTC"
    ]
    assert nightly.findings(database(), ["another"]) == [], "what is no longer done every night alarms nobody"
    nightly.carry_out(database(), {"verb": good}, NIGHT + timedelta(days=3))
    assert nightly.findings(database(), ["verb"]) == []


def test_every_verb_is_carried_out_every_night_and_each_room_is_asked(web, monkeypatch):
    called = []
    for room, verbs in OF_ROOMS.items():
        for name in verbs:
            monkeypatch.setitem(verbs, name, lambda _session, _at, full=f"{room}.{name}": called.append(full))
    monkeypatch.setattr(jobs.outbox, "forget_done", lambda _session, _before: called.append("outbox.forget_done"))
    monkeypatch.setattr(jobs.once, "forget", lambda _session, _at: called.append("once.forget"))
    monkeypatch.setattr(jobs.machines, "forget_gone", lambda _session, _at: called.append("machines.forget_gone"))
    monkeypatch.setattr(
        jobs.index, "look_after", lambda _database, _engine: called.append("catalogue.look_after_index")
    )
    assert tidy(web) == []
    assert called == EVERY_NIGHT
    assert runs().keys() == set(EVERY_NIGHT)


@pytest.mark.parametrize("broken", EVERY_NIGHT[4:])
def test_whatever_fails_at_night_is_told_by_check_until_it_has_succeeded(web, checked, monkeypatch, broken):
    """Of the others, one works; all work together in `house/test_night.py`."""
    real = next(verb for verb in REAL if verb != broken)
    rooms = {f"{room}.{name}": (verbs, name, verb) for room, verbs in OF_ROOMS.items() for name, verb in verbs.items()}
    for each, (verbs, name, _verb) in rooms.items():
        if each != real:
            monkeypatch.setitem(verbs, name, breaks if each == broken else lambda _session, _at: None)
    assert tidy(web) == [broken]
    with reading() as session:
        put = set(session.scalars(sa.select(OutboxMessage.kind)))
    assert REAL[real] in put, "the work of another room is done though one breaks"
    assert {verb for verb, (_tried, _succeeded, error) in runs().items() if error} == {broken}
    code, words = checked()
    assert (code, f"nightly work {broken}: failed" in words, "has never succeeded" in words) == (1, True, True)
    verbs, name, verb = rooms[broken]
    monkeypatch.setitem(verbs, name, verb)
    assert checked()[0] == 1, "it has not succeeded yet"
    assert tidy(web) == []
    assert checked() == (0, "No damage found.")


def test_an_index_that_cannot_be_looked_after_does_not_keep_the_rest_of_the_night(web, monkeypatch):
    def fails(_database, _engine):
        raise OSError("no space left")

    monkeypatch.setattr(jobs.index, "look_after", fails)
    assert tidy(web) == ["catalogue.look_after_index"]
    assert len(runs()) == len(EVERY_NIGHT)


def test_names_of_nightly_work_fit_their_column(web):
    assert max(map(len, night_work(web))) <= NightlyRun.__table__.c.name.type.length


def test_only_what_was_done_long_ago_is_forgotten_at_night(app):
    ages = {"done long ago": 31, "done lately": 29, "never sent": 400, "failed": 400}
    outbox.handles("test.letter")(lambda _payloads: None)
    with transaction() as session:
        for name in ages:
            outbox.put(session, "test.letter", {}, key=name)
        session.flush()
        for name, days in ages.items():
            at = now() - timedelta(days=days)
            values = {"created_at": at, "due_at": at}
            values |= {"done_at": at} if name.startswith("done") else {}
            values |= {"attempts": 9, "last_error": "OSError"} if name == "failed" else {}
            session.execute(sa.update(OutboxMessage).where(col(OutboxMessage.key) == name).values(**values))
    outbox._kinds.pop("test.letter")
    tidy(app)
    with reading() as session:
        kept = sa.select(OutboxMessage.key).where(col(OutboxMessage.kind) == "test.letter")
        assert set(session.scalars(kept)) == {"done lately", "never sent", "failed"}
