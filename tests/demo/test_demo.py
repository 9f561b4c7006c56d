"""What a visitor of the demonstration meets: libraries, books, people and loans in every state of the way."""

import csv
import json
from collections import Counter, defaultdict
from contextvars import Context
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import lxml.html
import pytest
import sqlalchemy as sa

from benchmarks.page_weight import COLD_GOAL_B, LOADED, WARM_GOAL_B
from library_exchange.accounts.models import Membership, User
from library_exchange.catalogue.models import BibliographicRecord, Holding, Import, Item, SourceRecord, TextForm
from library_exchange.catalogue.queries.searching import card, search
from library_exchange.catalogue.services import index
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.models import OutboxMessage
from library_exchange.core.scripts import language_of
from library_exchange.core.settings import Settings
from library_exchange.demo import books, people
from library_exchange.demo.charging import SOURCE
from library_exchange.demo.seeding import seed
from library_exchange.demo.sending import UNTRANSLATED
from library_exchange.demo.stories import STORIES
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.directory.queries import calendars_of
from library_exchange.ledger.models import Entry, Line, Reason, Unit
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import Task, act_by, task
from library_exchange.mail.models import Mail
from library_exchange.marc.profiles.tables import Profile
from library_exchange.search.port import Query
from library_exchange.search_help.views import TOPICS
from library_exchange.shipping.models import ConsignmentLine
from tests.loans.invariants import AT_REST, WHATEVER_HAPPENS
from tests.makers import Visitor

BOTH_SIDES = {
    ("delivered", "copy_completed"),
    ("sent", "new"),
    ("will_supply", "to_pick"),
    ("will_supply", "to_ship"),
    ("cancel_pending", "cancel_asked"),
    ("shipped", "shipped"),
    ("received", "on_loan"),
    ("with_reader", "on_loan"),
    ("to_return", "on_loan"),
    ("return_shipped", "returning"),
    ("completed", "completed"),
    ("refused", "unfilled"),
    ("unfilled", "unfilled"),
    ("cancelled", "cancelled"),
    ("condition_pending", "awaiting_condition"),
    ("retry_pending", "retry"),
    ("lost_claimed", "lost_claimed"),
    ("damage_claimed", "damage_claimed"),
}
"""Where the two rows of one request stand when every message has been heard."""


def _all(table):
    with reading() as session:
        return session.scalars(sa.select(table)).all()


def _loans(side):
    return [loan for loan in _all(LoanRequest) if loan.side is side]


def _codes():
    return {library.id: library.code for library in _all(Library)}


def _days(at):
    """Return for the id of each library the day that it is there."""
    return {library.id: library.day_at(at) for library in _all(Library)}


# Libraries and people -------------------------------------------------------------------------------------------------


def test_fourteen_real_libraries_and_two_invented_reading_rooms_stand_on_both_sides(demo):
    libraries = _all(Library)
    rooms = [library for library in libraries if library.kind is LibraryKind.NGO]
    assert (len(libraries), sorted(library.country for library in rooms)) == (16, ["CN", "RU"])
    assert Counter(library.country for library in libraries) == {"CN": 8, "RU": 8}
    assert {"hlj-provincial", "dvgnb", "heihe", "amur"} <= {library.code for library in libraries}
    for room in rooms:
        assert ("虚构" in room.name_zh, "вымышленная" in room.name_ru, "invented" in room.name_en) == (True,) * 3


def test_no_mail_can_reach_a_real_library_from_the_demonstration(demo):
    libraries = _all(Library)
    assert all(library.is_demo and library.mailbox.endswith(".example") for library in libraries)
    assert all(mail.recipient.endswith(".example") and mail.sent_at is None for mail in _all(Mail))


def test_there_is_somebody_for_each_role_in_both_languages(demo):
    users = {user.id: user for user in _all(User)}
    codes = _codes()
    held = {(users[m.user_id].language, m.role) for m in _all(Membership)}
    assert held == {(language, role) for language in ("zh", "ru") for role in Role}
    assert all(user.is_demo for user in users.values())
    assert {codes[m.library_id] for m in _all(Membership) if m.role is Role.LIBRARIAN} == {
        *("heihe", "hlj-provincial", "amur", "dvgnb")
    }
    admins = [user.email for user in users.values() if user.is_platform_admin]
    assert admins == ["platform@bridge.example"]


