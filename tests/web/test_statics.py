"""Style sheets, scripts and drawings: sent compressed, kept for a year, and asked for anew when they have changed."""

import gzip
import http.client
import os
import threading
from urllib.parse import urlsplit

import lxml.html
import pytest
import waitress
from flask import Flask, url_for

from library_exchange.core.settings import CHECKOUT
from library_exchange.web import statics

STATIC = CHECKOUT / "library_exchange" / "static"
TAKES = {"Accept-Encoding": "gzip"}
YEAR = "public, max-age=31536000, immutable"
LOADED = "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src"


def loaded_by(visitor, path="/zh/"):
    return lxml.html.fromstring(visitor.get(path).text).xpath(LOADED)


@pytest.fixture
def shelf(tmp_path):
    """An application of one style sheet."""
    (tmp_path / "page.css").write_text("body { color: red; }\n" * 100)
    app = Flask("shelf", static_folder=str(tmp_path), static_url_path="/static")
    statics.init_app(app)
    return app, tmp_path / "page.css"


def address_on(app):
    with app.test_request_context():
        return url_for("static", filename="page.css")


def test_what_pages_load_comes_compressed_and_is_kept_for_a_year(web, visitor):
    addresses = loaded_by(visitor(web))
    assert len(addresses) >= 4
    for address in addresses:
        answer = visitor(web).get(address, headers=TAKES)
        file = STATIC / urlsplit(address).path.removeprefix("/static/")
        assert answer.headers["Content-Encoding"] == "gzip", address
        assert gzip.decompress(answer.data) == file.read_bytes() == visitor(web).get(address, buffered=True).data
        assert answer.headers["Cache-Control"] == YEAR
        assert answer.content_length == len(answer.data) < file.stat().st_size


def test_caches_may_keep_a_file_for_everybody(web, visitor):
    person = visitor(web)
    for address in loaded_by(person):
        for headers in ({}, TAKES):
            answer = person.get(address, headers=headers, buffered=True)
            assert list(answer.vary) == ["Accept-Encoding"]
            assert "Set-Cookie" not in answer.headers


def test_browsers_are_as_strict_with_files_as_with_pages(web, visitor):
    answer = visitor(web).get(loaded_by(visitor(web))[0], headers=TAKES)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_new_release_is_seen_at_once(shelf):
    app, file = shelf
    before = address_on(app)
    file.write_text("body { color: blue; }\n" * 100)
    os.utime(file, ns=(1, 1))
    after = address_on(app)
    assert before != after
    assert b"blue" in gzip.decompress(app.test_client().get(after, headers=TAKES).data)


def test_two_servers_give_one_file_the_same_address_and_the_same_bytes(shelf):
    app, file = shelf
    answers = []
    for moment in (10, 20):
        os.utime(file, ns=(moment, moment))
        answers.append((address_on(app), app.test_client().get(address_on(app), headers=TAKES).data))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("asked", ["", "?v=", "?v=0123456789ab"])
def test_an_address_without_the_hash_of_what_it_brings_is_asked_for_each_time(shelf, asked):
    app, _file = shelf
    answer = app.test_client().get(f"/static/page.css{asked}", headers=TAKES)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize("headers", [{}, TAKES])
def test_a_file_that_has_not_changed_is_not_sent_again(shelf, headers):
    app, _file = shelf
    browser = app.test_client()
    first = browser.get(address_on(app), headers=headers, buffered=True)
    again = browser.get(address_on(app), headers=headers | {"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data, list(again.vary)) == (304, b"", ["Accept-Encoding"])
    assert again.headers["Cache-Control"] == YEAR


def test_the_two_forms_of_a_file_are_not_taken_for_each_other(shelf):
    app, _file = shelf
    tags = [
        app.test_client().get(address_on(app), headers=headers, buffered=True).headers["ETag"]
        for headers in ({}, TAKES)
    ]
    assert tags[0] != tags[1]


def test_a_part_of_a_file_is_a_part_of_the_file_itself(shelf):
    app, file = shelf
    answer = app.test_client().get(address_on(app), headers=TAKES | {"Range": "bytes=5-9"}, buffered=True)
    assert (answer.status_code, answer.data) == (206, file.read_bytes()[5:10])
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", ["nothing.css", "../settings.py", "css", "%2e%2e/app.py", "vendor/../../app.py"])
def test_nothing_but_files_of_the_folder_is_given(web, visitor, name):
    assert visitor(web).get(f"/static/{name}", buffered=True).status_code == 404


# The built-in server --------------------------------------------------------------------------------------------------


@pytest.fixture
def line(web):
    """A connection to the built-in server."""
    server = waitress.create_server(web, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=30)
    yield connection
    connection.close()
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(server.close)
    thread.join(timeout=30)


def asked(line, path, method="GET", **headers):
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read()


def test_over_a_real_line_pages_and_files_come_whole(line):
    status, headers, page = asked(line, "/zh/", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], int(headers["Content-Length"])) == (200, "gzip", len(page))
    assert b"</html>" in gzip.decompress(page)
    address = lxml.html.fromstring(gzip.decompress(page)).xpath(LOADED)[1]
    status, headers, sheet = asked(line, address, Accept_Encoding="gzip")
    assert (status, headers["Cache-Control"], len(sheet)) == (200, YEAR, int(headers["Content-Length"]))
    tag = headers["ETag"]
    assert asked(line, address, Accept_Encoding="gzip", If_None_Match=tag)[::2] == (304, b"")
    status, headers, nothing = asked(line, address, "HEAD", Accept_Encoding="gzip")
    assert (status, nothing, int(headers["Content-Length"])) == (200, b"", len(sheet))
    assert asked(line, address, Range="bytes=0-3")[::2] == (206, gzip.decompress(sheet)[:4])
