"""What hangs on a loan: pictures and what was written about it go to the successor, who it was for does not."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.correspondence.models import Participant, Thread
from library_exchange.correspondence.queries import thread
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services.posting import say
from library_exchange.delivery.models import DeliveredFile
from library_exchange.delivery.rules import FileKind
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_pictures.queries import pictures_of
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loan_threads.queries import subject_of
from library_exchange.loans.models import LoanRequest
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from tests.succession.test_taking_over import leaves, take_over, tynda

__all__ = ["leaves", "tynda"]
CANARY = "Канарейкина"


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def borrowed(heihe, amur, deliver):
    """A book that the Amur itself borrows of Heihe, noted for whom; return its number."""
    heihe.holds("Записки")
    with transaction() as session:
        new = NewRequest(record_id=heihe.records["Записки"], note=f"Для {CANARY}")
        no = requesting.draft(session, amur.librarian, new, now()).request_no
    amur.does("send", no, supplier_id=heihe.id)
    deliver()
    heihe.goes(no, "will_supply found ship", deliver)
    return no


def told_of(*tables):
    """Return all that stands in these tables."""
    with reading() as session:
        rows = [row for table in tables for row in session.execute(sa.select(SQLModel.metadata.tables[table]))]
        return " ".join(str(tuple(row)) for row in rows)


def test_for_whom_staff_borrowed_is_nowhere_at_the_successor(amur, tynda, borrowed, leaves):
    assert amur.loan(borrowed).is_desk_note
    assert CANARY in told_of("loan_request")
    with transaction() as session:
        asked_before = session.scalar(sa.select(sa.func.max(OutboxMessage.id)))
    take_over(leaves, amur, tynda)
    row = tynda.loan(borrowed)
    kept = (row.reader_note, row.is_desk_note, row.asked_of_reader, row.reader_answer, row.close_note)
    assert kept == (None, False, None, None, None)
    assert CANARY not in told_of("loan_request", AuditEntry.__tablename__, "succession")
    with reading() as session:
        written = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.id) > asked_before))
        assert CANARY not in " ".join(str(row.payload) for row in written)


def test_what_a_file_was_called_stays_with_the_library_that_leaves(heihe, amur, tynda, shipped, leaves):
    days = {"until": now().date(), "added_at": now(), "most_openings": 1}
    kept = {"key": "k", "number": "R-1", "kind": FileKind.PDF, "content": b"%PDF", "digest": ""}
    with transaction() as session:
        session.add(DeliveredFile(loan_id=amur.loan(shipped).id, name=f"{CANARY}.pdf", **kept, **days))
    take_over(leaves, amur, tynda)
    with reading() as session:
        assert session.scalars(sa.select(col(DeliveredFile.name))).all() == [""]


def show(desk, no):
    loan = desk.loan(no)
    kept = {"whole": b"", "small": b"", "width": 1, "height": 1, "added_at": now(), "moment": next(iter(Moment))}
    with transaction() as session:
        session.add(LoanPicture(loan_id=loan.id, partner_id=loan.partner_id, number=loan.public_no, **kept))


def write(desk, no, text):
    with transaction() as session:
        subject = subject_of(session, session.get_one(LoanRequest, desk.loan(no).id))
        say(session, desk.librarian, "loan", subject, NewMessage(text=text), now())


def seen_by(desk, no):
    """Return how many pictures and messages a library sees of a loan, and how many of each are its own."""
    with reading() as session:
        loan = session.get_one(LoanRequest, desk.loan(no).id)
        pictures = pictures_of(session, loan)
        said = thread(session, desk.librarian, "loan", subject_of(session, loan)).said
        return len(pictures), sum(each.is_own for each in pictures), len(said), sum(each.is_own for each in said)


def test_pictures_and_talk_of_a_book_lent_go_on_with_the_successor(heihe, amur, tynda, shipped, leaves):
    check_talk_goes_on(heihe, amur, tynda, shipped, leaves)


def test_pictures_and_talk_of_a_book_borrowed_go_on_with_the_successor(heihe, amur, tynda, borrowed, leaves):
    check_talk_goes_on(heihe, amur, tynda, borrowed, leaves)


def check_talk_goes_on(heihe, amur, tynda, no, leaves):
    for desk in (heihe, amur):
        show(desk, no)
        write(desk, no, "Книга в пути")
    assert seen_by(amur, no) == seen_by(heihe, no) == (2, 1, 2, 1)
    take_over(leaves, amur, tynda)
    assert seen_by(heihe, no) == (2, 1, 2, 1)
    assert seen_by(tynda, no) == (2, 1, 2, 0), "what the Amur has said stays its word"
    write(tynda, no, "Теперь книга у нас")
    assert seen_by(heihe, no) == (2, 1, 3, 1)
    with reading() as session:
        assert len(session.scalars(sa.select(Thread)).all()) == 1
        assert set(session.scalars(sa.select(col(Participant.library_id)))) == {heihe.id, tynda.id}
