"""What browsers are told in production, whatever they ask for: by pages, files, doors for machines and errors alike."""

import re
from http.cookies import SimpleCookie

import pytest

from library_exchange.app import create_app
from library_exchange.core.settings import CHECKOUT
from tests.conftest import CHEAP, settings_for
from tests.makers import Visitor

YEAR_S = 365 * 24 * 3600
PLACES = (
    "/zh/",
    "/ru/search?q=1",
    "/en/nowhere",
    "/en/login",
    "/sru",
    "/oai",
    "/api/v1/records",
    "/healthz",
    "/robots.txt",
)
HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.fixture
def production(sqlite_url, tmp_path):
    """A visitor of a service in production, behind a proxy that says that it came by https."""
    secrets = {"secret_key": "s" * 40, "password_salt": "p" * 40}
    more = {"mode": "production", "base_url": "https://bridge.example", "trusted_proxies": 1}
    app = create_app(settings_for(tmp_path, sqlite_url, **secrets, **more), **CHEAP)
    yield app
    app.extensions["database"].dispose()


def asked(app, path, method="GET", **more):
    """Ask as a proxy does that ends https."""
    return Visitor(app).open(path, method=method, base_url="https://bridge.example", headers=HTTPS, **more)


@pytest.mark.alike_on_both
def test_every_answer_defends_itself_in_browsers(production):
    for path in PLACES:
        answer = asked(production, path)
        told = {name.lower(): value for name, value in answer.headers.items()}
        assert answer.status_code < 500, path
        hsts = dict(part.strip().partition("=")[::2] for part in told["strict-transport-security"].split(";"))
        assert int(hsts["max-age"]) >= YEAR_S, path
        assert "includeSubDomains" in hsts, path
        policy = dict(part.strip().partition(" ")[::2] for part in told["content-security-policy"].split(";"))
        for directive in ("default-src", "object-src", "base-uri", "frame-ancestors"):
            assert policy[directive] == "'none'", (path, directive)
        assert not [value for value in policy.values() if "unsafe" in value or "http" in value], path
        assert told["x-content-type-options"] == "nosniff", path
        assert told["referrer-policy"] == "same-origin", path
        assert "access-control-allow-origin" not in told, path


@pytest.mark.alike_on_both
def test_every_text_says_its_encoding(production):
    for path in PLACES:
        answer = asked(production, path)
        if answer.data and not answer.is_json and not answer.mimetype.endswith("+json"):
            assert answer.content_type.lower().replace(" ", "").endswith("charset=utf-8"), (path, answer.content_type)


@pytest.mark.alike_on_both
def test_every_cookie_is_the_hosts_own_and_out_of_reach_of_scripts(production):
    answers = [asked(production, "/ru/"), asked(production, "/en/login")]
    answers += [asked(production, "/en/theme", "POST", data={"theme": "dark"})]
    kept = SimpleCookie()
    for answer in answers:
        for line in answer.headers.getlist("Set-Cookie"):
            kept.load(line)
    assert "__Host-lang" in kept
    for name, cookie in kept.items():
        assert name.startswith("__Host-"), name
        assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")
        assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")


@pytest.mark.alike_on_both
def test_the_language_that_was_chosen_is_found_in_its_cookie(production):
    visitor = Visitor(production)
    visitor.open("/ru/", base_url="https://bridge.example", headers=HTTPS)
    assert visitor.open("/", base_url="https://bridge.example", headers=HTTPS).location.endswith("/ru/")


@pytest.mark.alike_on_both
def test_a_method_that_nobody_uses_is_not_answered(production):
    for method in ("TRACE", "TRACK", "CONNECT", "PUT"):
        assert asked(production, "/zh/", method).status_code == 405


@pytest.mark.alike_on_both
def test_nothing_of_how_the_service_is_made_lies_open(production):
    for path in ("/.git/config", "/static/", "/static/../app.py", "/instance/", "/setup.cfg", "/console", "/api/"):
        answer = asked(production, path)
        assert answer.status_code in (301, 302, 308, 404), path
    assert not production.debug
    assert asked(production, "/metrics").status_code in (401, 403, 404)


@pytest.mark.alike_on_both
def test_who_came_without_https_is_led_to_it_on_pages(production):
    answer = Visitor(production).open("/zh/", base_url="http://bridge.example")
    assert (answer.status_code, answer.location) == (302, "https://bridge.example/zh/")


@pytest.mark.alike_on_both
@pytest.mark.parametrize("path", ["/api/v1/holdings", "/sru?operation=explain", "/oai?verb=Identify", "/iso18626"])
def test_who_came_without_https_to_a_door_for_programs_is_refused_and_not_led_on(production, path):
    method = "POST" if path == "/iso18626" else "GET"
    shown = {"Authorization": "Bearer a-key"}
    answer = Visitor(production).open(path, method=method, base_url="http://bridge.example", headers=shown)
    assert (answer.status_code, answer.location) == (403, None)
    assert "by https alone" in answer.text
    assert "by https alone" not in asked(production, path, method).text


@pytest.mark.alike_on_both
def test_whoever_signs_out_leaves_nothing_in_the_browser(production):
    answer = asked(production, "/en/logout", "POST")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_a_script_keeps_no_more_in_a_browser_than_how_it_is_used():
    scripts = [path.read_text("utf-8") for path in (CHECKOUT / "library_exchange/static/js").glob("*.js")]
    kept = [name for script in scripts for name in re.findall(r'Storage\.(?:get|set)Item\(("\w+")', script)]
    assert set(kept) == {'"filter"', '"keys"'}
    assert sum(script.count("Storage") for script in scripts) == len(kept)
    assert not any("postMessage" in script or "indexedDB" in script for script in scripts)
