"""A desk blocks a reader until a day: she reads why, asks for nothing meanwhile, and is free when the day is over."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import blocks, services
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.rules import LONGEST_BLOCK, BlockReason
from library_exchange.accounts.schemas import NewBlock
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loans.rules.codes import Side
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from tests.letters import kept
from tests.loans.conftest import add_person

WORDS = "Верните «Амурскую сагу»"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def membership_of(desk, reader_id=None):
    hers = (col(Membership.user_id) == (reader_id or desk.reader_id), col(Membership.role) == Role.READER)
    with reading() as session:
        return session.scalars(sa.select(Membership).where(*hers)).one()


def today_at(desk, at=None):
    with reading() as session:
        return session.get_one(Library, desk.id).day_at(at or now())


def block(desk, membership_id, actor=None, days=7, **given):
    new = {"until": today_at(desk) + timedelta(days=days), "reason": BlockReason.FEES} | given
    with transaction() as session:
        return blocks.block(session, actor or desk.librarian, membership_id, NewBlock(**new), now())


def asks(desk, at=None, **given):
    with transaction() as session:
        return requesting.ask(session, desk.reader, NewRequest(**given), at or now()).request_no


def acts_on(membership_id):
    with reading() as session:
        wanted = sa.select(AuditEntry).where(col(AuditEntry.action).in_(["block_reader", "unblock_reader"]))
        rows = session.scalars(wanted.order_by(col(AuditEntry.id))).all()
        return [(row.action, row.facts) for row in rows if row.subject_id == membership_id]


def test_a_blocked_reader_is_refused_until_the_last_day_is_over_and_then_asks_again(heihe):
    membership_id = membership_of(heihe).id
    block(heihe, membership_id, days=1)
    for later in (timedelta(), timedelta(days=1)):
        with pytest.raises(Conflict) as refused:
            asks(heihe, now() + later, title="Первая")
        assert refused.value.facts["hindrance"] == "reader-blocked"
    assert asks(heihe, now() + timedelta(days=2), title="Первая")


def test_a_reader_is_written_to_when_she_is_blocked_and_when_she_is_free_before_the_day(heihe, tmp_path, deliver):
    membership_id = membership_of(heihe).id
    block(heihe, membership_id, days=7, reason=BlockReason.OTHER, words=WORDS)
    with transaction() as session:
        blocks.unblock(session, heihe.librarian, membership_id, now())
    block(heihe, membership_id, days=0)
    with transaction() as session:
        blocks.unblock(session, heihe.librarian, membership_id, now() + timedelta(days=2))
    deliver()
    with reading() as session:
        address = session.get_one(User, heihe.reader_id).email
    blocked, free, again = [mail for mail in kept(tmp_path) if mail["To"] == address]
    assert "暂停" in blocked["Subject"]
    assert WORDS in blocked.get_content()
    assert "恢复" in free["Subject"]
    assert "暂停" in again["Subject"], "of a block whose last day was over she needs no letter"


def test_a_reader_without_an_address_is_blocked_all_the_same(heihe):
    with transaction() as session:
        session.get_one(User, heihe.reader_id).email = None
    assert block(heihe, membership_of(heihe).id).blocked_until is not None


def test_a_block_of_another_library_hinders_nothing(heihe, amur):
    with transaction() as session:
        session.add(Membership(user_id=heihe.reader_id, library_id=amur.id, role=Role.READER))
    with reading() as session:
        there = sa.select(col(Membership.id)).where(col(Membership.library_id) == amur.id)
        elsewhere = session.scalar(there.where(col(Membership.user_id) == heihe.reader_id))
    block(amur, elsewhere)
    assert asks(heihe, title="Первая")


def test_the_reader_reads_why_until_when_and_whom_to_call(heihe, at_desk, rows_of):
    with transaction() as session:
        session.get_one(Library, heihe.id).desk_phone = "+86 456 000 0000"
    reader = at_desk(heihe, Role.READER, "ru")
    reader_id = int(reader.get("/ru/me").status_code == 200) and newest_reader(heihe)
    block(heihe, membership_of(heihe, reader_id).id, reason=BlockReason.OVERDUE, words=WORDS)
    for page in ("/ru/me", "/ru/loans", "/ru/loans/new"):
        said = text_of(reader.get(page))
        assert "книги не возвращены в срок" in said, page
        assert WORDS in said, page
        assert "+86 456 000 0000" in said, page
    answer = reader.post("/ru/loans/new", data={"title": "Первая"}, follow_redirects=True)
    assert answer.request.path == "/ru/loans"
    assert "не принимает от вас новых заказов до конца дня" in text_of(answer)
    assert rows_of(Side.REQUESTING) == 0


def newest_reader(desk):
    hers = (col(Membership.library_id) == desk.id, col(Membership.role) == Role.READER)
    with reading() as session:
        return session.scalar(sa.select(col(Membership.user_id)).where(*hers).order_by(col(Membership.id).desc()))


@pytest.mark.parametrize(("language", "told"), [("zh", "有费用未付"), ("ru", "не внесена плата")])
def test_staff_see_a_block_on_the_list_on_the_reader_s_page_and_on_a_request(heihe, at_desk, language, told):
    asks(heihe, title="Первая")
    membership_id = membership_of(heihe).id
    librarian = at_desk(heihe, language=language)
    assert told not in text_of(librarian.get(f"/{language}/people/{membership_id}/correct"))
    form = {"until": str(today_at(heihe) + timedelta(days=3)), "reason": "fees"}
    answer = librarian.post(f"/{language}/readers/{membership_id}/block", data=form, follow_redirects=True)
    assert told in text_of(answer)
    assert 'class="chip bad"' in librarian.get(f"/{language}/readers").text
    assert told in text_of(librarian.get(f"/{language}/people/{membership_id}/correct"))
    assert told in text_of(librarian.get(f"/{language}/loans/1"))
    librarian.post(f"/{language}/readers/{membership_id}/unblock")
    assert told not in text_of(librarian.get(f"/{language}/loans/1"))
    assert 'class="chip bad"' not in librarian.get(f"/{language}/readers").text


def test_staff_who_order_for_a_blocked_reader_are_asked_once_and_the_audit_keeps_it(heihe, at_desk, rows_of):
    reader_id = add_person(heihe.id, Role.READER, "Чжан Вэй")
    block(heihe, membership_of(heihe, reader_id).id)
    librarian, form = at_desk(heihe), {"title": "Первая", "reader": "Чжан Вэй"}
    answer = librarian.post("/en/loans/new", data=form)
    assert "This reader is blocked until the end of" in text_of(answer)
    assert rows_of(Side.REQUESTING) == 0
    assert librarian.post("/en/loans/new", data=form | {"sure": "yes"}).status_code == 302
    with reading() as session:
        facts = session.scalars(sa.select(col(AuditEntry.facts)).where(col(AuditEntry.action) == "loan.ask")).one()
    assert facts["blocked_until"] == str(today_at(heihe) + timedelta(days=7))


def test_the_audit_tells_who_is_blocked_until_when_and_not_what_was_said_of_her(heihe):
    membership_id = membership_of(heihe).id
    block(heihe, membership_id, words=WORDS)
    for _twice in range(2):
        with transaction() as session:
            blocks.unblock(session, heihe.librarian, membership_id, now())
    until = str(today_at(heihe) + timedelta(days=7))
    assert acts_on(membership_id) == [("block_reader", {"until": until, "reason": "fees"}), ("unblock_reader", {})]
    assert membership_of(heihe).block_words is None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"days": -1}, "until"),
        ({"days": LONGEST_BLOCK.days + 1}, "until"),
        ({"reason": BlockReason.OTHER}, "words"),
    ],
)
def test_a_block_that_is_over_too_long_or_without_a_reason_is_refused_at_its_field(heihe, given, field):
    with pytest.raises(InvalidInput) as refused:
        block(heihe, membership_of(heihe).id, **given)
    assert set(refused.value.fields) == {field}


def test_a_refused_block_shows_what_was_typed(heihe, at_desk):
    form = {"until": "2001-01-01", "reason": "other", "words": "Потеряла билет"}
    answer = at_desk(heihe).post(f"/en/readers/{membership_of(heihe).id}/block", data=form)
    assert answer.status_code == 422
    assert "Choose today or a later day." in text_of(answer)
    assert 'value="2001-01-01"' in answer.text
    assert "Потеряла билет" in answer.text


def test_only_staff_of_her_library_block_a_reader_and_nobody_blocks_staff(heihe, amur):
    membership_id = membership_of(heihe).id
    with pytest.raises(NotFound):
        block(heihe, membership_id, amur.librarian)
    with pytest.raises(Forbidden):
        block(heihe, membership_id, heihe.reader)
    with reading() as session:
        hers = (col(Membership.library_id) == heihe.id, col(Membership.role) == Role.LIBRARIAN)
        colleague = session.scalar(sa.select(col(Membership.id)).where(*hers))
    with pytest.raises(NotFound):
        block(heihe, colleague)


def test_a_block_goes_when_the_reader_leaves_or_becomes_staff(heihe, make_person):
    admin_id = make_person("admin@heihe.example", heihe.id, Role.LIBRARY_ADMIN)
    admin = type(heihe.librarian)(
        "person", library_id=heihe.id, user_id=admin_id, roles=frozenset({Role.LIBRARY_ADMIN})
    )
    person = make_person("du@heihe.example", heihe.id)
    membership_id = membership_of(heihe, person).id
    block(heihe, membership_id, words=WORDS)
    with transaction() as session:
        services.change_role(session, admin, membership_id, Role.LIBRARIAN)
    with reading() as session:
        row = session.get_one(Membership, membership_id)
    assert (row.blocked_until, row.block_reason, row.block_words) == (None, None, None)
