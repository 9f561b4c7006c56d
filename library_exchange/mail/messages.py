"""Messages as they travel: a letter with its headers (RFC 5322), words of any script in them encoded (RFC 2047).

The newer half of `email` makes several encoded words of a header, each for itself: up to Python 3.12 the space between
two of them is lost where a line ends there, and one before the first word of a long line comes in addition. So these
headers are folded by the older half, `email.header`: one sequence of encoded words, each space inside of one.
"""

from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from library_exchange.core.clock import now
from library_exchange.core.settings import Settings

LONGEST_LINE = 75
"""What RFC 2047 allows an encoded word."""


class _WrittenHeader(BaseHeader):
    """A header that reads exactly as it was written: what looks encoded in a title was written so."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take `value` as it is."""
        kwds.update(decoded=value, parse_tree=None)


class SubjectHeader(_WrittenHeader):
    """A subject that reads, when it has come, exactly as it was written."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header in lines."""
        charset = "us-ascii" if self.isascii() and "=?" not in self else "utf-8"
        return f"{self.name}: {_folded(self, charset, self.name, policy)}{policy.linesep}"


class SenderHeader(_WrittenHeader):
    """A sender whose name reads, when it has come, as the setting has it."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header in lines."""
        name, address = parseaddr(self)
        if name.isascii() or not address.isascii():
            usual: BaseHeader = HeaderRegistry()(self.name, str(self))
            return usual.fold(policy=policy)
        return f"{self.name}: {_folded(name, 'utf-8', self.name, policy)}{policy.linesep} <{address}>{policy.linesep}"


def message(payload: dict[str, Any]) -> EmailMessage:
    """Return the mail that an outbox row describes."""
    mail = EmailMessage(policy=SMTP.clone(header_factory=_headers()))
    mail["From"] = _settings().mail_sender
    mail["To"] = payload["recipient"]
    mail["Subject"] = payload["subject"]
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{payload['message_id']}@{own_name()}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(payload["body"])  # takes away what was said of another content
    mail["Content-Language"] = payload["language"]
    return mail


def own_name() -> str:
    """Return the name of this machine as mail servers are told it."""
    return urlsplit(_settings().base_url).hostname or "localhost"


def _folded(text: str, charset: str, header: str, policy: Policy) -> str:
    """Return `text` in lines, as encoded words unless it is ASCII; the first line follows the name of `header`."""
    return Header(text, charset, maxlinelen=LONGEST_LINE, header_name=header).encode(linesep=policy.linesep)


def _headers() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("Subject", SubjectHeader)
    registry.map_to_type("From", SenderHeader)
    return registry


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
