"""A served house and the people who use it through a browser, each in her own language."""

import os
import re
import shutil
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from multiprocessing.process import BaseProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.app import create_app
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.regions import REGIONS
from library_exchange.core.settings import Settings
from library_exchange.directory.models import LibraryKind
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from tests.addresses import give_addresses
from tests.own_process import begin

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What this computer may have, first the one that draws no window: it takes a fifth of the time."""
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PASSWORD = "мост через Амур 2026"
PATIENCE_S = 90
"""How long to wait for what the worker does meanwhile; a quiet machine needs a second."""

expect.set_options(timeout=30_000)


# The browser ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How to start the browser of this computer; skips without one, fails where there must be one."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("a browser is required here, but there is no chromium")
        pytest.skip("journeys need a browser: install chromium")
    return {"executable_path": found, "args": FLAGS}


def today_in(country: str) -> date:
    """Return the day that it is now in the capital's zone of a country."""
    return now().astimezone(ZoneInfo(REGIONS[country].zone)).date()


# The house ------------------------------------------------------------------------------------------------------------


@dataclass
class House:
    """A service that runs in a process of its own, as `library-exchange serve` starts it."""

    url: str
    instance: Path

    def mails_to(self, recipient: str) -> list[EmailMessage]:
        """Return the mails kept for `recipient`, oldest first."""
        kept = sorted((self.instance / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default) for path in kept]
        return [mail for mail in mails if mail["To"] == recipient]

    def waits_for_mail(self, recipient: str, *words: str) -> EmailMessage:
        """Wait until a mail to `recipient` has come whose text has all of `words`; return it."""
        until = time.monotonic() + PATIENCE_S
        while True:
            mails = self.mails_to(recipient)
            for mail in mails:
                if all(word in f"{mail['Subject']}\n{mail.get_content()}" for word in words):
                    return mail
            if time.monotonic() > until:
                told = "\n".join(f"{mail['Subject']}\n{mail.get_content()}" for mail in mails)
                pytest.fail(f"no mail to {recipient} with {words}; there are:\n{told}")
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError):
        return False


def _wait_for(url: str, process: BaseProcess, log: Path) -> None:
    until = time.monotonic() + 240
    while not _answers(url):
        if not process.is_alive() or time.monotonic() > until:
            pytest.fail(f"the service did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
        time.sleep(0.2)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., House]]:
    """Serve the instance folder given, under the name of the `host`; everything stops with the session."""
    running: list[BaseProcess] = []

    def start(instance: Path, host: str = "127.0.0.1") -> House:
        port = _free_port()
        url = f"http://{host}:{port}"
        own = {name: value for name, value in os.environ.items() if not name.startswith("LX_")}
        own |= {"LX_INSTANCE_DIR": str(instance), "LX_PORT": str(port), "LX_BASE_URL": url, "COLUMNS": "120"}
        log = instance / "serve.log"
        # In the instance folder, so that no `.env` of a developer is read.
        process = begin(("serve",), own, instance, log)
        running.append(process)
        _wait_for(url, process, log)
        return House(url, instance)

    yield start
    for process in running:
        process.terminate()
    for process in running:
        process.join(60)
        assert not process.is_alive(), "the service did not stop"


