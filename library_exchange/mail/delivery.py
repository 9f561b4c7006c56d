"""Delivery of one mail: to the mail server, or as a file where none is set.

The standard library does it: its TLS checks the server's name.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from library_exchange.core.settings import Settings
from library_exchange.mail.messages import own_name

FOLDER = "mail"
PATIENCE_S = 30


def has_server() -> bool:
    """Whether a mail server is set."""
    return bool(_settings().smtp_host)


def send(mail: EmailMessage) -> None:
    """Hand `mail` to the mail server; raises OSError (also its SMTPException) if that fails."""
    settings = _settings()
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, own_name(), PATIENCE_S) as server:
        if settings.smtp_tls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        server.send_message(mail)


def keep(mail: EmailMessage, message_id: str) -> str:
    """Keep `mail` as a file and return the file's name; keeping it again replaces the file by its like."""
    path = _folder() / f"{message_id}.eml"
    draft = path.with_suffix(".new")
    draft.write_bytes(mail.as_bytes())
    draft.replace(path)
    return path.name


@dataclass(frozen=True)
class KeptMail:
    """A mail as read back from its file."""

    subject: str
    recipient: str
    body: str


def find_kept(filename: str | None) -> KeptMail | None:
    """Return the mail kept under `filename`, or None if there is no such file any more."""
    path = _folder() / Path(filename).name if filename else None
    if path is None or not path.is_file():
        return None
    parsed = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    body = parsed.get_content().replace("\r\n", "\n")
    return KeptMail(str(parsed["Subject"]), str(parsed["To"]), body)


def forget(filename: str) -> None:
    """Delete the file of a mail, if it is still there."""
    (_folder() / Path(filename).name).unlink(missing_ok=True)


def _folder() -> Path:
    return _settings().folder(FOLDER)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
