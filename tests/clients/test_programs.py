"""Programs that know our door for programs by its description alone: one that tries it out, one that borrows a book."""

import compileall
import os
import re
import subprocess
import sys
import uuid
from http import HTTPStatus
from importlib import import_module
from pathlib import Path

import pytest

from library_exchange.api_keys.rules import Scope
from library_exchange.rest_api import openapi
from library_exchange.rest_api.policy import SCOPES
from library_exchange.rest_api.routes import ROUTES
from tests.clients.conftest import deliver
from tests.rest_api.api_program import ask, new_key

CONFIG = Path(__file__).with_name("schemathesis.toml")
SEED = "20261130"
CLIENT = "bridge_client"
TO_THE_END = (("amur", "found"), ("amur", "ship"), ("heihe", "receive"), ("heihe", "ship_return"), ("amur", "check_in"))
"""What follows when the book is promised."""
BY_POST = ("ship", "ship_return")


def run(module, *words, folder):
    """Run a program of the test environment; return what it prints."""
    env = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    return done.stdout


# What the description says, the door does -----------------------------------------------------------------------------


def test_whatever_a_program_sends_the_door_answers_as_it_is_described(served, tmp_path):
    """Schemathesis sends what the description allows and what it forbids; what comes back must stand there."""
    key = served.keys[served.library.library_id]
    known = {
        "item_id": ask(served.app, key, "GET", "/items?limit=1").json["items"][0]["id"],
        "loan_id": ask(served.app, key, "POST", "/loans", {"title": "Тайга"}).json["id"],
    }
    config = CONFIG.read_text("utf-8")
    for name, number in known.items():
        config = config.replace(f"{{{name}}}", str(number))
    (tmp_path / CONFIG.name).write_text(config, "utf-8")
    told = run(
        *("schemathesis.cli", "--config-file", CONFIG.name, "run", f"{served.base}/api/v1/openapi.json"),
        *("--checks", "all", "--seed", SEED, "-H", f"Authorization: Bearer {key}"),
        folder=tmp_path,
    )
    assert f"Tested: {len(ROUTES)}" in told


@pytest.mark.parametrize("scope", Scope)
def test_a_key_of_one_scope_opens_what_that_scope_is_for_and_nothing_else(served, scope):
    key = new_key(served.heihe_id, scope)[1]
    for route in ROUTES:
        path = re.sub(r"\{\w+\}", "999999", route.path)
        answer = ask(served.app, key, route.method, path, {} if route.takes else None)
        is_open = SCOPES[route.name] in (scope, None)
        assert (answer.status_code == 403) != is_open, (route.name, answer.status_code)
        assert answer.status_code < 500


# A program that nobody wrote by hand ----------------------------------------------------------------------------------


@pytest.fixture
def client(served, tmp_path, monkeypatch):
    """The client that openapi-python-client makes of our description, as the code of a library that works with it."""
    (tmp_path / "openapi.json").write_text(openapi.text(), "utf-8")
    words = ("generate", "--path", "openapi.json", "--output-path", CLIENT, "--meta", "none")
    told = run("openapi_python_client", *words, folder=tmp_path)
    assert set(re.findall(r"^(?:Skipping|WARNING|ERROR|Unable).*", told, re.MULTILINE)) <= {"Skipping Integration"}
    assert compileall.compile_dir(tmp_path / CLIENT, quiet=1)
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module(CLIENT)
    for name in [name for name in sys.modules if name.partition(".")[0] == CLIENT]:
        del sys.modules[name]


class Desk:
    """A library that works through the client: each call is one of its functions, by the name of the route."""

    def __init__(self, served, library_id, client):
        key = served.keys[library_id]
        self.client = client.AuthenticatedClient(base_url=served.base, token=key, raise_on_unexpected_status=True)

    def calls(self, name, *path, status=HTTPStatus.OK, **asked):
        """Call a function of the client; return what it has read, and the ETag."""
        function = import_module(f"{CLIENT}.api.default.{name}")
        answer = function.sync_detailed(*path, client=self.client, **asked)
        assert answer.status_code == status, answer.content.decode()
        return answer.parsed, answer.headers.get("ETag")

    def posts(self, name, *path, **asked):
        return self.calls(name, *path, idempotency_key=uuid.uuid4().hex, **asked)

    def takes(self, action, loan_id, **told):
        """Take a step that is among those that the loan offers."""
        models = import_module(f"{CLIENT}.models")
        loan, etag = self.calls("loan", loan_id)
        assert action in [each.action for each in loan.steps], (action, loan.state)
        step = models.StepAsked(action=models.Action(action), **told)
        return self.posts("take_step", loan_id, body=step, if_match=etag)[0]


def test_a_client_made_of_the_description_adds_a_book_and_borrows_it(served, client):
    models = import_module(f"{CLIENT}.models")
    amur, heihe = Desk(served, served.library.library_id, client), Desk(served, served.heihe_id, client)
    with amur.client, heihe.client:
        found, _tag = heihe.calls("records", q="Bridges of the Amur")
        record_id = found.items[0].id
        new = models.NewItems(record_id=record_id, barcode="C1")
        amur.posts("add_items", body=new, status=HTTPStatus.CREATED)
        ask = models.NewRequest(record_id=record_id)
        loan, _tag = heihe.posts("make_loan", body=ask, status=HTTPStatus.CREATED)
        of_amur = next(each for each in heihe.calls("libraries")[0].items if each.code == "amur")
        assert heihe.takes("send", loan.id, supplier_id=of_amur.id).state == "sent"
        deliver()
        listed, _tag = amur.calls("loans", side=models.LoansSide.SUPPLYING, open_=models.LoansOpen.TRUE)
        theirs = next(each for each in listed.items if each.number == heihe.calls("loan", loan.id)[0].number)
        amur.takes("will_supply", theirs.id, barcode="C1")
        for desk, action in TO_THE_END:
            told = {"method": models.Mode.POST} if action in BY_POST else {}
            {"amur": amur, "heihe": heihe}[desk].takes(action, (theirs if desk == "amur" else loan).id, **told)
            deliver()
        assert [amur.calls("loan", theirs.id)[0].state, heihe.calls("loan", loan.id)[0].state] == ["completed"] * 2
        [item] = amur.calls("items", barcode="C1")[0].items
        assert (item.state, item.is_promised) == ("on_shelf", False)
