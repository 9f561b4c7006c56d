"""Headers: wherever a line of them is folded, every word and every space comes as it was written."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest

from library_exchange.core.settings import Settings
from library_exchange.mail import messages
from tests.letters import payload

SUBJECTS = {
    "ru": "Сообщение от Амурская областная {} «Мост»: заказ R-Z58YSARJ, История реки Амур",
    "zh": "来自 布拉戈维申斯克 {} 的消息：申请 R-Z58YSARJ 《黑龙江史》 第二卷",
    "en": "Message from {}: request R-Z58YSARJ, Café, a book that nobody else has in this town",
    "ascii": "Message from {}: request R-Z58YSARJ, a book that nobody else has in this town",
}


def received(**more):
    return message_from_bytes(messages.message(payload("ill@heihe.example", "a" * 32) | more).as_bytes())


def read(mail, name):
    """Return a header as today's mail programs read it."""
    return message_from_bytes(mail.as_bytes(), policy=policy.default)[name]


def lines_of(mail, name):
    return f"{name}: {mail[name]}".splitlines()


@pytest.mark.parametrize("language", SUBJECTS)
@pytest.mark.parametrize("filling", ["б", "馆", "y", "и ", "馆 ", "y ", "яz "])
def test_a_subject_keeps_its_spaces_wherever_it_is_folded(web, language, filling):
    for length in range(70):
        subject = SUBJECTS[language].format((filling * length)[:length].strip())
        mail = received(subject=subject)
        assert read(mail, "Subject") == subject
        assert all(len(line) <= 78 for line in lines_of(mail, "Subject"))


def test_no_encoded_word_is_longer_than_the_standard_allows(web):
    words = received(subject="Заказ " + "馆际互借 книга " * 18)["Subject"].split()
    assert all(word.startswith("=?utf-8?") and len(word) <= 75 for word in words)


def test_a_title_that_looks_encoded_is_shown_as_it_is(web):
    subject = "Request =?utf-8?q?Bcc?= R-1"
    assert read(received(subject=subject), "Subject") == subject


@pytest.fixture
def sender(web):
    """Write mails in the name of another sender."""

    def named(address):
        web.extensions["settings"] = Settings(_env_file=None, mail_sender=address)

    return named


@pytest.mark.parametrize("filling", ["мост ", "ж", "书桥 "])
def test_the_sender_s_name_keeps_its_spaces_wherever_it_is_folded(sender, filling):
    for length in range(1, 70):
        name = f"Книжный {(filling * length)[:length].strip()} обмен"
        sender(f"{name} <bridge@library.example>")
        mail = received()
        # Python 3.11 itself misreads, in its newer way, a name that is written in several encoded words.
        assert str(make_header(decode_header(mail["From"]))) == f"{name} <bridge@library.example>"
        assert all(len(line) <= 78 for line in lines_of(mail, "From"))


def test_a_sender_in_ascii_is_written_plainly(sender):
    for written in ("bridge@library.example", '"Book Bridge, Heihe" <bridge@library.example>'):
        sender(written)
        assert received()["From"] == written


def test_a_subject_of_several_lines_adds_no_header(web):
    with pytest.raises(ValueError, match="linefeed"):
        received(subject="Заказ\r\nBcc: all@example.org")
