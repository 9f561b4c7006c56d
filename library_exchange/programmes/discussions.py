"""What is discussed in public: a list as a whole, and each of its titles; both organisers moderate."""

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.correspondence.discussions import Discussion
from library_exchange.correspondence.topics import Topic
from library_exchange.programmes import queries
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import PUBLIC_LISTS

LIST, TITLE = "book-list", "list-title"


def of_list(session: Session, actor: Actor, subject_id: str) -> Discussion:
    """Return the discussion about a list, known by its id; raises NotFound."""
    found, programme = queries.get_list(session, actor, _number(subject_id))
    name = getattr(found, f"name_{current().code}", None) or found.name_zh or found.name_ru or ""
    told = queries.told(session, queries.titles_of(session, found), current().code)
    about = Topic(
        _("Curated list"),
        "programmes.show_list",
        {"list_id": found.id},
        name,
        html_lang(script_of(name)),
        titles=[each.forms for each in told.values()],
    )
    return _discussion(about, found, programme)


def of_title(session: Session, actor: Actor, subject_id: str) -> Discussion:
    """Return the discussion about a title, known by its list's id and its number: "3-7"; raises NotFound."""
    list_id, _dash, number = subject_id.partition("-")
    found, programme = queries.get_list(session, actor, _number(list_id))
    title = queries.get_title(session, found, _number(number))
    told = queries.told(session, [title], current().code)[title.id]
    shown = told.title.shown
    address = {"list_id": found.id, "number": title.number}
    about = Topic(
        _("Title"), "programmes.show_title", address, shown.value, shown.lang, {"title": title.title}, [told.forms]
    )
    return _discussion(about, found, programme)


def _discussion(about: Topic, found: BookList, programme: Programme) -> Discussion:
    return Discussion(about, programme.organisers, found.state in PUBLIC_LISTS)


def _number(text: str) -> int:
    found = find_number(text)
    if found is None:
        raise NotFound("no-such-discussion")
    return found
