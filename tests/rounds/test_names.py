"""What a round is called: one language is enough, the other is asked of who reads it or written by the organiser."""

import re
from datetime import timedelta

import lxml.html
import pytest

from library_exchange.accounts.models import User
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.models import Library
from tests.rounds.tours import PLAN, Tour

CHINESE = {"name_ru": None, "name_en": None}
RUSSIAN = {"name_zh": None, "name_en": None}


@pytest.fixture
def two(web, make_partner):
    """Heihe, which reads Chinese, and the Amur, which reads Russian."""
    found = [make_partner("Heihe", "CN"), make_partner("Amur", "RU")]
    with transaction() as session:
        for partner, language in zip(found, ("zh", "ru"), strict=True):
            session.get_one(Library, partner.id).language = language
            session.get_one(User, partner.librarian_id).language = language
    return found


@pytest.mark.parametrize(
    ("language", "names", "told"),
    [("ru", CHINESE, "Тур обмена, организатор"), ("zh", RUSSIAN, "组织的交换轮次")],
)
def test_a_round_without_a_name_in_the_language_of_the_page_is_called_by_its_library_and_days(
    two, deliver, at_desk, language, names, told
):
    tour = Tour(two[0].id, deliver, **names)
    tour.joins(*two)
    visitor = at_desk(two[1].librarian_id)
    for page in ("exchange/rounds", f"exchange/rounds/{tour.id}", f"staff/exchange/rounds/{tour.id}"):
        text = visitor.get(f"/{language}/{page}").text
        assert told in text, page
        assert not [name for name in ("秋季交换", "Осенний тур") if f">{name}<" in text.split('id="halves"')[0]], page


def test_an_english_page_shows_the_name_that_is_there_marked_as_what_it_is(two, deliver, at_desk):
    tour = Tour(two[0].id, deliver, **CHINESE)
    visitor = at_desk(two[1].librarian_id)
    assert '<span lang="zh-Hans">秋季交换</span>' in visitor.get(f"/en/staff/exchange/rounds/{tour.id}").text


def test_a_round_without_any_name_is_refused_at_the_name_in_the_readers_language(two, at_desk):
    with transaction() as session:
        session.get_one(User, two[0].librarian_id).is_platform_admin = True
    platform = at_desk(two[0].librarian_id)
    today = now().date()
    days = {"listing_from": 10, "listing_until": 60, "selecting_until": 75}
    form = {"organiser_id": str(two[0].id), **PLAN, **{name: today + timedelta(days=n) for name, n in days.items()}}
    form |= {"credit": "3", "gift_budget": "5", "inland": "110", "ngo": "110", "school": "110"}
    sent = {name: str(value) for name, value in form.items()}
    for language, field in (("zh", "name_zh"), ("ru", "name_ru")):
        refused = platform.post(f"/{language}/exchange/rounds", data=sent)
        marked = lxml.html.fromstring(refused.text).xpath("//*[@aria-invalid='true']/@name")
        assert (refused.status_code, marked) == (422, [field])


def test_the_organiser_asks_a_library_of_the_other_side_and_it_writes_the_name(two, deliver, at_desk):
    tour = Tour(two[0].id, deliver, **CHINESE)
    heihe, page = at_desk(two[0].librarian_id), f"/zh/exchange/rounds/{tour.id}"
    assert "/staff/translations/round/" not in heihe.get(page).text  # nobody has joined who could be asked
    tour.joins(*two)
    assert f'action="/zh/staff/translations/round/{tour.id}/ask"' in heihe.get(page).text
    assert heihe.post(f"/zh/staff/translations/round/{tour.id}/ask").status_code == 302
    amur, address = at_desk(two[1].librarian_id), f"/ru/staff/translations/round/{tour.id}"
    field = re.search(r'name="(text-\d+)"', amur.get(address).text)
    assert amur.post(f"{address}/answer", data={field[1]: "Осенний тур"}).status_code == 302
    assert (tour.name_zh, tour.name_ru) == ("秋季交换", "Осенний тур")
    assert "Осенний тур" in amur.get(f"/ru/exchange/rounds/{tour.id}").text
    assert 'id="halves"' not in heihe.get(page).text


def test_the_organiser_writes_the_name_in_its_own_language_and_no_other_library_does(two, deliver, at_desk):
    tour = Tour(two[0].id, deliver, **RUSSIAN)
    tour.joins(*two)
    heihe, amur, address = at_desk(two[0].librarian_id), at_desk(two[1].librarian_id), f"/staff/texts/round/{tour.id}"
    assert f'href="/zh{address}"' in heihe.get(f"/zh/exchange/rounds/{tour.id}").text
    assert 'lang="ru">Осенний тур' in heihe.get(f"/zh{address}").text
    assert amur.get(f"/ru{address}").status_code == 404
    assert amur.post(f"/ru{address}", data={"text-0-name-zh": "秋"}).status_code == 404
    empty = heihe.post(f"/zh{address}", data={"text-0-name-zh": " "})
    assert (empty.status_code, tour.name_zh) == (422, None)
    assert heihe.post(f"/zh{address}", data={"text-0-name-zh": "书" * 201}).status_code == 422
    written = heihe.post(f"/zh{address}", data={"text-0-name-zh": "秋季交换", "text-0-name-ru": "Чужое"})
    assert (written.status_code, written.location) == (302, f"/zh/exchange/rounds/{tour.id}")
    assert (tour.name_zh, tour.name_ru) == ("秋季交换", "Осенний тур")
    assert heihe.post(f"/zh{address}", data={"text-0-name-zh": "改"}).status_code == 409


def test_a_library_that_takes_part_writes_the_name_in_its_own_language_without_being_asked(two, deliver, at_desk):
    tour = Tour(two[0].id, deliver, **CHINESE)
    amur, address = at_desk(two[1].librarian_id), f"/ru/staff/texts/round/{tour.id}"
    assert amur.get(address).status_code == 404, "it takes no part yet"
    tour.joins(*two)
    assert f'href="{address}"' in amur.get(f"/ru/exchange/rounds/{tour.id}").text
    assert amur.post(address, data={"text-0-name-ru": "Осенний тур", "text-0-name-zh": "改"}).status_code == 302
    assert (tour.name_zh, tour.name_ru) == ("秋季交换", "Осенний тур")


def test_who_can_ask_nobody_writes_both_languages(two, deliver, at_desk):
    tour = Tour(two[0].id, deliver, **CHINESE)
    heihe, address = at_desk(two[0].librarian_id), f"/zh/staff/texts/round/{tour.id}"
    assert heihe.post(address, data={"text-0-name-ru": "Осенний тур"}).status_code == 302
    assert tour.name_ru == "Осенний тур"
