"""A file with records that had to be mended: the librarian reads what was put right, before and after."""

from io import BytesIO

import pytest

from library_exchange.core.actor import Role
from library_exchange.demo.books import records

MENDED = {"zh": "读取时已修正", "ru": "Исправлено при чтении"}
SENTENCE = {"zh": "记录长度有误，已重新计算。", "ru": "Длина записи была указана неверно; она подсчитана заново."}


def with_wrong_length() -> bytes:
    """Return a file of two records, the second of which states a length that is not its own."""
    first, second = records()[:2]
    return first + b"%05d" % (int(second[:5]) + 7) + second[5:]


@pytest.mark.parametrize("language", MENDED)
def test_what_was_put_right_in_records_is_told_before_they_are_taken_in_and_afterwards(
    web, signed_in, make_library, deliver, language
):
    librarian = signed_in(web, "li@heihe.example", make_library("Heihe"), Role.LIBRARIAN)
    sent = librarian.post(
        f"/{language}/staff/imports",
        data={"file": (BytesIO(with_wrong_length()), "books.mrc")},
        content_type="multipart/form-data",
    )
    address = sent.headers["Location"]
    before = librarian.get(address).text
    librarian.post(f"{address}/start")
    while deliver():
        pass
    for page in (before, librarian.get(address).text):
        assert MENDED[language] in page
        assert SENTENCE[language] in page