def test_everybody_signs_in_with_the_password_that_is_printed_at_the_start(demo):
    for account in people.ACCOUNTS:
        given = {"email": account.email, "password": people.PASSWORD}
        # A context of its own: nothing of one person's request is left for the next.
        answer = Context().run(demo.test_client().post, f"/{account.language}/login", data=given)
        assert answer.status_code == 302, account.email


@pytest.mark.parametrize(
    ("language", "library"),
    [("zh", "黑河市图书馆"), ("ru", "Амурская областная научная библиотека"), ("en", "Heihe")],
)
def test_the_page_of_sign_in_calls_the_libraries_of_the_accounts_by_their_names(demo, language, library):
    page = Context().run(demo.test_client().get, f"/{language}/login").text
    assert library in page
    assert "· heihe" not in page


def test_the_printed_table_names_every_account_and_the_password(capsys):
    from rich.console import Console

    Console(width=100).print(people.accounts_table())
    printed = capsys.readouterr().out
    assert people.PASSWORD in printed
    assert all(account.email in printed for account in people.ACCOUNTS)


# Books ----------------------------------------------------------------------------------------------------------------


def test_every_record_of_the_files_is_in_the_catalogue(demo):
    imports = _all(Import)
    assert len(imports) == 16
    assert [i.rejected for i in imports] == [0] * 16
    assert sum(i.read for i in imports) == len(_all(SourceRecord))
    sources = {source.source_id for source in _all(SourceRecord)}
    assert len(sources) == len(books.records()) == 477
    assert sum(i.created for i in imports) == len(_all(BibliographicRecord))


def test_a_record_sent_by_several_libraries_is_one_title(demo):
    titles = defaultdict(set)
    for source in _all(SourceRecord):
        titles[source.source_id].add(source.record_id)
    assert [key for key, found in titles.items() if len(found) > 1] == []


def test_every_title_has_a_holder_and_many_have_several(demo):
    holders = defaultdict(set)
    holdings = {holding.id: holding for holding in _all(Holding)}
    for item in _all(Item):
        holders[holdings[item.holding_id].record_id].add(item.library_id)
    assert set(holders) == {record.id for record in _all(BibliographicRecord)}
    assert sum(1 for found in holders.values() if len(found) > 1) > 150
    assert {library for found in holders.values() for library in found} == set(_codes())
    assert max(item.number for item in _all(Item)) > 1


def test_a_fifth_of_the_books_stands_across_the_border(demo):
    country = {library.id: library.country for library in _all(Library)}
    for profile, home in ((Profile.CNMARC, "CN"), (Profile.RUSMARC, "RU")):
        given = [source for source in _all(SourceRecord) if source.profile == profile]
        all_books = {source.source_id for source in given}
        abroad = {source.source_id for source in given if country[source.library_id] != home}
        assert 0.1 < len(abroad) / len(all_books) < 0.3


def test_call_numbers_say_that_they_are_examples(demo):
    assert all((holding.call_number or "").startswith(("示例-", "Пример-")) for holding in _all(Holding))


def test_well_known_titles_stand_in_both_languages_given_by_a_holder(demo):
    translations = {form.value: form for form in _all(TextForm) if form.kind == "translation"}
    holders = {(holding.record_id, holding.library_id) for holding in _all(Holding)}
    assert {"Дневник сумасшедшего", "Сон в красном тереме", "红楼梦", "父与子"} <= set(translations)
    assert all((form.record_id, form.library_id) in holders for form in translations.values())


def test_tags_of_readers_are_no_subjects():
    for raw in books.records()[:259]:
        assert b"610" not in {raw[start : start + 3] for start in range(24, int(raw[12:17]) - 1, 12)}


