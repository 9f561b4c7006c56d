"""Files to keep are called in the reader's language, and in Latin letters for browsers that know no others."""

from urllib.parse import unquote

import pytest

from library_exchange.web.downloads import download


def names(answer):
    plain, spoken = answer.headers["Content-Disposition"].split("; ")[1:]
    assert plain.isascii()
    return plain.removeprefix("filename=").strip('"'), unquote(spoken.removeprefix("filename*=UTF-8''"))


def test_a_file_has_a_name_for_every_browser(web):
    with web.test_request_context():
        answer = download(b"x", "application/pdf", "CN2026-00014-packing-list.pdf", "CN2026-00014 装箱单")
    assert names(answer) == ("CN2026-00014-packing-list.pdf", "CN2026-00014 装箱单.pdf")
    assert answer.mimetype == "application/pdf"


@pytest.mark.parametrize("told", ["Выписка: Хэйхэ / 2026", 'Выписка "Хэйхэ"\r\n2026', "Выписка ..\\Хэйхэ|2026"])
def test_what_no_system_takes_in_a_name_is_left_out(web, told):
    with web.test_request_context():
        _plain, spoken = names(download(b"x", "text/csv", "account.csv", told))
    assert not set(spoken) & set('\\/:*?"<>|\r\n')
    assert spoken.startswith("Выписка")
    assert spoken.endswith("2026.csv")
