"""Every page in every language: open to all hands, eyes and ears, light enough for a slow line, from one host only.

What may depend on the language is looked at in Chinese and in Russian, which is the longest: the answer, its weight,
`lang`, how it is built, text in the wrong script, what is too wide or too small to be hit, ways to the other languages,
complaints. Of the English page only what needs no window is asked.
"""

import gzip
import io
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from library_exchange.demo import books
from library_exchange.demo.people import PASSWORD
from library_exchange.demo.stories import STORIES
from tests.journeys.open_to_all import Judge, Seen, faults_in_width, faults_of_targets, get_ready

pytestmark = pytest.mark.browser

LANGUAGES = {"zh": "zh-Hans", "ru": "ru", "en": "en"}
LOOKED_AT = ("zh", "ru")
HEAVIEST_B = 60 * 1024
"""Of a page without its style sheets and scripts, as it goes over the line."""
NARROW_PX = (390, 320)

NOBODY = ""
READER, LATE_READER = "reader@heihe.example", "reader@amur.example"
LIBRARIAN, ELSEWHERE = "librarian@heihe.example", "librarian@amur.example"
NEWCOMER = "librarian@dvgnb.example"
ADMIN, PLATFORM = "admin@heihe.example", "platform@bridge.example"

# Who opens which page, at which address after the language, and with which answer.
PAGES = {
    "home": (NOBODY, "/", 200),
    "search": (NOBODY, "/search?q=鲁迅", 200),
    "search put right": (NOBODY, "/search?q=ghtcnegktybt", 200),
    "search for the words as written": (NOBODY, "/search?q=鲁迅&exact=1", 200),
    "person": (NOBODY, "/persons/1", 200),
    "person of China": (NOBODY, "/persons/148", 200),
    "work": (NOBODY, "/works/1", 200),
    "form with fields": (NOBODY, "/search/advanced?q=鲁迅&country=RU", 200),
    "search of all": (NOBODY, "/search", 200),
    "search, second page": (NOBODY, "/search?page=2&sort=title", 200),
    "search with filters": (NOBODY, "/search?q=&country=RU&language=rus&year_from=1900&year_to=2010", 200),
    "search loosened": (NOBODY, "/search?q=пушкин+толстой+鲁迅", 200),
    "search without hits": (NOBODY, "/search?q=qqqqwwww", 200),
    "search without hits, filtered": (NOBODY, "/search?q=qqqqwwww&country=RU", 200),
    "record of a Russian book": (NOBODY, "/r/{russian}", 200),
    "record of a Chinese book": (NOBODY, "/r/{chinese}", 200),
    "libraries": (NOBODY, "/libraries", 200),
    "library": (NOBODY, "/libraries/heihe", 200),
    "library across the border": (NOBODY, "/libraries/amur", 200),
    "sign-in": (NOBODY, "/login", 200),
    "sign-in before a request": (NOBODY, "/login?next=/zh/loans", 200),
    "forgotten password": (NOBODY, "/reset", 200),
    "invitation that is too old": (NOBODY, "/invitation/nothing", 200),
    "letter to be answered, damaged": (NOBODY, "/answer/nothing", 404),
    "a reader's block": (LIBRARIAN, "/readers/{reader}/block", 200),
    "readers from a file": (LIBRARIAN, "/readers/file", 200),
    "becoming a reader": (NOBODY, "/become-a-reader?library=heihe", 200),
    "becoming a reader, sent": (NOBODY, "/become-a-reader/sent", 200),
    "becoming a reader, damaged link": (NOBODY, "/become-a-reader/confirm/nothing", 404),
    "asking to join": (NOBODY, "/join", 200),
    "application sent": (NOBODY, "/join/sent", 200),
    "link of an application, damaged": (NOBODY, "/join/confirm/nothing", 404),
    "library to vouch for": (LIBRARIAN, "/staff/applications/2", 200),
    "first steps": (NEWCOMER, "/staff/first-steps", 200),
    "practice": (LIBRARIAN, "/staff/practice", 200),
    "practice begun": (NEWCOMER, "/staff/practice", 200),
    "practice request that came in": (NEWCOMER, "/staff/practice/1", 200),
    "library that asks to join": (PLATFORM, "/platform/applications/1", 200),
    "library that waits for its sponsor": (PLATFORM, "/platform/applications/2", 200),
    "libraries that ask to join": (PLATFORM, "/platform/applications", 200),
    "letters to partners": (LIBRARIAN, "/staff/answer-letters", 200),
    "partners by letter": (PLATFORM, "/platform/answer-partners", 200),
    "not found": (NOBODY, "/nothing-here", 404),
    "record that is not there": (NOBODY, "/r/999999", 404),
    "me": (READER, "/me", 200),
    "lists of one's own": (READER, "/me/lists", 200),
    "book to be kept": (READER, "/me/lists/keep?record={russian}", 200),
    "new books by mail": (READER, "/me/search-alerts", 200),
    "end of mails, damaged link": (NOBODY, "/search-alerts/stop/nothing", 404),
    "sign-ins": (READER, "/me/sign-ins", 200),
    "change password": (READER, "/change", 200),
    "new request": (READER, "/loans/new?record={russian}", 200),
    "new request for a book of one's own library": (READER, "/loans/new?record={held}", 200),
    "new request without a record": (READER, "/loans/new", 200),
    "record before a request": (READER, "/r/{russian}", 200),
    "my requests": (READER, "/loans", 200),
    "no requests": (ADMIN, "/loans", 200),
    "local check of a request": (LIBRARIAN, "/loans/{heihe requesting review}/local-check", 200),
    "own request looked at": (READER, "/loans/{heihe requesting review}", 200),
    "own request sent on": (READER, "/loans/{heihe requesting sent}", 200),
    "own book, with the reader": (READER, "/loans/{heihe requesting with_reader}", 200),
    "own request not filled": (READER, "/loans/{heihe requesting unfilled}", 200),
    "own request completed": (READER, "/loans/{heihe requesting completed}", 200),
    "own request declined": (LATE_READER, "/loans/{amur requesting declined}", 200),
    "own request being cancelled": (LATE_READER, "/loans/{amur requesting cancel_pending}", 200),
    "own book, ready": (LATE_READER, "/loans/{amur requesting received}", 200),
    "staff's pages for a reader": (READER, "/staff", 403),
    "mail for a reader": (READER, "/platform/mail", 404),
    "somebody else's request": (READER, "/loans/{amur requesting review}", 404),
    "how search works": (NOBODY, "/search/help", 200),
    "the main classes": (NOBODY, "/subjects", 200),
    "a class": (NOBODY, "/subjects/clc/I", 200),
    "help": (NOBODY, "/help", 200),
    "help for librarians": (LIBRARIAN, "/help", 200),
    "help for a task of readers": (NOBODY, "/help/order", 200),
    "help for a task of staff": (LIBRARIAN, "/help/parcels", 200),
    "about the platform": (NOBODY, "/about", 200),
    "what is kept about people": (NOBODY, "/privacy", 200),
    "titles to check": (LIBRARIAN, "/staff/names?of=work", 200),
    "person to be added": (LIBRARIAN, "/staff/names/person/new", 200),
    "work to be added": (LIBRARIAN, "/staff/names/work/new?author_words=Пушкин", 200),
    "person as kept": (LIBRARIAN, "/staff/names/person/1", 200),
    "work as kept": (LIBRARIAN, "/staff/names/work/1", 200),
    "person to be merged": (LIBRARIAN, "/staff/names/person/1/merge", 200),
    "person to be split": (LIBRARIAN, "/staff/names/person/1/split", 200),
    "book to be linked": (LIBRARIAN, "/staff/names/person/1/books?q=Пушкин", 200),
    "persons and works of a book": (LIBRARIAN, "/staff/records/{russian}/names?q=Пушкин", 200),
    "changes of names": (LIBRARIAN, "/staff/names/changes", 200),
    "queue": (LIBRARIAN, "/staff", 200),
    "queue across the border": (ELSEWHERE, "/staff", 200),
    "queue, one task": (LIBRARIAN, "/staff?group=answer", 200),
    "queue, all open": (LIBRARIAN, "/staff?group=open", 200),
    "queue, one request beside it": (LIBRARIAN, "/staff?group=open&open={heihe requesting review}", 200),
    "queue, filtered": (LIBRARIAN, "/staff?side=requesting&waits=week", 200),
    "saved filters, none": (LIBRARIAN, "/staff/filters/queue", 200),
    "queue, found": (LIBRARIAN, "/staff?q=R-", 200),
    "queue, not found": (LIBRARIAN, "/staff?q=qqqqwwww", 200),
    "request to approve": (LIBRARIAN, "/loans/{heihe requesting review}", 200),
    "request sent": (LIBRARIAN, "/loans/{heihe requesting sent}", 200),
    "request promised": (LIBRARIAN, "/loans/{heihe requesting will_supply}", 200),
    "request shipped to us": (LIBRARIAN, "/loans/{heihe requesting shipped}", 200),
    "request with the reader": (LIBRARIAN, "/loans/{heihe requesting with_reader}", 200),
    "request not filled": (LIBRARIAN, "/loans/{heihe requesting unfilled}", 200),
    "request refused": (ELSEWHERE, "/loans/{amur requesting refused}", 200),
    "request being cancelled": (ELSEWHERE, "/loans/{amur requesting cancel_pending}", 200),
    "request received": (ELSEWHERE, "/loans/{amur requesting received}", 200),
    "request to send back": (ELSEWHERE, "/loans/{amur requesting to_return}", 200),
    "request on its way back": (ELSEWHERE, "/loans/{amur requesting return_shipped}", 200),
    "request completed": (ELSEWHERE, "/loans/{amur requesting completed}", 200),
    "partner's request": (LIBRARIAN, "/loans/{heihe supplying new}", 200),
    "partner's request to fetch": (LIBRARIAN, "/loans/{heihe supplying to_pick}", 200),
    "partner's request to ship": (LIBRARIAN, "/loans/{heihe supplying to_ship}", 200),
    "partner's request to cancel": (LIBRARIAN, "/loans/{heihe supplying cancel_asked}", 200),
    "partner's request shipped": (LIBRARIAN, "/loans/{heihe supplying shipped}", 200),
    "partner's request on loan": (LIBRARIAN, "/loans/{heihe supplying on_loan}", 200),
    "partner's request returning": (LIBRARIAN, "/loans/{heihe supplying returning}", 200),
    "partner's request completed": (LIBRARIAN, "/loans/{heihe supplying completed}", 200),
    "partner's request not filled": (LIBRARIAN, "/loans/{heihe supplying unfilled}", 200),
    "partner's book that came back damaged, in pictures": (LIBRARIAN, "/loans/{heihe supplying damage_claimed}", 200),
    "slip": (LIBRARIAN, "/loans/{heihe supplying to_ship}/slip", 200),
    "new request by staff": (LIBRARIAN, "/loans/new", 200),
    "record for staff": (LIBRARIAN, "/r/{held}", 200),
    "rule of rounds": (NOBODY, "/exchange/rule", 200),
    "rounds": (NOBODY, "/exchange/rounds", 200),
    "round with its equity table": (NOBODY, "/exchange/rounds/1", 200),
    "round for its coordinator": (PLATFORM, "/exchange/rounds/2", 200),
    "later days of a round": (PLATFORM, "/exchange/rounds/2/change", 200),
    "new round": (PLATFORM, "/exchange/rounds/new", 200),
    "bulk lists of a round": (PLATFORM, "/exchange/rounds/1/manifest", 200),
    "statement of a round": (LIBRARIAN, "/staff/exchange/rounds/2", 200),
    "joining a round": (LIBRARIAN, "/staff/exchange/rounds/3", 200),
    "figures": (NOBODY, "/figures", 200),
    "figures of a library": (LIBRARIAN, "/staff/figures", 200),
    "how partners answer": (LIBRARIAN, "/staff/figures/partners", 200),
    "yearly report": (NOBODY, "/figures/2026", 200),
    "programmes": (NOBODY, "/programmes", 200),
    "programme": (NOBODY, "/programmes/1", 200),
    "curated list": (LIBRARIAN, "/book-lists/1", 200),
    "curated list for a reader": (READER, "/book-lists/1", 200),
    "title of a list": (LIBRARIAN, "/book-lists/1/titles/3", 200),
    "discussion of a list": (LIBRARIAN, "/discussions/book-list/1?phrase=97", 200),
    "new programme": (LIBRARIAN, "/programmes/new", 200),
    "new curated list": (LIBRARIAN, "/programmes/1/lists/new", 200),
    "choosing a list": (LIBRARIAN, "/staff/book-lists?record={russian}", 200),
    "own holdings": (LIBRARIAN, "/staff/holdings", 200),
    "own holdings, filtered": (LIBRARIAN, "/staff/holdings?q=1&lack=isbn&state=missing", 200),
    "what records lack": (LIBRARIAN, "/staff/holdings/lacks", 200),
    "copies without a record": (LIBRARIAN, "/staff/holdings/on-word", 200),
    "book to be entered": (LIBRARIAN, "/staff/holdings/new?isbn=7020024009", 200),
    "record taken over": (LIBRARIAN, "/staff/holdings/new?record={russian}", 200),
    "own record": (LIBRARIAN, "/staff/holdings/{own record}", 200),
    "done by hand": (LIBRARIAN, "/staff/holdings/history", 200),
    "history of own record": (LIBRARIAN, "/staff/holdings/{own record}/history", 200),
    "own copy": (LIBRARIAN, "/staff/holdings/copies/{own copy}", 200),
    "exports": (LIBRARIAN, "/staff/exports", 200),
    "books to be exported": (LIBRARIAN, "/staff/exports/choose", 200),
    "what was found, to be exported": (LIBRARIAN, "/staff/exports/found", 200),
    "imports": (LIBRARIAN, "/staff/imports", 200),
    "scheduled import": (ADMIN, "/staff/imports/scheduled", 200),
    "scheduled import for librarians": (LIBRARIAN, "/staff/imports/scheduled", 200),
    "import before it is taken in": (LIBRARIAN, "/staff/imports/{waiting}", 200),
    "how copies of a file are written": (LIBRARIAN, "/staff/imports/{waiting}/copies", 200),
    "import done": (LIBRARIAN, "/staff/imports/{done}", 200),
    "names to check": (LIBRARIAN, "/staff/names", 200),
    "titles that may be one": (LIBRARIAN, "/staff/titles", 200),
    "two titles side by side": (LIBRARIAN, "/staff/titles/{held}/{chinese}", 200),
    "title to be joined": (LIBRARIAN, "/staff/titles/{held}/join?q=Пушкин", 200),
    "title to be split": (LIBRARIAN, "/staff/titles/{held}/split", 200),
    "changes of titles": (LIBRARIAN, "/staff/titles/changes", 200),
    "offers of all libraries": (NOBODY, "/exchange/offers", 200),
    "offers, filtered to none": (NOBODY, "/exchange/offers?country=RU&q=qqqqwwww", 200),
    "wants of all libraries": (NOBODY, "/exchange/wants", 200),
    "proposing a book": (READER, "/exchange/propose?record={russian}", 200),
    "exchange desk": (LIBRARIAN, "/staff/exchange", 200),
    "comparisons of accounts": (LIBRARIAN, "/staff/exchange/comparisons", 200),
    "comparison that waits": (LIBRARIAN, "/staff/exchange/comparisons/1", 200),
    "comparison that the other answers": (ELSEWHERE, "/staff/exchange/comparisons/1", 200),
    "no comparison yet": (NEWCOMER, "/staff/exchange/comparisons", 200),
    "own offers": (LIBRARIAN, "/staff/exchange/offers", 200),
    "own wants": (ELSEWHERE, "/staff/exchange/wants", 200),
    "own offers, none in a state": (LIBRARIAN, "/staff/exchange/offers?state=shipped", 200),
    "one offer": (LIBRARIAN, "/staff/exchange/offers/{offer}", 200),
    "one want": (LIBRARIAN, "/staff/exchange/wants/{want}", 200),
    "new list": (LIBRARIAN, "/staff/exchange/lists/new?kind=offers", 200),
    "list that asks": (LIBRARIAN, "/staff/exchange/lists/1", 200),
    "list across the border": (ELSEWHERE, "/staff/exchange/lists/2", 200),
    "own wants that end soon": (LIBRARIAN, "/staff/exchange/wants?state=ending", 200),
    "scanning": (LIBRARIAN, "/staff/exchange/scan", 200),
    "own duplicates": (LIBRARIAN, "/staff/exchange/copies", 200),
    "wanted from us": (LIBRARIAN, "/staff/exchange/wanted?view=holdings&isbn=9787020002207", 200),
    "new want": (LIBRARIAN, "/staff/exchange/wants/new?kind=profile", 200),
    "people": (ADMIN, "/people", 200),
    "invite": (ADMIN, "/people/invite", 200),
    "own house": (ADMIN, "/libraries/heihe/house", 200),
    "leaving": (ADMIN, "/libraries/heihe/leaving", 200),
    "libraries that leave": (PLATFORM, "/platform/leaving", 200),
    "own house of who works there": (LIBRARIAN, "/libraries/heihe/house", 200),
    "names of a library": (ADMIN, "/libraries/heihe/names", 200),
    "words of a library": (ADMIN, "/libraries/heihe/words", 200),
    "sign of a library": (ADMIN, "/libraries/heihe/sign", 200),
    "lending rules with proposals": (ADMIN, "/libraries/heihe/edit?proposed=y", 200),
    "lending rules": (ADMIN, "/libraries/heihe/edit", 200),
    "letters of a library": (ADMIN, "/libraries/heihe/letters", 200),
    "a letter": (ADMIN, "/libraries/heihe/letters/reader_overdue", 200),
    "calendar of a library": (ADMIN, "/libraries/heihe/calendar", 200),
    "messages": (LIBRARIAN, "/staff/messages", 200),
    "texts for the other language": (LIBRARIAN, "/staff/translations", 200),
    "consignments": (LIBRARIAN, "/staff/shipments", 200),
    "closed consignments": (LIBRARIAN, "/staff/shipments?closed=1", 200),
    "a consignment": (LIBRARIAN, "/staff/shipments/{consignment}", 200),
    "a claim with a picture": (LIBRARIAN, "/staff/shipments/{claimed}", 200),
    "addresses for a consignment": (LIBRARIAN, "/staff/shipments/{consignment}/addresses", 200),
    "titles to complete": (LIBRARIAN, "/staff/shipments/{consignment}/titles", 200),
    "entries of customs forms": (LIBRARIAN, "/staff/shipments/{consignment}/customs", 200),
    "new consignment": (LIBRARIAN, "/staff/shipments/new", 200),
    "rules of post and customs": (PLATFORM, "/platform/shipping", 200),
    "claims to decide": (PLATFORM, "/platform/claims", 200),
    "boxes": (LIBRARIAN, "/staff/exchange/boxes", 200),
    "box that is done": (LIBRARIAN, "/staff/exchange/boxes/1", 200),
    "box on the table": (ELSEWHERE, "/staff/exchange/boxes/2", 200),
    "partners and agreements": (LIBRARIAN, "/staff/exchange/agreements", 200),
    "exchange agreement": (ELSEWHERE, "/staff/exchange/agreements/1", 200),
    "new exchange agreement": (LIBRARIAN, "/staff/exchange/agreements/new", 200),
    "offers that fit": (LIBRARIAN, "/staff/exchange/fitting", 200),
    "offers passed over": (LIBRARIAN, "/staff/exchange/fitting?show=declined", 200),
    "standing exchanges": (LIBRARIAN, "/staff/exchange/standing", 200),
    "a standing exchange": (LIBRARIAN, "/staff/exchange/standing/1", 200),
    "new standing exchange": (LIBRARIAN, "/staff/exchange/standing/new", 200),
    "exchange rates": (PLATFORM, "/staff/rates", 200),
    "exchange account": (LIBRARIAN, "/staff/exchange/account/amur", 200),
    "desk of the platform": (PLATFORM, "/platform", 200),
    "mails": (PLATFORM, "/platform/mail", 200),
    "messages that wait": (PLATFORM, "/platform/waiting", 200),
    "mail in Chinese": (PLATFORM, "/platform/mail/{chinese mail}", 200),
    "mail in Russian": (PLATFORM, "/platform/mail/{russian mail}", 200),
}

