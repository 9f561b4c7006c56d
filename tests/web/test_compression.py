"""Texts are compressed for those who take it, once, whole, and without telling by their length what is in them."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask, Response, g, jsonify, request, send_file

from library_exchange.core.actor import Actor
from library_exchange.web import compression
from tests.makers import Visitor

TAKES = {"Accept-Encoding": "gzip, deflate"}
TEXT = "书桥 Книжный мост " * 200
TABLE = TEXT.encode()


def _marked():
    answer = Response(TEXT, mimetype="text/plain")
    answer.set_etag("one")
    return answer.make_conditional(request)


ANSWERS = {
    "/short": lambda: "书桥",
    "/stream": lambda: Response((TEXT for _part in range(3)), mimetype="text/plain"),
    "/table": lambda: send_file(BytesIO(TABLE), "text/csv", download_name="table.csv"),
    "/huge": lambda: send_file(BytesIO(TABLE * 700), "text/csv", download_name="huge.csv"),
    "/paper": lambda: send_file(BytesIO(TABLE), "application/pdf"),
    "/ready": lambda: Response(gzip.compress(TABLE), headers={"Content-Encoding": "gzip"}),
    "/sealed": lambda: Response(TEXT, headers={"Cache-Control": "no-transform"}),
    "/marked": _marked,
    "/data": lambda: jsonify(text=TEXT),
    "/feed": lambda: Response(f"<feed>{TEXT}</feed>", mimetype="application/atom+xml"),
}


@pytest.fixture
def desk():
    """A bare application that gives texts of every kind."""
    app = Flask("desk")
    compression.init_app(app)
    for path, view in ANSWERS.items():
        app.add_url_rule(path, path, view)
    return app.test_client()


def is_packed(answer):
    return answer.headers.get("Content-Encoding") == "gzip"


# Who gets what --------------------------------------------------------------------------------------------------------


def test_a_page_is_compressed_and_says_the_same(web, visitor):
    packed, plain = (visitor(web).get("/zh/libraries", headers=headers) for headers in (TAKES, {}))
    assert (is_packed(packed), is_packed(plain)) == (True, False)
    without_tokens = [re.sub(rb'value="[\w.-]{60,}"', b"", text) for text in (gzip.decompress(packed.data), plain.data)]
    assert without_tokens[0] == without_tokens[1]
    assert packed.content_length == len(packed.data) < len(plain.data)
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("taken", [None, "", "identity", "gzip;q=0, *", "br"])
def test_who_does_not_take_gzip_gets_the_page_as_it_is(web, visitor, taken):
    answer = visitor(web).get("/zh/", headers={} if taken is None else {"Accept-Encoding": taken})
    assert not is_packed(answer)
    assert "</html>" in answer.text


def test_an_error_page_and_a_page_for_a_forged_form_are_compressed_too(make_app, sqlite_url, visitor):
    app = make_app(sqlite_url, WTF_CSRF_ENABLED=True)
    for answer in (visitor(app).get("/ru/nothing", headers=TAKES), visitor(app).post("/ru/login", headers=TAKES)):
        assert answer.status_code in (400, 404)
        assert is_packed(answer)
        assert b"</html>" in gzip.decompress(answer.data)


@pytest.mark.parametrize("path", ["/data", "/feed", "/table"])
def test_data_feeds_and_tables_are_compressed(desk, path):
    answer = desk.get(path, headers=TAKES)
    assert is_packed(answer)
    assert gzip.decompress(answer.data) == desk.get(path).data
    assert "Accept-Ranges" not in answer.headers, "what is packed anew each time has no parts"


@pytest.mark.parametrize("path", ["/short", "/paper", "/sealed", "/huge"])
def test_what_is_short_packed_sealed_or_huge_is_left_as_it_is(desk, path):
    answer = desk.get(path, headers=TAKES)
    assert not is_packed(answer)
    assert answer.data == desk.get(path).data


def test_what_is_compressed_already_is_not_compressed_twice(desk):
    assert gzip.decompress(desk.get("/ready", headers=TAKES).data) == TABLE


def test_what_comes_piece_by_piece_goes_out_piece_by_piece(desk):
    answer = desk.get("/stream", headers=TAKES, buffered=False)
    assert not is_packed(answer)
    assert answer.is_streamed
    assert answer.text == TEXT * 3


def test_a_part_of_a_file_is_a_part_of_the_file(desk):
    answer = desk.get("/table", headers=TAKES | {"Range": "bytes=6-11"})
    assert (answer.status_code, answer.data, is_packed(answer)) == (206, TABLE[6:12], False)


def test_a_page_that_has_not_changed_is_not_sent_again(desk):
    first = desk.get("/marked", headers=TAKES)
    assert first.get_etag() == ("one", True), "two packings of one text are alike, not the same"
    again = desk.get("/marked", headers=TAKES | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Accept-Encoding" in again.vary


def test_a_head_tells_of_the_packed_page_and_brings_nothing(web, visitor):
    answer = visitor(web).head("/zh/", headers=TAKES)
    assert (answer.status_code, answer.data, is_packed(answer)) == (200, b"", True)


def test_the_health_of_the_service_needs_no_packing(web, visitor):
    answer = visitor(web).get("/healthz", headers=TAKES)
    assert json.loads(answer.data) == {"status": "ok"}


# What lengths tell ----------------------------------------------------------------------------------------------------


def test_the_same_page_has_many_lengths(desk):
    lengths = {desk.get("/data", headers=TAKES).content_length for _time in range(60)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) <= compression.MOST_PADDING_B + 1


@pytest.mark.parametrize(
    ("is_signed_in", "said", "expected"),
    [
        (True, "cross-site", False),
        (True, "same-site", False),
        (True, "same-origin", True),
        (True, "none", True),
        (True, None, True),
        (False, "cross-site", True),
    ],
)
def test_what_another_site_asks_in_the_name_of_a_person_is_not_compressed(desk, is_signed_in, said, expected):
    @desk.application.before_request
    def know_who() -> None:
        g.actor = Actor("person", user_id=7) if is_signed_in else Actor("anonymous")

    headers = TAKES if said is None else TAKES | {"Sec-Fetch-Site": said}
    assert is_packed(desk.get("/data", headers=headers)) == expected


def test_of_a_token_the_part_that_stays_opens_no_form(make_app, sqlite_url):
    """The reason why tokens are not masked: what a thousand pages have in common is worth nothing by itself."""
    app = make_app(sqlite_url, WTF_CSRF_ENABLED=True)
    person, tokens = Visitor(app), []
    for seconds in (0, 1):
        with time_machine.travel(datetime(2026, 11, 28, 4, 0, tzinfo=UTC) + timedelta(seconds=seconds), tick=False):
            page = person.get("/zh/login").text
            tokens.append(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0])
    (stays, _second, sealed), (stays_too, _next, sealed_anew) = (token.split(".") for token in tokens)
    assert stays == stays_too
    assert sealed != sealed_anew
    for forged in (stays, f"{stays}.{_second}.{sealed_anew}"):
        assert person.post("/zh/login", data={"csrf_token": forged}).status_code == 400
    assert person.post("/zh/login", data={"csrf_token": tokens[0]}).status_code != 400
