"""A desk's telephone is taken as libraries print it, and told what is wrong where it is none."""

import pytest

from library_exchange.authority_control.schemas import NewPerson
from library_exchange.core.life_years import plain_years
from library_exchange.core.telephones import read_phone, to_call
from library_exchange.directory.schemas import Policy

TELEPHONES = {
    "8 (4162) 23-73-90": "8 (4162) 23-73-90",
    "8 (4162) 23-73-90 доб. 12": "8 (4162) 23-73-90",
    "8(4162)23–73–90, доб.12": "8(4162)23-73-90",
    "+7 4162 237390 (вн. 4)": "+7 4162 237390",
    "+7 4162 237390, 237391": "+7 4162 237390",
    "23-73-90; 23-73-91 доб. 3": "23-73-90",
    "23-73-90 и 23-73-91": "23-73-90",
    "0456—8223344": "0456-8223344",
    "0456-8223344转801": "0456-8223344",
    "（０４５６）8223344": "(0456)8223344",
    "0456-8223344、8223345": "0456-8223344",
    "0456-8223344/8223345": "0456-8223344",
    "+86 456 8223344 ext. 12": "+86 456 8223344",
    "Ivan": None,
    "12": None,
    "8 (4162) 23-73-90 Иванова": None,
    "доб. 12": None,
}


@pytest.mark.parametrize("typed", TELEPHONES)
def test_a_desk_has_an_extension_or_two_numbers(typed):
    found = read_phone(typed)
    assert (to_call(found) if found else None) == TELEPHONES[typed]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.libamur.ru", "https://www.libamur.ru/"),
        ("libamur.ru/about", "https://libamur.ru/about"),
        ("ｗｗｗ．hhlib.cn", "https://www.hhlib.cn/"),
        ("http://www.hhlib.cn", "http://www.hhlib.cn/"),
    ],
)
def test_the_address_of_a_site_is_completed(typed, kept):
    assert Policy(loan_days=30, transit_days=14, mailbox="ill@example.org", website=typed).website == kept


@pytest.mark.parametrize("typed", ["", "mailto:a@example.org", "javascript:alert(1)", "нет", "ftp://example.org"])
def test_what_is_no_address_of_a_site_is_refused(typed):
    with pytest.raises(ValueError, match=r".") as refused:
        Policy(loan_days=30, transit_days=14, mailbox="ill@example.org", website=typed)
    assert "website" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1938 г.р.", "1938–"),
        ("род. 1938", "1938–"),
        ("1938年生", "1938–"),
        ("1881-1936 гг.", "1881-1936"),
        ("1881—1936年", "1881—1936"),
        ("(1881-1936)", "1881-1936"),
        ("1938-", "1938-"),
        ("1938", "1938"),
    ],
)
def test_years_of_life_are_read_as_they_are_written(typed, kept):
    assert plain_years(typed) == kept
    assert NewPerson(origin="ru", russian="Имя", dates=typed).dates == kept
