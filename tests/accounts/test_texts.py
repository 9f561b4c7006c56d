"""What Flask-Security says on our pages is said in Chinese and Russian too."""

import re

import polib
import pytest

from library_exchange.core.settings import CHECKOUT

SHOWN = {
    "GENERIC_AUTHN_FAILED",
    "PASSWORD_RESET_REQUEST",
    "PASSWORD_RESET_EXPIRED",
    "INVALID_RESET_PASSWORD_TOKEN",
    "PASSWORD_RESET_NO_LOGIN",
    "PASSWORD_CHANGE",
    "PASSWORD_IS_THE_SAME",
    "PASSWORD_INVALID_LENGTH",
    "RETYPE_PASSWORD_MISMATCH",
    "INVALID_PASSWORD",
    "PASSWORD_NOT_PROVIDED",
    "EMAIL_NOT_PROVIDED",
    "INVALID_EMAIL_ADDRESS",
    "USER_DOES_NOT_EXIST",
    "DISABLED_ACCOUNT",
    "INVALID_REDIRECT",
    "INVALID_INPUT",
    "UNAUTHENTICATED",
    "UNAUTHORIZED",
    "ANONYMOUS_USER_REQUIRED",
    "LOGIN",
    "REFRESH",
    "FORGOT_PASSWORD",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(params=["zh_Hans_CN", "ru"])
def texts(request):
    return polib.pofile(CHECKOUT / "translations" / request.param / "LC_MESSAGES" / "flask_security.po")


def test_every_message_that_a_page_can_show_is_translated(web, texts):
    translated = {entry.msgid for entry in texts.translated_entries()}
    assert {str(web.config[f"SECURITY_MSG_{name}"][0]) for name in SHOWN} - translated == set()


def test_translations_keep_the_placeholders(texts):
    for entry in texts:
        assert not entry.fuzzy
        assert set(PLACEHOLDER.findall(entry.msgid)) == set(PLACEHOLDER.findall(entry.msgstr)), entry.msgid


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("zh", "电子邮箱或密码不正确。"), ("ru", "Неверный адрес электронной почты или пароль."), ("en", "is wrong.")],
)
def test_a_failed_sign_in_is_explained_once_in_the_language_of_the_page(web, visitor, lang, sentence):
    assert visitor(web).sign_in("nobody@amur.example", "wrong one", lang=lang).text.count(sentence) == 1


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh", "密码至少需要 10 个字符"), ("ru", "Наименьшая длина пароля — 10")]
)
def test_a_short_password_is_explained_in_the_language_of_the_page(web, signed_in, lang, sentence):
    opened = signed_in(web, "anna@amur.example")
    form = {"password": opened.password, "new_password": "short", "new_password_confirm": "short"}
    assert sentence in opened.post(f"/{lang}/change", data=form).text
