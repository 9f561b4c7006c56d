"""The pages about other systems: what administrators see and set, what staff see of a request, what readers do not."""

from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.desks import libraries_with_addresses
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.worklist import counted
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries, possible_gateways
from library_exchange.loan_messages.queries import all_messages_waiting
from library_exchange.loans.labels import sentences
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.suppliers import suppliers
from library_exchange.loans.schemas import WIRE_KIND
from library_exchange.loans.services import rota
from library_exchange.protocols.iso18626.models import EndPoint, WireMessage
from library_exchange.protocols.iso18626.queries import key_hash
from library_exchange.protocols.iso18626.rules.showing import LONGEST_SHOWN, shown
from tests.makers import Visitor
from tests.protocols.conftest import agency_document, request_document

__all__ = ["at_desk"]
from tests.loans.conftest import at_desk

TITLE = "История Амура"
FORM = {
    "code": "kiel",
    "name": "Bibliothek Kiel",
    "country": "DE",
    "language": "en",
    "mailbox": "ill@example.org",
    "symbols": "ISIL:DE-8\nISIL:DE-8-1",
    "url": "https://ill.example.org/iso18626",
    "edition": "2021-2",
    "shim": "alma",
    "key_header": "X-Api-Key",
    "is_active": "y",
}


@pytest.fixture
def administrator(app, signed_in) -> Visitor:
    return signed_in(app, "platform@example.org", None, (), is_platform_admin=True)


def end_point() -> EndPoint:
    with reading() as session:
        return session.scalars(sa.select(EndPoint).order_by(col(EndPoint.id).desc())).first()


def document() -> WireMessage:
    with reading() as session:
        return session.scalars(sa.select(WireMessage).order_by(col(WireMessage.id).desc())).first()


def waits(library_id: int) -> dict[str, int]:
    with reading() as session:
        return {kind.name: count for kind, count in counted(session, library_id, now().date())}


@pytest.fixture
def refused(abroad, lends_abroad, system, deliver) -> int:
    """A request of the foreign library that Amur has answered; its system has refused the answer."""
    abroad.post(request_document())
    deliver()
    amur = lends_abroad
    with transaction() as session:
        loan = session.scalars(sa.select(LoanRequest)).one()
        loan.record_id = amur.records[TITLE]
        number = loan.id
    system.answers.append((200, b""))
    amur.does("will_supply", "REQ-1")
    system.answers[:] = [(200, confirmation_of_nothing())]
    deliver()
    assert document().confirmation == "ERROR"
    return number


def confirmation_of_nothing() -> bytes:
    from library_exchange.protocols.iso18626.rules.layouts import Edition
    from library_exchange.protocols.iso18626.rules.writing import write

    header = {"timestamp": "2026-11-20T08:00:00Z", "timestampReceived": "2026-11-20T08:00:00Z"}
    content = {
        "confirmationHeader": header | {"messageStatus": "ERROR"},
        "errorData": {"errorType": "UnrecognisedDataValue", "errorValue": "REQ-1 is <unknown>"},
    }
    return write(Edition.E2017, "supplyingAgencyMessageConfirmation", content)


# The platform ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "尚未连接其他系统"), ("ru", "Другие системы пока не подключены")]
)
def test_a_list_without_systems_says_how_to_connect_one(administrator, language, told):
    page = administrator.get(f"/{language}/platform/partners").text
    assert told in page
    assert f"/{language}/platform/partners/new" in page