# Pages that answer a form: from which page it is sent, where to, with what, and with which answer.
ANSWERS = {
    "sign-in refused": (NOBODY, "/login", "/login", {"email": "nobody@heihe.example", "password": "x"}, 200),
    "request without a title": (READER, "/loans/new", "/loans/new", {"title": ""}, 422),
    "request for too near a day": (
        *(READER, "/loans/new", "/loans/new"),
        *({"title": "Записки о Харбине", "needed_by": "2020-01-01"}, 422),
    ),
    "step that came too late": (
        *(LIBRARIAN, "/loans/{heihe supplying completed}", "/loans/{heihe supplying completed}/ship"),
        *({"method": "post", "due_on": "2099-01-01"}, 409),
    ),
    "step with something missing": (
        *(LIBRARIAN, "/loans/{heihe supplying to_ship}", "/loans/{heihe supplying to_ship}/ship"),
        *({"method": "post", "due_on": "tomorrow"}, 422),
    ),
    "picture of a book without a file": (
        *(LIBRARIAN, "/loans/{heihe supplying damage_claimed}", "/loans/{heihe supplying damage_claimed}/pictures"),
        *({"moment": "coming_back"}, 422),
    ),
    "import without a file": (LIBRARIAN, "/staff/imports", "/staff/imports", {}, 422),
    "import started twice": (LIBRARIAN, "/staff/imports", "/staff/imports/{done}/start", {}, 409),
    "invitation with mistakes": (ADMIN, "/people/invite", "/people/invite", {"email": "nonsense"}, 422),
    "lending rules with mistakes": (ADMIN, "/libraries/heihe/edit", "/libraries/heihe/edit", {"loan_days": "x"}, 422),
    "closed days in the wrong order": (
        *(ADMIN, "/libraries/heihe/calendar", "/libraries/heihe/closures"),
        *({"starts_on": "2026-03-02", "ends_on": "2026-03-01", "reason": "repair"}, 422),
    ),
    "letter as it would look": (
        *(ADMIN, "/libraries/heihe/letters/reader_overdue", "/libraries/heihe/letters/reader_overdue/preview"),
        *({"opening_zh": "请于 %(due_on)s 前还书。"}, 200),
    ),
    "letter with a slot that it does not know": (
        *(ADMIN, "/libraries/heihe/letters/reader_overdue", "/libraries/heihe/letters/reader_overdue"),
        *({"opening_zh": "%(shelf)s", "closing_ru": "%(due_on", "subject_en": "<b>"}, 422),
    ),
    "consignment to nowhere": (LIBRARIAN, "/staff/shipments/new", "/staff/shipments/new", {"consignee_id": "x"}, 422),
    "entries of customs forms with mistakes": (
        *(LIBRARIAN, "/staff/shipments/{consignment}/customs", "/staff/shipments/{consignment}/customs"),
        *({"origin-1": "Atlantis"}, 422),
    ),
    "rule without a source": (PLATFORM, "/platform/shipping", "/platform/shipping", {"what": "threshold"}, 422),
    "admission with mistakes": (
        *(PLATFORM, "/platform/applications/1", "/platform/applications/1/admit"),
        *({"code": "NO"}, 422),
    ),
    "application with mistakes": (NOBODY, "/join", "/join", {"kind": "ngo", "email": "nonsense"}, 422),
    "form that is not ours": (READER, "/me", "/me", {"csrf_token": "forged"}, 400),
}


