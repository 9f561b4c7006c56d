"""A reader of whom every marked column holds a word of its own, by which it is found wherever it gets to."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from library_exchange.accounts.models import Membership, SignIn
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.loans.models import LoanRequest
from library_exchange.mail.services import write
from library_exchange.offers.models import WantProposal
from library_exchange.personal_data.rules import NEVER_WRITTEN_OUT, About, columns_about
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import ReaderApplicationState
from library_exchange.reading_lists.models import ReadingList
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.search_alerts.rules import Often
from library_exchange.second_factors.models import Passkey, PasskeyChallenge, RecoveryCode, SecondFactor
from library_exchange.second_factors.rules import Purpose

NO_WORDS = {
    "user.language": "a code",
    "reader_application.language": "a code",
    "mail.language": "a code",
    "loan_request.asked_of_reader": "codes of questions",
    "reader_application.email": "her address is that of her account",
    "mail.recipient": "her address is that of her account",
    "mail.subject": "written from a template",
    "mail.template": "the name of a text of the house",
    "mail.filename": "named by its letter",
    "outbox.payload": "her address, and the text of her letter",
    "iso18626_message.raw": "comes from a system of another library",
    "iso18626_message.note": "comes from a system of another library",
    "received_message.raw": "comes from another library",
    "received_message.error_text": "comes from another library",
}
"""Marked columns of a reader that hold no word of their own here, and why."""
FED = [each for each in columns_about(About.READER) if each not in NO_WORDS and each not in NEVER_WRITTEN_OUT]
"""Marked columns that each get a canary."""


def canary(column: str) -> str:
    """Return the word of a column: nothing else in the world is called so."""
    name = "".join(part.title() for part in column.replace("_", ".").split("."))
    return f"{name}@canary.example".lower() if column.endswith("email") else f"Kanarejka{name}金丝雀"


CANARIES = {column: canary(column) for column in FED}


def found_in(text: str) -> list[str]:
    """Return the columns whose canaries stand in a text, however it is written."""
    plain = text.casefold()
    escaped = {column: word.encode("unicode_escape").decode() for column, word in CANARIES.items()}
    return [
        column for column, word in CANARIES.items() if word.casefold() in plain or escaped[column].casefold() in plain
    ]


def found_in_bytes(content: bytes) -> list[str]:
    return [column for column, word in CANARIES.items() if word.encode() in content]


@dataclass(frozen=True)
class Marked:
    """Where the reader is: her membership, the request that is closed, and what else she has."""

    membership_id: int
    user_id: int


def mark(desk) -> Marked:
    """Give the reader of a desk a canary in every column that is marked; her requests are there already."""
    with transaction() as session:
        hers = sa.select(Membership).where(col(Membership.user_id) == desk.reader_id)
        membership = session.scalars(hers).one()
        address = CANARIES["user.email"]
        session.add_all(
            (
                WantProposal(library_id=desk.id, reader_id=desk.reader_id, title="Книга", created_at=now()),
                ReadingList(user_id=desk.reader_id, name="-", created_at=now()),
                _alert(desk.reader_id),
                SignIn(id_hash="0" * 64, user_id=desk.reader_id, created_at=now(), seen_at=now()),
                _application(desk.id, address),
                *_second_factors(desk.reader_id),
            )
        )
        session.flush()
        for column, word in CANARIES.items():
            _put(session, desk, column, word)
        write(session, address, "ru", "accounts/blocked", _letter(), library_id=desk.id)
        return Marked(membership.id, desk.reader_id)


def _put(session, desk, column, word):
    table, _stop, name = column.partition(".")
    whose = {
        "user": ("id", desk.reader_id),
        "loan_request": ("reader_id", desk.reader_id),
        "exchange_want_proposal": ("reader_id", desk.reader_id),
        "reader_application": ("library_id", desk.id),
    }
    key, value = whose.get(table, ("user_id", desk.reader_id))
    rows = SQLModel.metadata.tables[table]
    values = {name: word}
    if name == "reader_answer":
        values["asked_of_reader"] = "edition"
    changed = session.execute(sa.update(rows).where(rows.c[key] == value).values(**values))
    assert changed.rowcount, f"nobody has a {column}"


def _alert(user_id):
    often, at = next(iter(Often)), now()
    return SearchAlert(user_id=user_id, query="-", often=often, created_at=at, looked_at=at, told_until=at)


def _second_factors(user_id):
    """Return all that second factors keep of a person."""
    key = {"handle": "h", "credential_id": "c", "public_key": "p", "made_at": now()}
    return (
        SecondFactor(user_id=user_id, asked_at=now(), secret="sealed", confirmed_at=now()),
        RecoveryCode(user_id=user_id, code_hash="0" * 64),
        Passkey(user_id=user_id, name="-", **key),
        PasskeyChallenge(challenge_hash="0" * 64, purpose=next(iter(Purpose)), user_id=user_id, made_at=now()),
    )


def _application(library_id, email):
    told = {"name": "-", "email": email, "language": "ru", "asked_at": now(), "confirmed_at": now()}
    return ReaderApplication(library_id=library_id, state=ReaderApplicationState.ADMITTED, decided_at=now(), **told)


def _letter():
    return {
        "name": CANARIES["user.name"],
        "library": "Хэйхэ",
        "code": "heihe",
        "block": CANARIES["membership.block_words"],
    }


def closed(session, desk):
    """Return the reader's closed requests at a desk."""
    return session.scalars(
        sa.select(LoanRequest).where(col(LoanRequest.library_id) == desk.id, col(LoanRequest.closed_at).is_not(None))
    ).all()
