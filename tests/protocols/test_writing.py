"""What we say is a valid document of the partner's edition, and a partner of our own kind reads all of it again."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from library_exchange.core.titles import Written
from library_exchange.loan_messages.rules import Confirmation, refused, said_by
from library_exchange.loans.rules.codes import CopyFault, Damage, DueState, Outgoing, RenewalRefusal, Settlement
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.messages import form_of
from library_exchange.loans.rules.standard_codes import (
    ErrorType,
    LoanCondition,
    MessageStatus,
    MessageType,
    ReasonRetry,
    ReasonUnfilled,
    ServiceType,
)
from library_exchange.loans.schemas import BibliographicInfo, LoanMessage, Part, TextForm
from library_exchange.loans.services.transitions import CALLED, TOLD
from library_exchange.protocols.iso18626.from_document import Agency, hear
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.reading import read, read_confirmation
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.rules.writing import write
from library_exchange.protocols.iso18626.to_document import Envelope, confirm, say
from library_exchange.shipping.rules.codes import Mode
from tests.protocols.conftest import agency_document, request_document, supplier_document

AT = datetime(2026, 11, 20, 8, 0, 0, 123000, tzinfo=UTC)
BOOK = BibliographicInfo(
    title=(
        TextForm(value="История Амура", lang="ru"),
        TextForm(value="阿穆尔河历史", lang="zh-Hans", kind="translation"),
    ),
    authors=((TextForm(value="Невельской Г. И.", lang="ru"),),),
    imprint=(Written("1990", ""),),
    isbn="9785170382293",
    part=Part(pages="12-27", title="Албазин", volume="2"),
)
COLUMNS = {
    "needed_by": date(2026, 12, 24),
    "previous_no": "R-ABC-1",
    "reason_unfilled": ReasonUnfilled.NOT_HELD,
    "loan_condition": LoanCondition.NO_REPRODUCTION,
    "reason_retry": ReasonRetry.ON_LOAN,
    "retry_after": date(2026, 12, 1),
    "due_on": date(2027, 1, 15),
    "ship_method": Mode.POST,
    "tracking_no": "RB123456789CN",
    "renewal_refusal": RenewalRefusal.WANTED_HERE,
    "damage": Damage.WET,
    "settlement": Settlement.REPAIRED,
    "settlement_minor": 15000,
    "settlement_currency": "CNY",
    "service_type": ServiceType.COPY,
    "local_check_on": date(2026, 11, 19),
    "copy_fault": CopyFault.ILLEGIBLE,
    "delivered_url": "https://bridge.example.org/copies/abc",
    "copy_until": date(2026, 12, 10),
    "copy_openings": 5,
    "fee_minor": 3500,
    "fee_currency": "RUB",
}
"""A value for every column that a message may tell."""


def message(said: Outgoing) -> LoanMessage:
    """Return what a library says, with everything that is told with it."""
    told = {CALLED.get(name, name): COLUMNS[CALLED.get(name, name)] for name in TOLD.get(said, ())}
    return LoanMessage(
        sender="amur",
        recipient="abroad",
        request_no="R-ABC-2",
        seq=3,
        sent_at=AT,
        form=form_of(said, S.ON_LOAN, DueState.OK),
        book=BOOK if said is Outgoing.REQUEST else None,
        holder="khabarovsk" if said is Outgoing.SHIPPED_FORWARD else None,
        **told,
    )


def envelope(edition: Edition = Edition.E2017, shim: Shim = Shim.NONE, **more: object) -> Envelope:
    return Envelope(
        edition,
        shim,
        Agency("ISIL", "DE-1"),
        Agency("ISIL", "RU-AMUR"),
        "R-ABC-2",
        "S-77",
        name="Amur Library",
        mailbox="mba@example.org",
        answer_to="https://bridge.example.org/iso18626",
        zone=ZoneInfo("Asia/Yakutsk"),
        **more,
    )


def wrong_in(schemas, edition, raw):
    """Return what the schema finds wrong."""
    schema = schemas[edition]
    schema.validate(etree.fromstring(raw))
    return [str(error) for error in schema.error_log]


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("shim", Shim)
@pytest.mark.parametrize("said", Outgoing)
def test_everything_that_a_library_says_is_valid_in_the_edition_of_its_partner(schemas, edition, shim, said):
    _word, raw = say(message(said), envelope(edition, shim))
    assert wrong_in(schemas, edition, raw) == []


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("said", Outgoing)
def test_another_node_of_ours_reads_all_that_was_said(edition, said):
    sent = message(said)
    _word, raw = say(sent, envelope(edition, Shim.BRIDGE))
    heard = hear(read(raw), Shim.BRIDGE)
    assert heard.refusal is None
    lost_by_2017 = edition is Edition.E2017 and said in (
        Outgoing.LOST,
        Outgoing.HOLD_RETURN,
        Outgoing.RELEASE_RETURN,
    )
    if not lost_by_2017:
        assert said_by(heard.form) is said_by(sent.form)
    standard = {"needed_by", "previous_no", "due_on", "retry_after"}
    told = {name for name, value in sent if value is not None and name in COLUMNS and name not in standard}
    assert {name: heard.facts.get(name) for name in told} == {name: getattr(sent, name) for name in told}
    assert heard.facts.get("seq") == 3
    if said is Outgoing.REQUEST:
        assert heard.facts["book"] == BOOK


def test_a_book_with_long_names_is_read_whole_by_another_node_of_ours():
    long = BOOK.model_copy(
        update={
            "title": tuple(
                TextForm(value=f"{form.value} {'очерки ' * 138}".strip(), lang=form.lang) for form in BOOK.title
            )
        }
    )
    sent = message(Outgoing.REQUEST).model_copy(update={"book": long})
    heard = hear(read(say(sent, envelope(Edition.E2021, Shim.BRIDGE))[1]), Shim.BRIDGE)
    assert (heard.facts.get("seq"), heard.facts["book"]) == (3, long)


def test_a_day_is_the_same_day_at_the_partner():
    _word, raw = say(message(Outgoing.LOANED), envelope())
    assert read(raw).body.text("statusInfo/dueDate") == "2027-01-15T03:00:00.000Z"


def test_the_number_of_a_parcel_stands_where_the_edition_has_a_place_for_it():
    _word, old = say(message(Outgoing.LOANED), envelope(Edition.E2017))
    _word, new = say(message(Outgoing.LOANED), envelope(Edition.E2021))
    assert read(old).body.text("messageInfo/note") == "RB123456789CN"
    assert read(new).body.text("shippingInfo/trackingId") == "RB123456789CN"


@pytest.mark.parametrize(
    ("shim", "said", "action", "note"),
    [
        (Shim.RESHARE, Outgoing.CONDITION_ACCEPTED, "Notification", "#ReShareLoanConditionAgreeResponse#"),
        (Shim.RESHARE, Outgoing.CONDITION_REJECTED, "Cancel", "#ReShareLoanConditionRejectResponse#"),
        (Shim.ALMA, Outgoing.CONDITION_ACCEPTED, "Notification", "ACCEPT"),
        (Shim.ALMA, Outgoing.CONDITION_REJECTED, "Notification", "REJECT"),
        (Shim.NONE, Outgoing.CONDITION_REJECTED, "Cancel", "We do not accept the condition."),
        (Shim.NONE, Outgoing.WITHDRAWN, "Cancel", "Another library is asked. Please stop working on this request."),
        (Shim.NONE, Outgoing.FOUND_AGAIN, "Notification", "The item that was lost has been found."),
        (Shim.NONE, Outgoing.LOST, "Notification", "The item is lost."),
    ],
)
def test_what_the_standard_has_no_word_for_is_said_in_the_manner_of_the_partner(shim, said, action, note):
    _word, raw = say(message(said), envelope(Edition.E2017, shim))
    body = read(raw).body
    assert (body.text("action"), body.text("note")) == (action, note)


def test_a_loss_has_a_word_since_2021():
    assert read(say(message(Outgoing.LOST), envelope(Edition.E2021))[1]).body.text("action") == "Lost"


def test_keeping_a_book_for_now_is_a_note_for_who_has_no_status_for_it():
    body = read(say(message(Outgoing.HOLD_RETURN), envelope(Edition.E2017))[1]).body
    assert (body.text("messageInfo/reasonForMessage"), body.text("statusInfo/status")) == ("Notification", "Loaned")
    assert read(say(message(Outgoing.HOLD_RETURN), envelope(Edition.E2021))[1]).body.text("statusInfo/status") == (
        "HoldReturn"
    )


def test_whoever_reminds_is_answered_as_if_he_asked_for_the_first_time():
    reminded = replace(envelope(), is_reminded=True)
    assert read(say(message(Outgoing.STATUS), reminded)[1]).body.text("messageInfo/reasonForMessage") == (
        "RequestResponse"
    )


def test_a_library_is_told_to_no_system_what_stays_at_home():
    for said in Outgoing:
        for shim in Shim:
            _word, raw = say(message(said), envelope(shim=shim))
            assert read(raw).body.text("patronInfo/surname") is None
            assert b"patron" not in raw.lower()


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(
    "raw",
    [request_document(), agency_document("Received"), supplier_document("R-1-1", "Loaned")],
    ids=["request", "requesting", "supplying"],
)
@pytest.mark.parametrize(
    "answer", [Confirmation(MessageStatus.OK), refused(ErrorType.UNRECOGNISED_VALUE, "no such request")]
)
def test_confirmations_are_valid_and_repeat_what_they_confirm(schemas, edition, raw, answer):
    document = read(raw)
    written = confirm(document, hear(document, Shim.NONE), edition, answer, AT)
    assert wrong_in(schemas, edition, written) == []
    confirmed = read_confirmation(written)
    assert confirmed.text("confirmationHeader/timestampReceived") == document.body.text("header/timestamp")
    assert confirmed.text("confirmationHeader/messageStatus") == answer.status
    assert confirmed.text("action") == document.body.text("action")
    assert confirmed.text("reasonForMessage") == document.body.text("messageInfo/reasonForMessage")
    assert confirmed.text("errorData/errorType") == answer.error


def test_characters_that_no_document_may_hold_are_left_out():
    raw = write(Edition.E2017, "requestingAgencyMessage", {"note": "a\x00b\x0bc\ud800d", "header": {}})
    assert read(raw).body.text("note") == "abcd"


def test_only_the_three_messages_have_a_layout():
    for kind in MessageType:
        for edition in Edition:
            assert read(write(edition, str(kind), {"header": {}})).name == kind
    with pytest.raises(KeyError):
        write(Edition.E2017, "letter", {})


@pytest.mark.parametrize("here", ["Asia/Shanghai", "Asia/Vladivostok", "Europe/Moscow"])
@pytest.mark.parametrize("there", ["Asia/Shanghai", "Asia/Vladivostok", "Europe/Moscow"])
def test_both_sides_write_one_due_date(here, there):
    _word, raw = say(message(Outgoing.LOANED), replace(envelope(), zone=ZoneInfo(here)))
    due_at = read(raw).body.instant("statusInfo/dueDate")
    assert due_at.astimezone(ZoneInfo(there)).date() == date(2027, 1, 15)


NS = {"i": "http://illtransactions.org/2013/iso18626"}


def sums_in(raw):
    """Return every sum of money in a document by the element that holds it."""
    found = etree.fromstring(raw).xpath("//i:currencyCode/..", namespaces=NS)
    return {
        f"{etree.QName(each.getparent()).localname}/{etree.QName(each).localname}": "".join(each.itertext()).strip()
        for each in found
    }


DELIVERY, OFFER = "deliveryInfo/deliveryCosts", "messageInfo/offeredCosts"


@pytest.mark.parametrize(
    ("said", "edition", "where"),
    [
        (Outgoing.WILL_SUPPLY, Edition.E2017, {OFFER}),
        (Outgoing.WILL_SUPPLY, Edition.E2021, {DELIVERY}),
        (Outgoing.CONDITION, Edition.E2017, {OFFER}),
        (Outgoing.CONDITION, Edition.E2021, {DELIVERY}),
        (Outgoing.LOANED, Edition.E2017, {OFFER, DELIVERY}),
        (Outgoing.LOANED, Edition.E2021, {DELIVERY}),
        (Outgoing.UNFILLED, Edition.E2017, set()),
        (Outgoing.REQUEST, Edition.E2021, set()),
    ],
)
def test_a_fee_stands_where_the_edition_has_a_place_for_it(said, edition, where):
    _word, raw = say(message(said), envelope(edition))
    assert sums_in(raw) == dict.fromkeys(where, "RUB35.00")


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(
    "fee", [{"fee_minor": None, "fee_currency": None}, {"fee_minor": 50, "fee_currency": "vouchers"}]
)
def test_what_is_free_or_paid_by_vouchers_is_no_sum_of_money(schemas, edition, fee):
    _word, raw = say(message(Outgoing.LOANED).model_copy(update=fee), envelope(edition))
    assert sums_in(raw) == {}
    assert wrong_in(schemas, edition, raw) == []


IN_VOUCHERS = {"fee_minor": 50, "fee_currency": "vouchers"}


@pytest.mark.parametrize("said", [Outgoing.WILL_SUPPLY, Outgoing.CONDITION, Outgoing.LOANED, Outgoing.COPY_COMPLETED])
@pytest.mark.parametrize(("edition", "method"), [(Edition.E2017, None), (Edition.E2021, "IFLAVoucher")])
def test_that_a_fee_is_paid_by_voucher_is_said_where_the_edition_has_a_place_and_how_many_in_words(
    schemas, edition, method, said
):
    _word, raw = say(message(said).model_copy(update=IN_VOUCHERS), envelope(edition))
    body = read(raw).body
    assert body.text("deliveryInfo/paymentMethod") == method
    assert "Fee in IFLA vouchers: 0.5." in body.text("messageInfo/note")
    assert wrong_in(schemas, edition, raw) == []


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(("pays", "method"), [(True, "IFLAVoucher"), (False, None)])
def test_a_request_says_that_it_is_paid_by_voucher(schemas, edition, pays, method):
    _word, raw = say(message(Outgoing.REQUEST), envelope(edition, pays_by_voucher=pays))
    assert read(raw).body.text("billingInfo/paymentMethod") == method
    assert wrong_in(schemas, edition, raw) == []
