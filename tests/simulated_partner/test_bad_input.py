"""What nobody should send to a simulated partner: it answers as real ones do, or better, and does not fall."""

import http.client
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from library_exchange.simulated_partner.editions import NAMESPACE, V1_2, V2021_2
from library_exchange.simulated_partner.reading import read
from library_exchange.simulated_partner.scenarios import find
from tests.foreign import Foreign, Make, settle

XML = {"Content-Type": "application/xml"}
WHEN = "2026-11-01T08:00:00Z"
PARTIES = "".join(
    f"<{role}><agencyIdType>ISIL</agencyIdType><agencyIdValue>{symbol}</agencyIdValue></{role}>"
    for role, symbol in (("supplyingAgencyId", "SUP"), ("requestingAgencyId", "RU-1"))
)


def message(inside: str, namespace: str = NAMESPACE) -> bytes:
    attributes = f'xmlns="{namespace}" xmlns:i="{namespace}" i:version="1.2"'
    return f"<ISO18626Message {attributes}>{inside}</ISO18626Message>".encode()


def header(request_id: str = "r1") -> str:
    return (
        f"<header>{PARTIES}<multipleItemRequestId/><timestamp>{WHEN}</timestamp>"
        f"<requestingAgencyRequestId>{request_id}</requestingAgencyRequestId></header>"
    )


def request(
    request_id: str = "r1", record: str = "WILLSUPPLY", kind: str = "New", note: str = "", more: str = ""
) -> bytes:
    return message(
        f"<request>{header(request_id)}<bibliographicInfo><supplierUniqueRecordId>{record}</supplierUniqueRecordId>"
        f"</bibliographicInfo><serviceInfo><requestType>{kind}</requestType>{more}<serviceType>Loan</serviceType>"
        f"<note>{note}</note></serviceInfo></request>"
    )


def said(action: str, request_id: str = "r1") -> bytes:
    return message(f"<requestingAgencyMessage>{header(request_id)}<action>{action}</action></requestingAgencyMessage>")


def told(reason: str, status: str, request_id: str = "r1") -> bytes:
    return message(
        f"<supplyingAgencyMessage>{header(request_id)}<messageInfo><reasonForMessage>{reason}</reasonForMessage>"
        f"</messageInfo><statusInfo><status>{status}</status><lastChange>{WHEN}</lastChange></statusInfo>"
        "</supplyingAgencyMessage>"
    )


def call(
    abroad: Foreign, body: bytes = b"", method: str = "POST", path: str = "", headers: dict[str, str] | None = None
):
    place = urlsplit(abroad.url)
    connection = http.client.HTTPConnection(place.netloc, timeout=10)
    try:
        connection.request(method, path or place.path, body, XML if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def confirmed(abroad: Foreign, body: bytes) -> str:
    status, answer, _headers = call(abroad, body)
    assert status == 200
    return read(answer).gist


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_messages_are_posted(foreign, method):
    status, _answer, headers = call(foreign(), method=method)
    assert (status, headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", ""])
def test_messages_are_xml(foreign, content_type):
    assert call(foreign(), request(), headers={"Content-Type": content_type})[0] == 415


@pytest.mark.parametrize("content_type", ["text/xml", "application/xml; charset=utf-8"])
def test_both_names_of_xml_are_taken(foreign, content_type):
    status, answer, headers = call(foreign(), request(), headers={"Content-Type": content_type})
    assert (status, read(answer).gist, headers["Content-Type"].split(";")[0]) == (200, "OK", "application/xml")


ENTITY = b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
LAUGHS = b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no XML"),
        (b"{}", "no XML"),
        (b"\x00\xff\xfe", "no XML"),
        (request()[:-5], "no XML"),
        (request().replace(b"WILLSUPPLY", b"&unknown;"), "no XML"),
        (message("<request/>", "http://elsewhere.example/ill"), "not ISO18626Message"),
        (b"<ISO18626Message><request/></ISO18626Message>", "not ISO18626Message"),
        (message(""), "here are 0"),
        (message("<request/><request/>"), "here are 2"),
        (message("<letter/>"), "no message of ISO 18626"),
        (message("<requestConfirmation/>"), "A confirmation is an answer"),
        (ENTITY + request().replace(b"WILLSUPPLY", b"&e;"), "DOCTYPE"),
        (LAUGHS + request().replace(b"WILLSUPPLY", b"&b;"), "DOCTYPE"),
        (b"<!DOCTYPE m>" + request(), "DOCTYPE"),
    ],
)
def test_what_is_no_message_is_refused_with_a_text(foreign, body, why):
    abroad = foreign()
    status, answer, _headers = call(abroad, body)
    assert status == 400
    assert why in answer.decode()
    assert abroad.journal.entries()[0].body == body, "it is kept as it came"


