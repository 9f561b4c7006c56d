"""Letters as they read: a template and what it is told make a subject and a body in one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from library_exchange.core.i18n import speaking
from library_exchange.core.settings import Settings
from library_exchange.core.text import one_line
from library_exchange.mail.slots import STANDARD, Words, filled

LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """What a mail says, in which language (zh, ru or en), and of which text it was made."""

    template: str
    language: str
    subject: str
    body: str


def compose(template: str, language: str, context: Mapping[str, Any], words: Words = STANDARD) -> Letter:
    """Return the letter that `template` makes of `context`, signed, in `language`, with a library's own `words`.

    `template` is "<room>/<name>": the text `templates/<room>/mail/<name>.txt`, whose first line is the subject. In it,
    `link(endpoint, …)` gives an absolute address from the setting `base_url`, never from a request; `opening` is what
    the library says first.
    """
    room, _slash, name = template.partition("/")
    tools = {"link": partial(link, language), "language": language, "opening": filled(words.opening, context)}
    with speaking(language):
        text = _rendered(f"{room}/mail/{name}.txt", {**context, **tools})
        signature = _rendered("mail/_signature.txt", {"address": _settings().base_url})
    usual, _rest, body = text.partition("\n")
    subject = one_line(filled(words.subject, context) or usual)[:LONGEST_SUBJECT].strip()
    parts = (body.strip(), filled(words.closing, context), signature)
    return Letter(template, language, subject, "\n\n".join(part for part in parts if part) + "\n")


def link(language: str, endpoint: str, /, **values: Any) -> str:
    """Return the absolute address of the page `endpoint` in `language`."""
    base = urlsplit(_settings().base_url)
    urls = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return urls.build(endpoint, {"lang": language, **values}, force_external=True)


def _rendered(path: str, context: Mapping[str, Any]) -> str:
    return current_app.jinja_env.get_template(path).render(context).strip()


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
