"""An administrator erases what her library keeps about a reader, a reader asks her to; what is open keeps her."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import RESET_ASKED, Membership, User
from library_exchange.core import outbox
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState
from library_exchange.personal_data import labels
from library_exchange.personal_data.models import ErasureRequest
from library_exchange.personal_data.queries.erasing import erasures_of, to_do_first
from library_exchange.personal_data.queries.kept import kept_about
from library_exchange.personal_data.rules import Section
from library_exchange.personal_data.services import erasing, requesting
from tests.personal_data.canaries import CANARIES, found_in, mark
from tests.personal_data.conftest import admin_of


def waiting():
    with reading() as session:
        return session.scalars(sa.select(ErasureRequest.membership_id)).all()


def test_an_erasure_tells_what_went_and_names_nobody(app, heihe, marked):
    with transaction() as session:
        requesting.ask(session, heihe.reader, marked.membership_id, now())
        counts = erasing.erase(session, admin_of(heihe), marked.membership_id, now())
    assert (counts["loans"], counts["proposals"], counts["applications"], counts["accounts"]) == (1, 1, 1, 1)
    assert waiting() == []
    with reading() as session:
        assert [dict(each.counts) for each in erasures_of(session, heihe.id)] == [dict(counts)]
        left = sa.select(sa.func.count()).select_from(Membership).where(col(Membership.user_id) == marked.user_id)
        assert session.scalar(left) == 0


def test_a_reader_asks_once_and_may_change_her_mind(app, heihe, marked):
    for _time in range(2):
        with transaction() as session:
            requesting.ask(session, heihe.reader, marked.membership_id, now())
    assert waiting() == [marked.membership_id]
    for _time in range(2):
        with transaction() as session:
            requesting.withdraw(session, heihe.reader, marked.membership_id, now())
    assert waiting() == []


def test_nobody_asks_for_another_and_no_librarian_for_herself(app, heihe, amur, marked):
    for actor in (amur.reader, heihe.librarian):
        with pytest.raises(NotFound), transaction() as session:
            requesting.ask(session, actor, marked.membership_id, now())


@pytest.mark.alike_on_both
@pytest.mark.parametrize(("language", "said"), [("zh", "撤回申请"), ("ru", "Отозвать просьбу и оставить")])
def test_she_asks_on_her_page_and_it_waits_for_her_library(web, heihe, at_desk, language, said):
    reader = at_desk(heihe, Role.READER)
    with reading() as session:
        number = session.scalars(sa.select(Membership.id).order_by(col(Membership.id).desc())).first()
    path = f"/{language}/me/data/{number}/erase"
    assert reader.post(path).status_code == 200, "it is asked whether she is sure"
    assert waiting() == []
    assert said in reader.post(path, data={"sure": "yes"}, follow_redirects=True).text
    queue = at_desk(heihe, Role.LIBRARY_ADMIN).get(f"/{language}/staff").text
    assert f"/{language}/readers/{number}/data" in queue
    erased = at_desk(heihe, Role.LIBRARIAN).post(f"/{language}/readers/{number}/data/erase", data={"sure": "yes"})
    assert erased.status_code == 403


def test_an_open_request_keeps_her_and_says_what_to_do_first(app, heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    found = mark(heihe)
    with pytest.raises(Conflict) as refused, transaction() as session:
        erasing.erase(session, admin_of(heihe), found.membership_id, now())
    assert no in str(refused.value.sentence)
    assert "Cancel" in str(refused.value.sentence)


def test_only_her_own_librarys_administrator_erases(app, heihe, amur, marked):
    with pytest.raises(Forbidden), transaction() as session:
        erasing.erase(session, heihe.librarian, marked.membership_id, now())
    with pytest.raises(NotFound), transaction() as session:
        erasing.erase(session, admin_of(amur), marked.membership_id, now())


def test_who_belongs_to_another_library_keeps_her_account(app, heihe, amur, marked, make_person):
    with transaction() as session:
        session.add(Membership(user_id=marked.user_id, library_id=amur.id, role=Role.READER))
    with transaction() as session:
        counts = erasing.erase(session, admin_of(heihe), marked.membership_id, now())
    assert counts["accounts"] == 0
    with reading() as session:
        assert session.get_one(User, marked.user_id).name == CANARIES["user.name"]


@pytest.fixture
def invited(app, heihe, amur, marked):
    """The open membership by which Amur has invited Heihe's reader under a name of its own."""
    with transaction() as session:
        row = Membership(
            user_id=marked.user_id, library_id=amur.id, role=Role.READER, is_open=True, invited_name="В. П."
        )
        session.add(row)
        session.flush()
        return row.id


def test_a_library_that_has_only_invited_her_reads_nothing_of_her_account(heihe, amur, marked, invited):
    with reading() as session:
        kept = kept_about(session, session.get_one(User, marked.user_id), amur.id)
    assert kept[Section.ACCOUNT] == [{"email": CANARIES["user.email"]}]
    assert [row["invited_name"] for row in kept[Section.MEMBERSHIPS]] == ["В. П."]
    assert found_in(str(kept)) == ["user.email"]


def test_who_is_only_invited_is_not_erased_the_invitation_is_withdrawn(heihe, amur, invited):
    with pytest.raises(Conflict) as refused, transaction() as session:
        erasing.erase(session, admin_of(amur), invited, now())
    assert refused.value.sentence == labels.INVITED


def test_that_she_asked_for_a_new_password_goes_with_her_account(app, heihe, marked):
    with transaction() as session:
        for address in (CANARIES["user.email"], "another@canary.example"):
            outbox.put(session, RESET_ASKED, {"email": address, "asked_at": now().isoformat()})
    with transaction() as session:
        erasing.erase(session, admin_of(heihe), marked.membership_id, now())
    with reading() as session:
        asked = sa.select(OutboxMessage.payload).where(col(OutboxMessage.kind) == RESET_ASKED)
        assert [payload["email"] for payload in session.scalars(asked)] == ["another@canary.example"]


@pytest.mark.parametrize(
    ("state", "is_let_go"),
    [("to_return", True), ("return_shipped", True), ("forwarded", True), ("lost_claimed", False), ("sent", False)],
)
def test_what_she_has_brought_back_does_not_keep_her(app, heihe, marked, state, is_let_go):
    at, hers = now(), col(LoanRequest.reader_id) == marked.user_id
    days = {"shipped_at": at, "received_at": at, "return_shipped_at": at if state == "return_shipped" else None}
    days |= {"due": DueState.OK, "due_on": at.date()} if state == "to_return" else {}
    days["state_before"] = None
    with transaction() as session:
        session.execute(sa.update(LoanRequest).where(hers).values(state=state, closed_at=None, **days))
    with transaction() as session:
        first = to_do_first(session, session.get_one(Membership, marked.membership_id))
        if is_let_go:
            erasing.erase(session, admin_of(heihe), marked.membership_id, now())
            session.flush()
            kept = session.scalar(sa.select(sa.func.count()).select_from(LoanRequest).where(hers))
            assert (first, kept, session.get(User, marked.user_id)) == ([], 0, None)
        else:
            assert (len(first), "lost or damaged" in str(first[0])) == (1, state == "lost_claimed")
