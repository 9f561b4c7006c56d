"""Delivery of one mail: to the mail server, or as a file where none is set.

The standard library does it: its TLS checks the server's name.
"""

import hashlib
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Timer
from typing import Any

from flask import current_app

from library_exchange.core import kept_files
from library_exchange.core.settings import Settings
from library_exchange.mail.messages import own_name

FOLDER, HANDOVER = "mail", "handover"
PATIENCE_S = 10
"""How long each answer of the mail server is waited for, but the last."""
LAST_PATIENCE_S = 30
"""For the answer whether it has taken the mail: who leaves before sends it twice (RFC 5321, 4.5.3.2.6)."""
LONGEST_S = 60
"""How long handing over one mail may take in all, however the server keeps one waiting."""
BEGUN, DONE = "begun", "done"
"""What is noted in a file of a mail that is handed over; the database is asked for neither: it may be busy or full."""


def has_server() -> bool:
    """Whether a mail server is set."""
    return bool(_settings().smtp_host)


class _Server(smtplib.SMTP):
    """The mail server, waited for a short time only; `deadline` ends what it draws out."""

    deadline: Timer | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        found: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self.deadline = Timer(LONGEST_S, lambda: _cut(self.sock or found))
        self.deadline.daemon = True
        self.deadline.start()
        return found

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the text; the answer to it is worth a longer wait."""
        if self.sock is not None:
            self.sock.settimeout(LAST_PATIENCE_S)
        return super().data(msg)

    def close(self) -> None:
        """Let go of the connection."""
        super().close()
        if self.deadline is not None:
            self.deadline.cancel()


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def send(mail: EmailMessage, when_taken: Callable[[], None] = lambda: None) -> None:
    """Hand `mail` to the mail server; raises OSError (also its SMTPException) if that fails.

    `when_taken` is called as soon as the server has it: what it says to our goodbye changes nothing.
    """
    settings = _settings()
    server = _Server(settings.smtp_host, settings.smtp_port, own_name(), PATIENCE_S)
    try:
        if settings.smtp_tls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(mail)
        when_taken()
        with suppress(OSError):
            server.quit()
    finally:
        server.close()


def begin_handover(message_id: str) -> bool:
    """Note in a file that a mail is about to be handed over; return whether it was handed over before.

    Raises OSError if it cannot be noted, on a full disk for instance: what could not be noted either is not sent.
    """
    if _note(message_id, DONE).exists():
        return True
    _note(message_id, BEGUN).touch()
    return False


def end_handover(message_id: str) -> None:
    """Note that a mail was handed over: a file gets another name, which waits for nobody and needs no room."""
    _note(message_id, BEGUN).replace(_note(message_id, DONE))


def forget_handover(message_id: str) -> None:
    """Remove the notes of a mail once the database knows what became of it."""
    for what in (BEGUN, DONE):
        _note(message_id, what).unlink(missing_ok=True)


def _note(message_id: str, what: str) -> Path:
    return _settings().folder(HANDOVER) / f"{hashlib.sha256(message_id.encode()).hexdigest()}.{what}"


def keep(mail: EmailMessage, message_id: str) -> str:
    """Keep `mail` as a file and return the file's name; keeping it again replaces the file by its like."""
    path = _folder() / f"{message_id}.eml"
    draft = path.with_suffix(".new")
    draft.write_bytes(mail.as_bytes())
    draft.replace(path)
    kept_files.keep(path)
    return path.name


@dataclass(frozen=True)
class KeptMail:
    """A mail as read back from its file."""

    subject: str
    recipient: str
    body: str


def find_kept(filename: str | None) -> KeptMail | None:
    """Return the mail kept under `filename`, or None if there is no such file any more."""
    path = kept_files.at_hand(_folder() / Path(filename).name) if filename else None
    if path is None or not path.is_file():
        return None
    parsed = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = parsed.get_content().replace("\r\n", "\n")
    return KeptMail(str(parsed["Subject"]), str(parsed["To"]), body)


def forget(filename: str) -> None:
    """Delete the file of a mail, if it is still there."""
    kept_files.remove(_folder() / Path(filename).name)


def _folder() -> Path:
    return _settings().folder(FOLDER)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
