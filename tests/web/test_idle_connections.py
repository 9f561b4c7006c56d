"""Connections that ask nothing, or begin to ask and stop, do not silence the built-in server."""

import socket
import threading
import time
import urllib.request

import pytest
import waitress

from library_exchange.commands.serving import SERVER

IDLE = 200
BEGINNINGS = (b"", b"GET / HTTP/1.1\r\nHost: here\r\n", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf")
PATIENCE_S = 5


def answers(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]


@pytest.fixture
def serve():
    """Start a server with the settings of `serve`, some of them changed; return its port."""
    running = []

    def start(**changed):
        server = waitress.create_server(answers, host="127.0.0.1", port=0, threads=4, **(SERVER | changed))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return server.effective_port

    yield start
    for server, _thread in running:
        server.close()


def idle_ones(port, number=IDLE):
    opened = [socket.create_connection(("127.0.0.1", port), PATIENCE_S) for _number in range(number)]
    for number, connection in enumerate(opened):
        connection.sendall(BEGINNINGS[number % len(BEGINNINGS)])
    return opened


def answered(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S) as answer:
        return answer.read()


def test_a_page_comes_while_two_hundred_connections_ask_nothing(serve):
    port = serve()
    opened = idle_ones(port)
    assert answered(port) == b"here"
    for connection in opened:
        connection.close()


def test_connections_that_ask_nothing_are_closed(serve):
    port = serve(channel_timeout=1, cleanup_interval=1)
    opened = idle_ones(port, 6)
    until = time.monotonic() + 3 * PATIENCE_S
    for connection in opened:
        connection.settimeout(max(0.1, until - time.monotonic()))
        assert connection.recv(1) == b""
        connection.close()
    assert answered(port) == b"here"


def test_the_settings_allow_more_idle_connections_than_one_visitor_can_hold_for_long():
    assert SERVER["connection_limit"] > IDLE
    assert SERVER["channel_timeout"] <= 30
    assert SERVER["asyncore_use_poll"], "more than 1,024 open files need poll"
