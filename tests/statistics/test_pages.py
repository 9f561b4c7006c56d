"""The figures on pages, in the table and on paper: the same sums everywhere, few queries, nothing personal."""

import csv
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest

from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import LibraryKind
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, Purpose, ShipmentState
from library_exchange.statistics import queries, report
from library_exchange.statistics.queries import Scope
from library_exchange.statistics.rules.figures import WITHIN, Sums, Way

WHEN = datetime(2025, 6, 1, tzinfo=UTC)
CANARY = "Канарейкина"


def received(giver, receiver, *lines, at=WHEN, purpose=Purpose.PERMANENT):
    """Let a consignment have come with lines of (copies, grams of one, language); a line without an instant is open."""
    with transaction() as session:
        made = Consignment(
            number=f"{giver}-{receiver}-{at.isoformat()}-{purpose}",
            consignor_id=giver,
            consignee_id=receiver,
            purpose=purpose,
            mode="post",
            state=ShipmentState.CLOSED,
            currency="CNY",
            created_at=at,
            touched_at=at,
            handed_on=at.date(),
            eta_on=at.date(),
            received_at=at,
            closed_at=at,
        )
        session.add(made)
        session.flush()
        for number, (copies, grams, language) in enumerate(lines, start=1):
            session.add(
                ConsignmentLine(
                    consignment_id=made.id,
                    number=number,
                    purpose=purpose,
                    title=f"Книга {number}",
                    language=language,
                    copies=copies,
                    weight_g=grams,
                    state=LineState.GOOD,
                    counted_at=at,
                )
            )


@pytest.fixture
def libraries(app, make_library):
    """Heihe, an inland reading room, the Amur library."""
    return {
        "heihe": make_library(city_en="Heihe"),
        "room": make_library("Suihua", kind=LibraryKind.NGO, is_inland=True, city_en="Suihua"),
        "amur": make_library("Amur", "RU", city_en="Blagoveshchensk"),
    }


@pytest.fixture
def exchanged(libraries):
    """Twelve copies in 2025, one a year later, and one that was only lent."""
    received(libraries["heihe"], libraries["amur"], (3, 400, "chi"), (2, None, "chi"))
    received(libraries["amur"], libraries["room"], (6, 500, "rus"), at=WHEN + timedelta(days=1))
    received(libraries["heihe"], libraries["room"], (1, 100, "und"), at=WHEN + timedelta(days=2))
    received(libraries["heihe"], libraries["amur"], (1, 300, "chi"), at=WHEN + timedelta(days=365))
    received(libraries["heihe"], libraries["amur"], (1, 300, "chi"), purpose=Purpose.TEMPORARY)
    return libraries


def gathered(**scope):
    with reading() as session:
        return report.gather(session, Scope(**scope))


def test_a_year_counts_what_was_received_for_good(exchanged):
    found = gathered(year=2025)
    assert (found.total.titles, found.total.copies, found.total.grams, found.total.unweighed) == (4, 12, 4300, 2)
    assert {way: sums.copies for way, sums in found.ways.items()} == {Way("CN", "RU"): 5, Way("RU", "CN"): 6, WITHIN: 1}
    assert {code: report.add(ways).copies for code, ways in found.languages.items()} == {"rus": 6, "chi": 5, "und": 1}
    assert found.breadth == {"givers": 2, "receivers": 2, "partners": 3, "settlements": 3, "inland": 58}
    assert found.happenings.others == 12
    with reading() as session:
        assert queries.years(session) == [2026, 2025]


def test_a_library_reports_its_own_share(exchanged):
    assert gathered(year=2025, library_id=exchanged["amur"]).total.copies == 11
    assert gathered(year=2026, library_id=exchanged["room"]).total.copies == 0


