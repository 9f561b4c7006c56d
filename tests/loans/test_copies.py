"""Copies of pages: asked for with the statement on copyright, scanned, handed over for some days, read and ended."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.delivery.models import DeliveredFile
from library_exchange.delivery.rules import FileKind, find_kind
from library_exchange.delivery.schemas import Terms
from library_exchange.delivery.services import files, night
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loan_printouts.queries.slips import pull_slips
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import OUTBOX_KIND
from library_exchange.work_queue.queries import lists

TITLE = "История Амура"
SCAN = b"%PDF-1.7 the pages"
TERMS = Terms(days=14, openings=2, limit_mb=1)


def link(key):
    return f"http://127.0.0.1:8000/copies/{key}"


def hands_over(desk, no, content=SCAN, actor=None, terms=TERMS, at=None):
    with transaction() as session:
        loan, who, at = desk._find(session, no), actor or desk.librarian, at or now()
        files.attach(session, who, loan, content, "скан.pdf", terms, at)
        files.hand_over(session, who, loan, loan.version, terms, link, at)


def opens(desk, no, actor=None, at=None):
    with transaction() as session:
        return files.open_at_home(session, actor or desk.reader, desk._find(session, no), at or now())


def fetches(url, at=None):
    with transaction() as session:
        return files.open_by_link(session, url.rpartition("/")[2], at or now()).content


def kept():
    with reading() as session:
        return session.scalars(sa.select(DeliveredFile)).all()


@pytest.fixture
def to_copy(heihe, amur, deliver, worlds):
    """The number of a request for pages that Amur has promised and found."""

    def ask() -> str:
        no = heihe.requests_pages(TITLE, of=amur)
        deliver()
        amur.goes(no, "will_supply found", deliver)
        return no

    return worlds.given(database(), ("to copy", *heihe.ids, *amur.ids), ask)


@pytest.fixture
def delivered(heihe, amur, to_copy, deliver):
    """The number of a request whose scan has been handed over."""
    hands_over(amur, to_copy)
    deliver()
    return to_copy


def stands(heihe, amur, no):
    return heihe.state(no), amur.state(no)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_who_asks_for_pages_accepts_the_statement_of_her_country(heihe, amur, deliver):
    no = heihe.requests_pages(TITLE, of=amur)
    deliver()
    ours, theirs = heihe.loan(no), amur.loan(no)
    assert (ours.service, ours.copyright_statement) == (ServiceType.COPY, "study-2026")
    assert ours.copyright_accepted_at == ours.created_at
    assert theirs.service is ServiceType.COPY
    assert theirs.book["part"]["pages"] == "12-27"
    assert theirs.copyright_statement is None  # whether and when she did stays at home


@pytest.mark.parametrize("statement", [None, "single-copy-2026", "study-2025"])
def test_without_the_statement_as_it_stands_now_no_copy_is_asked_for(heihe, amur, statement):
    with pytest.raises(InvalidInput) as refused:
        heihe.is_asked_for(TITLE, **heihe.asks_for("12-27") | {"statement": statement})
    assert set(refused.value.fields) == {"statement"}


@pytest.mark.parametrize(("days", "is_taken"), [(4, False), (5, True), (13, True)])
def test_a_copy_is_needed_no_sooner_than_it_can_be_made_and_waits_for_no_parcel(heihe, amur, days, is_taken):
    with reading() as session:
        day = day_at(session, heihe.id, now()) + timedelta(days=days)
    given = heihe.asks_for("12-27") | {"needed_by": day}
    if is_taken:
        assert heihe.loan(heihe.is_asked_for(TITLE, **given)).needed_by == day
    else:
        with pytest.raises(InvalidInput) as refused:
            heihe.is_asked_for(TITLE, **given)
        assert "the copy can be here about" in str(refused.value.fields["needed_by"])


def test_pages_must_be_named(heihe, amur):
    with pytest.raises(InvalidInput) as refused:
        heihe.is_asked_for(TITLE, **heihe.asks_for("12") | {"pages": None})
    assert set(refused.value.fields) == {"pages"}


def test_of_one_title_several_parts_may_be_copied_while_the_book_is_borrowed_once(heihe, amur):
    heihe.is_asked_for(TITLE)
    heihe.is_asked_for(TITLE, **heihe.asks_for("1-5"))
    heihe.is_asked_for(TITLE, **heihe.asks_for("6-9"))
    with pytest.raises(Conflict):
        heihe.is_asked_for(TITLE)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("state_of_its_service", {"state": "lost", "closed_at": now()}),
        ("statement_is_accepted", {"copyright_statement": None}),
        ("statement_is_accepted", {"service": "Loan"}),
        ("a_copy_is_not_due", {"due_on": now().date()}),
        ("delivered_has_a_date", {"state": "delivered"}),
        ("known_service|state_of_its_service|statement_is_accepted", {"service": "Gift"}),
    ],
)
def test_the_table_refuses(heihe, amur, to_copy, constraint, values):
    change = sa.update(LoanRequest.__table__).where(LoanRequest.__table__.c.id == heihe.loan(to_copy).id)
    if values.get("service") == "Gift":
        change = sa.text("UPDATE loan_request SET service = 'Gift'")
        values = {}
    with pytest.raises(sa.exc.IntegrityError, match=constraint), transaction() as session:
        session.execute(change.values(**values) if values else change)


# The copy -------------------------------------------------------------------------------------------------------------


def test_a_copy_is_scanned_handed_over_and_read(heihe, amur, delivered, deliver):
    assert stands(heihe, amur, delivered) == ("delivered", "copy_completed")
    ours = heihe.loan(delivered)
    assert (ours.delivered_url, ours.copy_openings) == (amur.loan(delivered).delivered_url, 2)
    assert fetches(opens(heihe, delivered)) == SCAN
    assert heihe.loan(delivered).copy_opened == 1
    heihe.does("accept_copy", delivered, actor=heihe.reader)
    assert heihe.state(delivered) == "completed"
    assert fetches(opens(heihe, delivered)) == SCAN  # as long as the file is kept, she may look again


def test_whoever_confirms_a_copy_that_nobody_has_opened_is_asked_first(heihe, delivered, at_desk):
    browser, door = at_desk(heihe, language="en"), f"/en/loans/{heihe.loan(delivered).id}/accept_copy"
    asked = browser.post(door, data={"version": heihe.loan(delivered).version})
    assert "Nobody has opened the copy yet" in asked.text
    assert heihe.state(delivered) == "delivered"
    opens(heihe, delivered)
    asked = browser.post(door, data={"version": heihe.loan(delivered).version})
    assert "Nobody has opened the copy yet" not in asked.text
    assert "cannot be reported any more" in asked.text
    browser.post(door, data={"version": heihe.loan(delivered).version, "sure": "yes"})
    assert heihe.state(delivered) == "completed"


def test_a_scan_is_looked_at_before_it_is_handed_over_and_until_then_nobody_hears_of_it(
    heihe, amur, to_copy, at_desk, deliver
):
    staff, url = at_desk(amur, language="en"), f"/en/loans/{amur.loan(to_copy).id}"
    staff.post(f"{url}/copy", data={"file": (BytesIO(SCAN), "скан 12-27.pdf")})
    deliver()
    assert stands(heihe, amur, to_copy) == ("will_supply", "to_ship")
    assert "скан 12-27.pdf" in staff.get(url).text
    assert staff.get(f"{url}/copy/file").data == SCAN
    theirs = f"/en/loans/{heihe.loan(to_copy).id}/copy/file"
    assert at_desk(heihe, language="en").get(theirs).status_code == 404
    with pytest.raises(NotFound):
        fetches(link(kept()[0].key))
    staff.post(f"{url}/copy/hand-over", data={"version": amur.loan(to_copy).version})
    deliver()
    assert stands(heihe, amur, to_copy) == ("delivered", "copy_completed")
    assert "not opened yet" in staff.get(url).text


def test_nothing_is_handed_over_where_no_scan_is_attached(amur, to_copy):
    with pytest.raises(InvalidInput), transaction() as session:
        loan = amur._find(session, to_copy)
        files.hand_over(session, amur.librarian, loan, loan.version, TERMS, link, now())


def test_who_looked_at_a_scan_does_not_hand_over_one_that_a_colleague_attached_since(amur, to_copy):
    with transaction() as session:
        loan = amur._find(session, to_copy)
        files.attach(session, amur.librarian, loan, SCAN, "скан.pdf", TERMS, now())
        seen = loan.version
    with transaction() as session:
        loan = amur._find(session, to_copy)
        files.attach(session, amur.librarian, loan, SCAN + b" of another book", "скан.pdf", TERMS, now())
    with pytest.raises(Conflict) as late, transaction() as session:
        files.hand_over(session, amur.librarian, amur._find(session, to_copy), seen, TERMS, link, now())
    assert late.value.reason == "changed-meanwhile"


def test_a_wrong_scan_is_replaced_behind_the_same_link_until_somebody_opens_it(
    heihe, amur, delivered, at_desk, deliver
):
    right, staff = b"\x89PNG\r\n\x1a\n right", at_desk(amur, language="en")
    url, told = f"/en/loans/{amur.loan(delivered).id}", heihe.loan(delivered)
    assert "Replace the file" in staff.get(url).text
    answer = staff.post(f"{url}/copy", data={"file": (BytesIO(right), "right.png")}, follow_redirects=True)
    assert "The link opens “right.png” now." in answer.text
    assert "Scan of the pages replaced" in answer.text
    assert deliver() == 0  # what the partner was told is still true
    assert fetches(opens(heihe, delivered)) == right
    assert heihe.loan(delivered).delivered_url == told.delivered_url
    late = staff.post(f"{url}/copy", data={"file": (BytesIO(SCAN), "late.pdf")})
    assert (late.status_code, "The partner has opened the scan already" in late.text) == (409, True)
    assert [each.content for each in kept()] == [right]
    assert "Replace the file" not in staff.get(url).text


def test_nobody_is_said_to_have_confirmed_what_the_clock_has_ended(heihe, delivered, at_desk):
    let_the_night_come(400)
    assert heihe.state(delivered) == "completed"
    page = at_desk(heihe, language="en").get(f"/en/loans/{heihe.loan(delivered).id}").text
    assert "the days to open it are over" in page
    assert "confirmed to be in order" not in page


def test_a_copy_comes_sooner_than_the_book_since_no_post_takes_it(heihe, amur):
    with reading() as session:
        home = session.get_one(Library, heihe.id)
        days = [
            copies.candidates(session, home, amur.records[TITLE], now(), is_copy=is_copy)[0].standing.arrives_on
            for is_copy in (True, False)
        ]
    assert days[0] < days[1]


def test_a_copy_holds_no_book(heihe, amur, make_desk, to_copy, deliver):
    assert amur.loan(to_copy).item_id is None
    assert amur.loan(to_copy).call_number == "I210.6/38"
    no = make_desk("Harbin", "CN").requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)  # the only copy of the book is free to be lent
    assert amur.state(no) == "shipped"


def test_steps_of_loans_are_not_offered_for_a_copy_nor_the_other_way_round(heihe, amur, to_copy, shipped):
    assert {"deliver_copy", "send_copy"} <= set(amur.actions_on(to_copy))
    assert "ship" not in amur.actions_on(to_copy)
    with pytest.raises(Conflict):
        amur.does("ship", to_copy)
    assert not {"accept_copy", "report_unreadable"} & set(heihe.actions_on(shipped))


def test_a_scan_is_handed_over_by_its_file_alone(amur, to_copy):
    with pytest.raises(InvalidInput):
        amur.does("deliver_copy", to_copy, link={"url": "http://elsewhere.example/x", "until": "2027-01-01"})


def test_a_copy_on_paper_has_no_file_and_no_last_day(heihe, amur, to_copy, deliver):
    amur.goes(to_copy, "send_copy", deliver)
    ours = heihe.loan(to_copy)
    assert (ours.state, ours.delivered_url, ours.ship_method) == ("delivered", None, "post")
    with pytest.raises(NotFound):
        opens(heihe, to_copy)
    let_the_night_come(400)
    assert heihe.state(to_copy) == "delivered"
    heihe.does("accept_copy", to_copy)
    assert heihe.state(to_copy) == "completed"


def test_a_copy_that_cannot_be_read_is_made_once_more(heihe, amur, delivered, deliver):
    first = heihe.loan(delivered).delivered_url
    heihe.does("report_unreadable", delivered, actor=heihe.reader, copy_fault="pages_missing")
    deliver()
    assert stands(heihe, amur, delivered) == ("will_supply", "to_ship")
    assert (heihe.loan(delivered).delivered_url, amur.loan(delivered).copy_fault) == (None, "pages_missing")
    hands_over(amur, delivered, b"\x89PNG\r\n\x1a\n better")
    deliver()
    assert stands(heihe, amur, delivered) == ("delivered", "copy_completed")
    assert [each.kind for each in kept()] == [FileKind.PNG]
    with pytest.raises(NotFound):
        fetches(first)


# The file -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", FileKind.PDF),
        (b"II*\x00 little", FileKind.TIFF),
        (b"MM\x00* big", FileKind.TIFF),
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"GIF89a", None),
        (b"<html>%PDF-", None),
        (b"", None),
    ],
)
def test_what_a_file_is_its_content_tells(content, kind):
    assert find_kind(content) is kind


@pytest.mark.parametrize("content", [b"MZ program", SCAN + b" " * 1024 * 1024])
def test_a_file_of_another_kind_or_too_large_is_refused_and_nothing_moves(heihe, amur, to_copy, content):
    with pytest.raises(InvalidInput) as refused:
        hands_over(amur, to_copy, content)
    assert set(refused.value.fields) == {"file"}
    assert amur.state(to_copy) == "to_ship"
    assert kept() == []


def test_strangers_hand_over_and_open_nothing(heihe, amur, khabarovsk, to_copy, deliver):
    for stranger in (khabarovsk.librarian, amur.reader):
        with pytest.raises(Forbidden):
            hands_over(amur, to_copy, actor=stranger)
    hands_over(amur, to_copy)
    deliver()
    # The supplying library's own row has no reader to open it for.
    with pytest.raises(NotFound), transaction() as session:
        files.open_at_home(session, amur.librarian, amur._find(session, to_copy), now())


def test_a_link_opens_as_often_as_agreed_and_no_longer_than_its_days(heihe, amur, delivered):
    url = heihe.loan(delivered).delivered_url
    assert [fetches(url), fetches(url)] == [SCAN, SCAN]
    with pytest.raises(NotFound):
        fetches(url)
    with pytest.raises(NotFound):
        fetches("http://127.0.0.1:8000/copies/guessed")


def test_after_the_last_day_neither_the_link_nor_the_page_opens_the_copy(heihe, amur, delivered):
    late = now() + timedelta(days=16)
    with pytest.raises(NotFound):
        fetches(heihe.loan(delivered).delivered_url, late)
    with pytest.raises(Conflict):
        opens(heihe, delivered, at=late)


def test_the_reader_opens_it_as_often_as_agreed(heihe, amur, delivered):
    opens(heihe, delivered)
    opens(heihe, delivered, actor=heihe.librarian)
    with pytest.raises(Conflict):
        opens(heihe, delivered)
    with reading() as session:
        wanted = (AuditEntry.action == "loan.open_copy", AuditEntry.subject_id == heihe.loan(delivered).id)
        assert len(session.scalars(sa.select(AuditEntry).where(*wanted)).all()) == 2


def let_the_night_come(days):
    for verb in night.VERBS.values():
        with transaction() as session:
            verb(session, now() + timedelta(days=days))


def test_the_night_deletes_what_is_over_and_ends_its_request(heihe, amur, delivered):
    let_the_night_come(13)
    assert (heihe.state(delivered), len(kept())) == ("delivered", 1)
    let_the_night_come(17)
    assert (heihe.state(delivered), kept()) == ("completed", [])
    let_the_night_come(18)


def test_neither_the_link_nor_a_message_bears_the_readers_name(heihe, amur, delivered):
    with reading() as session:
        rows = session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.kind) == OUTBOX_KIND)).all()
    told = " ".join(str(row.payload) for row in rows)
    assert "delivered_url" in told
    assert "reader" not in told
    assert amur.loan(delivered).reader_id is None


# Lists and papers -----------------------------------------------------------------------------------------------------


def test_the_queue_shows_copies_and_can_be_filtered_by_them(heihe, amur, to_copy, shipped, deliver):
    with reading() as session:
        home = session.get_one(Library, amur.id)
        for service, numbers in ((None, 2), (ServiceType.COPY, 1), (ServiceType.LOAN, 1)):
            sieve = lists.Sieve(service=service)
            rows = lists.requests_waiting_for(session, home, now(), "ru", sieve=sieve, all_open=True).rows
            assert len(rows) == numbers
            assert service is None or {row.is_copy for row in rows} == {service is ServiceType.COPY}


def test_the_pull_slip_names_the_pages(heihe, amur, deliver):
    no = heihe.requests_pages(TITLE, of=amur, pages="101-117")
    deliver()
    amur.goes(no, "will_supply", deliver)
    with reading() as session:
        [slip] = pull_slips(session, amur.id, ("ru", "zh"), str)
    assert slip.book.pages == "101-117"
    assert slip.book.call_number == "I210.6/38"


# Pages ----------------------------------------------------------------------------------------------------------------

WORDS = {
    "zh": {
        "ask": "申请文献传递",
        "open": "打开复制件",
        "here": "您的复制件已到",
        "no_scan": "这不是 PDF",
        "named": "<strong>版权声明：</strong>",
        "takes": "复制件最早约于",
    },
    "ru": {
        "ask": "Заказать копию страниц",
        "open": "Открыть копию",
        "here": "Ваша копия здесь",
        "no_scan": "не файл PDF",
        "named": "<strong>Заявление об авторском праве:</strong>",
        "takes": "Копия может быть готова примерно",
    },
}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_copy_goes_from_the_form_to_the_reader_on_pages(app, heihe, amur, at_desk, deliver, language):
    words, reader = WORDS[language], at_desk(heihe, Role.READER, language)
    record = heihe.records[TITLE]
    page = reader.get(f"/{language}/loans/new?record={record}&service=Copy")
    assert words["ask"] in page.text
    assert words["takes"] in page.text
    given = {"record_id": record, "service": "Copy", "pages": "12-27"}
    refused = reader.post(f"/{language}/loans/new", data=given)
    assert (refused.status_code, words["named"] in refused.text) == (422, True)
    answer = reader.post(f"/{language}/loans/new", data=given | {"statement": "study-2026"})
    assert answer.status_code == 302
    with reading() as session:
        no = session.scalars(sa.select(LoanRequest)).one().request_no
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    staff, theirs = at_desk(amur, Role.LIBRARIAN, language), amur.loan(no)
    url = f"/{language}/loans/{theirs.id}"
    assert "12-27" in staff.get(url).text
    assert "study-2026" not in staff.get(url).text  # The version's name is for the audit.
    bad = staff.post(f"{url}/copy", data={"version": theirs.version, "file": (BytesIO(b"MZ"), "scan.pdf")})
    assert (bad.status_code, words["no_scan"] in bad.text) == (422, True)
    sent = staff.post(f"{url}/copy", data={"version": theirs.version, "file": (BytesIO(SCAN), "scan.exe")})
    assert sent.status_code == 302
    sent = staff.post(f"{url}/copy/hand-over", data={"version": amur.loan(no).version})
    assert sent.status_code == 302
    deliver()
    ours = f"/{language}/loans/{heihe.loan(no).id}"
    shown = reader.get(ours).text
    assert words["here"] in shown
    assert words["open"] in shown
    opened = reader.post(f"{ours}/copy/open")
    assert opened.status_code == 303
    fetched = app.test_client().get(opened.location)
    assert (fetched.status_code, fetched.data, fetched.mimetype) == (200, SCAN, "application/pdf")
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/copies/forged").status_code == 404
    assert app.test_client().head(opened.location).status_code == 404
    [file] = kept()
    assert file.openings == 1
