"""Letters that were lost on saving are told for what they are, with the row and the way to save the table instead."""

import pytest

from library_exchange.core.i18n import speaking
from library_exchange.marc.labels import REJECTION_REASONS
from library_exchange.marc.lost_letters import has_lost_letters
from library_exchange.marc.verdicts import RejectionReason


@pytest.mark.parametrize("text", ["????????", "?? ??", "????, 1978", "«????» : ???", "\ufffd\ufffd", "\ufffd?? 3"])
def test_letters_were_lost_where_only_their_signs_are_left(text):
    assert has_lost_letters(text)


@pytest.mark.parametrize("text", ["", "?", "1984", "Что делать??", "Кто виноват?", "史记", "...", "? 1", "Амур ????"])
def test_a_title_that_asks_or_is_missing_lost_none(text):
    assert not has_lost_letters(text)


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_the_librarian_is_told_how_to_save_the_table(language):
    with speaking(language):
        told = str(REJECTION_REASONS[RejectionReason.LOST_LETTERS])
    assert ".xlsx" in told
    assert "CSV UTF-8" in told