def test_a_system_is_connected_changed_and_suspended_by_a_form(administrator):
    answer = administrator.post("/ru/platform/partners/new", data=FORM)
    assert answer.status_code == 302
    made = end_point()
    assert (made.edition, made.shim, made.is_active, made.key_hash) == ("2021-2", "alma", True, None)
    page = administrator.get(f"/ru/platform/partners/{made.id}").text
    assert "ISIL:DE-8-1" in page
    assert "нет ключа" in page, "it has neither key nor address"
    assert "не подключена: нет ключа" in administrator.get("/ru/platform/partners").text
    filled = administrator.get(f"/ru/platform/partners/{made.id}/edit").text
    assert 'value="https://ill.example.org/iso18626"' in filled
    changed = {name: value for name, value in FORM.items() if name not in ("code", "is_active")} | {"name": "Kiel"}
    assert administrator.post(f"/ru/platform/partners/{made.id}/edit", data=changed).status_code == 302
    assert not end_point().is_active
    assert "приостановлено" in administrator.get("/ru/platform/partners").text


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("symbols", "DE-8", "ISIL:DE-1"),
        ("symbols", "", "Заполните"),
        ("addresses", "somewhere", "192.0.2.0/24"),
        ("url", "nowhere", "https://example.org"),
        ("mailbox", "nobody", "name@example.org"),
        ("code", "Ж", "строчных латинских"),
        ("code", "amur-x", None),
        ("country", "", "Заполните"),
        ("key_header", "a b", "дефисы"),
        ("edition", "1.0", "предложенн"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(administrator, field, value, told):
    answer = administrator.post("/ru/platform/partners/new", data=FORM | {field: value})
    if told is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    [near] = lxml.html.fromstring(answer.text).xpath(f"//p[@id='{field}-error']")
    assert told in near.text_content()
    assert 'value="Bibliothek Kiel"' in answer.text, "what was typed is kept"
    assert end_point() is None


def test_a_code_and_a_symbol_belong_to_one_library(administrator, abroad):
    for field, value in (("code", "abroad"), ("symbols", "ISIL:DE-1")):
        answer = administrator.post("/zh/platform/partners/new", data=FORM | {field: value})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text


def test_a_new_key_is_shown_once_and_the_one_before_ends(administrator, abroad, lends_abroad):
    number = end_point().id
    page = administrator.post(f"/zh/platform/partners/{number}/key").text
    [key] = lxml.html.fromstring(page).xpath("//code/text()")
    assert end_point().key_hash == key_hash(key)
    assert key not in administrator.get(f"/zh/platform/partners/{number}").text
    assert abroad.send(request_document()).status_code == 401
    assert abroad.send(request_document(), key=key).status_code == 200


def test_the_page_of_a_partner_tells_what_was_exchanged_and_what_never(administrator, refused):
    page = lxml.html.fromstring(administrator.get(f"/ru/platform/partners/{end_point().id}").text)
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//table//tbody/tr")]
    assert ["заказ книги New", "получено", "request", "1.2", "1", "0"] in rows
    assert ["предоставит WillSupply", "отправлено", "supplyingAgencyMessage", "1.2", "1", "1"] in rows
    [never] = page.xpath("//details[.//dt]")
    assert "LoanCompleted" in never.text_content()
    assert "REQ-1 is <unknown>" in page.text_content()


def test_an_administrator_sends_a_refused_document_again(administrator, refused, system, deliver):
    row = document()
    assert administrator.post(f"/ru/platform/partners/documents/{row.id}/again").status_code == 302
    deliver()
    assert (document().id, document().confirmation) == (row.id, "OK")
    before = len(system.got)
    administrator.post(f"/ru/platform/partners/documents/{row.id}/again")
    deliver()
    assert len(system.got) == before, "what is taken is not sent again"


def test_what_a_document_says_of_a_reader_is_not_shown():
    raw = b"<a xmlns='x'><patronInfo id='7'>tail<surname>Ivanov</surname></patronInfo><b>kept</b></a>"
    text = shown(raw)
    assert "kept" in text
    assert not any(word in text for word in ("Ivanov", "surname", "tail", "7"))
    assert shown(b"not <xml") is None
    assert len(shown(b"<a>" + b"x" * 99999 + b"</a>")) == LONGEST_SHOWN + 1


# Staff and readers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "told"), [("zh", "拒收了"), ("ru", "отклонила сообщение")])
def test_staff_see_what_was_exchanged_and_what_was_refused(refused, lends_abroad, abroad, at_desk, language, told):
    abroad.post(agency_document("Notification", note="Bitte <b>bald</b> senden"))
    page = at_desk(lends_abroad, language=language).get(f"/{language}/loans/{refused}").text
    assert told in page
    tree = lxml.html.fromstring(page)
    [note] = tree.xpath("//blockquote/p")
    assert (note.text_content(), note.get("lang")) == ("Bitte <b>bald</b> senden", "en")
    said = [item.text_content().split() for item in tree.xpath("//section[@aria-labelledby='exchange']//li")]
    assert len(said) == 4


def test_a_refusal_is_on_the_list_until_staff_have_settled_it(refused, lends_abroad, at_desk):
    assert waits(lends_abroad.id)["refused_documents"] == 1
    desk = at_desk(lends_abroad)
    assert "refused_documents" in desk.get("/en/staff").text
    assert desk.post(f"/en/staff/documents/{document().id}/seen").status_code == 302
    assert "refused_documents" not in waits(lends_abroad.id)
    assert "has refused a message" not in desk.get(f"/en/loans/{refused}").text


def test_a_refusal_that_is_sent_again_waits_no_more_unless_it_is_refused_again(
    refused, lends_abroad, at_desk, system, deliver
):
    desk = at_desk(lends_abroad)
    system.answers[:] = [(200, confirmation_of_nothing())]
    desk.post(f"/en/staff/documents/{document().id}/again")
    assert "refused_documents" not in waits(lends_abroad.id)
    deliver()
    assert waits(lends_abroad.id)["refused_documents"] == 1
    with reading() as session:
        noted = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "send_again")).one()
    assert (noted.library_id, noted.subject) == (lends_abroad.id, "document")


