"""What stands above the headings of a table and names no book: the name of the list, of the library, a date."""

import re
from collections.abc import Sequence

from library_exchange.core.text import folded

_LIST = re.compile(
    r"(?:\W*(?:общий|сводный|полный|предварительный)\s+)?\W*(?:спис(?:ок|ано)|выписано|перечень|каталог|реестр|карточки\s(?:из|на)\s|опись|ведомость|таблица"
    r"|приложение|прайс\S*|дублет\w*|дезидерат\w*|предложени\w+|предлагаем\s(?:из|для|на|к)\s|обмен\w*|книги?\s+(?:для|на|из|к)\s|фонд\b|отдел\b"
    r"|утвержд\w+|согласован\w+|составил\w*|исполнитель|директор|заведующ\w+|зав\.|гбук|мбук|фгбу\w*|list\s+of\b"
    r"|exchange\s+list|(?:(?!\d)\w+[\s./«»-]+){0,5}библиотек[аи]\b).*"
    r"|.{0,40}(?:[书書]目|[书書][单單]|清[单單]|目[录錄]|一览表|明细表|登记表|[图圖][书書][馆館]|名单|附件|(?:交[换換]|赠送|贈送|剔除)(?:的)?(?:[图圖][书書]|书籍|書籍))(?:\W*\d{4}\W*年?.{0,10}|\s*[(（].{0,20}[)）])?\W*",
    re.IGNORECASE,
)
_MONTHS = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр"
_DATE = re.compile(
    rf"(?:(?:на|от|за|по состоянию на|截至|date)\W*)?(?:\d{{1,2}}\W{{1,2}})?"
    rf"(?:(?:{'|'.join(_MONTHS.split())})\w{{0,3}}\W+"
    r"|\d{1,2}[./-])?(?:19|20)\d\d\W*(?:г|год|года|年)?\W*(?:\d{1,2}\W*[月日./-]?\W*){0,2}",
    re.IGNORECASE,
)


def is_list_title(text: str) -> bool:
    """Whether a line above a table tells of the list itself, not of a book."""
    plain = folded(text).strip()
    return _LIST.fullmatch(plain) is not None or _DATE.fullmatch(plain) is not None


_OF_A_PUBLISHER = re.compile(
    r"(?P<han>[\u3400-\u9fff]{2,14}出版社)\s*[\u3400-\u9fff]{0,8}(?:可供|征订|新书|在销|图书)?(?:书目|目录|书单|价目表|报价单)"
    r"|(?:прайс\S*|каталог|список)\s(?:книг\s)?(?:издательства|изд-ва)\s«(?P<name>[^«»]{2,60})»",
    re.IGNORECASE,
)


def publisher_of_list(text: str) -> str:
    """Return the publisher whose own list this is, "" if it is another's: 北方文艺出版社 可供书目."""
    found = _OF_A_PUBLISHER.search(text)
    return (found["han"] or found["name"]) if found else ""


_PUBLISHER_NAMED = re.compile(
    r"(?:издательств[оа]|изд-в[оа])\s«(?P<name>[^«»]{2,60})»|(?P<han>[\u3400-\u9fff]{2,14}出版社)", re.IGNORECASE
)


def publisher_above(lines: Sequence[str]) -> str:
    """Return the publisher that the lines above a list name, whose books most of it may be; "" if they name none."""
    found = _PUBLISHER_NAMED.search(" ".join(lines))
    return (found["name"] or found["han"]) if found else ""
