"""Posting to partners' systems: by http as well, to public networks and those that are named, within bounds."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from library_exchange.core.public_addresses import networks
from library_exchange.core.settings import LOOPBACK, Settings
from library_exchange.protocols.iso18626.services import outgoing
from library_exchange.protocols.iso18626.services.outgoing import LONGEST_ANSWER, NotDelivered, Prepared, post
from tests.played_servers import played

HERE = networks(LOOPBACK)
SECRET = "x" * 40


@pytest.fixture
def system() -> Iterator[tuple[str, list[bytes]]]:
    """A partner's system that answers at length; what it got."""
    got: list[bytes] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        got.append(request.rfile.read(int(request.headers["Content-Length"])))
        request.send_response(302 if "moved" in request.path else 200)
        request.send_header("Location", "/elsewhere")
        request.send_header("Content-Length", str(LONGEST_ANSWER + 1000))
        request.end_headers()
        request.wfile.write(b"a" * (LONGEST_ANSWER + 1000))

    with played(answer, is_secure=False) as address:
        yield address, got


def prepared(url: str) -> Prepared:
    return Prepared(1, url, {"Content-Type": "application/xml"}, b"<message/>")


def test_a_document_is_posted_by_http_and_of_a_long_answer_the_beginning_is_read(system):
    address, got = system
    answer = post(prepared(address), HERE)
    assert (answer.http_status, len(answer.body), got) == (200, LONGEST_ANSWER, [b"<message/>"])


def test_nobody_is_led_on_with_a_document(system):
    address, got = system
    assert post(prepared(f"{address}/moved"), HERE).http_status == 302
    assert len(got) == 1


def test_a_closed_network_that_nobody_named_is_not_asked(system):
    address, got = system
    with pytest.raises(NotDelivered, match="not_public"):
        post(prepared(address))
    assert got == []


def test_a_system_that_takes_the_call_and_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(outgoing, "SILENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered, match="no_answer"):
        post(prepared(f"http://127.0.0.1:{silent.getsockname()[1]}"), HERE)


def test_only_a_demonstration_may_speak_to_its_own_machine_unless_that_is_named(tmp_path):
    strict = {"mode": "production", "secret_key": SECRET, "password_salt": SECRET}
    made = [Settings(_env_file=None, instance_dir=tmp_path, **each) for each in ({}, strict)]
    named = Settings(_env_file=None, instance_dir=tmp_path, partner_networks="10.1.0.0/16", **strict)
    assert [each.allowed_for_partners for each in (*made, named)] == [HERE, [], networks("10.1.0.0/16")]
    with pytest.raises(ValueError, match="no networks"):
        Settings(_env_file=None, instance_dir=tmp_path, webhook_networks="my network")
