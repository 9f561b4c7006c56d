"""A file that is larger than the service takes is refused by a page, whoever sends it."""

from io import BytesIO

import pytest

from library_exchange.core.actor import Role


@pytest.mark.parametrize(("language", "word"), [("zh", "文件"), ("ru", "файл")])
def test_a_file_that_is_too_large_is_refused_in_a_sentence(web, signed_in, make_library, language, word):
    web.config["MAX_CONTENT_LENGTH"] = 1000
    librarian = signed_in(web, "li@heihe.example", make_library(), Role.LIBRARIAN)
    sent = {"file": (BytesIO(b"0" * 5000), "catalogue.mrc")}
    answer = librarian.post(f"/{language}/staff/imports", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert word in answer.text.casefold()


def test_a_stranger_who_sends_too_much_gets_a_page_too(web, visitor):
    web.config["MAX_CONTENT_LENGTH"] = 1000
    answer = visitor(web).post("/en/login", data={"email": "x" * 5000})
    assert answer.status_code == 413
    assert "<h1" in answer.text