def test_a_message_too_long_is_refused(foreign):
    assert call(foreign(), request(note="x" * 102_400))[0] == 413


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (request(""), "ERROR UnrecognisedDataElement requestingAgencyRequestId"),
        (request(kind="Perhaps"), "ERROR UnrecognisedDataValue requestType: Perhaps"),
        (request("unknown", kind="Reminder"), "ERROR UnrecognisedDataValue requestingAgencyRequestId: unknown"),
        (said("Received", "unknown"), "ERROR UnrecognisedDataValue requestingAgencyRequestId: unknown"),
        (said("Frobnicate"), "ERROR UnsupportedActionType Frobnicate"),
        (said("Lost"), "ERROR UnsupportedActionType Lost"),
        (said(""), "ERROR UnsupportedActionType"),
        (told("StatusChange", "Loaned", "unknown"), "ERROR UnrecognisedDataValue requestingAgencyRequestId: unknown"),
        (message("<request/>"), "ERROR UnrecognisedDataElement"),
        (message("<requestingAgencyMessage/>"), "ERROR UnrecognisedDataValue"),
        (message("<supplyingAgencyMessage/>"), "ERROR UnrecognisedDataValue"),
    ],
)
def test_a_message_that_cannot_be_meant_is_confirmed_as_an_error(foreign, shared_data, body, error):
    abroad = foreign()
    assert confirmed(abroad, request()) == "OK"
    assert confirmed(abroad, body).startswith(error)
    assert abroad.journal.entries()[-1].answer_faults[V1_2] == []
    settle(abroad)


def test_an_id_is_taken_once(foreign):
    abroad = foreign()
    assert [confirmed(abroad, request())[:5] for _ in range(2)] == ["OK", "ERROR"]


def test_a_requester_refuses_what_no_supplier_can_mean(foreign):
    abroad = foreign("requester", edition=V1_2)
    request_id = abroad.asks("围城")
    assert confirmed(abroad, told("Rumour", "Loaned", request_id)) == "ERROR UnsupportedReasonForMessageType Rumour"
    assert confirmed(abroad, told("StatusChange", "Eaten", request_id)) == "ERROR UnrecognisedDataValue status: Eaten"
    assert confirmed(abroad, told("StatusChange", "HoldReturn", request_id)).startswith("ERROR")
    assert confirmed(abroad, told("StatusChange", "", request_id)) == "OK", "some systems send no status"


def test_each_role_keeps_to_itself(foreign):
    assert confirmed(foreign("requester"), request()).startswith("ERROR UnrecognisedDataValue this partner requests")
    assert confirmed(foreign("supplier"), told("StatusChange", "Loaned")).startswith("ERROR UnrecognisedDataValue")


def test_a_partner_may_want_a_key(foreign):
    abroad = foreign(demanded={"X-Key": "birch"})
    assert call(abroad, request())[0] == 401
    assert call(abroad, request(), headers=XML | {"X-Key": "oak"})[0] == 401
    assert call(abroad, request(), headers=XML | {"X-Key": "birch"})[0] == 200


def test_a_partner_sends_its_key(foreign):
    supplier = foreign("supplier", demanded={"X-Key": "birch"})
    without, keyed = (
        foreign("requester", peer=supplier.url),
        foreign("requester", peer=supplier.url, headers={"X-Key": "birch"}),
    )
    for abroad in (without, keyed):
        abroad.asks("围城")
    settle(supplier, without, keyed)
    assert [abroad.journal.entries()[0].status for abroad in (without, keyed)] == [401, 200]


def test_a_wish_of_a_reader_makes_a_requester_ask(foreign):
    supplier = foreign("supplier")
    abroad = foreign("requester", peer=supplier.url)
    wish = request("", "LOANED", more="<requestSubType>PatronRequest</requestSubType>", note="#KEEP#")
    assert confirmed(abroad, wish) == "OK"
    settle(abroad, supplier)
    assert (supplier.statuses, abroad.actions) == (["Loaned"], ["Received"])


