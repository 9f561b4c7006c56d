"""Terms lie within their bounds, hold for one library each, and the night lets go of what was kept for them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import MessageStatus
from library_exchange.offers.models import ProposalState, WantProposal
from library_exchange.personal_data.services import erasing
from library_exchange.personal_data.services.erasing import UNLINKED
from library_exchange.protocols.iso18626.models import Direction, EndPoint, WireMessage
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import ReaderApplicationState
from library_exchange.retention.models import AccountOfNobody
from library_exchange.retention.queries import kinds_of, runs_of, terms_of
from library_exchange.retention.rules import TERMS, Kept
from library_exchange.retention.schemas import terms_in
from library_exchange.retention.services import night
from library_exchange.retention.services.setting import set_terms
from library_exchange.second_factors.models import Passkey


def admin_of(desk):
    return Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({Role.LIBRARY_ADMIN}))


def as_form(terms):
    return {kind.value: str(days) for kind, days in terms.items()}


@pytest.mark.parametrize("kind", Kept)
def test_every_usual_term_lies_within_its_bounds_and_is_carried_out(kind):
    assert TERMS[kind].allows(TERMS[kind].usual)
    assert kind in (night.OF_LIBRARY if TERMS[kind].is_of_library else night.OF_PLATFORM)


@pytest.mark.parametrize("kind", kinds_of(1))
@pytest.mark.parametrize("days", ["", "x", "-5", "0", "999999", "1000000000000", "９９９９９"])
def test_a_term_beyond_its_bounds_is_refused_with_its_bounds(kind, days):
    given = as_form({each: TERMS[each].usual for each in kinds_of(1)}) | {kind.value: days}
    with pytest.raises(InvalidInput) as refused:
        terms_in(given, kinds_of(1))
    assert list(refused.value.fields) == [kind.value]
    assert str(TERMS[kind].most) in str(refused.value.fields[kind.value])


@pytest.fixture
def over(heihe, amur, deliver, worlds):
    """The number of a request of Heihe's reader that ended today."""

    def refused() -> str:
        no = heihe.requests("История Амура", of=amur, note="Позвоните мне")
        deliver()
        amur.goes(no, "refuse", deliver)
        heihe.goes(no, "close_unfilled", deliver)
        return no

    return worlds.given(database(), ("over", *heihe.ids, *amur.ids), refused)


def tidy(at):
    with transaction() as session:
        for verb in night.VERBS.values():
            verb(session, at)


def test_a_closed_request_forgets_its_reader_after_the_usual_days_and_not_before(app, heihe, over):
    usual = TERMS[Kept.LOANS].usual
    tidy(now() + timedelta(days=usual - 1))
    assert heihe.loan(over).reader_id == heihe.reader_id
    tidy(now() + timedelta(days=usual, minutes=1))
    loan = heihe.loan(over)
    assert (loan.reader_id, loan.reader_note, loan.closed_at is None) == (None, None, False)
    with reading() as session:
        run = runs_of(session, heihe.id)[Kept.LOANS]
    assert (run.went, run.went_in_all) == (1, 1)
    tidy(now() + timedelta(days=usual + 2))
    with reading() as session:
        run = runs_of(session, heihe.id)[Kept.LOANS]
    assert (run.went, run.went_in_all) == (0, 1)


@pytest.fixture
def told(heihe, amur):
    """What is told of the last run: when it was, how much went, and in all; of sign-ins and of proposals."""

    def told():
        with reading() as session:
            runs = runs_of(session, None)[Kept.SIGN_INS], runs_of(session, heihe.id)[Kept.PROPOSALS]
            return [(run.ran_at, run.went, run.went_in_all) for run in runs]

    return told


