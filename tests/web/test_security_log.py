"""The security log tells who came in and who was turned away, by numbers of accounts, and nothing of people besides."""

import ast
import re

import pytest

from library_exchange.core import security_log
from library_exchange.core.actor import Role
from library_exchange.core.public_addresses import NotPublic, address_of
from library_exchange.core.security_log import Event
from library_exchange.core.settings import CHECKOUT
from tests.joining.conftest import PUBLIC

ANNA = "anna@amur.example"
NEW = "松花江上的桥 и мост"
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


@pytest.fixture
def noted(monkeypatch):
    """What was noted: the name of the event without its first word, and the facts."""
    lines = []

    class Lines:
        def info(self, event, **facts):
            lines.append((event.removeprefix("security."), facts))

    monkeypatch.setattr(security_log, "log", Lines())
    return lines


@pytest.fixture
def told(noted):
    """The line that was noted last, as its event and those of its facts that are asked for; all are forgotten."""

    def look(*names):
        event, facts = noted[-1]
        noted.clear()
        return event, *(facts.get(name) for name in names)

    return look


def test_sign_ins_are_noted_with_the_number_of_the_account(web, signed_in, visitor, told, noted):
    anna = signed_in(web, ANNA, name="Анна Петрова")
    number = noted[-1][1]["account"]
    assert isinstance(number, int)
    assert told("by") == ("signed_in", "password")
    assert anna.post("/ru/logout").status_code == 302
    assert told("account") == ("signed_out", number)
    for address, of in ((ANNA, number), ("nobody@amur.example", None)):
        visitor(web).sign_in(address, password="не тот пароль")
        assert told("account", "by", "route") == ("sign_in_failed", of, "password", "security.login")


def test_a_new_password_and_ended_sign_ins_are_noted(web, signed_in, told):
    anna = signed_in(web, ANNA)
    given = {"password": anna.password, "new_password": NEW, "new_password_confirm": NEW}
    assert anna.post("/ru/change", data=given).status_code == 302
    assert told("by") == ("password_set", "old password")
    assert anna.post("/ru/me/sign-ins/end-others").status_code == 302
    event, of, account = told("of", "account")
    assert (event, of) == ("sign_ins_ended", account)


def test_whoever_is_turned_away_is_noted_with_route_and_reason(web, signed_in, make_library, visitor, told):
    heihe = make_library("Heihe")
    reader = signed_in(web, "li@heihe.example", heihe, Role.READER)
    for path, status, reason in (("/zh/people", 403, "route"), ("/zh/platform", 404, "not-for-you")):
        assert reader.get(path).status_code == status
        event, *facts = told("status", "reason", "library", "method")
        assert (event, facts) == ("right_refused", [status, reason, heihe, "GET"])
    visitor(web).get("/zh/people")
    assert told("account", "reason", "route") == ("right_refused", None, "sign-in-first", "accounts.people")
    assert web.test_client().get("/api/v1/holdings").status_code == 401
    assert told("account", "status") == ("right_refused", None, 401)


def test_what_met_a_defence_is_noted(web, visitor, told):
    somebody = visitor(web)
    assert somebody.post("/ru/join", data=PUBLIC | {"leave_empty": "https://robot.example"}).status_code == 302
    assert told("defence", "route") == ("defence_met", "robot", "joining.ask")
    somebody.get("/ru/invitation/forged")
    assert told("defence", "kind") == ("defence_met", "forged-link", "invitation")
    with pytest.raises(NotPublic):
        address_of("inside.example", 80, resolve=lambda *_a, **_k: [(0, 0, 0, "", ("10.0.0.1", 80))])
    assert told("defence", "route") == ("defence_met", "closed-network", None)


def test_nothing_that_was_typed_is_noted(web, visitor, signed_in, noted):
    signed_in(web, ANNA, name="Анна Петрова")
    visitor(web).sign_in(ANNA, password="канарейка-пароль")
    visitor(web).get("/ru/me/sign-ins?канарейка")
    assert {"signed_in", "sign_in_failed", "right_refused"} <= {event for event, _facts in noted}
    text = repr(noted)
    assert not re.search("anna|Анна|Петрова|канарейка|127.0.0.1", text, re.IGNORECASE)


def test_every_event_of_the_log_stands_in_its_list_and_no_other():
    listed = re.findall(r"^\| `([^`]+)` \| (\w+) \|", (CHECKOUT / "docs" / "log.md").read_text(encoding="utf-8"), re.M)
    assert {tuple(each) for each in listed} == _logged() | {(event.value, "info") for event in Event}
    assert len(listed) == len(set(listed))


def _logged():
    """Every line that the package logs: its words and its level."""
    found = set()
    for file in (CHECKOUT / "library_exchange").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
                name = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                if name in ("log", "_log", "logger") and isinstance(node.args[0], ast.Constant):
                    found.add((node.args[0].value, "error" if node.func.attr == "exception" else node.func.attr))
    return found
