"""An application as pages show it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor, Role
from library_exchange.core.i18n import LANGUAGES, _, country_name, current, language_name
from library_exchange.core.personal_data import without_traces
from library_exchange.core.regions import REGIONS
from library_exchange.directory.labels import KINDS, NAMES
from library_exchange.directory.models import Library
from library_exchange.joining.labels import (
    ABOUT,
    FIRST_STEPS,
    FOREIGN_STOCKS,
    REASONS,
    STANDS,
    STATES,
    STOCKS,
    TELL_IN,
    WISHES,
)
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication
from library_exchange.joining.queries import is_foreign_to, names_told
from library_exchange.joining.rules import VOLUNTARY, ApplicationState, FirstStep, Reason, Wish
from library_exchange.joining.sounds import sound_of

_NAMES = {"zh": "name_zh", "ru": "name_ru", "en": "name_en"}
_OTHER_LETTERS = re.compile(r"[^a-z0-9]+")


def name_fields() -> list[tuple[str, Any, str]]:
    """Return the fields of the three names, each with what it is called and its language: that of the page first."""
    order = dict.fromkeys((current().code, *LANGUAGES))
    return [(_NAMES[code], NAMES[_NAMES[code]], LANGUAGES[code].tag) for code in order]


def city_fields() -> list[tuple[str, Any, str]]:
    """Return the fields of the town's three names, each with what it is called and its language."""
    order = dict.fromkeys((current().code, *LANGUAGES))
    return [(f"city_{code}", NAMES[f"city_{code}"], LANGUAGES[code].tag) for code in order]


def sponsors(libraries: Sequence[Library]) -> list[tuple[str, str]]:
    """Return the libraries that may vouch for others to choose from, with none first."""
    language = current().code
    return [("", _("Choose a library")), *((each.code, _placed(each, language)) for each in libraries)]


def _placed(library: Library, language: str) -> str:
    place = {"library": library.name_in(language), "country": country_name(library.country)}
    return _("%(library)s (%(country)s)", **place)


def phrases() -> dict[str, list[tuple[str, Any]]]:
    """Return what a library may say of itself in phrases: the sizes of stocks, and what it may want."""
    return {
        "stocks": [("", _("not told")), *((each.value, label) for each, label in STOCKS.items())],
        "foreign_stocks": [("", _("not told")), *((each.value, label) for each, label in FOREIGN_STOCKS.items())],
        "wishes": [(each.value, label) for each, label in WISHES.items()],
    }


def line(row: LibraryApplication, sponsor: Library | None = None) -> dict[str, Any]:
    """Return an application as lists show it."""
    name, code = row.name_and_language(current().code)
    return {
        "id": row.id,
        "name": name,
        "lang": LANGUAGES[code].tag,
        "sound": sound_of(name, current().code),
        "country": row.country,
        "city": row.city,
        "city_sound": sound_of(row.city, current().code),
        "kind": KINDS[row.kind],
        "state": STATES[row.state],
        "is_decided": row.decided_at is not None,
        "sponsor": sponsor.name_in(current().code) if sponsor else None,
        "since": row.decided_at or row.confirmed_at,
    }


def whole(row: LibraryApplication, sponsor: Library | None) -> dict[str, Any]:
    """Return an application as its page shows it."""
    names = [(NAMES[_NAMES[code]], name, LANGUAGES[code].tag) for code, name in _names(row)]
    written = bilingual.told_language(None, row.words or "") or row.language
    return line(row, sponsor) | {
        "names": names,
        "person_name": row.person_name,
        "person_function": row.person_function,
        "function_sound": sound_of(row.person_function, current().code),
        "email": row.email,
        "language": language_name(LANGUAGES[row.language].record_languages[0]),
        "mailbox": row.mailbox,
        "words": row.words,
        "words_lang": LANGUAGES[written].tag,
        "words_language": language_name(LANGUAGES[written].record_languages[0]),
        "is_foreign": bool(row.words) and written != current().code,
        "stock": STOCKS[row.stock] if row.stock else None,
        "foreign_stock": FOREIGN_STOCKS[row.foreign_stock] if row.foreign_stock else None,
        "wishes": [WISHES[wish] for wish in Wish if wish in row.wishes],
        "confirmed_at": row.confirmed_at,
        "vouched_at": row.vouched_at,
        "decided_at": row.decided_at,
        "reason": REASONS[row.reason] if row.reason else None,
        "reason_words": row.reason_words,
        "is_vouched": row.state is ApplicationState.AT_PLATFORM and row.sponsor_id is not None,
        "waits_for_sponsor": row.state is ApplicationState.AT_SPONSOR,
        "waits_for_platform": row.state is ApplicationState.AT_PLATFORM,
    }


