"""Addresses and codes are understood whatever keyboard they were typed on."""

import pytest

from library_exchange.accounts.schemas import Invitation
from library_exchange.core.text import as_address
from library_exchange.directory.schemas import NewLibrary
from library_exchange.holdings.schemas import Book
from library_exchange.joining.schemas import NewApplication
from library_exchange.web.forms import parse

TYPED = ["wang＠heihe。example", "wang@heihe．example", " ｗａｎｇ＠heihe｡example ", "wang @ heihe.example"]


@pytest.mark.parametrize("typed", TYPED)
def test_an_address_typed_on_a_chinese_keyboard_is_that_address(typed):
    assert as_address(typed) == "wang@heihe.example"
    told = {"email": typed, "name": "Wang", "language": "zh", "role": "reader"}
    assert parse(Invitation, told).email == "wang@heihe.example"
    asking = {"country": "CN", "city": "黑河", "kind": "public", "person_name": "王", "person_function": "馆员"}
    asked = parse(NewApplication, asking | {"email": typed, "mailbox": typed})
    assert (asked.email, asked.mailbox) == ("wang@heihe.example",) * 2


@pytest.mark.parametrize("typed", ["Zarechnoye", "ＺＡＲＥＣＨＮＯＹＥ", "zarechnoye"])
def test_a_code_is_lowered(typed):
    told = {"name_ru": "Библиотека", "city_ru": "Заречное", "country": "RU", "kind": "public"}
    told |= {"timezone": "Asia/Yakutsk", "language": "ru", "mailbox": "a@b.example"}
    assert parse(NewLibrary, told | {"code": typed}).code == "zarechnoye"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *(("2011年", "2011"), ("2011 г.", "2011"), ("二〇一一年", "2011"), ("２０１１", "2011"), ("2011 год", "2011")),
        *(("[1987]", "[1987]"), ("2003-2005", "2003-2005"), ("1987, c1985", "1987, c1985"), ("", "")),
    ],
)
def test_a_year_of_a_book_entered_by_hand_is_kept_as_a_year_alone(typed, kept):
    assert parse(Book, {"title": "История", "year": typed}).year == kept
