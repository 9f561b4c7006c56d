"""Titles in the slots of phrases: what a reader calls the book that another library named in its own language."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session

from library_exchange.core.text import folded
from library_exchange.core.titles import TitleForm, Written, typed
from library_exchange.correspondence.models import Message, Post
from library_exchange.correspondence.rules.slots import TITLES
from library_exchange.correspondence.topics import Topic
from library_exchange.known_titles.queries.typed_names import known_of

Titles = Mapping[str, Written]
"""By the text in a slot the title in the reader's language; what stands in it is never changed."""


def titles_said(
    session: Session, said: Iterable[tuple[Message | Post, Topic | None]], language: str
) -> dict[str, Written]:
    """Return what the titles in messages, each with its topic, are called in `language`; two queries, or none.

    The topic knows its own titles best; any other is looked up by its exact words.
    """
    about: dict[str, Sequence[TitleForm]] = {}
    for message, topic in said:
        for name in TITLES & message.slots.keys():
            text = str(message.slots[name])
            if not typed(text).is_read_in(language):
                about[text] = about.get(text) or _of_topic(text, topic)
    known = known_of(session, [(text, None) for text in about])
    found = {text: _in(language, [*forms, *known.title(text)]) for text, forms in about.items()}
    return {text: form.written() for text, form in found.items() if form is not None}


def _of_topic(text: str, topic: Topic | None) -> Sequence[TitleForm]:
    """Return the forms of that title of the topic of which `text` is one."""
    titles = topic.titles if topic else ()
    return next((forms for forms in titles if folded(text) in {folded(form.value) for form in forms}), ())


def _in(language: str, forms: Sequence[TitleForm]) -> TitleForm | None:
    read = (form for form in forms if form.is_translation and not form.machine and form.is_read_in(language))
    return next(read, None)