def _names(row: LibraryApplication) -> list[tuple[str, str]]:
    order = dict.fromkeys((*REGIONS[row.country].languages, *LANGUAGES))
    return [(code, name) for code in order if (name := getattr(row, _NAMES[code]))]


def meanings(asked: Sequence[tuple[ApplicationMeaning, Library]]) -> list[dict[str, Any]]:
    """Return whom the platform asked what an application says, and what they told."""
    return [
        {
            "library": library.name_in(current().code),
            "asked_at": each.asked_at,
            "answer": each.answer,
            "answered_at": each.answered_at,
        }
        for each, library in asked
    ]


def to_ask(row: LibraryApplication, askable: Sequence[Library], asked: Sequence[Any]) -> list[tuple[str, str]]:
    """Return the libraries that can be asked what an application says; none where its reader reads it herself."""
    known = {library.id for _each, library in asked}
    left = [each for each in askable if each.id not in known] if is_foreign_to(row, current().code) else []
    return [(str(each.id), each.name_in(current().code)) for each in left]


def to_explain(row: LibraryApplication, asked: ApplicationMeaning) -> dict[str, Any]:
    """Return what an application says for a library that tells its meaning, as long as it is asked.

    Without e-mail addresses and telephones, and in what who asks says of herself without her name.
    """
    name, is_open = row.person_name, asked.answered_at is None and row.decided_at is None
    said = [
        *((NAMES[_NAMES[code]], without_traces(each)) for code, each in _names(row)),
        (_("Town or village"), without_traces(row.city)),
        (_("Position of the applicant"), without_traces(row.person_function, name)),
        (_("In their own words"), without_traces(row.words or "", name)),
    ]
    return line(row) | {
        "said": [(label, text) for label, text in said if text and is_open],
        "is_open": is_open,
        "answer": asked.answer,
        "tell_in": TELL_IN[asked.language],
        "tell_lang": LANGUAGES[asked.language].tag,
    }


def as_seen_by_author(row: LibraryApplication) -> dict[str, Any]:
    """Return what the link of an application shows: the library and how it stands, nothing of a person."""
    return line(row) | {
        "is_open": row.state is ApplicationState.UNCONFIRMED,
        "stands": STANDS.get(row.state),
    }


def reasons(allowed: Sequence[Reason]) -> list[tuple[str, Any]]:
    """Return the reasons to choose from."""
    return [("", _("Choose a reason")), *((each.value, REASONS[each]) for each in allowed)]


def proposed(row: LibraryApplication, names: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what the form of admission is filled in with: what the application tells, and `names` made by rule."""
    region = REGIONS[row.country]
    known = names_told(row) | dict(names)
    return {
        **known,
        "code": _OTHER_LETTERS.sub("-", known["name_en"].lower().replace("'", "")).strip("-")[:40].strip("-"),
        "timezone": region.zone,
        "language": region.language,
        "mailbox": row.mailbox,
    }


def first_steps(done: Mapping[FirstStep, bool], library: Library, actor: Actor) -> list[dict[str, Any]]:
    """Return the first steps as their page shows them; one that an administrator takes leads nobody else anywhere."""
    is_admin = Role.LIBRARY_ADMIN in actor.roles
    following = next((step for step, is_done in done.items() if not is_done), None)
    return [
        {
            "name": step.value,
            "label": FIRST_STEPS[step],
            "about": ABOUT[step],
            "is_done": is_done,
            "is_voluntary": step in VOLUNTARY,
            "is_next": step is following,
            "is_for_others": step in FOR_ADMINISTRATORS and not is_admin,
            "url": _places(library)[step],
        }
        for step, is_done in done.items()
    ]


FOR_ADMINISTRATORS = (FirstStep.ADDRESS, FirstStep.RULES, FirstStep.DAYS, FirstStep.PEOPLE)


def _places(library: Library) -> dict[FirstStep, str]:
    """Return where each step is taken."""
    return {
        FirstStep.ADDRESS: url_for("directory.edit", code=library.code, _anchor="addresses"),
        FirstStep.RULES: url_for("directory.edit", code=library.code),
        FirstStep.DAYS: url_for("directory.calendar", code=library.code),
        FirstStep.FILE: url_for("imports.listed"),
        FirstStep.FOUND: url_for("catalogue.search", library=library.code),
        FirstStep.PEOPLE: url_for("accounts.invite"),
        **dict.fromkeys(VOLUNTARY, url_for("practice.overview")),
        FirstStep.EXCHANGE: url_for("practice_exchange.show"),
    }
