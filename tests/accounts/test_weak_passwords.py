"""Passwords that are guessed first are refused with a reason, on every way a password is set."""

import pytest

from library_exchange.accounts.passwords import COMMON, OWN, PLAIN, reason_against
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
    ("anna.petrova@amur.example", OWN),
    ("AnnaPetrova", OWN),
    ("петрова1990", OWN),
    ("Анна Петрова!", OWN),
]
GOOD = [
    "k7f9p2x4m8",
    "#%a@!$^&*()",
    "松花江上的桥 и мост",
    "горы и реки 山河",
    "shuqiao-most",
    "correct horse battery",
    "анна любит рыбу и лёд",
]


@pytest.mark.parametrize(("password", "reason"), WEAK)
def test_what_is_guessed_first_is_refused_with_the_reason(password, reason):
    assert reason_against(password, ANNA) == reason


@pytest.mark.parametrize("password", GOOD)
def test_several_words_are_taken(password):
    assert reason_against(password, ANNA) is None


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