@pytest.fixture(scope="session")
def demo_house(serve: Callable[[Path], House], tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house as a newcomer meets it: an empty database fills itself with the demonstration."""
    return serve(tmp_path_factory.mktemp("demo-house"))


# Two libraries and a third --------------------------------------------------------------------------------------------

LIBRARIES = {
    "heihe": ("黑河市图书馆", "Библиотека города Хэйхэ", "黑河", "Хэйхэ", "CN", "zh"),
    "amur": (
        "阿穆尔州科学图书馆",
        "Амурская областная научная библиотека",
        "布拉戈维申斯克",
        "Благовещенск",
        "RU",
        "ru",
    ),
    "dvgnb": (
        "远东国家科学图书馆",
        "Дальневосточная государственная научная библиотека",
        "哈巴罗夫斯克",
        "Хабаровск",
        "RU",
        "ru",
    ),
    "hlj": ("黑龙江省图书馆", "Хэйлунцзянская провинциальная библиотека", "哈尔滨", "Харбин", "CN", "zh"),
}
PEOPLE = {
    "li@heihe.example": ("李馆员", "zh", "heihe", Role.LIBRARIAN),
    "wang@heihe.example": ("王读者", "zh", "heihe", Role.READER),
    "ivan@amur.example": ("Иван Читатель", "ru", "amur", Role.READER),
    "anna@amur.example": ("Анна Сергеевна", "ru", "amur", Role.LIBRARIAN),
    "oleg@dvgnb.example": ("Олег Петрович", "ru", "dvgnb", Role.LIBRARIAN),
    "zhao@hlj.example": ("赵馆员", "zh", "hlj", Role.LIBRARIAN),
    "admin@bridge.example": ("Platform", "en", None, None),
}


def _new_library(code: str) -> NewLibrary:
    name_zh, name_ru, city_zh, city_ru, country, language = LIBRARIES[code]
    return NewLibrary(
        code=code,
        name_zh=name_zh,
        name_ru=name_ru,
        name_en=f"{code.title()} Library",
        city_zh=city_zh,
        city_ru=city_ru,
        city_en=code.title(),
        country=country,
        kind=LibraryKind.PUBLIC,
        timezone="Asia/Shanghai" if country == "CN" else "Asia/Yakutsk",
        language=language,
        mailbox=f"ill@{code}.example",
        lends=True,
    )


@contextmanager
def furnished(template: Path, instance: Path) -> Iterator[None]:
    """Give a database like `template` to a house that is served from `instance` afterwards, for a block to fill."""
    shutil.copy(template, instance / "bridge.sqlite")
    app = create_app(Settings(_env_file=None, instance_dir=instance))
    with app.app_context():
        yield
    app.extensions["search"].close()
    app.extensions["database"].dispose()


def admit(template: Path, instance: Path, and_then: Callable[[], None] = lambda: None) -> None:
    """Make the libraries and their people in a database like `template`, and what `and_then` makes: nothing else."""
    with furnished(template, instance):
        password = hashed(PASSWORD)
        with transaction() as session:
            operator = Actor("person", "cli")
            ids = {code: add_library(session, operator, _new_library(code)).id for code in LIBRARIES}
            for code, library_id in ids.items():
                give_addresses(session, library_id, code.title())
            for email, (name, language, code, role) in PEOPLE.items():
                user = add_user(session, email, password, name, language, is_platform_admin=code is None)
                if code is not None:
                    add_membership(session, user, ids[code], role)
        and_then()


@pytest.fixture(scope="session")
def bridge_house(
    serve: Callable[[Path], House], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> House:
    """A house with three libraries and their people, and not one book."""
    instance = tmp_path_factory.mktemp("bridge-house")
    admit(sqlite_template, instance)
    return serve(instance)


# People ---------------------------------------------------------------------------------------------------------------


@dataclass
class Person:
    """Somebody in front of a browser; `actions` counts what she presses, follows or sends."""

    page: Page
    house: House
    language: str
    actions: int = 0
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def opens(self, path: str) -> None:
        """Type the address `path`, which comes after the language."""
        self.page.goto(f"{self.house.url}/{self.language}{path}")

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.opens("/login")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(password)
        self.page.locator("form.gate button[type=submit]").click()
        self.page.locator("form[action$='/logout']").wait_for()

    def presses(self, label: str) -> None:
        """Press the button whose name is `label`."""
        self.actions += 1
        self.page.get_by_role("button", name=label, exact=True).first.click()

    def says_yes(self) -> None:
        """Answer the question that a grave step asks."""
        self.actions += 1
        with self.page.expect_navigation():
            self.page.locator("main button[name=sure]").click()

    def follows(self, label: str) -> None:
        """Follow the link whose name is `label`."""
        self.actions += 1
        self.page.get_by_role("link", name=label, exact=True).first.click()

    def sees(self, *texts: str) -> None:
        """Fail unless the page shows each of `texts`."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def chooses(self, label: str, option: str) -> None:
        """Choose `option` in the list whose label is `label`, of those that are not folded away."""
        self.page.get_by_label(label, exact=True).locator("visible=true").select_option(label=option)

    def writes(self, label: str, text: str) -> None:
        """Write `text` into the field whose label begins with `label`, of those that are not folded away."""
        self.page.get_by_label(label).locator("visible=true").fill(text)

    def unfolds(self, label: str) -> None:
        """Open the part of the page that is folded under `label`."""
        self.page.locator("summary", has_text=label).click()

    def waits_to_see(self, text: str) -> None:
        """Load the page anew until it shows `text`: the worker is carrying something over."""
        self._waits_until(lambda: text in self.text, text)

    def waits_for(self, selector: str) -> None:
        """Load the page anew until it has such a part: who searches sees the index as it was a second ago at most."""
        self._waits_until(lambda: self.page.locator(selector).count() > 0, selector)

    def _waits_until(self, is_there: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not is_there():
            if time.monotonic() > until:
                pytest.fail(f"{what!r} never came:\n{self.text}")
            time.sleep(0.2)
            self.page.reload()

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()


class Company:
    """Everybody who sits in front of a browser, each at a computer of her own."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._seated: list[Person] = []

    def seat(
        self,
        house: House,
        language: str,
        email: str | None = None,
        password: str = PASSWORD,
        scripts: bool = True,
        works: type[Person] = Person,
    ) -> Person:
        """Sit somebody down and sign her in, if she has an account; without `scripts` her JavaScript is off."""
        context = self._browser.new_context(java_script_enabled=scripts, locale=language)
        context.set_default_timeout(60_000)
        self._contexts.append(context)
        person = works(context.new_page(), house, language)
        self._seated.append(person)
        if email is not None:
            person.signs_in(email, password)
        return person

    def goes_home(self) -> None:
        """Close every browser; fail if a page complained in its console."""
        for context in self._contexts:
            context.close()
        assert [trouble for person in self._seated for trouble in person.troubles] == []


@pytest.fixture
def make_person(browser: Browser) -> Iterator[Callable[..., Person]]:
    """Sit somebody down: see `Company.seat`."""
    company = Company(browser)
    yield company.seat
    company.goes_home()


@dataclass(frozen=True)
class Imported:
    """What a librarian saw of her file: before it was taken in, and afterwards."""

    titles: list[str]
    preview: str
    report: dict[str, int]


IMPORTING = {"zh": ("上传并核对", "开始导入", "完成"), "ru": ("Отправить и проверить", "Загрузить записи", "Готово")}
"""What a librarian presses to send a file and to take it in, and the state when all is done."""


def _send_records(librarian: Person, file: Path, words: tuple[str, str, str]) -> Imported:
    send, take_in, done = words
    page = librarian.page
    librarian.opens("/staff/imports")
    page.locator("#file").set_input_files(file)
    librarian.presses(send)
    page.locator("section[aria-labelledby=titles] dl").wait_for()
    titles = page.locator("section[aria-labelledby=titles] li").all_inner_texts()
    preview = page.locator("section[aria-labelledby=titles] dl").inner_text()
    librarian.presses(take_in)
    expect(page.locator("main .chip").first).to_have_text(done, timeout=PATIENCE_S * 1000)
    names = page.locator("main dl dt").all_inner_texts()
    figures = page.locator("main dl dd").all_inner_texts()
    return Imported(
        titles, preview, {name: int(re.sub(r"\D", "", figure)) for name, figure in zip(names, figures, strict=True)}
    )


@pytest.fixture(scope="session")
def files(shared_data: Path) -> dict[str, Path]:
    """The real file of each library."""
    marc = shared_data / "marc"
    irbis = marc / "rusmarc" / "irbis_istu_ibis_471_koi8r.iso"
    return {"heihe": marc / "cnmarc" / "bnu_10_gb18030.iso", "amur": irbis, "dvgnb": irbis}


@pytest.fixture(scope="session")
def stocked_house(bridge_house: House, browser: Browser, files: dict[str, Path]) -> tuple[House, dict[str, Imported]]:
    """The house after each library has sent its file through the form, and what their librarians saw meanwhile."""
    company = Company(browser)
    seen = {}
    for email, (_name, language, code, role) in PEOPLE.items():
        if role is Role.LIBRARIAN and code in files:
            seen[code] = _send_records(company.seat(bridge_house, language, email), files[code], IMPORTING[language])
    company.goes_home()
    return bridge_house, seen


@pytest.fixture
def mail_of(bridge_house: House) -> Callable[..., EmailMessage]:
    """Wait until a mail to `recipient` has come whose text has all of `words`."""
    return bridge_house.waits_for_mail