def old_things(heihe, number, seen_at):
    """Add a sign-in and an answered proposal that are over at once."""
    given = {"library_id": heihe.id, "reader_id": heihe.reader_id, "title": "Книга", "created_at": seen_at}
    with transaction() as session:
        session.add(WantProposal(**given, state=ProposalState.DECLINED, answered_at=seen_at))
        session.add(SignIn(id_hash=str(number) * 64, user_id=heihe.reader_id, created_at=seen_at, seen_at=seen_at))


def test_work_done_again_on_the_same_day_takes_nothing_from_what_is_told_of_it(app, heihe, told):
    night = datetime(2026, 3, 1, 18, 17, tzinfo=UTC)
    old_things(heihe, 1, night - timedelta(days=400))
    tidy(night)
    assert told() == [(night, 1, 1)] * 2
    for later in (night, night + timedelta(hours=2)):
        tidy(later)
        assert told() == [(night, 1, 1)] * 2, "nothing more went"
    again = night + timedelta(hours=3)
    old_things(heihe, 2, night - timedelta(days=400))
    tidy(again)
    assert told() == [(again, 2, 2)] * 2, "what went on that day"
    next_night = night + timedelta(days=1)
    tidy(next_night)
    assert told() == [(next_night, 0, 2)] * 2


def test_the_day_of_a_run_is_that_of_the_library(app, heihe, told):
    """At 16:00 UTC a new day begins in Heihe; where it is furthest on, which is the platform's day, it has begun."""
    evening = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
    old_things(heihe, 1, evening - timedelta(days=400))
    tidy(evening)
    after_midnight = evening + timedelta(minutes=1)
    tidy(after_midnight)
    assert told() == [(evening, 1, 1), (after_midnight, 0, 1)]


def test_an_open_request_keeps_its_reader_however_old_it_is(app, heihe, amur):
    no = heihe.requests("История Амура", of=amur)
    tidy(now() + timedelta(days=3650))
    assert heihe.loan(no).reader_id == heihe.reader_id


def test_each_library_has_terms_of_its_own(app, heihe, amur, over):
    with transaction() as session:
        shorter = terms_of(session, heihe.id) | {Kept.LOANS: 14}
        set_terms(session, admin_of(heihe), heihe.id, shorter, now())
    with reading() as session:
        assert terms_of(session, heihe.id)[Kept.LOANS] == 14
        assert terms_of(session, amur.id)[Kept.LOANS] == TERMS[Kept.LOANS].usual
    tidy(now() + timedelta(days=15))
    assert heihe.loan(over).reader_id is None


def test_only_its_administrator_sets_the_terms_of_a_library_and_only_the_platform_its_own(app, heihe, amur):
    platform = Actor("person", user_id=1, is_platform_admin=True)
    with reading() as session:
        of_library, of_platform = terms_of(session, heihe.id), terms_of(session, None)
    refused = [(heihe.librarian, heihe.id), (admin_of(amur), heihe.id), (admin_of(heihe), None), (platform, heihe.id)]
    for actor, library_id in refused:
        with pytest.raises(Forbidden), transaction() as session:
            set_terms(session, actor, library_id, of_library if library_id else of_platform, now())
    with transaction() as session:
        set_terms(session, platform, None, of_platform | {Kept.ACCOUNTS: 20}, now())
        set_terms(session, platform, None, of_platform | {Kept.ACCOUNTS: 21}, now())
    with reading() as session:
        assert terms_of(session, None)[Kept.ACCOUNTS] == 21


def test_answered_proposals_go_and_waiting_ones_stay(app, heihe):
    told = {"library_id": heihe.id, "reader_id": heihe.reader_id, "title": "Книга", "created_at": now()}
    with transaction() as session:
        session.add_all((WantProposal(**told), WantProposal(**told, state=ProposalState.DECLINED, answered_at=now())))
    tidy(now() + timedelta(days=TERMS[Kept.PROPOSALS].usual, minutes=1))
    with reading() as session:
        assert session.scalars(sa.select(WantProposal.answered_at)).all() == [None]


