"""Delivery of one mail: to the mail server, or as a file where none is set."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_mailman import EmailMessage
from flask_mailman import Mail as MailServer

from library_exchange.core.settings import Settings

FOLDER = "mail"


def init_app(app: Flask) -> None:
    """Tell `app` of its mail server."""
    settings: Settings = app.extensions["settings"]
    app.config.setdefault("MAIL_BACKEND", "smtp")
    app.config.update(
        MAIL_SERVER=settings.smtp_host,
        MAIL_PORT=settings.smtp_port,
        MAIL_USERNAME=settings.smtp_user or None,
        MAIL_PASSWORD=settings.smtp_password.get_secret_value() or None,
        MAIL_USE_TLS=settings.smtp_tls,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        MAIL_TIMEOUT=30,
    )
    MailServer(app)


def has_server() -> bool:
    """Whether a mail server is set."""
    return bool(_settings().smtp_host)


def message(payload: dict[str, Any]) -> EmailMessage:
    """Return the mail that an outbox row describes."""
    domain = urlsplit(_settings().base_url).hostname or "localhost"
    return EmailMessage(
        subject=payload["subject"],
        body=payload["body"],
        to=[payload["recipient"]],
        headers={
            "Message-ID": f"<{payload['message_id']}@{domain}>",
            "Content-Language": payload["language"],
            "Auto-Submitted": "auto-generated",
        },
    )


def keep(mail: EmailMessage, message_id: str) -> str:
    """Keep `mail` as a file and return the file's name; keeping it again replaces the file by its like."""
    path = _folder() / f"{message_id}.eml"
    draft = path.with_suffix(".new")
    draft.write_bytes(mail.message().as_bytes(linesep="\r\n"))
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
    parsed = message_from_bytes(path.read_bytes(), _class=ParsedMessage, policy=policy.default)
    body = parsed.get_content().replace("\r\n", "\n")
    return KeptMail(str(parsed["Subject"]).strip(), str(parsed["To"]), body)


def _folder() -> Path:
    return _settings().folder(FOLDER)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
