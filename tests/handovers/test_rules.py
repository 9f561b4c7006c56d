"""What is handed over and by whom: what nobody else reads is given by herself alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.handovers import labels
from library_exchange.handovers.queries import FOUND
from library_exchange.handovers.rules import RULES, Kind, Subject, chosen, free_name, kinds_for, named_in_letter

ALL = [kind.value for kind in Kind]


def test_each_kind_has_its_rule_and_words_and_each_subject_its_page():
    assert set(RULES) == set(labels.KINDS) == set(Kind)
    assert set(labels.SUBJECTS) == set(labels.WHERE) == set(Subject)
    assert set(Kind) - set(FOUND) == {Kind.IN_HAND}, "what is in hand belongs to the library and stays"


@pytest.mark.parametrize(
    ("is_herself", "kinds"),
    [(True, set(Kind)), (False, {Kind.SHARED_FILTERS, Kind.IN_HAND})],
)
def test_an_administrator_hands_over_what_the_staff_sees_and_she_herself_all(is_herself, kinds):
    assert set(kinds_for(is_herself)) == set(chosen([*ALL, "passwords"], is_herself)) == kinds


def test_searches_are_handed_over_only_if_she_ticks_them():
    assert [kind for kind in Kind if not RULES[kind].is_proposed] == [Kind.ALERTS]


@given(st.text(min_size=1, max_size=60), st.sets(st.text(min_size=1, max_size=60), max_size=5))
def test_a_name_that_is_taken_gets_a_number_and_is_never_too_long(name, taken):
    found = free_name(name, taken | {name}, 60)
    assert found not in taken | {name}
    assert len(found) <= 60
    assert free_name(name, taken - {name}, 60) == name


@pytest.mark.parametrize("subject", Subject)
def test_a_letter_names_everything_but_who_was_invited(subject):
    assert named_in_letter(subject, "名单") == ("" if subject is Subject.INVITATION else "名单")
