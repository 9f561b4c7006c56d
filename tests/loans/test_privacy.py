"""Nothing personal leaves the reader's library: her data are canaries, and every way out is searched for them."""

import json
import logging
from dataclasses import is_dataclass
from email import message_from_bytes, policy
from typing import ClassVar, get_origin, get_type_hints

import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage
from library_exchange.mail.models import Mail
from library_exchange.mail.slots import SLOTS
from library_exchange.notifications import samples
from library_exchange.notifications.labels import LETTERS
from library_exchange.notifications.models import LetterWords
from tests.letters import kept

ADDRESSES = ("canary.reader@heihe.example", "ill@heihe.example", "ill@amur.example")
CANARIES = ("Kanarejka", "金丝雀", "canary-card-77", "canary-note-88", "canary.reader", "canary-phone-99")

MESSAGE_FIELDS = {
    "sender",
    "recipient",
    "request_no",
    "seq",
    "sent_at",
    "form.type",
    "form.action",
    "form.status",
    "form.reason_for_message",
    "form.answer_yes",
    "form.is_conditional",
    "form.notice",
    "book.title.value",
    "book.title.lang",
    "book.title.kind",
    "book.title.machine",
    "book.authors.value",
    "book.authors.lang",
    "book.authors.kind",
    "book.authors.machine",
    "book.imprint.value",
    "book.imprint.lang",
    "book.imprint.machine",
    "book.isbn",
    "book.printed_isbn",
    "book.issn",
    "book.doi",
    "book.record_id",
    "book.languages",
    "book.part.title",
    "book.part.author",
    "book.part.pages",
    "book.part.volume",
    "book.part.issue",
    "needed_by",
    "reason_unfilled",
    "due_on",
    "ship_method",
    "tracking_no",
    "previous_no",
    "local_check_on",
    "loan_condition",
    "reason_retry",
    "retry_after",
    "renewal_refusal",
    "damage",
    "settlement",
    "settlement_minor",
    "settlement_currency",
    "holder",
    "service_type",
    "delivered_url",
    "copy_until",
    "copy_openings",
    "fee_minor",
    "fee_currency",
    "most_minor",
    "most_currency",
    "payment_method",
    "copy_fault",
}
"""All that a library can tell another; whoever adds something here thinks of the reader first."""


def fields_of(schema: type, prefix: str = "") -> set[str]:
    """Return the fields of a schema or a plain record, and those of what lies in them."""
    found = set()
    for name, annotation in get_type_hints(schema).items():
        if get_origin(annotation) is ClassVar or annotation is ClassVar or name == "model_config":
            continue
        inner = nested(annotation)
        found |= fields_of(inner, f"{prefix}{name}.") if inner else {f"{prefix}{name}"}
    return found


def nested(annotation):
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or is_dataclass(annotation)):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := nested(part))), None)


def test_a_message_has_no_place_for_a_person():
    assert fields_of(LoanMessage) == MESSAGE_FIELDS


def test_a_message_takes_nothing_beside_its_fields():
    with pytest.raises(ValueError, match="Extra inputs"):
        LoanMessage.model_validate({"sender": "heihe", "patron": "Kanarejka"})


def test_a_tracking_number_is_no_place_for_a_note(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    with pytest.raises(ValueError, match="tracking"):
        amur.does("ship", no, tracking="для Kanarejka, тел. 123")


@pytest.fixture
def marked(heihe):
    """Heihe, whose reader's every personal field is a canary."""
    with transaction() as session:
        reader = session.get_one(User, heihe.reader_id)
        reader.name, reader.email = "Kanarejka 金丝雀", "canary.reader@heihe.example"
        card = session.scalars(sa.select(Membership).where(col(Membership.user_id) == heihe.reader_id)).one()
        card.card_no, card.phone = "canary-card-77", "canary-phone-99"
    return heihe


def canaries_in(text):
    return [canary for canary in CANARIES if canary in text]


def dumped(rows):
    return json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False)


def walk(heihe, amur, deliver):
    """Take requests of the marked reader along every kind of way."""
    for number, ways in enumerate(
        (
            [(amur, "refuse"), (heihe, "close_unfilled")],
            [(amur, "will_supply"), (heihe, "cancel"), (amur, "cancel_yes")],
            [(amur, "will_supply"), (amur, "found"), (amur, "ship"), (heihe, "receive"), (heihe, "check_out")],
        )
    ):
        title = f"Книга {number}"
        amur.holds(title)
        no = heihe.is_asked_for(title, note="canary-note-88: please ring me")
        heihe.does("send", no, supplier_id=amur.id)
        deliver()
        for desk, action in ways:
            desk.goes(no, action, deliver)
    return no


def test_nothing_personal_reaches_the_other_library(marked, amur, deliver, caplog, capfd, tmp_path):
    caplog.set_level(logging.DEBUG)
    no = walk(marked, amur, deliver)
    with reading() as session:
        messages = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == OUTBOX_KIND)).all()
        theirs = session.scalars(sa.select(LoanRequest).where(LoanRequest.library_id == amur.id)).all()
        heard = session.scalars(sa.select(ReceivedMessage)).all()
        audit = session.scalars(sa.select(AuditEntry)).all()
    assert len(messages) > 8
    assert "canary-note-88" in marked.loan(no).reader_note  # the canaries are alive
    for rows in (messages, theirs, heard, audit):
        assert rows
        assert canaries_in(dumped(rows)) == []
    assert {loan.reader_id for loan in theirs} == {None}
    assert canaries_in(caplog.text + "".join(capfd.readouterr())) == []


