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

LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Letter:
    """What a mail says, in which language (zh, ru or en)."""

    language: str
    subject: str
    body: str


def compose(template: str, language: str, context: Mapping[str, Any]) -> Letter:
    """Return the letter that `template` makes of `context`, signed, in `language`.

    `template` is "<room>/<name>": the text `templates/<room>/mail/<name>.txt`, whose first line is the subject. In it,
    `link(endpoint, …)` gives an absolute address from the setting `base_url`, never from a request.
    """
    room, _slash, name = template.partition("/")
    tools = {"link": partial(link, language), "language": language}
    with speaking(language):
        text = _rendered(f"{room}/mail/{name}.txt", {**context, **tools})
        signature = _rendered("mail/_signature.txt", {"address": _settings().base_url})
    subject, _rest, body = text.partition("\n")
    return Letter(language, one_line(subject)[:LONGEST_SUBJECT].strip(), f"{body.strip()}\n\n{signature}\n")


def link(language: str, endpoint: str, **values: Any) -> str:
    """Return the absolute address of the page `endpoint` in `language`."""
    base = urlsplit(_settings().base_url)
    urls = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return urls.build(endpoint, {"lang": language, **values}, force_external=True)


def _rendered(path: str, context: Mapping[str, Any]) -> str:
    return current_app.jinja_env.get_template(path).render(context).strip()


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
