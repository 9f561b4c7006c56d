"""Delivery: sent once, kept as a file where no mail server is set or where it refuses an address for good."""

import socketserver
import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa
from sqlmodel import select

from library_exchange.app import create_app
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.mail import delivery, jobs, services
from library_exchange.mail.models import Mail
from tests.letters import kept, payload


def _write(session, **context):
    services.write(session, "ill@heihe.example", "zh", "loans/new_request", context)


def test_a_subject_is_one_line_whatever_a_title_holds(app, tmp_path, texts, deliver):
    texts(app, new_request="About {{ title }}\nText")
    with transaction() as session:
        _write(session, title="x\r\nBcc: all@example.org\r\n\r\ny")
        _write(session, title="长" * 400)
    deliver()
    first, second = kept(tmp_path)
    assert (first["Subject"], first["Bcc"]) == ("About x", None)
    assert len(second["Subject"]) == 300


def test_delivering_twice_leaves_one_file_and_one_entry(app, tmp_path, texts, deliver):
    texts(app, new_request="Subject\nText")
    with transaction() as session:
        _write(session)
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


def test_it_is_kept_of_which_text_a_mail_was_made_and_one_that_waited_since_before_comes_too(app, texts, deliver):
    texts(app, new_request="Subject\nText")
    with transaction() as session:
        _write(session)
        outbox.put(session, "notifications.mail", payload("ill@heihe.example", "a" * 32), key="a" * 32)
    deliver()
    with reading() as session:
        assert {mail.template for mail in session.exec(select(Mail))} == {"loans/new_request", None}


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


def test_a_mail_server_gets_long_headers_whole(posted, server):
    subject = "Сообщение от Амурская областная научная библиот «Мост»: заказ R-Z58YSARJ"
    jobs.deliver([payload("ill@heihe.example", "f" * 32) | {"subject": subject}])
    (mail,) = server.received
    assert mail["Subject"] == subject


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


# Servers that hang, and deaths on the way -----------------------------------------------------------------------------


class Hanging(socketserver.ThreadingTCPServer):
    """A mail server that takes the connection and says nothing, or one letter at a time."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, drips):
        self.ended, self.drips = threading.Event(), drips
        super().__init__(("127.0.0.1", 0), Silence)


class Silence(socketserver.StreamRequestHandler):
    """One client of the server that hangs."""

    def handle(self):
        while not self.server.ended.wait(0.05):
            if self.server.drips:
                try:
                    self.wfile.write(b"2")
                except OSError:
                    return


@pytest.fixture(params=[False, True], ids=["silent", "dripping"])
def hanging(request):
    with Hanging(request.param) as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.ended.set()
        found.shutdown()
        thread.join()


def test_a_mail_server_that_hangs_holds_up_mails_alone_and_not_for_long(posted, hanging, monkeypatch):
    posted.extensions["settings"].smtp_port = hanging.server_address[1]
    monkeypatch.setattr(delivery, "PATIENCE_S", 0.4)
    monkeypatch.setattr(delivery, "LONGEST_S", 0.8)
    heard = []
    outbox.handles("test.message")(lambda _payloads: heard.append(time.monotonic()))
    with transaction() as session:
        outbox.put(session, "notifications.mail", payload("ill@heihe.example", "d" * 32))
        outbox.put(session, "test.message", {})
    began = time.monotonic()
    post = threading.Thread(target=_deliver_mails, args=(posted,))
    post.start()
    assert outbox.drain(database(), outbox.QUICK) == 1
    post.join(5)
    outbox._kinds.pop("test.message")
    assert heard[0] - began < 0.4
    assert not post.is_alive()
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail")).one()
    assert (row.lane, row.attempts, row.done_at) == (outbox.MAIL, 1, None)


def _deliver_mails(app):
    with app.app_context():
        outbox.drain(database(), outbox.MAIL)


def test_what_the_server_has_taken_is_not_sent_again_though_the_database_could_not_be_told(
    posted, server, tmp_path, monkeypatch
):
    mail = payload("ill@heihe.example", "e" * 32)

    def full(*_any):
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_note", full)
        for _try in range(3):
            with pytest.raises(sa.exc.OperationalError):
                jobs.deliver([mail])
    assert len(server.received) == 1
    jobs.deliver([mail])
    assert len(server.received) == 1
    assert list((tmp_path / "handover").iterdir()) == []
    with reading() as session:
        assert session.exec(select(Mail)).one().sent_at is not None


def test_what_cannot_be_noted_beforehand_is_not_sent(posted, server, monkeypatch):
    monkeypatch.setattr(delivery, "begin_handover", lambda _id: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space"):
        jobs.deliver([payload("ill@heihe.example", "e" * 32)])
    assert server.received == []


def test_a_mail_that_was_under_way_when_its_process_died_goes_again_under_the_same_name(posted, server, monkeypatch):
    mail = payload("ill@heihe.example", "f" * 32)
    with monkeypatch.context() as patched:
        patched.setattr(delivery, "end_handover", lambda _id: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            jobs.deliver([mail])
    jobs.deliver([mail])
    first, second = server.received
    assert first["Message-ID"] == second["Message-ID"]


# Mails that are old ---------------------------------------------------------------------------------------------------


def test_what_mails_said_is_forgotten_after_its_term_and_not_before(app, tmp_path, texts, deliver):
    texts(app, new_request="About {{ title }}\nText")
    with transaction() as session:
        _write(session, title="old")
        _write(session, title="new")
    deliver()
    with transaction() as session:
        old = session.scalars(sa.select(Mail).where(Mail.subject == "About old")).one()
        old.created_at = now() - timedelta(days=90, minutes=1)
        session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.key == old.message_id).values(done_at=old.created_at)
        )
    for at, left in ((now() - timedelta(minutes=2), 2), (now(), 1), (now() + timedelta(days=90, minutes=1), 0)):
        with transaction() as session:
            jobs.VERBS["forget_old"](session, at)
        deliver()
        with reading() as session:
            assert len(session.scalars(sa.select(Mail)).all()) == left
        assert len(kept(tmp_path)) == left
        told = [row for row in outbox_texts() if "About old" in row]
        assert len(told) == (1 if left == 2 else 0)


def outbox_texts():
    with reading() as session:
        return [str(row.payload) for row in session.scalars(sa.select(OutboxMessage))]