def test_the_other_librarys_pages_do_not_know_her(marked, amur, deliver, at_desk):
    no = walk(marked, amur, deliver)
    librarian = at_desk(amur)
    number = amur.loan(no).id
    pages = [librarian.get(f"/ru{path}") for path in (f"/loans/{number}", f"/loans/{number}/slip", "/staff?group=open")]
    assert {page.status_code for page in pages} == {200}
    assert [canaries_in(page.text) for page in pages] == [[], [], []]
    assert no in pages[0].text
    own = at_desk(marked).get(f"/ru/loans/{marked.loan(no).id}")
    assert "canary-note-88" in own.text


def test_only_her_own_mails_name_the_reader(marked, amur, deliver, app):
    walk(marked, amur, deliver)
    settings: Settings = app.extensions["settings"]
    with reading() as session:
        mails = session.scalars(sa.select(Mail)).all()
    hers = [mail for mail in mails if mail.recipient == "canary.reader@heihe.example"]
    others = [mail for mail in mails if mail.recipient != "canary.reader@heihe.example"]
    assert len(hers) >= 3
    assert {mail.recipient for mail in others} == {"ill@heihe.example", "ill@amur.example"}

    def read(mail):
        raw = (settings.folder("mail") / mail.filename).read_bytes()
        return str(message_from_bytes(raw, policy=policy.default).get_content())

    assert any("Kanarejka" in read(mail) for mail in hers)
    for mail in others:
        assert canaries_in(read(mail) + mail.subject) == []


def test_the_instance_folder_holds_her_data_in_the_database_and_her_mails_only(marked, amur, deliver, app):
    walk(marked, amur, deliver)
    folder = app.extensions["settings"].instance_dir
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "mail" and ".sqlite" not in path.name:
            assert canaries_in(path.read_bytes().decode("utf-8", "replace")) == [], path


def test_the_database_refuses_a_reader_on_the_supplying_side(heihe, amur, shipped):
    for column, value in (("reader_id", heihe.reader_id), ("reader_note", "canary"), ("decline_reason", "other")):
        with pytest.raises(sa.exc.IntegrityError), transaction() as session:
            row = sa.update(LoanRequest).where(col(LoanRequest.id) == amur.loan(shipped).id)
            session.execute(row.values({column: value}))


def test_audit_names_no_person_for_what_a_partner_did(heihe, amur, shipped):
    with reading() as session:
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.actor_kind == "partner")).all()
    assert entries
    assert {entry.user_id for entry in entries} == {None}


def test_no_letter_to_a_partner_carries_what_a_library_writes_into_its_own(marked, amur, deliver, tmp_path):
    words = {"opening": "Kanarejka: %(name)s", "closing": "Позвоните: Kanarejka, canary-card-77", "subject": "金丝雀"}
    with transaction() as session:
        session.add_all(
            LetterWords(library_id=marked.id, letter=letter, language=language, changed_at=now(), **words)
            for letter in LETTERS
            for language in LANGUAGES
        )
    walk(marked, amur, deliver)
    mails = {address: [m for m in kept(tmp_path) if m["To"] == address] for address in ADDRESSES}
    said = {to: " ".join(f"{m['Subject']} {m.get_content()}" for m in found) for to, found in mails.items()}
    assert all(len(found) >= 3 for found in mails.values())
    assert canaries_in(said["ill@amur.example"]) == []
    assert "canary-card-77" in said["ill@heihe.example"]  # the words are alive
    assert "canary-card-77" in said["canary.reader@heihe.example"]
    with reading() as session:
        messages = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == OUTBOX_KIND)).all()
        assert canaries_in(dumped(messages) + dumped(session.scalars(sa.select(ReceivedMessage)).all())) == []


def test_a_desks_own_letter_knows_no_slot_for_a_reader(web):
    slots = {slot for letter in LETTERS for slot in samples.slots_of(letter)}
    assert slots <= set(SLOTS)
    assert not {slot for slot in slots if "name" in slot or "reader" in slot or "card" in slot or "note" in slot}


def test_the_page_of_her_request_tells_her_what_her_library_adds_in_her_language(marked, amur, deliver, at_desk):
    letter = {"library_id": marked.id, "letter": "loans/reader_sent_on", "changed_at": now()}
    with transaction() as session:
        session.add(LetterWords(language="ru", opening="Номер %(number)s.", closing="Звоните: 22-33", **letter))
    no = marked.requests("История Амура", of=amur)
    deliver()
    number = marked.loan(no).id
    opened = at_desk(marked, Role.READER)
    with transaction() as session:
        hers = sa.select(col(User.id)).where(col(User.email) == f"reader.{marked.id}@example.org")
        session.execute(
            sa.update(LoanRequest).where(col(LoanRequest.id) == number).values(reader_id=session.scalar(hers))
        )
    page = opened.get(f"/ru/loans/{number}").text
    assert f"Номер {no}." in page
    assert "Звоните: 22-33" in page
    assert "22-33" not in opened.get(f"/zh/loans/{number}").text
    theirs = at_desk(amur).get(f"/ru/loans/{amur.loan(no).id}").text
    assert "22-33" not in theirs
