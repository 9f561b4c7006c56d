"""A sealed file opens for whom it was sealed, whole or not at all."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.core import sealed_files
from library_exchange.core.sealed_files import NotOpened, Sealing, for_holder, opened, with_passphrase, with_private

PRIVATE, PUBLIC = sealed_files.new_pair()


def sealed(data: bytes, how=None) -> bytes:
    file = io.BytesIO()
    stream = Sealing(file, *(how or for_holder(PUBLIC)))
    stream.write(data)
    stream.close()
    return file.getvalue()


def read(file: bytes, key=None) -> bytes:
    return b"".join(opened(io.BytesIO(file), key or with_private(PRIVATE)))


@given(data=st.binary(max_size=40))
@settings(max_examples=20)
def test_what_was_sealed_comes_out_piece_by_piece(data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_files, "PIECE", 7)
        assert read(sealed(data)) == data


@given(data=st.binary(min_size=1, max_size=40), at=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=40)
def test_no_bit_of_it_may_change(data, at, bit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed_files, "PIECE", 7)
        spoiled = bytearray(sealed(data))
        spoiled[at % len(spoiled)] ^= 1 << bit
        with pytest.raises(NotOpened):
            read(bytes(spoiled))


def test_pieces_can_neither_be_left_out_nor_exchanged(monkeypatch):
    monkeypatch.setattr(sealed_files, "PIECE", 4)
    whole = sealed(b"aaaabbbbccccdd")
    head, body = whole[: whole.index(b"\n") + 1], whole[whole.index(b"\n") + 1 :]
    pieces = [body[at : at + 20] for at in range(0, len(body), 20)]
    assert len(pieces) == 4
    for other in (pieces[:-1], pieces[1:], [pieces[1], pieces[0], *pieces[2:]], [*pieces, pieces[-1]], pieces[:1]):
        with pytest.raises(NotOpened):
            read(head + b"".join(other))


def headed(**changed) -> bytes:
    """Return a sealed file whose first line says something else."""
    first, rest = sealed(b"kept").split(b"\n", 1)
    return json.dumps({**json.loads(first), **changed}).encode() + b"\n" + rest


SHARES = {
    "short": "AAAA",
    "long": "A" * 60,
    "none": "",
    "not text": None,
    "of no order": "A" * 43,
    "of order one": "AQ" + "A" * 41,
    "no base64": "ё",
}


@pytest.mark.parametrize("share", SHARES.values(), ids=SHARES.keys())
def test_a_share_that_is_none_is_told_as_every_other_damage(share):
    with pytest.raises(NotOpened):
        read(headed(share=share))


KEYS = {"nothing": "lx-backup-private-", "short": "lx-backup-private-AAAA", "long": PRIVATE + "AAAA"}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_a_key_that_is_not_whole_is_told(key):
    with pytest.raises(NotOpened):
        read(sealed(b"kept"), with_private(key))


def test_a_first_line_of_nothing_but_brackets_is_no_file_of_ours():
    with pytest.raises(NotOpened):
        sealed_files.head_of(io.BytesIO(b"[" * 2000))


def test_another_key_and_another_passphrase_open_nothing():
    other, _public = sealed_files.new_pair()
    by_word = sealed(b"kept", sealed_files.for_passphrase("мост 书桥"))
    assert read(by_word, with_passphrase("мост 书桥")) == b"kept"
    for file, key in (
        (sealed(b"kept"), with_private(other)),
        (sealed(b"kept"), with_passphrase("мост 书桥")),
        (by_word, with_passphrase("мост")),
        (by_word, with_private(PRIVATE)),
        (b'{"form": "another"}\n', with_private(PRIVATE)),
        (b"SQLite format 3", with_private(PRIVATE)),
        (sealed(b"kept"), with_private("lx-backup-public-x")),
    ):
        with pytest.raises(NotOpened):
            read(file, key)
