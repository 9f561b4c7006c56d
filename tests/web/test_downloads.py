"""Files to keep are called in the reader's language, and in Latin letters for browsers that know no others."""

from urllib.parse import unquote

import pytest

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.web.downloads import MOST_ROWS, download, every_row


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


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000, MOST_ROWS - 1, MOST_ROWS])
def test_a_file_has_every_row_of_its_list_once_and_in_order(count):
    known = range(count)
    assert list(every_row(lambda limit, offset: (count, known[offset : offset + limit]))) == list(known)


def test_no_file_is_shorter_than_its_list(web):
    known, asked = range(MOST_ROWS + 1), []

    def page_of(limit, offset):
        asked.append(offset)
        return len(known), known[offset : offset + limit]

    with pytest.raises(InvalidInput) as refused:
        list(every_row(page_of))
    assert asked == [0]
    for language, most in (("zh", "10 000 行"), ("ru", "10 000 строк")):
        with web.test_request_context(), speaking(language):
            assert most in str(refused.value.sentence).replace("\xa0", " ")