def test_an_account_goes_after_its_term_without_a_library_and_not_if_it_comes_back(app, heihe, amur):
    begin = now()
    tidy(begin)
    with transaction() as session:
        session.execute(sa.delete(Membership).where(col(Membership.user_id).in_((heihe.reader_id, amur.reader_id))))
    tidy(begin + timedelta(days=1))
    with transaction() as session:
        session.add(Membership(user_id=amur.reader_id, library_id=amur.id, role=Role.READER))
    days = TERMS[Kept.ACCOUNTS].usual
    tidy(begin + timedelta(days=days))
    with reading() as session:
        assert session.get(User, heihe.reader_id) is not None
    tidy(begin + timedelta(days=days + 1, minutes=1))
    with reading() as session:
        assert session.get(User, heihe.reader_id) is None
        assert session.get(User, amur.reader_id) is not None


def test_an_account_whose_request_is_open_waits_for_it(app, heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    with transaction() as session:
        session.execute(sa.delete(Membership).where(col(Membership.user_id) == heihe.reader_id))
    tidy(now())
    tidy(now() + timedelta(days=400))
    assert heihe.loan(no).reader_id == heihe.reader_id


def an_application(heihe):
    told = {"name": "Вера", "email": "vera@new.example", "language": "ru", "asked_at": now(), "confirmed_at": now()}
    return ReaderApplication(library_id=heihe.id, state=ReaderApplicationState.ADMITTED, decided_at=now(), **told)


def a_document(end_point_id):
    """A document that fitted no request, with what its system said of a person."""
    said = {"direction": Direction.IN, "message": "requestingAgencyMessage", "said": "Received", "digest": "d"}
    told = {"raw": b"<patronInfo/>", "note": "Ivan", "at": now(), "answered_at": now()}
    return WireMessage(end_point_id=end_point_id, **said, **told)


@pytest.fixture
def kept(heihe, amur, over):
    """One thing of each kind that is kept for a term, each from today; return the query that finds one."""
    with transaction() as session:
        system = {"library_id": amur.id, "url": "http://127.0.0.1:9/", "edition": Edition.E2017, "created_at": now()}
        end_point = EndPoint(**system)
        nobody = User(email="nobody@lone.example", fs_uniquifier="lone", created_at=now())
        session.add_all((end_point, nobody))
        session.flush()
        told = {"library_id": heihe.id, "reader_id": heihe.reader_id, "title": "Книга", "created_at": now()}
        session.add_all(
            (
                WantProposal(**told, state=ProposalState.DECLINED, answered_at=now()),
                an_application(heihe),
                a_document(end_point.id),
                AccountOfNobody(user_id=nobody.id, since=now()),
                SignIn(id_hash="0" * 64, user_id=heihe.reader_id, created_at=now(), seen_at=now(), agent="Firefox"),
            )
        )
    ours = (col(ReceivedMessage.recipient_library_id) == heihe.id, col(ReceivedMessage.raw).is_not(None))
    return {
        Kept.LOANS: sa.select(LoanRequest.id).where(col(LoanRequest.reader_id).is_not(None)),
        Kept.PROPOSALS: sa.select(WantProposal.id),
        Kept.APPLICATIONS: sa.select(ReaderApplication.id),
        Kept.MESSAGES: sa.select(ReceivedMessage.id).where(*ours),
        Kept.UNMATCHED: sa.select(WireMessage.id).where(col(WireMessage.raw).is_not(None)),
        Kept.ACCOUNTS: sa.select(User.id).where(col(User.email) == "nobody@lone.example"),
        Kept.SIGN_INS: sa.select(SignIn.id_hash),
    }


@pytest.mark.parametrize("kind", Kept)
def test_what_is_kept_goes_after_its_usual_term_and_not_before(app, kept, kind):
    def is_there():
        with reading() as session:
            return session.scalars(kept[kind]).first() is not None

    usual = TERMS[kind].usual
    tidy(now() + timedelta(days=usual - 1))
    assert is_there()
    tidy(now() + timedelta(days=usual, minutes=1))
    assert not is_there()


def test_messages_lose_their_text_on_both_sides_and_none_of_another_request(app, heihe, amur, make_library, over):
    other = {"sender_library_id": make_library("Third"), "recipient_library_id": heihe.id, "request_no": f"{over}-1"}
    with transaction() as session:
        came = {"seq": 1, "side": Side.REQUESTING, "said": "-", "raw": b"of another", "received_at": now()}
        session.add(ReceivedMessage(**other, **came, confirmation=MessageStatus.OK))
    tidy(now() + timedelta(days=TERMS[Kept.MESSAGES].usual, minutes=1))
    with reading() as session:
        rows = session.scalars(sa.select(ReceivedMessage)).all()
    assert {row.recipient_library_id for row in rows} == {heihe.id, amur.id}
    assert [row.raw for row in rows if row.raw is not None] == [b"of another"]


@pytest.mark.parametrize("name", ["reader_note", "close_note", "is_desk_note", "reader_answer"])
def test_a_closed_request_that_tells_one_thing_alone_forgets_it(app, heihe, over, name):
    alone = UNLINKED | {name: True if name == "is_desk_note" else "слово"}
    alone |= {"asked_of_reader": "edition"} if name == "reader_answer" else {}
    with transaction() as session:
        session.execute(sa.update(LoanRequest).where(col(LoanRequest.request_no) == over).values(**alone))
    tidy(now() + timedelta(days=TERMS[Kept.LOANS].usual, minutes=1))
    assert {each: getattr(heihe.loan(over), each) for each in UNLINKED} == UNLINKED


def test_an_account_that_cannot_go_stops_no_other(app, heihe, amur, monkeypatch, caplog):
    monkeypatch.setattr(erasing, "OWN", tuple(table for table in erasing.OWN if table is not Passkey))
    with transaction() as session:
        session.execute(sa.delete(Membership).where(col(Membership.user_id).in_((heihe.reader_id, amur.reader_id))))
        key = {"name": "-", "handle": "h", "credential_id": "c", "public_key": "p", "made_at": now()}
        session.add(Passkey(user_id=heihe.reader_id, **key))
        session.add_all(AccountOfNobody(user_id=each, since=now()) for each in (heihe.reader_id, amur.reader_id))
        session.add(SignIn(id_hash="0" * 64, user_id=heihe.librarian_id, created_at=now(), seen_at=now()))
    tidy(now() + timedelta(days=TERMS[Kept.ACCOUNTS].usual, minutes=1))
    with reading() as session:
        assert session.get(User, heihe.reader_id) is not None
        assert session.get(User, amur.reader_id) is None
        assert session.scalars(sa.select(SignIn.id_hash)).all() == []
        assert runs_of(session, None)[Kept.ACCOUNTS].went == 1
    assert f"account {heihe.reader_id} cannot be erased" in caplog.text


@pytest.mark.alike_on_both
@pytest.mark.parametrize(("language", "said"), [("zh", "从今晚起生效"), ("ru", "со следующей ночи")])
def test_an_administrator_sets_a_term_on_the_page_and_reads_what_the_night_did(
    web, heihe, over, at_desk, language, said
):
    browser = at_desk(heihe, Role.LIBRARY_ADMIN)
    tidy(now())
    given = as_form({each: TERMS[each].usual for each in kinds_of(1)}) | {"loans": "33"}
    answer = browser.post(f"/{language}/staff/retention", data=given, follow_redirects=True)
    assert said in answer.text
    assert "33" in answer.text
    assert browser.post(f"/{language}/staff/retention", data=given | {"loans": "3"}).status_code == 422
    tidy(now() + timedelta(days=32))
    assert heihe.loan(over).reader_id == heihe.reader_id
    tidy(now() + timedelta(days=33, minutes=1))
    assert heihe.loan(over).reader_id is None
