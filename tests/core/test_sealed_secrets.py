"""A secret of another server is sealed: it opens with the service's key, for what it is about, and only whole."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.core.sealed_secrets import Unsealable, opened, sealed

KEY = "k" * 40
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@given(TEXTS)
def test_what_was_sealed_opens_again(text):
    assert opened(KEY, "a:1", sealed(KEY, "a:1", text)) == text


def test_the_same_secret_never_looks_the_same_and_does_not_show():
    kept = {sealed(KEY, "a:1", "пароль-пароль") for _each in range(20)}
    assert len(kept) == 20
    assert not any("пароль".encode() in urlsafe_b64decode(each) for each in kept)


@pytest.mark.parametrize(("key", "about"), [("l" * 40, "a:1"), (KEY, "a:2")])
def test_it_opens_neither_with_another_key_nor_for_something_else(key, about):
    with pytest.raises(Unsealable):
        opened(key, about, sealed(KEY, "a:1", "password"))


@given(TEXTS, st.data())
def test_what_was_changed_anywhere_does_not_open(text, data):
    whole = bytearray(urlsafe_b64decode(sealed(KEY, "a:1", text)))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        opened(KEY, "a:1", urlsafe_b64encode(whole).decode())


@pytest.mark.parametrize("kept", ["", "A", "AAAA", "пароль", "!" * 90])
def test_what_never_was_a_seal_does_not_open(kept):
    with pytest.raises(Unsealable):
        opened(KEY, "a:1", kept)
