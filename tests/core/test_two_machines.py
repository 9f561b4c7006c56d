"""Two machines on one PostgreSQL, as real processes: what is done at one is there at the other, and one may die."""

import os
import re
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest

from library_exchange.accounts.security import hashed
from library_exchange.app import create_app
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.core.machines import seen
from library_exchange.core.settings import CHECKOUT
from tests.conftest import settings_for
from tests.machines import SECRETS
from tests.makers import PASSWORD
from tests.own_process import begin
from tests.postgres import new_postgres
from tests.protocols.nodes import free_port

pytestmark = pytest.mark.postgres
LONGEST_S = 40
FILE = "marc/cnmarc/bnu_10_utf8.iso"
REBUILT = "The search index is being rebuilt"
MAIL = "li@heihe.example"


class Machine:
    """An instance folder, a process that serves pages from it, and its worker."""

    def __init__(self, folder, url):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        given = {name: value for name, value in os.environ.items() if not name.startswith("LX_")}
        own = {"INSTANCE_DIR": folder, "PORT": self.port, "DATABASE_URL": url, "THREADS": 4, "FILES": "database"}
        self.env = given | {f"LX_{name.upper()}": str(value) for name, value in (own | SECRETS).items()}
        self.env |= {"PYTHONPATH": str(CHECKOUT)}
        self.processes = {}

    def begins(self, word):
        self.processes[word] = begin((word,), self.env, self.folder, self.folder / f"{word}.log")

    def is_up(self):
        soon(lambda: _answers(f"http://127.0.0.1:{self.port}/healthz"))

    def dies(self, word):
        self.processes[word].kill()
        self.processes.pop(word).join()

    def said(self, word):
        path = self.folder / f"{word}.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def ends(self):
        for word in list(self.processes):
            self.dies(word)


def soon(what):
    give_up = time.monotonic() + LONGEST_S
    while not (found := what()):
        assert time.monotonic() < give_up
        time.sleep(0.1)
    return found


def _answers(address):
    try:
        return urllib.request.urlopen(address, timeout=5).status == 200
    except OSError:
        return False


class Browser:
    """One person's browser, which comes to any machine with the same cookies."""

    def __init__(self):
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, machine, path):
        with self._open(f"http://127.0.0.1:{machine.port}/en{path}", timeout=30) as answer:
            return answer.read().decode(), answer.url

    def post(self, machine, page, path, data, file=None):
        """Send the form of a page; return what came and from where."""
        shown, _address = self.get(machine, page)
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', shown).group(1)
        once = re.search(r'name="once"[^>]* value="([^"]+)"', shown)
        fields = {"csrf_token": token} | ({"once": once.group(1)} if once else {}) | data
        body, kind = _multipart(fields, file) if file else (urlencode(fields).encode(), None)
        headers = {"Content-Type": kind} if kind else {}
        asked = urllib.request.Request(f"http://127.0.0.1:{machine.port}/en{path}", body, headers)
        with self._open(asked, timeout=60) as answer:
            return answer.read().decode(), answer.url


def _multipart(fields, file):
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="books.iso"\r\n\r\n'.encode()
    return b"".join([*parts, head, file, f"\r\n--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


@pytest.fixture
def two(postgres_server, postgres_knowing, tmp_path, make_library, make_person):
    with new_postgres(postgres_server, postgres_knowing) as url:
        app = create_app(settings_for(tmp_path / "desk", url, files="database", **SECRETS))
        with app.app_context():
            make_person(MAIL, make_library(), Role.LIBRARIAN, password=hashed(PASSWORD))
        with _ended(Machine(tmp_path / name, url) for name in ("one", "two")) as machines:
            for each in machines:
                each.begins("jobs")
            soon(lambda: living(app) == 2)  # whoever serves pages then leaves the work to them
            for each in machines:
                each.begins("serve")
            for each in machines:
                each.is_up()
            yield machines
        app.extensions["database"].dispose()


def living(app):
    """Return how many machines have a worker that lives."""
    with app.app_context(), reading() as session:
        return sum(each.is_living for each in seen(session))


@contextmanager
def _ended(machines):
    machines = list(machines)
    try:
        yield machines
    finally:
        for each in machines:
            each.ends()


def test_two_machines_are_one_service_and_one_may_die(two, shared_data):
    one, other = two
    browser = Browser()
    browser.post(one, "/login", "/login", {"email": MAIL, "password": PASSWORD})
    assert MAIL not in browser.get(other, "/staff/imports")[1]  # signed in at one, known at the other

    soon(lambda: REBUILT not in browser.get(other, "/search")[0])
    other.dies("jobs")  # so that nobody can take the file in where it lies
    file = (shared_data / FILE).read_bytes()
    shown, address = browser.post(other, "/staff/imports", "/staff/imports", {}, file)
    import_id = re.search(r"/staff/imports/(\d+)", address).group(1)
    assert "books.iso" in shown
    assert "books.iso" in browser.get(one, f"/staff/imports/{import_id}")[0]  # read where it was not taken
    browser.post(one, f"/staff/imports/{import_id}", f"/staff/imports/{import_id}/start", {})
    soon(lambda: "10" in _found(browser, one))

    assert "10" not in _found(browser, other)

    other.begins("jobs")  # what its index must learn has waited
    soon(lambda: "10" in _found(browser, other))
    one.ends()
    assert "10" in _found(browser, other)
    assert "books.iso" in browser.get(other, f"/staff/imports/{import_id}")[0]


def _found(browser, machine):
    """Return how many books a machine's search says there are, from its index."""
    shown, _address = browser.get(machine, "/search?q=&library=heihe")
    return re.findall(r"(\d+) (?:titles|books|records)", shown)
