"""The catalogue's title stands for a line that means a record, and the typed one stays to be seen and chosen."""

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange_lists.queries.list_imports import list_page
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.offers.models import Offer
from tests.partners import ISBN, add_book, rows_of


@pytest.fixture
def amur(web, make_partner):
    return make_partner("Amur", "RU")


def says(partner, list_id, words):
    with transaction() as session:
        given = ListAnswers.from_form({"do": words})
        answering_lists.answer(session, get_list_import(session, partner.librarian, list_id), given, now())


def row_of(partner, list_id, number=1):
    with reading() as session:
        page = list_page(session, get_list_import(session, partner.librarian, list_id), "ru", 50, 0)
    return next(row for row in page.rows if row.line.number == number)


def test_the_title_of_the_catalogue_is_offered_and_the_typed_one_stays_beside_it(amur):
    add_book("Мост через Амур", ISBN, "rus")
    list_id = amur.sends(f"мост ч/з амур {ISBN}")
    row = row_of(amur, list_id)
    assert (row.line.entry["title"], row.typed_title) == ("Мост через Амур", "мост ч/з амур")
    assert amur.takes(list_id) == (1, 0)
    assert [offer.title for offer in rows_of(Offer)] == ["Мост через Амур"]


def test_the_librarian_takes_her_own_title_and_can_go_back_to_that_of_the_catalogue(amur):
    add_book("Мост через Амур", ISBN, "rus")
    list_id = amur.sends(f"Мост. Юбилейное издание {ISBN}")
    says(amur, list_id, "own_title-1")
    row = row_of(amur, list_id)
    assert (row.line.entry["title"], row.typed_title) == ("Мост. Юбилейное издание", "")
    assert row.line.record_id is not None
    says(amur, list_id, "catalogue_title-1")
    assert row_of(amur, list_id).line.entry["title"] == "Мост через Амур"


def test_a_volume_that_only_the_typed_title_names_stays_told(amur):
    add_book("Мост через Амур", ISBN, "rus")
    entry = row_of(amur, amur.sends(f"Мост через Амур. Т. 2 {ISBN}")).line.entry
    assert (entry["title"], entry["volume"]) == ("Мост через Амур", "Т. 2")


def test_letter_case_and_signs_make_no_other_title(amur):
    add_book("Мост через Амур", None, "rus")
    row = row_of(amur, amur.sends("МОСТ ЧЕРЕЗ АМУР."))
    assert (row.line.entry["title"], row.typed_title) == ("Мост через Амур", "")
