"""What staff type or scan means the same in full-width letters and digits, in what was kept before as well."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from library_exchange.accounts import queries, services
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.schemas import Correction, Invitation
from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import StepInput
from library_exchange.new_requests.schemas import ForReader
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import Mode, Purpose
from library_exchange.shipping.schemas import Weighed
from library_exchange.web.forms import parse
from library_exchange.work_queue.queries import lists
from tests.core.test_codes import full_width
from tests.loans.conftest import add_copies, add_record

WIDE = {"code": "0123456", "wide": full_width("0123456")}


@pytest.fixture
def app(web):
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize("kept", ["{code}", "{wide}"])
@pytest.mark.parametrize("typed", ["{code}", "{wide}"])
def test_the_barcode_of_a_copy_leads_to_its_open_request_or_else_to_its_title(amur, at_desk, shipped, kept, typed):
    loan = amur.loan(shipped)
    with transaction() as session:
        session.get_one(Item, loan.item_id).barcode = kept.format(**WIDE)
    browser, code = at_desk(amur), {"code": typed.format(**WIDE)}
    assert browser.get("/en/staff/scan", query_string=code).location.endswith(f"/loans/{loan.id}?scan=1")
    with transaction() as session:
        item = session.get_one(Item, loan.item_id)
        item.barcode, twin = None, Item(holding_id=item.holding_id, library_id=amur.id, barcode=kept.format(**WIDE))
        twin.number = item.number + 1
        session.add(twin)
    answer = browser.get("/en/staff/scan", query_string=code, follow_redirects=True)
    assert answer.request.path == f"/en/r/{loan.record_id}"
    assert "It is that of your copy of this title" in text_of(answer)


@pytest.mark.parametrize("code", ["84Р7/Т53", "示例-0114", "EXAMPLE-0024", "12-77"])
def test_a_shelf_mark_a_parcel_number_or_a_barcode_is_found_by_the_field_of_the_work_list_and_the_scanner(
    amur, at_desk, shipped, code
):
    loan = amur.loan(shipped)
    with transaction() as session:
        kept = session.get_one(LoanRequest, loan.id)
        kept.call_number = code if "/" in code or "示" in code else None
        kept.tracking_no = code if code.startswith("EX") else None
        session.get_one(Item, loan.item_id).barcode = code if code == "12-77" else "other"
    browser = at_desk(amur)
    assert f'id="loan-{loan.id}"' in browser.get("/en/staff", query_string={"q": code}).text
    assert browser.get("/en/staff/scan", query_string={"code": code}).location.endswith(f"/loans/{loan.id}?scan=1")


def test_the_copy_from_the_shelf_is_known_by_a_plain_number_and_no_second_one_by_it(heihe, amur, to_fetch, deliver):
    one, other = to_fetch("А 1", "А 2")
    with transaction() as session:
        for no in (one, other):
            session.get_one(Item, amur.loan(no).item_id).barcode = None
    amur.does("found", one, barcode=parse(StepInput, {"barcode": WIDE["wide"]}).barcode)
    with reading() as session:
        assert session.get_one(Item, amur.loan(one).item_id).barcode == WIDE["code"]
    with transaction() as session:
        session.get_one(Item, amur.loan(one).item_id).barcode = WIDE["wide"]
    with pytest.raises(InvalidInput):
        amur.does("found", other, barcode=WIDE["code"])


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_staff_of_both_libraries_read_one_number_of_a_request(heihe, amur, at_desk, shipped, language):
    number = amur.loan(shipped).public_no
    assert number.endswith("-1")
    for desk in (heihe, amur):
        page = at_desk(desk).get(f"/{language}/loans/{desk.loan(shipped).id}").text
        assert number in re.search(r"<title>([^<]*)", page)[1]


# What else is scanned -------------------------------------------------------------------------------------------------


def twin(amur, loan, title="Лес"):
    """Give another book of the library's the bar code of the loan's copy; return that."""
    [other] = add_copies(add_record(title), amur.id)
    with transaction() as session:
        for item_id in (loan.item_id, other):
            session.get_one(Item, item_id).barcode = "T-1"
    return "T-1"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_where_two_books_have_one_barcode_the_scanner_says_so_and_lets_choose(
    heihe, amur, at_desk, shipped, deliver, language
):
    loan = amur.loan(shipped)
    code, browser = twin(amur, loan), at_desk(amur, language=language)
    scanned = browser.get(f"/{language}/staff/scan", query_string={"code": code})
    assert scanned.location.endswith(f"/loans/{loan.id}?scan=1")
    told = {"zh": "本馆另有一种书也用此条码", "ru": "Этот штрихкод есть и у другой вашей книги"}[language]
    assert told in text_of(browser.get(scanned.location))
    heihe.goes(shipped, "receive ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    answer = browser.get(f"/{language}/staff/scan", query_string={"code": code}, follow_redirects=True)
    assert (answer.request.path, answer.request.args["q"]) == (f"/{language}/staff/holdings", code)
    assert {"zh": "本馆有几种书用此条码", "ru": "Этот штрихкод у нескольких"}[language] in text_of(answer)


def test_a_withdrawn_copy_with_the_same_barcode_asks_nothing(heihe, amur, at_desk, shipped, deliver):
    loan = amur.loan(shipped)
    code = twin(amur, loan)
    heihe.goes(shipped, "receive ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    with transaction() as session:
        session.get_one(Item, loan.item_id).local_state = LocalState.WITHDRAWN
    location = at_desk(amur).get("/en/staff/scan", query_string={"code": code}).location
    assert "/en/r/" in location
    assert not location.endswith(f"/{loan.record_id}")


def test_an_empty_scan_says_so(amur, at_desk):
    browser = at_desk(amur)
    for code in ("", "  "):
        answer = browser.get("/en/staff/scan", query_string={"code": code}, follow_redirects=True)
        assert "The field was empty" in text_of(answer)


def test_a_scanned_card_lists_the_requests_of_its_reader_to_her_library_alone(heihe, amur, at_desk):
    adds(heihe, "李四", "H-0012")
    browser = at_desk(heihe)
    for typed in ("H-0012", full_width("h-0012")):
        answer = browser.get("/en/staff/scan", query_string={"code": typed}, follow_redirects=True)
        assert answer.request.args["q"] == "H-0012"
        assert "This is the card of 李四" in text_of(answer)
    stranger = at_desk(amur).get("/en/staff/scan", query_string={"code": "H-0012"}, follow_redirects=True)
    assert "“H-0012” is no number" in text_of(stranger)


def test_the_number_of_a_consignment_opens_that_for_the_libraries_it_concerns(heihe, amur, khabarovsk, at_desk):
    with transaction() as session:
        facts = {"purpose": Purpose.PERMANENT, "mode": Mode.POST, "currency": "CNY"}
        times = dict.fromkeys(("created_at", "touched_at"), now())
        found = Consignment(number="CN2026-00014", consignor_id=heihe.id, consignee_id=amur.id, **facts, **times)
        session.add(found)
        session.flush()
        consignment_id = found.id
    for desk in (heihe, amur):
        scanned = at_desk(desk).get("/en/staff/scan", query_string={"code": "cn2026-00014"})
        assert scanned.location.endswith(f"/en/staff/shipments/{consignment_id}")
    scanned = at_desk(khabarovsk).get("/en/staff/scan", query_string={"code": "CN2026-00014"})
    assert "shipments" not in scanned.location


# Readers --------------------------------------------------------------------------------------------------------------


def adds(desk, name, card_no):
    given = parse(Invitation, {"name": name, "card_no": card_no, "language": "zh", "role": "reader"})
    with transaction() as session:
        return services.invite(session, desk.librarian, desk.id, given)


def called(desk, words):
    with reading() as session:
        found = queries.readers_called(session, desk.id, words, 9)
        listed = queries.readers_of(session, desk.id, 0, 9, words)
        return [each.name for each in found], [user.name for _membership, user in listed]


@pytest.mark.parametrize(
    "words", ["李四", "李 四", "李　四", "H0012", "Ｈ００１２", "Ｈ0012", "h0012", "李四 h0012", "H0012 李四"]
)
@pytest.mark.parametrize("kept", [("李　四", "Ｈ0012"), ("李四", "H0012"), ("李 四", "Ｈ００１２")])
def test_a_reader_is_found_however_her_name_and_card_were_typed(heihe, kept, words):
    adds(heihe, "李四", "H0012")
    with transaction() as session:
        user = session.scalars(sa.select(User).where(User.name == "李四")).one()
        member = session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
        user.name, member.card_no = kept
    found, listed = called(heihe, words)
    assert listed == [kept[0]]
    assert found == [kept[0]]


def test_a_card_that_is_only_begun_is_nobodys(heihe):
    adds(heihe, "李四", "H0012")
    for words in ("H001", "李四 H001", "王五 H0012"):
        assert called(heihe, words)[0] == []


def test_a_card_is_kept_plain_and_nobody_else_gets_it(heihe):
    adds(heihe, "李　四", "Ｈ0012")
    with reading() as session:
        assert session.scalars(sa.select(Membership.card_no).where(Membership.card_no.is_not(None))).all() == ["H0012"]
    for name in ("王五", "李四"):
        with pytest.raises(InvalidInput) as refused:
            adds(heihe, name, "Ｈ００１２")
        assert "card_no" in refused.value.fields
    with transaction() as session:
        member = session.scalars(sa.select(Membership).where(Membership.card_no == "H0012")).one()
        member.card_no = "Ｈ0012"
    with pytest.raises(InvalidInput):
        adds(heihe, "王五", "H0012")


def test_a_name_set_wide_is_the_same_name(heihe):
    adds(heihe, "李　四", "H0012")
    with reading() as session:
        assert len(queries.readers_named(session, heihe.id, "李四")) == 1
        assert not queries.readers_named(session, heihe.id, "李四光")


def test_requests_are_found_by_their_reader_however_she_is_typed(heihe, amur, shipped):
    with transaction() as session:
        reader_id = heihe.loan(shipped).reader_id
        session.get_one(User, reader_id).name = "李 四"
        member = session.scalars(sa.select(Membership).where(Membership.user_id == reader_id)).one()
        member.card_no = "Ｈ0012"
    with reading() as session:
        library = session.get(lists.Library, heihe.id)
        for words in ("李四", "李　四", "H0012", "Ｈ００１２", full_width(heihe.loan(shipped).public_no)):
            found = lists.search_requests(session, library, words, heihe.now(), "zh")
            assert [row.id for row in found] == [heihe.loan(shipped).id], words


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("Петрова М. И.", True),
        ("петрова м.и.", True),
        ("8 914 555-12-34", True),
        ("Петрова А.", False),
        ("555-99", False),
    ],
)
def test_requests_are_found_by_their_readers_initials_and_telephone(heihe, shipped, words, is_found):
    with transaction() as session:
        reader_id = heihe.loan(shipped).reader_id
        session.get_one(User, reader_id).name = "Петрова Мария Ивановна"
        member = session.scalars(sa.select(Membership).where(Membership.user_id == reader_id)).one()
        member.phone = "+7 914 555-12-34"
    with reading() as session:
        library = session.get_one(lists.Library, heihe.id)
        assert bool(lists.search_requests(session, library, words, heihe.now(), "ru")) is is_found


# Forms ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "field", "plain"),
    [
        (Weighed, "tracking_no", "RR123456785CN"),
        (StepInput, "tracking", "RR123456785CN"),
        (StepInput, "barcode", "0123456"),
        (StepInput, "due_on", "2027-01-15"),
        (Correction, "phone", "+86 456 8223344"),
        (ForReader, "new_card_no", "H0012"),
        (ForReader, "new_phone", "13904560000"),
    ],
)
def test_a_number_typed_full_width_is_kept_as_a_plain_one(schema, field, plain):
    assert str(getattr(parse(schema, {field: full_width(plain)}), field)) == plain


def test_a_sum_typed_full_width_is_a_sum():
    given = parse(StepInput, {"settlement_minor": full_width("1,350.50")})
    assert given.settlement_minor == 135050


def test_the_number_of_a_request_is_still_a_request_of_the_own_library_alone(khabarovsk, amur, at_desk, shipped):
    number = amur.loan(shipped).public_no.rpartition("-")[0]
    answer = at_desk(khabarovsk, Role.LIBRARIAN).get(f"/en/staff/scan?code={number}", follow_redirects=True)
    assert f"“{number}” is no number of a request or consignment of your library" in text_of(answer)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LoanRequest)) == 2
