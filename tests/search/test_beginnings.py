"""With which letters dictionary forms may begin is known without the dictionary, and the dictionary agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search.analysis import russian
from library_exchange.search.analysis.folding import letters


def changed_letters():
    """Return from the dictionary how words begin that are nothing but an ending, and how their dictionary forms do."""
    dictionary = russian._dictionary().dictionary
    found = set()
    for number, paradigm in enumerate(dictionary.paradigms):
        size = len(paradigm) // 3
        before = [dictionary.paradigm_prefixes[each] for each in paradigm[2 * size :]]
        assert set(before) <= {"", *russian._BEFORE_FORMS}
        assert not before[0], "a dictionary form has nothing before it"
        lemma = letters(dictionary.suffixes[paradigm[0]])
        for place in range(size):
            ending = dictionary.suffixes[paradigm[place]]
            word = letters(ending)
            is_other = word[:1] and word[:1] != lemma[:1] and not before[place]
            if is_other and (number, place) in [tuple(row) for row in dictionary.words.get(ending) or ()]:
                found.add((word, lemma))
    return found


def test_words_of_the_dictionary_whose_forms_begin_otherwise_are_known():
    changed = changed_letters()
    assert ("люди", "человек") in changed
    assert [each for each in changed if not russian.may_begin_with(each[0], {each[1][0]})] == []


@pytest.mark.parametrize("word", ["книги", "шла", "людям", "лучших", "побыстрее", "наименьший", "ѣзда", "дети", "мной"])
def test_forms_of_a_word_begin_with_a_letter_they_may_begin_with(word):
    assert all(russian.may_begin_with(word, {each.lemma[0]}) for each in russian.readings(word))


@given(st.text(st.sampled_from(russian.ALPHABET), min_size=1, max_size=9))
def test_whatever_is_guessed_of_an_unknown_word(word):
    assert all(russian.may_begin_with(word, {each.lemma[0]}) for each in russian.readings(word))


def test_most_words_need_no_dictionary():
    assert not any(russian.may_begin_with(word, {"к", "т"}) for word in ("война", "мир", "словарь", "не", "издание"))
