"""Notices: a library and a person are told in their own languages, or not at all if the act fails."""

import pytest
from sqlmodel import select

from library_exchange.accounts.models import User
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import format_date
from library_exchange.directory.models import Library
from library_exchange.mail.models import Mail
from library_exchange.notifications import services
from tests.letters import kept

LOAN = """\
{{ subject }}
{{ library.name_in(language) }}
《{{ title }}》 «{{ title }}»
{{ link('directory.show', code='amur') }}
"""


@pytest.mark.parametrize(
    ("place", "country", "tag", "subject", "title"),
    [
        ("Heihe", "CN", "zh", "新的馆际互借申请", "战争与和平 𠮷"),
        ("Amur", "RU", "ru", "Новый заказ по МБА: " + "очень длинное заглавие книги " * 4 + "конец", "Ёлка и Май"),
    ],
)
def test_a_library_is_written_to_in_its_language(
    app, tmp_path, make_library, texts, deliver, place, country, tag, subject, title
):
    library_id = make_library(place, country)
    texts(app, new_request=LOAN)
    with transaction() as session:
        library = session.get(Library, library_id)
        services.notify_library(session, library, "loans/new_request", subject=subject, title=title)
    deliver()
    (mail,) = kept(tmp_path)
    assert mail["Subject"] == subject
    assert (mail["To"], mail["Content-Language"]) == (library.mailbox, tag)
    assert mail["From"] == "bridge@localhost"
    lines = mail.get_content().splitlines()
    assert lines[:3] == [library.name_in(tag), f"《{title}》 «{title}»", f"http://127.0.0.1:8000/{tag}/libraries/amur"]
    with reading() as session:
        row = session.exec(select(Mail)).one()
    assert (row.library_id, row.recipient, row.subject, row.sent_at) == (
        library_id,
        library.mailbox,
        subject,
        None,
    )
    assert mail["Message-ID"] == f"<{row.message_id}@127.0.0.1>"


def test_a_person_is_written_to_in_her_language_with_its_dates(app, tmp_path, make_person, texts, deliver):
    texts(app, due="{{ name }}\n{{ day(when) }} <b>&")
    for email, language in (("li@heihe.example", "zh"), ("anna@amur.example", "ru")):
        user_id = make_person(email, language=language)
        with transaction() as session:
            user = session.get(User, user_id)
            when = user.created_at.replace(year=2026, month=3, day=5, hour=3)
            services.notify_person(session, user, "loans/due", when=when, day=lambda at: format_date(at, "long"))
    deliver()
    chinese, russian = kept(tmp_path)
    assert chinese.get_content().startswith("2026年3月5日 <b>&\r\n")
    assert russian.get_content().startswith("5 марта 2026\u00a0года <b>&\r\n")


def test_an_act_that_fails_writes_nothing(app, tmp_path, make_library, texts, deliver):
    library_id = make_library()
    texts(app, new_request="Subject\nText")
    with pytest.raises(RuntimeError), transaction() as session:
        services.notify_library(session, session.get(Library, library_id), "loans/new_request")
        raise RuntimeError("the loan could not be made")
    deliver()
    assert kept(tmp_path) == []
