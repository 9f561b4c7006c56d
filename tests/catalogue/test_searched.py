"""What a search asked for, as the page that found nothing takes it up."""

import pytest

from library_exchange.catalogue.searched import asks_for_subject


@pytest.mark.parametrize(("query", "expected"), [("subject:история", True), ("тема:история", True), ("история", False)])
def test_a_search_in_subjects_is_told_from_one_for_words(query, expected):
    assert asks_for_subject(query) is expected