def test_nobody_of_another_library_touches_a_document(refused, heihe, at_desk):
    stranger = at_desk(heihe)
    for what in ("seen", "again"):
        assert stranger.post(f"/en/staff/documents/{document().id}/{what}").status_code == 404
    assert document().seen_at is None


def test_a_suspended_system_is_sent_nothing_again(refused, lends_abroad, at_desk):
    with transaction() as session:
        session.scalars(sa.select(EndPoint)).one().is_active = False
    at_desk(lends_abroad).post(f"/en/staff/documents/{document().id}/again")
    assert document().confirmation == "ERROR"


def test_what_is_still_tried_tells_how_often(abroad, lends_abroad, system, deliver, at_desk):
    abroad.post(request_document())
    system.answers[:] = [(503, b"")]
    deliver()
    with reading() as session:
        number = session.scalars(sa.select(LoanRequest)).one().id
    page = at_desk(lends_abroad).get(f"/en/loans/{number}").text
    assert "being tried: 1 time so far" in page


def test_readers_see_nothing_of_systems(heihe, abroad, at_desk, system, deliver):
    no = heihe.is_asked_for_unknown("Unbekanntes Buch")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    loan = heihe.loan(no)
    staff = at_desk(heihe).get(f"/en/loans/{loan.id}").text
    assert "Exchanged with the partner" in staff
    with transaction() as session:
        session.get_one(LoanRequest, loan.id).reader_id = heihe.reader_id
    reader = at_desk(heihe, Role.READER)
    assert "Exchanged with the partner" not in reader.get(f"/en/loans/{loan.id}").text


# A library of another system elsewhere --------------------------------------------------------------------------------


def test_libraries_of_other_systems_are_no_members(abroad, make_library):
    make_library("Kiel", "RU")
    with transaction() as session:
        there = session.get_one(Library, abroad.id)
        there.country = "RU"
    with reading() as session:
        members = {each.id for each in libraries(session)}
        named = {library.id for library, _address in libraries_with_addresses(session, None)}
        [russian] = [each for each in libraries(session) if each.country == "RU"][:1]
        gateways = {each.id for each in possible_gateways(session, russian)}
    assert members
    assert abroad.id not in members | named | gateways


