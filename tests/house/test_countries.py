"""A further country is one row of a table: its libraries take part in everything, and no code names a country."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from library_exchange.consignment_papers.addresses import address_of
from library_exchange.consignment_papers.border import papers_of
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm, customs_form
from library_exchange.core.actor import Actor, Role, clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import LANGUAGES, country_name, speaking
from library_exchange.core.regions import REGIONS, Region, address_lines, find_home, find_origin, region
from library_exchange.core.settings import CHECKOUT
from library_exchange.deals.queries import acts
from library_exchange.directory.models import AddressForm, Library, LibraryKind, PostalAddress
from library_exchange.directory.queries import calendar_of, get_library
from library_exchange.directory.rules.calendars import add_working_days, common_working_days, is_open
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from library_exchange.regulations.schemas import NewThreshold
from library_exchange.regulations.services import set_threshold
from library_exchange.rounds.queries.rounds import country_calendars
from library_exchange.rounds.rules.answers import has_enough_days, proposed_calendar
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import LineState, ParcelKind
from library_exchange.shipping.rules.customs_rules import PERMIT_LIST
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services.planning import plan

PACKAGE = CHECKOUT / "library_exchange"
OPERATOR = clock()
ROW = {
    "country": "MN",
    "languages": "ru zh en",
    "tag": "mn",
    "book_language": "mon",
    "currency": "MNT",
    "zones": "Asia/Ulaanbaatar Asia/Hovd",
    "calendar": "MN",
    "moves_days": "no",
    "address": "{country} / {region}, {city} {postcode} / {street} / {recipient}",
    "seal": "МУ",
    "border_list": "permit-list",
    "copy_statement": "single-copy-2026",
}
GIVEN = {
    "code": "ulaanbaatar",
    "country": "MN",
    "kind": LibraryKind.PUBLIC,
    "timezone": "Asia/Ulaanbaatar",
    "language": "ru",
    "name_zh": "乌兰巴托图书馆",
    "name_ru": "Библиотека Улан-Батора",
    "name_en": "Ulaanbaatar Library",
    "city_zh": "乌兰巴托",
    "city_ru": "Улан-Батор",
    "city_en": "Ulaanbaatar",
    "mailbox": "ill@ulaanbaatar.example",
}
ADDRESS = {"recipient": "Номын сан", "street": "Сүхбаатар 3", "city": "Улаанбаатар", "postcode": "15160"}
GENGHIS_KHANS_BIRTHDAY = date(2026, 11, 10)
"""A Tuesday on which libraries of China and Russia work."""


@pytest.fixture
def mongolia(monkeypatch) -> Region:
    """The bridge with one row more."""
    monkeypatch.setitem(REGIONS, "MN", region(ROW))
    return REGIONS["MN"]


@pytest.fixture
def ulaanbaatar(app, mongolia) -> int:
    """A library of the further country, with its address."""
    with transaction() as session:
        library = add_library(session, OPERATOR, NewLibrary(**GIVEN))
        address = PostalAddress(library_id=library.id, form=AddressForm.LOCAL, country="Монгол Улс", **ADDRESS)
        session.add(address)
        return library.id


def consigned(giver: int, receiver: int, received_on: datetime | None = None) -> int:
    """Plan a consignment of three copies, received well if a day is given; return its id."""
    with transaction() as session:
        new = NewConsignment(consignee_id=receiver)
        line = NewLine(title="Монголын нууц товчоо", copies=3, weight_g=400, value_minor=100)
        made = plan(session, OPERATOR, giver, new, [line], now())
        if received_on:
            session.execute(
                sa.update(ConsignmentLine)
                .where(ConsignmentLine.consignment_id == made.id)
                .values(state=LineState.GOOD, counted_at=received_on)
            )
        return made.id


# One row is enough ----------------------------------------------------------------------------------------------------


def test_a_library_of_a_further_country_joins_and_keeps_a_zone_of_its_country(ulaanbaatar):
    with reading() as session:
        library = get_library(session, "ulaanbaatar")
    assert (library.country, library.timezone) == ("MN", "Asia/Ulaanbaatar")
    assert NewLibrary(**GIVEN | {"timezone": "Asia/Hovd"}).timezone == "Asia/Hovd"
    with pytest.raises(ValidationError, match="one of Asia/Ulaanbaatar Asia/Hovd"):
        NewLibrary(**GIVEN | {"timezone": "Asia/Shanghai"})


def test_a_country_without_a_row_is_refused():
    with pytest.raises(ValidationError, match="CN RU"):
        NewLibrary(**GIVEN)


def test_a_code_that_is_none_is_refused_by_the_database_itself(app, make_library):
    heihe = make_library()
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(sa.update(Library).where(Library.id == heihe).values(country="cn"))


def test_it_works_when_its_own_country_works(ulaanbaatar):
    with reading() as session:
        calendar = calendar_of(session, session.get_one(Library, ulaanbaatar))
    assert not is_open(calendar, GENGHIS_KHANS_BIRTHDAY)
    assert is_open(calendar, date(2026, 10, 5)), "the Chinese week of the National Day is not its own"
    assert add_working_days(calendar, date(2026, 11, 9), 1) == date(2026, 11, 11)


def test_rounds_reckon_with_its_holidays(monkeypatch):
    first, last = date(2026, 11, 2), date(2026, 11, 13)
    assert GENGHIS_KHANS_BIRTHDAY in common_working_days(country_calendars(), first, last)
    monkeypatch.setitem(REGIONS, "MN", region(ROW))
    calendars = country_calendars()
    assert [each.country for each in calendars] == list(REGIONS)
    assert GENGHIS_KHANS_BIRTHDAY not in common_working_days(calendars, first, last)
    proposed = proposed_calendar(calendars, first)
    assert has_enough_days(calendars, proposed.listing_from, proposed.listing_until)


def test_its_address_stands_in_the_order_of_its_post(ulaanbaatar):
    with reading() as session:
        address = address_of(session, session.get_one(Library, ulaanbaatar))
    assert address.lines_local == ("Монгол Улс", "Улаанбаатар 15160", "Сүхбаатар 3", "Номын сан")
    assert address.lines_latin == ("Ulaanbaatar Library", "Ulaanbaatar", "MONGOLIA")


def test_its_consignments_are_worth_its_own_money(ulaanbaatar, make_library):
    made = consigned(ulaanbaatar, make_library())
    with reading() as session:
        consignment = session.get_one(Consignment, made)
        ends = (session.get_one(Library, each) for each in (ulaanbaatar, consignment.consignee_id))
        languages = acts.languages_of(*ends)
    assert consignment.currency == "MNT"
    assert consignment.number.startswith("MN")
    assert languages == ("ru", "zh")
    assert PERMIT_LIST in papers_of("RU", "MN", is_packed=False, is_listed=True)


def test_dated_rules_of_its_money_and_border_can_be_set_and_are_not_needed(ulaanbaatar):
    at, day = now(), date(2026, 1, 1)
    with reading() as session:
        assert customs_form(ParcelKind.SMALL_PACKET, 1, rules_on(session, day).value_limit("MNT")) is CustomsForm.CN23
    platform = Actor("person", user_id=1, is_platform_admin=True)
    with transaction() as session:
        for code in ("sdr_rate_mnt", "point_value_mnt", "clearance_import_mn_permanent"):
            new = NewThreshold(code=code, value=1, valid_from=day, source_note="read somewhere")
            assert set_threshold(session, platform, new, at).unit
        with pytest.raises(InvalidInput):
            set_threshold(session, platform, new.model_copy(update={"code": "sdr_rate_xxx"}), at)
        assert rules_on(session, day).is_set("clearance_import_mn_permanent")


@pytest.mark.parametrize("language", LANGUAGES)
def test_directory_home_lists_and_figures_name_it(web, mongolia, make_library, language):
    with transaction() as session:
        library = add_library(session, OPERATOR, NewLibrary(**GIVEN)).id
    heihe = make_library()
    consigned(library, heihe, received_on=datetime(2026, 3, 2, tzinfo=UTC))
    visitor = web.test_client()
    with speaking(language):
        name, china = country_name("MN"), country_name("CN")
    for path in ("", "libraries", "libraries/heihe", "exchange/offers", "search/advanced", "figures", "figures/2026"):
        page = visitor.get(f"/{language}/{path}".rstrip("/") + ("/" if not path else ""))
        assert page.status_code == 200, path
        assert name in page.text, path
    assert f'lang="mn" aria-hidden="true">{ROW["seal"]}<' in visitor.get(f"/{language}/libraries/ulaanbaatar").text
    assert china in visitor.get(f"/{language}/libraries/ulaanbaatar").text
    report = visitor.get(f"/{language}/figures/2026/report.csv").text
    assert any(name in cell and china in cell for cell in report.splitlines()[2].split(",")), report
    assert visitor.get(f"/{language}/figures/2026/report.pdf").status_code == 200


def test_its_librarians_work_like_any_other(web, mongolia, make_library, signed_in):
    with transaction() as session:
        library = add_library(session, OPERATOR, NewLibrary(**GIVEN)).id
    sent, taken = consigned(library, make_library()), consigned(make_library("Amur", "RU"), library)
    librarian = signed_in(web, "bat@ulaanbaatar.example", library, (Role.LIBRARIAN, Role.LIBRARY_ADMIN))
    for path in (f"shipments/{sent}", f"shipments/{taken}", f"shipments/{sent}/titles", f"shipments/{taken}/titles"):
        assert librarian.get(f"/ru/staff/{path}").status_code == 200, path
    page = librarian.get(f"/en/staff/shipments/{sent}?add=1").text
    assert re.search(r'value="und" selected', page), "titles have no name for Mongolian yet"


# The table ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", REGIONS)
def test_every_row_can_be_what_it_says(country):
    row = REGIONS[country]
    assert set(row.languages) == set(LANGUAGES)
    assert set(row.zones) <= available_timezones()
    assert sorted(re.findall(r"\w+", row.address)) == sorted([*ADDRESS, "region", "country"])
    with speaking("en"):
        assert country_name(country) != country


def test_an_empty_part_of_an_address_leaves_no_trace():
    known = dict.fromkeys([*ADDRESS, "region", "country"], "") | {"city": "Амурск", "country": "Россия"}
    assert address_lines(known, REGIONS["RU"].address) == ["Амурск", "Россия"]
    assert address_lines(known, REGIONS["CN"].address) == ["Россия", "Амурск"]


def test_readers_and_books_are_at_home_where_the_table_says_first(mongolia):
    assert [find_home(code) for code in LANGUAGES] == ["CN", "RU", None]
    assert [find_origin(code) for code in ("chi", "rus", "mon", "eng")] == ["CN", "RU", "MN", None]


# No code names a country ----------------------------------------------------------------------------------------------

NAMED = re.compile(r"""(["'])(CN|RU|CNY|RUB)\1|(Asia|Europe)/[A-Z]\w+""")
"""A code of a country or currency as a text by itself, or the name of a time zone."""
MAY_NAME = {
    # What national records say of themselves: 102 and 801 hold the code of the country.
    "marc/profiles/detection.py": {"CN", "RU"},
    # Units of account are stored values that no row of another country changes.
    "ledger/models.py": {"CNY", "RUB"},
    # What people call a currency; one that is not named there is told by its code.
    "core/money.py": {"CNY", "RUB"},
}


def _sources() -> list[Path]:
    """Return our code and templates, but for the demonstration's data and the history of the tables."""
    found = [path for form in ("*.py", "*.html", "*.js") for path in PACKAGE.rglob(form)]
    return [path for path in found if path.relative_to(PACKAGE).parts[0] not in ("demo", "migrations", "static")]


def test_no_page_letter_or_paper_glues_the_code_of_a_currency_to_a_sum():
    """CN22 and CN23 alone bear the code, as the post asks for; sums are `core.money`'s everywhere else."""
    glued = re.compile(r"\} ?\{[^{}]*currency\}|\{\{[^}]*\.currency\b")
    found = {str(path.relative_to(PACKAGE)) for path in _sources() if glued.search(path.read_text(encoding="utf-8"))}
    assert found == {f"consignment_papers/{each}.py" for each in ("cn22", "cn23")}


def test_no_code_decides_by_the_name_of_a_country_or_currency():
    named: dict[str, set[str]] = {}
    for path in _sources():
        found = {match[2] or match[0] for match in NAMED.finditer(path.read_text(encoding="utf-8"))}
        if found:
            named[str(path.relative_to(PACKAGE))] = found
    assert named == MAY_NAME
