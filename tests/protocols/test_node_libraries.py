"""Several libraries of one node of ours: one address and one key, and each speaks for itself."""

import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.models import Library
from library_exchange.protocols.iso18626.models import EndPoint
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points
from tests.protocols.conftest import OPERATOR, Abroad, agency_document, request_document
from tests.protocols.served import refused_documents, rows_of

KEY = "one-key-of-a-whole-node"


@pytest.fixture
def app(web):
    return web


def connected(code, url="http://127.0.0.1:9/iso18626", **more):
    given = {"name": code, "country": "CN", "language": "zh", "mailbox": f"ill@{code}.example", "shim": Shim.BRIDGE}
    given |= {"symbols": f"BRIDGE:{code}", "url": url, "edition": Edition.E2021}
    with transaction() as session:
        end_point = end_points.connect(session, OPERATOR, code, Connection(**given | more), now(), own_key())
        end_points.share_key(session, OPERATOR, end_point, KEY, own_key())
        return end_point.library_id


@pytest.fixture
def node(app, lends_abroad):
    """The node in China with two libraries that are connected, as it speaks at our door."""
    connected("heihe-abroad")
    connected("harbin-abroad", addresses="127.0.0.1")
    return Abroad(app, 0, KEY)


def said_by(code, document):
    return document.replace(
        b">ISIL</agencyIdType><agencyIdValue>DE-1<", f">BRIDGE</agencyIdType><agencyIdValue>{code}<".encode()
    )


@pytest.mark.parametrize("code", ["heihe-abroad", "harbin-abroad"])
def test_each_library_of_a_node_speaks_for_itself(node, lends_abroad, code):
    for document in (request_document(), agency_document("Cancel")):
        answer = node.post(said_by(code, document))
        assert answer.text("confirmationHeader/messageStatus") == "OK"
    [row] = rows_of(lends_abroad.id)
    with reading() as session:
        assert session.get_one(Library, row.partner_id).code == code
    assert row.state == "cancelled"


def test_a_library_of_the_node_that_is_not_connected_is_refused_and_staff_see_why(node, lends_abroad):
    answer = node.post(said_by("suihua", request_document()))
    assert answer.text("errorData/errorType") == "UnrecognisedDataValue"
    assert rows_of(lends_abroad.id) == []
    assert [row.error_text for row in refused_documents()] == [
        "the agency that speaks names no library that is connected"
    ]


def test_one_library_of_a_node_cannot_speak_of_the_requests_of_another(node, lends_abroad):
    node.post(said_by("heihe-abroad", request_document()))
    answer = node.post(said_by("harbin-abroad", agency_document("Cancel")))
    assert answer.text("errorData/errorType") == "UnrecognisedDataValue"
    assert [row.state for row in rows_of(lends_abroad.id)] == ["new"]


def test_the_only_library_of_a_node_is_meant_however_it_is_named(app, lends_abroad):
    connected("heihe-abroad")
    answer = Abroad(app, 0, KEY).post(request_document())
    assert answer.text("confirmationHeader/messageStatus") == "OK"


def test_without_the_key_nobody_speaks_for_a_library_whose_address_is_known(node):
    assert node.send(request_document(), key="wrong").status_code == 401


def test_one_key_is_not_shared_with_two_nodes(node):
    with pytest.raises(InvalidInput):
        connected("suihua", url="http://127.0.0.1:10/iso18626")
    with reading() as session:
        assert len(session.scalars(sa.select(EndPoint)).all()) == 2