def test_the_records_are_those_of_the_shared_golden_set(shared_data):
    with (shared_data / "golden" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        keys = {row["key"] for row in csv.DictReader(file)}
    assert {raw[int(raw[12:17]) :].split(b"\x1e")[0].decode() for raw in books.records()} == keys


@pytest.mark.parametrize(
    ("words", "title"),
    [("狂人日记", "狂人日记"), ("呼兰河", "呼兰河传"), ("Мёртвые души", "Мёртвые души"), ("казаки Китай", None)],
)
def test_a_reader_finds_a_title_at_once(demo, words, title):
    with reading() as session:
        found = search(session, demo.extensions["search"], Query(text=words), "ru")
    assert found.total > 0
    assert not found.degraded
    assert title in {None, *(card(source, "ru").title.original.value for source in found.sources[:3])}


def test_index_and_database_agree(demo):
    assert index.drift(database(), demo.extensions["search"]) == []


# Loans ----------------------------------------------------------------------------------------------------------------


def test_every_state_of_the_way_can_be_seen(demo):
    supplying = {(loan.request_no, loan.library_id): loan for loan in _loans(Side.SUPPLYING)}
    asked = [loan for loan in _loans(Side.REQUESTING) if loan.partner_id is not None]
    pairs = {(loan.state, supplying[loan.public_no, loan.partner_id].state) for loan in asked}
    assert pairs == BOTH_SIDES
    alone = {loan.state for loan in _loans(Side.REQUESTING) if loan.partner_id is None}
    assert alone == {"review", "declined"}


def test_a_renewal_waits_for_its_answer_and_a_recall_for_its_book(demo):
    assert {loan.due for loan in _loans(Side.REQUESTING)} >= {"renew_asked", "recalled", "ok"}
    assert {loan.due for loan in _loans(Side.SUPPLYING)} >= {"renew_asked", "recalled", "ok"}


def test_both_rows_of_a_request_tell_of_the_same_parcel_and_due_date(demo):
    supplying = {(loan.request_no, loan.library_id): loan for loan in _loans(Side.SUPPLYING)}
    for own in _loans(Side.REQUESTING):
        if own.partner_id is not None:
            theirs = supplying[own.public_no, own.partner_id]
            assert (own.due_on, own.tracking_no, own.ship_method) == (
                *(theirs.due_on, theirs.tracking_no, theirs.ship_method),
            )
            assert own.book == theirs.book


def test_libraries_of_both_countries_ask_and_lend(demo):
    codes = _codes()
    routes = {(codes[loan.library_id], codes.get(loan.partner_id)) for loan in _loans(Side.REQUESTING)}
    first_pairs = {("heihe", "amur"), ("hlj-provincial", "dvgnb")}
    assert first_pairs | {(b, a) for a, b in first_pairs} <= routes


def test_something_is_overdue_something_due_soon_and_the_past_is_past(demo):
    at = now()
    todays = _days(at)
    overdue, soon = set(), []
    for loan in _all(LoanRequest):
        today = todays[loan.library_id]
        if is_overdue(loan.side, loan.stands, loan.due, loan.due_on, today):
            overdue.add(loan.side)
        if loan.due_on and today <= loan.due_on < today + timedelta(days=7):
            soon.append(loan)
    assert overdue == set(Side)
    assert {loan.state for loan in soon} >= {"with_reader", "to_return", "on_loan"}
    for loan in _all(LoanRequest):
        assert loan.created_at <= loan.touched_at < at
        assert loan.created_at > min(library.joined_at for library in _all(Library))


def test_only_what_is_meant_to_be_overdue_is_late(demo):
    at, libraries = now(), {library.id: library for library in _all(Library)}
    with reading() as session:
        calendars = calendars_of(session, list(libraries.values()))
    overdue, late, oldest = set(), [], at
    for loan in _all(LoanRequest):
        home = libraries[loan.library_id]
        today, stands = home.day_at(at), (loan.side, loan.stands, loan.due)
        by = act_by(*stands, home.day_at(loan.touched_at), loan.due_on, calendars[home.id])
        if is_overdue(*stands, loan.due_on, today):
            asked_by = home if loan.side is Side.REQUESTING else libraries[loan.partner_id]
            overdue.add((loan.due_on - asked_by.day_at(at)).days)
        elif by is not None and by < today:
            late.append((home.code, loan.state, by))
        if by is not None and not is_overdue(*stands, loan.due_on, today):
            oldest = min(oldest, loan.created_at)
    assert overdue == {story.due_in for story in STORIES if story.due_in is not None and story.due_in < 0}
    assert late == []
    assert at - oldest < timedelta(weeks=7), "a loan takes its weeks, and no request waits for months"


def test_librarians_of_the_four_first_libraries_find_work(demo):
    codes, todays = _codes(), _days(now())
    work = defaultdict(set)
    for loan in _all(LoanRequest):
        work[codes[loan.library_id]].add(task(loan.side, loan.stands, loan.due, loan.due_on, todays[loan.library_id]))
    assert work["heihe"] >= {Task.APPROVE, Task.ANSWER, Task.PICK, Task.SHIP, Task.CANCELLATION, Task.CHECK_IN}
    assert work["amur"] >= {Task.APPROVE, Task.ANSWER, Task.ASK_NEXT, Task.RECEIVE, Task.CHECK_OUT, Task.SHIP_BACK}
    assert work["hlj-provincial"] >= {Task.ANSWER, Task.PICK, Task.RECEIVE, Task.OVERDUE}
    assert work["dvgnb"] >= {Task.SHIP, Task.RECEIVE, Task.OVERDUE}


def test_a_copy_of_pages_is_asked_for_and_another_lies_ready(demo):
    copies = {loan.state: loan for loan in _loans(Side.REQUESTING) if loan.service is ServiceType.COPY}
    assert set(copies) == {"sent", "delivered"}
    opened = demo.test_client().get(urlsplit(copies["delivered"].delivered_url).path)
    assert (opened.status_code, opened.mimetype) == (200, "image/png")
    assert copies["delivered"].copy_until > _days(now())[copies["delivered"].library_id]


def test_two_pairs_charge_each_other_in_roubles_and_by_vouchers(demo):
    codes = _codes()
    charged = {posted.key for posted in _all(Entry) if posted.reason is Reason.FEE}
    given = [line for line in _all(Line) if line.entry_key in charged and line.amount > 0]
    owed = Counter({(codes[line.partner_id], line.unit): 0 for line in given})
    for line in given:
        owed[codes[line.partner_id], line.unit] += line.amount
    assert owed == {("heihe", Unit.RUB): 30_000 + 9_000, ("amur", Unit.VOUCHERS): 100}


@pytest.mark.parametrize(
    ("email", "partner", "told"),
    [
        ("librarian@heihe.example", "dvgnb", "390.00\xa0卢布"),
        ("librarian@heihe.example", "amur", "1\xa0张代金券"),
        ("librarian@amur.example", "heihe", "1\xa0ваучер"),
        ("librarian@dvgnb.example", "heihe", "390,00\xa0руб."),
    ],
)
def test_a_librarian_finds_the_fees_in_the_account_and_the_rate_on_its_page(demo, email, partner, told):
    language = next(account.language for account in people.ACCOUNTS if account.email == email)
    desk = Visitor(demo)
    desk.post(f"/{language}/login", data={"email": email, "password": people.PASSWORD})
    assert told in desk.get(f"/{language}/staff/exchange/account/{partner}").text
    assert SOURCE in desk.get(f"/{language}/staff/rates").text


def test_papers_of_the_demonstration_tell_titles_in_both_languages_and_no_title_as_publisher(demo):
    sent = [line for line in _all(ConsignmentLine) if line.annotation_zh]
    assert sent
    for line in sent:
        assert (language_of(line.title_zh), language_of(line.title_ru)) == ("zh", "ru"), line.title
        assert {line.title_zh, line.title_ru}.isdisjoint({*UNTRANSLATED.values(), line.publisher}), line.title


def test_nobody_borrows_what_stands_on_her_own_shelves(demo):
    shelves = {(holding.record_id, holding.library_id) for holding in _all(Holding)}
    own = [loan for loan in _loans(Side.REQUESTING) if (loan.record_id, loan.library_id) in shelves]
    assert [(loan.state, loan.decline_reason) for loan in own] == [("declined", "held_here")]


def test_nothing_of_a_reader_reaches_a_partner(demo):
    notes = {story.note for story in STORIES if story.note}
    assert {loan.reader_note for loan in _loans(Side.REQUESTING)} - {None} == notes
    private = notes | {user.name for user in _all(User)} | {user.email for user in _all(User)}
    private |= {member.card_no for member in _all(Membership) if member.card_no}
    messages = [message.payload for message in _all(OutboxMessage) if message.kind == "loans.message"]
    partner_rows = [loan.model_dump(mode="json") for loan in _loans(Side.SUPPLYING)]
    told = json.dumps([messages, partner_rows], ensure_ascii=False)
    assert len(partner_rows) > 20
    assert [word for word in private if word in told] == []
    assert {(row["reader_id"], row["reader_note"]) for row in partner_rows} == {(None, None)}


def test_mails_to_libraries_name_no_reader(demo):
    names = {user.name for user in _all(User)} | {story.note for story in STORIES if story.note}
    folder = demo.extensions["settings"].folder("mail")
    to_libraries = [mail for mail in _all(Mail) if mail.recipient.startswith("ill@")]
    assert to_libraries
    for mail in to_libraries:
        text = message_from_bytes((folder / mail.filename).read_bytes(), policy=policy.default).get_content()
        assert [name for name in names if name in text] == []


def test_every_rule_of_loans_holds_in_it(demo):
    queries = WHATEVER_HAPPENS | AT_REST
    with reading() as session:
        assert [name for name, query in queries.items() if session.execute(sa.text(query)).first()] == []


def test_nothing_waits_in_the_outbox(demo):
    waiting = [(message.kind, message.last_error) for message in _all(OutboxMessage) if message.done_at is None]
    assert waiting == []
    mails = [message for message in _all(OutboxMessage) if message.kind == "notifications.mail"]
    assert len(_all(Mail)) == len(mails) > 100


# The page that tells how search works ---------------------------------------------------------------------------------

EXAMPLES = [(asked.q, asked.exact) for topic in TOPICS for asked in topic.searches()]


@pytest.mark.parametrize(("text", "is_exact"), EXAMPLES)
def test_an_example_finds_a_book_that_has_all_its_words(demo, text, is_exact):
    [asked] = [a for topic in TOPICS for a in topic.searches() if (a.q, a.exact) == (text, is_exact)]
    with reading() as session:
        found = search(session, demo.extensions["search"], asked.query(1, 20), "en")
    assert found.total > 0
    assert not found.loosened


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_page_shows_every_example_as_a_link(demo, lang):
    page = demo.test_client().get(f"/{lang}/search/help").get_data(as_text=True)
    assert page.count(f'href="/{lang}/search?q=') == len(EXAMPLES)


# The seeding itself ---------------------------------------------------------------------------------------------------


def test_the_seeding_tells_how_far_it_is(seeded):
    _app, reports = seeded
    done = [report[0] for report in reports]
    assert done == sorted(done)
    assert len({total for _done, total in reports}) == 1
    assert reports[-1][0] == reports[-1][1]


def test_a_second_seeding_is_refused_and_changes_nothing(demo):
    before = len(_all(Library)), len(_all(LoanRequest))
    with pytest.raises(Conflict, match="not-empty"):
        seed(demo)
    assert (len(_all(Library)), len(_all(LoanRequest))) == before


def test_production_is_never_seeded(web):
    secret = "x" * 40
    web.extensions["settings"] = Settings(
        _env_file=None, mode="production", secret_key=secret, password_salt=secret, instance_dir="unused"
    )
    with pytest.raises(Forbidden, match="not-a-demonstration"):
        seed(web)
    assert _all(Library) == []


# The line -------------------------------------------------------------------------------------------------------------

TAKES = {"Accept-Encoding": "gzip"}


def bytes_of(answer):
    """Return what goes over the line: the head and the content."""
    return len(str(answer.headers).encode()) + len("HTTP/1.1 ") + len(answer.status) + len(answer.data)


@pytest.mark.parametrize("path", ["/zh/", "/ru/", "/ru/search", "/zh/search?q=鲁迅", "/ru/r/1"])
def test_the_most_visited_pages_are_light(demo, path):
    visitor = Visitor(demo)
    page = visitor.get(path, headers=TAKES)
    assert page.status_code == 200
    loaded = set(lxml.html.fromstring(visitor.get(path).text).xpath(LOADED))
    files = [visitor.get(address, headers=TAKES) for address in loaded]
    assert len(files) >= 4
    assert {file.status_code for file in files} == {200}
    assert bytes_of(page) <= WARM_GOAL_B
    assert bytes_of(page) + sum(map(bytes_of, files)) <= COLD_GOAL_B
