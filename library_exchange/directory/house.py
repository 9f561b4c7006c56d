"""The parts of a library's own house as its page shows them: what each is for, where it is changed, what lacks."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import LANGUAGES, current, format_list, language_name
from library_exchange.core.regions import REGIONS
from library_exchange.directory import labels, policy, queries
from library_exchange.directory.models import Library, LibraryWords, Topic

FOR_VISITORS = (Topic.HOURS, Topic.JOINING)
"""What every visitor looks for."""


def parts(session: Session, actor: Actor, library: Library) -> list[dict[str, Any]]:
    """Return the parts of the house, the first to see to first; three queries."""
    may_edit = policy.may_edit(actor, library)
    lacks = {
        "directory.names": _lacking_names(library),
        "directory.edit": lacking_in_addresses(session, library) + _unsaid_rules(library),
        "directory.words": _lacking_words(library, queries.words(session, library)),
        "directory.calendar": [] if library.has_told_days else [labels.DAYS_NOT_SAID],
        "directory.logo": [] if queries.logo_size(session, library) else [labels.NO_SIGN],
    }
    return [
        {
            "name": endpoint,
            "label": label,
            "about": about,
            "lacks": lacks.get(endpoint, []),
            "is_open": bool(lacks.get(endpoint)) and endpoint not in OPTIONAL,
            "url": _address(endpoint, library) if may_edit else None,
        }
        for endpoint, (label, about) in labels.HOUSE.items()
        if endpoint not in OF_OWN_STAFF or actor.library_id == library.id
    ]


OPTIONAL = ("directory.logo",)
OF_OWN_STAFF = ("accounts.people", "api_keys.listed", "webhooks.listed")
"""Pages that show the library of who looks, whichever that is."""


def _address(endpoint: str, library: Library) -> str:
    return url_for(endpoint) if endpoint in OF_OWN_STAFF else url_for(endpoint, code=library.code)


def _lacking_names(library: Library) -> list[str]:
    languages = _languages(library.unwritten_names)
    found = [labels.lacks_names(languages)] if languages else []
    return [*found, labels.to_confirm(_languages(library.proposed_names))] if library.proposed_names else found


def _languages(names: Iterable[str]) -> str:
    codes = {name.rpartition("_")[2] for name in names}
    return format_list([language_name(code) for code in LANGUAGES if code in codes])


def lacking_in_addresses(session: Session, library: Library) -> list[Any]:
    """Return what lacks in the address of `library`, so that no parcel leaves for it; one query."""
    lacking = queries.lacking_parts(session, library, abroad=True)
    return [labels.lacks_part(labels.FORMS[form], labels.ADDRESS_PARTS[part]) for form, part in lacking]


def _unsaid_rules(library: Library) -> list[Any]:
    return [] if library.has_told_rules else [labels.RULES_NOT_SAID]


def _lacking_words(library: Library, rows: Sequence[LibraryWords]) -> list[Any]:
    own = REGIONS[library.country].language
    told = {(row.topic, row.language) for row in rows}
    return [labels.LACKS_TOPIC[topic] for topic in FOR_VISITORS if (topic, own) not in told]


def told(rows: Iterable[LibraryWords], library: Library) -> dict[str, dict[str, str]]:
    """Return by topic what `library` tells: in the language of the page, else in its own, else in any."""
    order = list(dict.fromkeys((current().code, library.language, REGIONS[library.country].language, *LANGUAGES)))
    found: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda each: order.index(each.language)):
        if row.library_id == library.id:
            found.setdefault(row.topic.value, {"text": row.text, "lang": LANGUAGES[row.language].tag})
    return found


def logo(session: Session, library: Library) -> dict[str, Any] | None:
    """Return the library's sign as pages show it, None if it shows none; one query."""
    size = queries.logo_size(session, library)
    if size is None:
        return None
    return {"url": url_for("directory.logo_file", code=library.code), "width": size[0], "height": size[1]}
