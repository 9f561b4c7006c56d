"""Letters: composed in the language of the one who gets them, and put in the outbox."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.core.i18n import _, speaking
from library_exchange.core.settings import Settings
from library_exchange.core.text import one_line

LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """What a mail says, in which language (zh, ru or en)."""

    language: str
    subject: str
    body: str


def compose(language: str, template: str, context: Mapping[str, Any]) -> Letter:
    """Return the letter that the text `template` makes of `context`; its first line is the subject.

    In the template, `link(endpoint, …)` gives an absolute address from the setting `base_url`, never from a request.
    """
    with speaking(language):
        tools = {"link": partial(link, language), "language": language}
        text = current_app.jinja_env.get_template(template).render({**context, **tools})
        subject, _rest, body = text.strip().partition("\n")
        signature = f"-- \n{_('Book Bridge')}\n{_settings().base_url}\n"
    return Letter(language, one_line(subject)[:LONGEST_SUBJECT], f"{body.strip()}\n\n{signature}")


def post(
    session: Session, letter: Letter, recipient: str, library_id: int | None = None, message_id: str | None = None
) -> str:
    """Put `letter` to the address `recipient` in the outbox; return its message id.

    Two letters with the same `message_id` are one letter: it is delivered once.
    """
    message_id = message_id or uuid.uuid4().hex
    payload = {
        "recipient": recipient,
        "language": letter.language,
        "subject": letter.subject,
        "body": letter.body,
        "library_id": library_id,
        "message_id": message_id,
    }
    outbox.put(session, "notifications.mail", payload, key=message_id)
    return message_id


def link(language: str, endpoint: str, **values: Any) -> str:
    """Return the absolute address of the page `endpoint` in `language`."""
    base = urlsplit(_settings().base_url)
    urls = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return urls.build(endpoint, {"lang": language, **values}, force_external=True)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