def test_the_list_of_libraries_marks_those_of_other_systems(app, abroad):
    page = app.test_client().get("/ru/libraries").text
    assert "Staatsbibliothek" in page
    assert "другая система" in page


def test_libraries_of_other_systems_are_asked_last_and_by_people_only(heihe, amur, abroad, deliver):
    no = heihe.is_asked_for(TITLE)
    with reading() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        found = [
            (one.library.id, [str(why) for why in sentences.rank_reasons(one.facts)])
            for one in suppliers(session, loan, now())
        ]
    assert found[0][0] == amur.id
    assert found[-1] == (abroad.id, ["reached over ISO 18626"])
    heihe.does("send", no)
    assert heihe.loan(no).partner_id == amur.id
    amur.holds("Только здесь", 0)
    nobody = heihe.is_asked_for("Только здесь")
    with pytest.raises(Exception, match="no-supplier"):
        heihe.does("send", nobody)
    heihe.does("send", nobody, supplier_id=abroad.id)
    assert heihe.loan(nobody).partner_id == abroad.id


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "尚未接通：缺少密钥"), ("ru", "не подключена: нет ключа"), ("en", "key missing")]
)
def test_a_system_without_a_key_is_shown_and_never_asked(heihe, abroad, system, deliver, at_desk, language, told):
    with transaction() as session:
        session.scalars(sa.select(EndPoint)).one().key_hash = None
    no = heihe.is_asked_for_unknown("Unbekanntes Buch")
    desk = at_desk(heihe)
    page = desk.get(f"/{language}/loans/{heihe.loan(no).id}").text
    assert "Staatsbibliothek" in page
    assert f'value="{abroad.id}"' not in page
    assert told in desk.get(f"/{language}/libraries").text
    with pytest.raises(InvalidInput) as refused:
        heihe.does("send", no, supplier_id=abroad.id)
    assert refused.value.fields["supplier_id"] == rota.NOT_CONNECTED
    deliver()
    assert system.got == []
    with transaction() as session:
        session.scalars(sa.select(EndPoint)).one().addresses = "192.0.2.7"
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    assert len(system.got) == 1


def test_what_a_system_that_is_gone_is_to_be_told_waits_is_told_of_and_goes_out_once_it_is_back(
    heihe, abroad, system, deliver, at_desk
):
    no = heihe.is_asked_for_unknown("Unbekanntes Buch")
    heihe.does("send", no, supplier_id=abroad.id)
    with transaction() as session:
        found = session.scalars(sa.select(EndPoint)).one()
        kept = found.model_dump(exclude={"id"})
        session.delete(found)
    deliver()
    with transaction() as session:
        for row in session.scalars(sa.select(OutboxMessage)):
            row.created_at, row.due_at = now() - timedelta(days=2), now()
        session.flush()
        assert [each.recipient.id for each in all_messages_waiting(session, now())] == [abroad.id]
    desk = at_desk(heihe)
    page = desk.get(f"/en/loans/{heihe.loan(no).id}").text
    assert "has not reached its system" in page
    with transaction() as session:
        session.add(EndPoint(**kept))
    deliver()
    assert len(system.got) == 1
    assert "has not reached its system" not in desk.get(f"/en/loans/{heihe.loan(no).id}").text


def test_what_a_suspended_system_is_to_be_told_waits(heihe, abroad, system, deliver):
    def be_active(is_active: bool) -> None:
        with transaction() as session:
            session.scalars(sa.select(EndPoint)).one().is_active = is_active

    no = heihe.is_asked_for_unknown("Unbekanntes Buch")
    be_active(False)
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    assert system.got == []
    with reading() as session:
        assert session.scalars(sa.select(OutboxMessage.kind).where(col(OutboxMessage.done_at).is_(None))).all() == [
            WIRE_KIND
        ]