def test_every_table_of_the_report_sums_to_the_same(exchanged):
    found = gathered(year=2025)
    for rows in (found.languages, found.themes):
        for way in found.order:
            assert sum(ways.get(way, Sums()).copies for ways in rows.values()) == found.ways[way].copies


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_page_table_and_paper_say_the_same(web, make_library, visitor, language, tmp_path):
    heihe, amur = make_library(), make_library("Amur", "RU")
    received(heihe, amur, (37, 400, "chi"), (5, 250, "rus"))
    browser = visitor(web)
    page = browser.get(f"/{language}/figures/2025")
    assert page.status_code == 200
    assert "42" in page.text
    table = browser.get(f"/{language}/figures/2025/report.csv")
    separator, decimal_sign = (";", ",") if language == "ru" else (",", ".")
    written = io.StringIO(table.data.decode("utf-8-sig"), newline="")
    rows = [row for row in csv.reader(written, delimiter=separator) if row]
    assert next(row[2:] for row in rows if row[1:2] == ["copies"]) == ["42", "0", "0", "42"]
    weights = next(row[2:] for row in rows if row[1:2] == ["kg"])
    assert weights == [number.replace(".", decimal_sign) for number in ("16.05", "0", "0", "16.05")]
    paper = browser.get(f"/{language}/figures/2025/report.pdf")
    text = read(paper.data, tmp_path)
    for words in ("出版物交换年度报告", "Годовой отчёт об обмене изданиями", "中文 · китайский", "16.05", "42"):
        assert words in text
    assert "〓" not in text


def test_what_libraries_of_a_kind_exchanged_stands_under_their_common_name(web, make_library, visitor):
    received(make_library(), make_library("Amur", "RU"), (37, 400, "chi"))
    page = visitor(web).get("/ru/figures").text
    assert "Публичные библиотеки" in page
    assert "Публичная библиотека" not in page


def read(paper, folder):
    """Read a PDF back by a tool of its own."""
    if shutil.which("pdftotext") is None:
        pytest.skip("reading papers back needs pdftotext")
    file = folder / "report.pdf"
    file.write_bytes(paper)
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return re.sub(r"[ \u00a0]+", " ", done.stdout.decode("utf-8"))


def test_a_year_that_cannot_be_has_no_report(web, visitor):
    for year in (1890, 9999):
        assert visitor(web).get(f"/ru/figures/{year}").status_code == 404
    assert visitor(web).get("/ru/figures?year=abc").status_code == 200


def test_nothing_personal_stands_in_figures(web, make_library, signed_in):
    heihe, amur = make_library(), make_library("Amur", "RU")
    received(heihe, amur, (1, 100, "chi"))
    desk = signed_in(web, "anna@amur.example", amur, Role.LIBRARIAN, name=CANARY, card_no=CANARY)
    for path in (
        "/figures",
        "/figures/2025",
        "/staff/figures",
        "/staff/figures/2025",
        "/staff/figures/2025/report.csv",
    ):
        assert CANARY not in desk.get(f"/ru{path}").text


def test_places_without_coordinates_stand_in_the_table(web, make_library, visitor):
    heihe, amur = make_library(city_en="Heihe", city_ru="Хэйхэ"), make_library("Nowhere", "RU", city_ru="Нигде")
    received(heihe, amur, (1, 100, "chi"))
    page = visitor(web).get("/ru/figures").text
    assert "Нигде" in page
    assert 'class="c-name"' in page


@pytest.mark.parametrize(("language", "called"), [("zh", "黑河"), ("ru", "Хэйхэ")])
def test_a_newcomer_does_not_rename_the_town_of_others(web, make_library, visitor, language, called):
    town = {"city_en": "Heihe", "city_zh": "黑河", "city_ru": "Хэйхэ"}
    heihe, _university = make_library("heihe", **town), make_library("heihe-university", **town)
    newcomer = make_library("aihui", city_en="Heihe", city_zh="黑河市爱辉镇", city_ru="黑河")
    received(heihe, newcomer, (1, 100, "chi"))
    page = visitor(web).get(f"/{language}/figures").text
    towns = {cell.text_content().strip() for cell in lxml.html.fromstring(page).xpath("//tr/*[1]")}
    assert (called in towns, towns & {"黑河市爱辉镇", "黑河"} <= {called}) == (True, True)