@pytest.mark.parametrize(
    ("name", "last", "actions"),
    [
        ("illmock-req.xml", "LoanCompleted", {"Received", "ShippedReturn"}),
        ("illmock-renew-req.xml", "LoanCompleted", {"Received", "Renew", "ShippedReturn"}),
        ("illmock-error-req.xml", None, set()),
    ],
)
def test_samples_of_other_systems_are_understood(foreign, shared_data, name, last, actions):
    """A wish written elsewhere starts the whole conversation, once."""
    supplier = foreign("supplier", delay=0.02)
    abroad = foreign("requester", peer=supplier.url, delay=0.02)
    sample = (shared_data / "iso18626" / "messages" / "crosslink" / name).read_bytes()
    assert confirmed(abroad, sample) == "OK"
    assert confirmed(abroad, sample).startswith("ERROR UnrecognisedDataValue")
    settle(abroad, supplier)
    assert ([None, *supplier.statuses][-1], set(abroad.actions)) == (last, actions)


def samples() -> list[Path]:
    folder = Path(__file__).parents[3] / "shared" / "data" / "iso18626" / "messages"
    return sorted(folder.rglob("*.xml"))


def test_no_sample_makes_it_fall(foreign, shared_data):
    """Every real message and every broken one is answered by a confirmation or a reason."""
    abroad = foreign(delay=0)
    found = samples()
    assert len(found) > 25 or os.environ.get("REQUIRE_SHARED") != "1"
    for path in found:
        status, answer, _headers = call(abroad, path.read_bytes())
        assert status in (200, 400), path.name
        assert answer.strip(), path.name


def test_nobody_at_the_other_end_is_no_reason_to_fall(foreign):
    abroad = foreign("requester", peer="http://127.0.0.1:9/iso18626", delay=0)
    abroad.asks("围城")
    settle(abroad)
    (entry,) = abroad.journal.entries()
    assert (entry.status, entry.tries) == (0, 6)
    assert "Refused" in entry.trouble


@pytest.mark.parametrize(("address", "why"), [("http://[", "ValueError"), ("mailto:ill", "Nobody")])
def test_an_address_that_is_none_is_told_in_the_journal(foreign, address, why):
    abroad = foreign(delay=0)
    where = (
        f"<electronicAddressType>URL</electronicAddressType><electronicAddressData>{address}</electronicAddressData>"
    )
    info = f"<address><electronicAddress>{where}</electronicAddress></address>"
    end = b"</request>"
    body = request().replace(end, f"<requestingAgencyInfo>{info}</requestingAgencyInfo>".encode() + end)
    assert confirmed(abroad, body) == "OK"
    settle(abroad)
    assert why in abroad.journal.entries()[-1].trouble


def test_without_an_address_of_its_own_a_request_is_answered_to_the_peer(foreign):
    ours = foreign("requester", delay=0.02)
    abroad = foreign("supplier", peer=ours.url, delay=0.02)
    assert confirmed(abroad, request()) == "OK"
    settle(abroad, ours)
    assert abroad.journal.entries()[-1].url == ours.url


def test_the_journal_is_asked_for_as_json(foreign, shared_data):
    abroad = foreign(delay=0)
    call(abroad, request("r1", "ERROR"))
    call(abroad, request("r2", "ERROR"))
    status, answer, headers = call(abroad, method="GET", path="/log?request=r2", headers={})
    (entry,) = json.loads(answer)
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert (entry["direction"], entry["kind"], entry["request_id"], entry["status"]) == ("got", "request", "r2", 200)
    assert entry["body"] == request("r2", "ERROR").decode()
    assert entry["answer_gist"].startswith("ERROR UnrecognisedDataValue")
    assert entry["faults"][V1_2] == []
    assert entry["faults"].keys() == {V1_2, V2021_2}
    assert call(abroad, method="POST", path="/log")[0] == 405


def test_the_front_page_says_what_it_is_and_nothing_else_is_there(foreign):
    abroad = foreign()
    assert b"It lends no books" in call(abroad, method="GET", path="/")[1]
    assert call(abroad, method="GET", path="/elsewhere")[0] == 404


@pytest.mark.parametrize(
    "name", ["", "LOANED+DANCES", "RETRY:WHY_LOANED", "HTTP-ERROR-200", "loaned", "RETRY:COST_RETRY"]
)
def test_only_scenarios_of_the_tables_exist(name):
    is_second = name == "RETRY:COST_RETRY"
    assert find(name, "Loan", V1_2, is_retry=is_second) is None


def test_it_is_a_stranger_to_a_made_up_peer(foreign: Make):
    """Without schemas at hand nothing is judged."""
    abroad = foreign(schemas=None)
    call(abroad, request(record="ERROR"))
    assert abroad.journal.entries()[0].faults == {}
    assert abroad.invalid == []