# The house and those who look at it -----------------------------------------------------------------------------------


@dataclass
class Eyes:
    """A browser window of one person, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def look(self, url: str) -> Response:
        """Open `url` and forget earlier complaints."""
        self.complaints.clear()
        answer = self.page.goto(url)
        assert answer is not None
        return answer

    def send(self, url: str, form: dict[str, str]) -> Response:
        """Send `form` to `url` from the page that is open, as a form of the page would."""
        self.complaints.clear()
        with self.page.expect_navigation() as navigation:
            self.page.evaluate(SEND_FORM, [url, form])
        answer = navigation.value
        assert answer is not None
        return answer


SEND_FORM = """([url, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const given = {csrf_token: document.querySelector("[name=csrf_token]").value, ...fields};
  for (const [name, value] of Object.entries(given)) {
    const input = document.createElement("input");
    [input.name, input.value] = [name, value];
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""


class Crowd:
    """One window for each person, opened when first needed."""

    def __init__(self, browser: Browser, url: str, scripts: bool) -> None:
        self._browser, self._url, self._scripts = browser, url, scripts
        self._contexts: list[BrowserContext] = []
        self._eyes: dict[str, Eyes] = {}

    def eyes_of(self, who: str) -> Eyes:
        """Return the window of `who`, signed in; of a visitor for nobody."""
        if who not in self._eyes:
            self._eyes[who] = self._open(who)
        return self._eyes[who]

    def _open(self, who: str) -> Eyes:
        context = self._browser.new_context(
            viewport={"width": 1280, "height": 900},
            java_script_enabled=self._scripts,
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        if self._scripts:
            get_ready(context)
        self._contexts.append(context)
        eyes = Eyes(context.new_page())
        eyes.page.on("console", lambda said: eyes.complaints.append(said.text) if said.type == "error" else None)
        eyes.page.on("pageerror", lambda error: eyes.complaints.append(str(error)))
        eyes.page.on(
            "request", lambda asked: None if asked.url.startswith(self._url) else eyes.foreign.append(asked.url)
        )
        if who:
            eyes.page.goto(f"{self._url}/en/login")
            eyes.page.locator("#email").fill(who)
            eyes.page.locator("#password").fill(PASSWORD)
            eyes.page.locator("main button[type=submit]").click()
            eyes.page.locator("form[action$='/logout']").wait_for()
        return eyes

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="module")
def crowd(browser: Browser, demo_house) -> Iterator[Crowd]:
    """People with JavaScript."""
    found = Crowd(browser, demo_house.url, scripts=True)
    yield found
    found.close()


@pytest.fixture(scope="module")
def plain_crowd(browser: Browser, demo_house) -> Iterator[Crowd]:
    """The same people with JavaScript off."""
    found = Crowd(browser, demo_house.url, scripts=False)
    yield found
    found.close()


LOANS = """SELECT library.code, side, state, max(loan_request.id) FROM loan_request
JOIN library ON library.id = library_id WHERE side = 'supplying' OR reader_id IS NOT NULL OR state = 'shipped'
GROUP BY library.code, side, state"""
RECORD = "SELECT min(record_id) FROM source_record WHERE source_id = ?"
READER_OF_HEIHE = 'SELECT membership.id FROM membership JOIN "user" ON "user".id = user_id WHERE email = ?'
HELD = "SELECT min(record_id) FROM holding JOIN library ON library.id = library_id WHERE code = 'heihe'"


@pytest.fixture(scope="module")
def places(demo_house, crowd: Crowd) -> dict[str, int]:
    """Where in the demonstration things are: the ids of records, requests, files and mails."""
    found = _imports(demo_house.url, crowd.eyes_of(LIBRARIAN).page)
    found["consignment"] = _consignment(demo_house.url, crowd.eyes_of(LIBRARIAN).page)
    database = sqlite3.connect(f"file:{demo_house.instance / 'bridge.sqlite'}?mode=ro", uri=True)
    found |= {f"{code} {side} {state}": number for code, side, state, number in database.execute(LOANS)}
    for name in ("offer", "want"):
        own = f"SELECT min(id) FROM exchange_{name} WHERE library_id = (SELECT id FROM library WHERE code = 'heihe')"
        found[name] = database.execute(own).fetchone()[0]
    found["russian"] = database.execute(RECORD, ["ru-ed-13"]).fetchone()[0]
    found["chinese"] = database.execute(RECORD, ["zh-1449348"]).fetchone()[0]
    found["reader"] = database.execute(READER_OF_HEIHE, [READER]).fetchone()[0]
    found["held"] = database.execute(HELD).fetchone()[0]
    for name, table in (("own record", "source_record"), ("own copy", "item")):
        first = f"SELECT min({table}.id) FROM {table} JOIN library ON library.id = library_id WHERE code = 'heihe'"
        found[name] = database.execute(first).fetchone()[0]
    found["claimed"] = database.execute("SELECT min(consignment_id) FROM consignment_claim").fetchone()[0]
    for language, name in (("zh", "chinese mail"), ("ru", "russian mail")):
        found[name] = database.execute("SELECT min(id) FROM mail WHERE language = ?", [language]).fetchone()[0]
    database.close()
    return found


def _imports(url: str, page: Page) -> dict[str, int]:
    """Send two files with damaged records, take one of them in."""
    ids = []
    for name in ("取自旧系统.mrc", "второй файл.mrc"):
        page.goto(f"{url}/zh/staff/imports")
        content = io.BytesIO(b"".join(books.records()[:3]) + b"nonsense\x1d" + books.records()[3])
        sent = {"name": name, "mimeType": "application/marc", "buffer": content.getvalue()}
        page.locator("#file").set_input_files(sent)
        page.locator("main form button").click()
        page.wait_for_url("**/staff/imports/*")
        ids.append(int(page.url.rsplit("/", 1)[1]))
    page.locator(f"form[action$='/{ids[1]}/start'] button").click()
    page.locator("main .chip.ok").wait_for(timeout=90_000)
    return dict(zip(("waiting", "done"), ids, strict=True))


def _consignment(url: str, page: Page) -> int:
    """Plan a consignment with one title that is not described yet."""
    page.goto(f"{url}/zh/staff/shipments/new")
    page.locator("select[name=consignee_id]").select_option(index=1)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/staff/shipments/\d+$"))
    page.locator("#title").fill("Записки о Харбине")
    page.locator("#language").select_option("rus")
    page.locator("#add button").click()
    page.locator("main table").wait_for()
    return int(re.findall(r"/shipments/(\d+)", page.url)[0])


# What a page must be --------------------------------------------------------------------------------------------------

DATA = re.compile(
    r"示例-|Пример-|示例，|演示|демо|Mozilla|@|\.mrc|“преступление”|"
    + "|".join(re.escape(s.note) for s in STORIES if s.note)
)
"""What people or computers gave and no language can be told of: shelf marks, names, files, notes, words asked for."""
SCRIPTS_ONLY = {"打印", "启用单键快捷键"}
"""What is offered only where JavaScript is on."""


def faults_of(eyes: Eyes, answer: Response, seen: Seen, language: str, status: int) -> list[str]:
    """Return what is wrong with the page that `eyes` have just opened and `seen`, beside what axe finds."""
    faults = [] if answer.status == status else [f"answered {answer.status}"]
    weight = len(gzip.compress(answer.body()))
    faults += [f"weighs {weight} bytes"] if weight > HEAVIEST_B else []
    faults += [f"says it is in {seen.tag}"] if seen.tag != LANGUAGES[language] else []
    faults += [f"has {seen.headings} headings of the first rank"] if seen.headings != 1 else []
    faults += [f"without lang or translation: {text}" for text in seen.strange if not DATA.search(text)]
    faults += [fault for width in NARROW_PX for fault in faults_in_width(eyes.page, width)]
    faults += [f"at 320 px, {found}" for found in faults_of_targets(eyes.page)]
    eyes.page.set_viewport_size({"width": 1280, "height": 900})
    refused = f"the server responded with a status of {status}"
    faults += [f"complains: {said}" for said in eyes.complaints if refused not in said]
    return faults + [f"asks another host: {url}" for url in eyes.foreign]


def faults_of_switch(seen: Seen, url: str, language: str) -> list[str]:
    """Return what is wrong with the ways from the page at `url` to itself in the other languages."""
    here = urlsplit(url)
    rest = here.path.removeprefix(f"/{language}") + (f"?{here.query}" if here.query else "")
    wanted = [[f"/{code}{rest}", tag] for code, tag in LANGUAGES.items()]
    switch, told = seen.ways
    # Crawlers are told of public pages alone, by the address of the settings, and of one without a language as well.
    told = [[urlsplit(address).path, tag] for address, tag in told if tag != "x-default"]
    faults = [f"leads to {switch}"] if switch != wanted else []
    paths = [[urlsplit(address).path, tag] for address, tag in wanted]
    return faults + ([f"tells crawlers of {told}"] if told not in ([], paths) else [])


def lines_of(page: Page) -> set[str]:
    """Return the lines of the page's text; clocks go on and error numbers differ, so digits do not count."""
    said = re.sub(r"[0-9a-f]{12}|\d", "0", page.locator("main").inner_text())
    return {line.strip() for line in said.splitlines()}


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.mark.parametrize("language", LOOKED_AT)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_open_to_everybody(demo_house, crowd, plain_crowd, places, judge, name, language):
    who, path, status = PAGES[name]
    url = f"{demo_house.url}/{language}{path.format_map(places)}"
    eyes = crowd.eyes_of(who)
    answer = eyes.look(url)
    seen = judge.sees(eyes.page, name)
    faults = judge.faults_of(eyes.page, seen, name) + faults_of(eyes, answer, seen, language, status)
    if status == 200:
        faults += faults_of_switch(seen, eyes.page.url, language)
    if language == "zh":
        plain = plain_crowd.eyes_of(who)
        assert plain.look(url).status == status
        missing = lines_of(eyes.page) - lines_of(plain.page) - SCRIPTS_ONLY
        faults += [f"says only with JavaScript: {line}" for line in missing]
    assert faults == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_in_english(demo_house, crowd, places, name):
    who, path, status = PAGES[name]
    answer = crowd.eyes_of(who).page.request.get(f"{demo_house.url}/en{path.format_map(places)}")
    page = lxml.html.fromstring(answer.text())
    assert (answer.status, page.get("lang"), len(list(page.iter("h1")))) == (status, "en", 1)
    assert len(gzip.compress(answer.body())) <= HEAVIEST_B
    ways = {way.get("hreflang"): urlsplit(way.get("href")).path for way in page.iterfind(".//a[@hreflang]")}
    rest = urlsplit(answer.url).path.removeprefix("/en")
    assert status != 200 or ways == {tag: f"/{code}{rest}" for code, tag in LANGUAGES.items()}


@pytest.mark.parametrize("language", LOOKED_AT)
@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_to_a_form_is_open_to_everybody(demo_house, crowd, places, judge, name, language):
    who, start, target, form, status = ANSWERS[name]
    eyes = crowd.eyes_of(who)
    eyes.look(f"{demo_house.url}/{language}{start.format_map(places)}")
    answer = eyes.send(f"{demo_house.url}/{language}{target.format_map(places)}", form)
    seen = judge.sees(eyes.page, name)
    assert judge.faults_of(eyes.page, seen, name) + faults_of(eyes, answer, seen, language, status) == []


# Colours --------------------------------------------------------------------------------------------------------------

PAINT = (
    "() => [...document.querySelectorAll('body, header, main, a, .btn, input')].map(e => "
    "{ const s = getComputedStyle(e); return s.color + s.backgroundColor + s.borderColor; })"
)


def test_the_dark_page_of_the_cookie_is_that_of_the_device(browser, demo_house):
    painted = []
    for scheme, theme in (("dark", None), ("light", "dark"), ("dark", "dark")):
        context = browser.new_context(color_scheme=scheme)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": demo_house.url}])
        page = context.new_page()
        page.goto(f"{demo_house.url}/zh/search?q=鲁迅")
        painted.append(page.evaluate(PAINT))
        context.close()
    assert painted[0] == painted[1] == painted[2]


def test_a_visitor_chooses_the_colours_without_javascript(browser, demo_house):
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(f"{demo_house.url}/ru/libraries?page=1")
    page.get_by_role("button", name="Тёмный фон", exact=True).click()
    page.wait_for_url("**/ru/libraries?page=1")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Как на устройстве", exact=True).click()
    page.locator("html:not([data-theme])").wait_for()
    context.close()


def test_on_a_telephone_search_and_languages_hang_on_a_menu_that_opens_by_keyboard(browser, demo_house):
    context = browser.new_context(java_script_enabled=False, viewport={"width": NARROW_PX[0], "height": 800})
    page = context.new_page()
    page.goto(f"{demo_house.url}/ru/libraries")
    head, menu = page.locator(".deck-in"), page.locator(".menu summary")
    hidden = [page.locator(f"header {each}") for each in (".langs", ".menu-search input", "nav", ".me")]
    assert head.bounding_box()["height"] < 60
    assert not any(each.is_visible() for each in hidden)
    menu.focus()
    page.keyboard.press("Enter")
    assert all(each.is_visible() for each in hidden)
    page.locator(".menu-search input").fill("Чехов")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ru/search?q=*")
    context.close()
