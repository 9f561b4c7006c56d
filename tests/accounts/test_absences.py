"""A colleague is away for a time: she stays a member, her rights rest until a day, and they come back by themselves."""

import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from library_exchange.accounts import absences, memberships, services
from library_exchange.accounts.models import Membership, SignIn
from library_exchange.accounts.rules import back_at, is_away_at, last_day_away
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.mail.models import Mail
from tests.makers import PASSWORD

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""At Heihe it is eleven in the morning."""


def admin_of(library_id, user_id):
    return Actor("person", library_id=library_id, user_id=user_id, roles=frozenset({Role.LIBRARY_ADMIN}))


def membership_of(user_id):
    with reading() as session:
        return session.exec(select(Membership).where(Membership.user_id == user_id)).one()


def send_away(actor, user_id, last_day=None, at=NOON):
    with transaction() as session:
        absences.send_away(session, actor, membership_of(user_id).id, last_day, at)


def in_force(at):
    with reading() as session:
        return set(session.scalars(sa.select(col(Membership.user_id)).where(memberships.in_force(at))))


@pytest.fixture
def heihe(make_library, make_person):
    """The library of Heihe, who administers it and a librarian."""
    library_id = make_library("Heihe")
    chief = make_person("chief@heihe.example", library_id, Role.LIBRARY_ADMIN, name="王")
    li = make_person("li@heihe.example", library_id, Role.LIBRARIAN, name="李")
    return library_id, chief, li


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["Asia/Shanghai", "Europe/Moscow", "Asia/Yakutsk"])
)
def test_who_is_away_until_the_end_of_a_day_is_back_when_the_next_begins_there(day, name):
    zone = ZoneInfo(name)
    back = back_at(day, zone)
    assert last_day_away(back, zone) == day
    assert back.astimezone(zone).date() == day + timedelta(days=1)
    assert is_away_at(True, back, back - timedelta(seconds=1))
    assert not is_away_at(True, back, back)
    assert is_away_at(True, None, back)
    assert not is_away_at(False, None, back)


def test_rights_rest_until_the_day_is_over_where_the_library_is(app, heihe):
    library_id, chief, li = heihe
    send_away(admin_of(library_id, chief), li, date(2026, 3, 5))
    midnight = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    for at, there in ((NOON, {chief}), (midnight - timedelta(seconds=1), {chief}), (midnight, {chief, li})):
        assert in_force(at) == there
        assert membership_of(li).is_away_at(at) is (li not in there)


def test_without_a_day_they_rest_until_she_is_called_back_and_both_are_told_by_letter_and_audit(app, heihe, deliver):
    library_id, chief, li = heihe
    actor = admin_of(library_id, chief)
    send_away(actor, li)
    assert in_force(NOON + timedelta(days=4000)) == {chief}
    for _time in range(2):
        with transaction() as session:
            absences.call_back(session, actor, membership_of(li).id, NOON)
    assert in_force(NOON) == {chief, li}
    deliver()
    with reading() as session:
        told = session.exec(select(AuditEntry.action).where(AuditEntry.subject == "membership")).all()
        letters = session.exec(select(Mail.recipient, Mail.subject).order_by(col(Mail.id))).all()
    assert told == ["send_away", "call_back"]
    assert letters == [
        ("li@heihe.example", "Your rights at Heihe Library rest"),
        ("li@heihe.example", "You work at Heihe Library again"),
    ]


def test_a_day_that_is_over_at_the_library_is_refused(app, heihe):
    library_id, chief, li = heihe
    with pytest.raises(InvalidInput):
        send_away(admin_of(library_id, chief), li, date(2026, 3, 1))


def test_nobody_sends_herself_away_nor_a_reader_nor_another_library_s_people(app, heihe, make_library, make_person):
    library_id, chief, li = heihe
    reader = make_person("reader@heihe.example", library_id, Role.READER)
    stranger = make_person("amur@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    for user_id, refusal in ((chief, Conflict), (reader, NotFound), (stranger, NotFound)):
        with pytest.raises(refusal):
            send_away(admin_of(library_id, chief), user_id)
    librarian = Actor("person", library_id=library_id, user_id=li, roles=frozenset({Role.LIBRARIAN}))
    with pytest.raises(Forbidden):
        send_away(librarian, chief)


def test_an_administrator_who_is_away_is_not_the_one_whom_a_library_keeps(app, heihe, make_person):
    library_id, chief, _li = heihe
    other = make_person("other@heihe.example", library_id, Role.LIBRARY_ADMIN)
    send_away(admin_of(library_id, chief), other, at=now())
    platform = Actor("person", library_id=library_id, user_id=99, is_platform_admin=True)
    with pytest.raises(Conflict), transaction() as session:
        services.end_membership(session, platform, membership_of(chief).id)
    with transaction() as session:
        services.end_membership(session, admin_of(library_id, chief), membership_of(other).id)


def test_of_two_administrators_who_send_each_other_away_one_stays(app, heihe, make_person):
    library_id, chief, _li = heihe
    other = make_person("other@heihe.example", library_id, Role.LIBRARY_ADMIN)
    both, outcomes = threading.Barrier(2), []

    def send(actor_id, user_id):
        with app.app_context():
            both.wait()
            try:
                send_away(admin_of(library_id, actor_id), user_id, at=now())
                outcomes.append("away")
            except Conflict:
                outcomes.append("refused")

    threads = [threading.Thread(target=send, args=pair) for pair in ((chief, other), (other, chief))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["away", "refused"]


def test_the_table_keeps_readers_and_the_invited_from_being_away(app, heihe, make_person):
    library_id, _chief, li = heihe
    reader = make_person("reader@heihe.example", library_id, Role.READER)
    for user_id, values in (
        (reader, {"is_away": True}),
        (li, {"is_away": True, "is_open": True}),
        (li, {"back_at": NOON}),
    ):
        with pytest.raises(IntegrityError), transaction() as session:
            session.execute(sa.update(Membership).where(col(Membership.user_id) == user_id).values(values))


def test_who_becomes_a_reader_is_not_away_any_more(app, heihe):
    library_id, chief, li = heihe
    send_away(admin_of(library_id, chief), li)
    with transaction() as session:
        services.change_role(session, admin_of(library_id, chief), membership_of(li).id, Role.READER)
    assert in_force(NOON) == {chief, li}


@pytest.mark.parametrize(
    ("lang", "waits", "stand_in", "state", "there", "contradicting"),
    [
        ("zh", "这些事由本馆负责", "张（馆员）", "离岗至", "的权限暂停", "不属于任何图书馆"),
        (
            "ru",
            "за библиотекой, а не за сотрудником",
            "张 (Библиотекарь)",
            "отсутствует по",
            "приостановлены",
            "не записаны",
        ),
    ],
)
def test_her_sign_ins_lose_the_library_at_once_and_get_it_back(
    web, make_library, make_person, signed_in, lang, waits, stand_in, state, there, contradicting
):
    library_id = make_library("Heihe")
    li = signed_in(web, "li@heihe.example", library_id, Role.LIBRARIAN)
    make_person("zhang@heihe.example", library_id, Role.LIBRARIAN, name="张")
    chief = signed_in(web, "chief@heihe.example", library_id, Role.LIBRARY_ADMIN)
    with reading() as session:
        [row, *_others] = session.exec(select(Membership).order_by(col(Membership.id))).all()
    path, day = f"/{lang}/people/{row.id}", now().date() + timedelta(days=2)
    assert li.get(f"/{lang}/staff").status_code == 200
    asked = chief.post(f"{path}/away", data={"until": day.isoformat()}).text
    assert waits in asked
    assert stand_in in asked
    assert li.get(f"/{lang}/staff").status_code == 200
    chief.post(f"{path}/away", data={"until": day.isoformat(), "sure": "yes"})
    assert state in chief.get(f"/{lang}/people").text
    assert f'value="{day}"' in chief.get(f"{path}/away").text
    refused, own = li.get(f"/{lang}/staff"), li.get(f"/{lang}/me").text
    assert refused.status_code == 403
    assert all(here in refused.text and here in own for here in (there, "张"))
    assert contradicting not in own
    assert "黑河市图书馆" in li.get("/zh/me").text
    assert chief.post(f"{path}/call-back").status_code == 302
    assert li.get(f"/{lang}/staff").status_code == 200
    chief.post(f"{path}/away", data={"until": day.isoformat(), "sure": "yes"})
    with time_machine.travel(now() + timedelta(days=4)):
        again = li.post(f"/{lang}/login", data={"email": "li@heihe.example", "password": li.password})
        assert (again.status_code, li.get(f"/{lang}/staff").status_code) == (302, 200)


def test_on_the_way_back_who_is_away_loses_her_role_and_a_shared_computer_its_sign_in(web, heihe, visitor):
    library_id, chief, li = heihe
    send_away(admin_of(library_id, chief), li)
    given = {"email": "li@heihe.example", "password": PASSWORD, "shared_computer": "1"}
    visitor(web).post("/en/login", data=given)
    visitor(web).sign_in("chief@heihe.example")
    migrations, file = web.extensions["alembic"], web.extensions["database"].url.database
    migrations.downgrade("0116")
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT user_id FROM membership").fetchall() == [(chief,)]
        assert raw.execute("SELECT user_id FROM sign_in").fetchall() == [(chief,)]
    migrations.upgrade()
    with reading() as session:
        assert session.exec(select(SignIn)).one().is_shared is False
    assert in_force(now()) == {chief}
