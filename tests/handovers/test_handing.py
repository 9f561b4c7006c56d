"""A colleague goes or is away: what is in her name goes to another one, who learns what is in hand."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, SavedFilter
from library_exchange.accounts.saved_filters import MOST_KEPT
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from library_exchange.exchange_lists.models import ListImport, ListImportState, Source
from library_exchange.handovers import queries
from library_exchange.handovers.rules import IN_HAND_DAYS, Kind, Subject
from library_exchange.handovers.services import handing
from library_exchange.handovers.standing import standings
from library_exchange.offers.models import ListKind
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import MOST_ALERTS, Often

ALL = [kind.value for kind in Kind]


@pytest.fixture
def heihe(web, make_library):
    return make_library("Heihe")


@pytest.fixture
def staff(heihe, make_person):
    """The people of Heihe: who goes, who stays, their administrator."""
    goes = make_person("goes@heihe.example", heihe, Role.LIBRARIAN, name="Ли", language="zh")
    stays = make_person("stays@heihe.example", heihe, Role.LIBRARIAN, name="Анна", language="ru")
    head = make_person("head@heihe.example", heihe, Role.LIBRARY_ADMIN, name="Ван", language="zh")
    return goes, stays, head


def membership(user_id):
    with reading() as session:
        return session.scalar(sa.select(col(Membership.id)).where(col(Membership.user_id) == user_id))


def actor(library_id, user_id, role=Role.LIBRARIAN):
    return Actor("person", library_id=library_id, user_id=user_id, roles=frozenset({role}))


def keep(library_id, user_id, name, is_shared=False):
    told = {"page": "queue", "query": "side=supplying", "created_at": now()}
    with transaction() as session:
        session.add(SavedFilter(user_id=user_id, library_id=library_id, name=name, is_shared=is_shared, **told))


def watch(user_id, query):
    at = now()
    told = {"often": next(iter(Often)), "created_at": at, "looked_at": at, "told_until": at}
    with transaction() as session:
        session.add(SearchAlert(user_id=user_id, query=query, **told))


def begin_list(library_id, *user_ids, filename="列表.xlsx", days=0, state=ListImportState.OPEN):
    """Have a list at work on which these people did something, one after another; return its number."""
    at = now() - timedelta(days=days)
    with transaction() as session:
        stands = {"kind": ListKind.OFFERS, "source": Source.PASTE, "state": state, "filename": filename}
        row = ListImport(library_id=library_id, created_at=at, touched_at=at, **stands)
        session.add(row)
        session.flush()
        for user_id in user_ids:
            audit.record(session, actor(library_id, user_id), "list.send", "list", row.id, at=at)
        return row.id


def hand(library_id, who, user_id, to, kinds=ALL, role=Role.LIBRARIAN):
    with transaction() as session:
        giver = handing.get_giver(session, actor(library_id, who, role), membership(user_id))
        return handing.hand_over(session, actor(library_id, who, role), giver, to, kinds, now())


def filters_of(user_id):
    with reading() as session:
        rows = sa.select(col(SavedFilter.name), col(SavedFilter.is_shared)).where(col(SavedFilter.user_id) == user_id)
        return {tuple(row) for row in session.execute(rows)}


def test_she_hands_over_all_that_is_hers_and_a_name_that_is_taken_gets_a_number(heihe, staff):
    goes, stays, _head = staff
    keep(heihe, goes, "急件", is_shared=True)
    keep(heihe, goes, "Мои")
    keep(heihe, stays, "Мои")
    watch(goes, "q=тайга")
    watch(goes, "q=амур")
    watch(stays, "q=амур")
    begin_list(heihe, goes)
    counts = hand(heihe, goes, goes, membership(stays))
    assert counts == {"shared_filters": 1, "own_filters": 1, "alerts": 2, "in_hand": 1}
    assert filters_of(goes) == set()
    assert filters_of(stays) == {("急件", True), ("Мои", False), ("Мои (2)", False)}
    with reading() as session:
        watched = sa.select(col(SearchAlert.user_id), col(SearchAlert.query)).order_by(col(SearchAlert.query))
        assert [tuple(row) for row in session.execute(watched)] == [(stays, "q=амур"), (stays, "q=тайга")]
        fact = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "hand_over")).one()
        assert (fact.subject_id, fact.facts) == (
            membership(goes),
            {"to": membership(stays), **counts, "since": fact.facts["since"]},
        )


def test_nobody_is_given_more_filters_than_she_could_keep_herself(heihe, staff):
    goes, stays, _head = staff
    for number in range(MOST_KEPT - 1):
        keep(heihe, stays, f"{number}")
    keep(heihe, goes, "急件", is_shared=True)
    keep(heihe, goes, "Мои")
    with pytest.raises(InvalidInput) as refused:
        hand(heihe, goes, goes, membership(stays))
    assert set(refused.value.fields) == {"to"}
    assert len(filters_of(goes)) == 2, "nothing has changed hands"
    assert hand(heihe, goes, goes, membership(stays), ["own_filters"]) == {"own_filters": 1}
    assert len(filters_of(stays)) == MOST_KEPT


def test_nobody_is_told_of_more_searches_than_she_could_keep_herself(heihe, staff):
    goes, stays, _head = staff
    for number in range(MOST_ALERTS - 1):
        watch(stays, f"q={number}")
    for query in ("q=0", "q=тайга", "q=амур"):
        watch(goes, query)
    with pytest.raises(InvalidInput) as refused:
        hand(heihe, goes, goes, membership(stays), ["alerts"])
    assert set(refused.value.fields) == {"to"}
    with transaction() as session:
        session.execute(sa.delete(SearchAlert).where(col(SearchAlert.query) == "q=амур"))
    assert hand(heihe, goes, goes, membership(stays), ["alerts"]) == {"alerts": 2}
    with reading() as session:
        assert session.scalars(sa.select(col(SearchAlert.user_id))).all() == [stays] * MOST_ALERTS


def test_an_administrator_hands_over_what_is_shared_and_never_what_nobody_else_reads(heihe, staff):
    goes, stays, head = staff
    keep(heihe, goes, "急件", is_shared=True)
    keep(heihe, goes, "Мои")
    watch(goes, "q=тайга")
    counts = hand(heihe, head, goes, membership(stays), role=Role.LIBRARY_ADMIN)
    assert counts == {"shared_filters": 1}
    assert (filters_of(goes), filters_of(stays)) == ({("Мои", False)}, {("急件", True)})
    with reading() as session:
        assert session.scalars(sa.select(col(SearchAlert.user_id))).all() == [goes]


def test_in_hand_is_what_is_open_and_she_was_the_last_to_do_something_about(heihe, staff, make_library):
    goes, stays, _head = staff
    mine = begin_list(heihe, stays, goes)
    begin_list(heihe, goes, stays)
    begin_list(heihe, goes, state=ListImportState.TAKEN)
    begin_list(heihe, goes, days=IN_HAND_DAYS + 1)
    begin_list(make_library("Amur", "RU"), goes)
    with transaction() as session:
        audit.record(session, Actor("clock"), "list.tidy", "list", mine)
    with reading() as session:
        giver = session.get_one(Membership, membership(goes))
        for language in ("zh", "ru", "en"):
            [thing] = queries.in_hand(session, giver, language, now())
            assert (thing.subject, thing.id, thing.name) == (Subject.LIST, mine, "列表.xlsx")


def test_the_colleague_gets_a_letter_in_her_language_with_a_way_to_each_thing(heihe, staff):
    goes, stays, _head = staff
    number = begin_list(heihe, goes)
    hand(heihe, goes, goes, membership(stays), ["in_hand"])
    with reading() as session:
        rows = session.scalars(sa.select(OutboxMessage)).all()
        [letter] = [row.payload for row in rows if row.payload.get("recipient") == "stays@heihe.example"]
    assert letter["language"] == "ru"
    assert f"/ru/staff/exchange/lists/{number}" in letter["body"]
    assert "列表.xlsx" in letter["body"]
    with reading() as session:
        giver = session.get_one(Membership, membership(goes))
        assert queries.in_hand(session, giver, "ru", now()) == [], "what went to a colleague is hers no more"
        [gone] = queries.handed(session, giver)
    assert (gone.to, gone.counts) == ("Анна", {Kind.IN_HAND: 1})
    begin_list(heihe, goes)
    with reading() as session:
        [thing] = queries.in_hand(session, session.get_one(Membership, membership(goes)), "ru", now())
        [(key, told)] = standings(session, [thing], "ru").items()
    assert (key, told.tone) == ((Subject.LIST, thing.id), "warn")


def test_no_colleague_and_no_stranger_hands_over_for_her(heihe, staff, make_library, make_person):
    goes, stays, _head = staff
    amur = make_library("Amur", "RU")
    stranger = make_person("head@amur.example", amur, Role.LIBRARY_ADMIN)
    reader = make_person("reader@heihe.example", heihe, Role.READER)
    keep(heihe, goes, "急件", is_shared=True)
    for library_id, who, role in ((heihe, stays, Role.LIBRARIAN), (amur, stranger, Role.LIBRARY_ADMIN)):
        with pytest.raises(NotFound):
            hand(library_id, who, goes, membership(stays), role=role)
    with pytest.raises(NotFound):
        hand(heihe, reader, reader, membership(stays), role=Role.READER)
    for nobody in (membership(goes), membership(reader), membership(stranger), 999):
        with pytest.raises(InvalidInput):
            hand(heihe, goes, goes, nobody)


def test_who_is_away_hands_over_but_nothing_is_handed_to_her_and_nothing_twice(heihe, staff):
    goes, stays, head = staff
    keep(heihe, goes, "急件", is_shared=True)
    with transaction() as session:
        session.get_one(Membership, membership(stays)).is_away = True
    with pytest.raises(InvalidInput):
        hand(heihe, goes, goes, membership(stays))
    with transaction() as session:
        session.get_one(Membership, membership(stays)).is_away = False
        session.get_one(Membership, membership(goes)).is_away = True
    assert hand(heihe, head, goes, membership(stays), role=Role.LIBRARY_ADMIN) == {"shared_filters": 1}
    with pytest.raises(Conflict, match="nothing-there"):
        hand(heihe, head, goes, membership(stays), role=Role.LIBRARY_ADMIN)
    with pytest.raises(InvalidInput):
        hand(heihe, head, goes, membership(stays), ["own_filters"], role=Role.LIBRARY_ADMIN)


def test_an_invitation_and_an_agreement_in_hand_are_called_by_the_person_and_by_the_partner(
    heihe, staff, make_library, make_person
):
    goes, _stays, head = staff
    amur = make_library("Amur", "RU")
    make_person("head@amur.example", amur, Role.LIBRARY_ADMIN)
    administrator = actor(heihe, head, Role.LIBRARY_ADMIN)
    with transaction() as session:
        invited = Membership(user_id=goes, library_id=heihe, role=Role.READER, is_open=True, invited_name="Чжао")
        session.add(invited)
        session.flush()
        audit.record(session, administrator, "invite", "membership", invited.id)
        agreements.draft(session, administrator, AgreementInput(partner_id=amur), now())
        for subject in Subject:
            audit.record(session, administrator, "look", subject.value, 999_999)
    with reading() as session:
        found = queries.in_hand(session, session.get_one(Membership, membership(head)), "ru", now())
    named = {(thing.subject, thing.name) for thing in found}
    assert named == {
        (Subject.INVITATION, "Чжао"),
        (Subject.AGREEMENT, "Амурская областная научная библиотека"),
    }


def test_much_in_hand_is_looked_up_in_pieces_and_whom_the_library_invited_is_in_no_letter(heihe, staff, monkeypatch):
    goes, stays, _head = staff
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    for _list in range(3):
        begin_list(heihe, goes)
    with transaction() as session:
        invited = Membership(user_id=goes, library_id=heihe, role=Role.READER, is_open=True, invited_name="Чжао")
        session.add(invited)
        session.flush()
        audit.record(session, actor(heihe, goes), "invite", "membership", invited.id)
    assert hand(heihe, goes, goes, membership(stays)) == {"in_hand": 4}
    with reading() as session:
        letters = " ".join(str(row.payload) for row in session.scalars(sa.select(OutboxMessage)))
    assert "列表.xlsx" in letters
    assert "Чжао" not in letters
