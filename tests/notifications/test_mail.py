"""Mail: in the language of who gets it, sent once, kept as a file where no mail server is set."""

import socketserver
import threading
from email import message_from_bytes, policy

import jinja2
import pytest
import sqlalchemy as sa
from sqlmodel import select

from library_exchange.accounts.models import User
from library_exchange.app import create_app
from library_exchange.core import outbox
from library_exchange.core.actor import Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.i18n import format_date
from library_exchange.core.models import OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library
from library_exchange.notifications import jobs, services
from library_exchange.notifications.models import Mail

LOAN = """\
{{ subject }}
{{ library.name_in(language) }}
《{{ title }}》 «{{ title }}»
{{ link('directory.show', code='amur') }}
"""


@pytest.fixture
def texts(monkeypatch):
    """Add texts of mails to an application."""

    def add(app, **templates):
        named = {f"loans/mail/{name}.txt": text for name, text in templates.items()}
        loaders = [jinja2.DictLoader(named), app.jinja_env.loader]
        monkeypatch.setattr(app.jinja_env, "loader", jinja2.ChoiceLoader(loaders))

    return add


def kept(tmp_path):
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((tmp_path / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    ]


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
            when = user.created_at.replace(year=2026, month=3, day=5)
            services.notify_person(session, user, "loans/due", when=when, day=lambda at: format_date(at, "long"))
    deliver()
    chinese, russian = kept(tmp_path)
    assert chinese.get_content().startswith("2026年3月5日 <b>&\r\n")
    assert russian.get_content().startswith("5 марта 2026\u202fг. <b>&\r\n")


def test_an_act_that_fails_writes_nothing(app, tmp_path, make_library, texts, deliver):
    library_id = make_library()
    texts(app, new_request="Subject\nText")
    with pytest.raises(RuntimeError), transaction() as session:
        services.notify_library(session, session.get(Library, library_id), "loans/new_request")
        raise RuntimeError("the loan could not be made")
    deliver()
    assert kept(tmp_path) == []


def test_a_subject_is_one_line_whatever_a_title_holds(app, tmp_path, make_library, texts, deliver):
    library_id = make_library()
    texts(app, new_request="About {{ title }}\nText")
    with transaction() as session:
        library = session.get(Library, library_id)
        services.notify_library(session, library, "loans/new_request", title="x\r\nBcc: all@example.org\r\n\r\ny")
        services.notify_library(session, library, "loans/new_request", title="长" * 400)
    deliver()
    first, second = kept(tmp_path)
    assert (first["Subject"], first["Bcc"]) == ("About x", None)
    assert len(second["Subject"]) == 300


def test_delivering_twice_leaves_one_file_and_one_entry(app, tmp_path, make_library, texts, deliver):
    library_id = make_library()
    texts(app, new_request="Subject\nText")
    with transaction() as session:
        services.notify_library(session, session.get(Library, library_id), "loans/new_request")
    deliver()
    before = kept(tmp_path)[0].get_content()
    with transaction() as session:  # as after a crash before the entry was made
        session.execute(sa.delete(Mail))
        session.execute(sa.update(OutboxMessage).values(done_at=None))
    deliver()
    with transaction() as session:  # as after a crash before the row was marked
        session.execute(sa.update(OutboxMessage).values(done_at=None))
    deliver()
    (mail,) = kept(tmp_path)
    assert mail.get_content() == before
    assert list((tmp_path / "mail").glob("*.new")) == []
    with reading() as session:
        assert len(session.exec(select(Mail)).all()) == 1


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on this machine: keeps what it is given, refuses addresses that begin with "wrong"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.received = []
        self.is_away = False

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server."""

    def handle(self):
        if self.server.is_away:
            return
        self.say(b"220 ready")
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"QUIT":
                self.say(b"221 bye")
                return
            if command == b"DATA":
                self.say(b"354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.received.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.say(b"550 no such mailbox" if command == b"RCPT" and b"<wrong" in line else b"250 fine")

    def say(self, answer):
        self.wfile.write(answer + b"\r\n")


@pytest.fixture
def server():
    with MailServer() as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture
def posted(web, server, sqlite_url, tmp_path):
    """An application with a mail server."""
    settings = Settings(
        _env_file=None,
        instance_dir=tmp_path,
        database_url=sqlite_url,
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        mail_sender="bridge@library.example",
    )
    app = create_app(settings)
    with app.app_context():
        yield app
    app.extensions["database"].dispose()


def payload(recipient, message_id):
    return {
        "recipient": recipient,
        "language": "zh",
        "subject": "馆际互借",
        "body": "您好\n",
        "library_id": None,
        "message_id": message_id,
    }


def test_with_a_mail_server_mails_are_sent_once_and_not_kept(posted, server, tmp_path):
    with transaction() as session:
        outbox.put(session, "notifications.mail", payload("ill@heihe.example", "a" * 32))
    outbox.drain(database())
    jobs.deliver([payload("ill@heihe.example", "a" * 32)])
    (mail,) = server.received
    assert (mail["To"], mail["From"]) == ("ill@heihe.example", "bridge@library.example")
    assert mail["Subject"] == "馆际互借"
    assert mail.get_content().splitlines() == ["您好"]
    assert kept(tmp_path) == []
    with reading() as session:
        row = session.exec(select(Mail)).one()
    assert row.sent_at is not None
    assert row.filename is None


def test_a_refused_address_is_not_tried_for_ever(posted, server, tmp_path):
    with transaction() as session:
        outbox.put(session, "notifications.mail", payload("wrong@heihe.example", "b" * 32))
    assert outbox.drain(database()) == 1
    assert server.received == []
    with reading() as session:
        row = session.exec(select(Mail)).one()
    assert (row.sent_at, row.filename) == (None, f"{'b' * 32}.eml")
    assert len(kept(tmp_path)) == 1


def test_a_mail_waits_while_the_server_is_away(posted, server, capsys):
    server.is_away = True
    with transaction() as session:
        outbox.put(session, "notifications.mail", payload("ill@heihe.example", "c" * 32))
    assert outbox.drain(database()) == 0
    assert "SMTP" in capsys.readouterr().out
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=sa.text("created_at")))
    server.is_away = False
    assert outbox.drain(database()) == 1
    assert len(server.received) == 1


def test_the_list_of_mails_is_for_the_platform_s_administrators(web, make_library, visitor, signed_in):
    heihe = make_library("Heihe")
    jobs.deliver([payload("secret@heihe.example", "d" * 32)])
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    for path in ("/zh/platform/mail", "/ru/platform/mail/1"):
        assert admin.get(path).status_code == 404
        assert visitor(web).get(path).status_code == 302
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    for lang in ("zh", "ru"):
        page = platform.get(f"/{lang}/platform/mail").text
        assert "secret@heihe.example" in page
        assert f'<a href="/{lang}/platform/mail/1" lang="zh-Hans">馆际互借</a>' in page
        assert "您好" in platform.get(f"/{lang}/platform/mail/1").text
        assert platform.get(f"/{lang}/platform/mail/2").status_code == 404


def test_the_newest_mail_stands_first_and_long_lists_have_pages(web, signed_in):
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    assert 'class="empty"' in opened.get("/ru/platform/mail").text
    for number in range(51):
        jobs.deliver([payload(f"reader{number}@heihe.example", f"{number:032}")])
    first, second = opened.get("/en/platform/mail").text, opened.get("/en/platform/mail?page=2").text
    assert first.index("reader50@") < first.index("reader49@")
    assert "reader0@" in second
    assert "reader0@" not in first


def test_a_mail_whose_file_is_gone_says_so(web, signed_in, tmp_path):
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    jobs.deliver([payload("li@heihe.example", "e" * 32)])
    (tmp_path / "mail" / f"{'e' * 32}.eml").unlink()
    answer = opened.get("/en/platform/mail/1")
    assert answer.status_code == 200
    assert "您好" not in answer.text
